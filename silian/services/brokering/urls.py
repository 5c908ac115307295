"""Addresses of the bench."""

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from silian.services.brokering import pages, steps

PAIR = "bench/<str:need>/<str:achievement>/"
STEPS = {
    "accept": steps.accept_page,
    "decline": steps.decline_page,
    "later": steps.later_page,
    "again": steps.again_page,
    "note": steps.note_page,
    "introduce": steps.introduce_page,
    "consent": steps.consent_page,
    "meet": steps.meet_page,
    "close": steps.close_page,
}

urlpatterns = [
    path("bench/", require_GET(pages.bench_page), name="bench"),
    path("bench/searches/", require_POST(steps.search_save_page), name="bench_search_save"),
    path(
        "bench/searches/<int:pk>/delete/", require_POST(steps.search_delete_page), name="bench_search_delete"
    ),
    path("bench/notes/<int:pk>/delete/", require_POST(steps.note_delete_page), name="bench_note_delete"),
    *(path(f"{PAIR}{name}/", require_POST(page), name=f"bench_{name}") for name, page in STEPS.items()),
]
