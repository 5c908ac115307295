"""Addresses of listings."""

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from silian.services.listings import confirm_page, pages, twin_pages

both = require_http_methods(["GET", "HEAD", "POST"])
LISTING = "listings/<slug:slug>/<str:key>/"

urlpatterns = [
    path("listings/", require_GET(pages.queue_page), name="listings"),
    path("listings/twins/", both(twin_pages.twins_page), name="listing_twins"),
    path("listings/twins/<int:number>/", both(twin_pages.twin_page), name="listing_twin"),
    path("listings/thin/", require_GET(twin_pages.thin_page), name="listings_thin"),
    path("listings/confirm/<str:token>/", both(confirm_page.confirm_page), name="listing_confirm"),
    path(LISTING, require_GET(pages.listing_page), name="listing"),
    path(f"{LISTING}decide/", require_POST(pages.decide_page), name="listing_decide"),
    path(f"{LISTING}ask/", require_POST(pages.step_page), {"step": "ask"}, name="listing_ask"),
    path(f"{LISTING}withdraw/", require_POST(pages.step_page), {"step": "withdraw"}, name="listing_withdraw"),
    path(f"{LISTING}renew/", require_POST(pages.step_page), {"step": "renew"}, name="listing_renew"),
]
