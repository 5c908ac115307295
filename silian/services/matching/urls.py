"""Addresses of matching."""

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from silian.services.matching import pages

PAIR = "matches/<str:need>/<str:achievement>/"

urlpatterns = [
    path("matches/", require_GET(pages.desk_page), name="desk"),
    path(PAIR, require_GET(pages.pair_page), name="pair"),
    path(f"{PAIR}decide/", require_POST(pages.decide_page), name="pair_decide"),
    path(f"{PAIR}ask/", require_POST(pages.ask_page), name="pair_ask"),
    path(f"{PAIR}answer/", require_POST(pages.answer_page), name="pair_answer"),
    path(f"{PAIR}close/", require_POST(pages.close_page), name="pair_close"),
]
