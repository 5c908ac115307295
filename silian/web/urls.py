"""Addresses of the shell."""

from django.urls import path
from django.views.decorators.http import require_GET

from silian.web.maps import pages as maps
from silian.web.pages import fields_csv, home, own_page, search, waiting_page
from silian.web.public import pages as public
from silian.web.quality import pages as quality

urlpatterns = [
    path(address, require_GET(page), name=name)
    for address, page, name in (
        ("", home, "home"),
        ("fields.csv", fields_csv, "fields_csv"),
        ("search/", search, "search"),
        ("waiting/<slug:key>/", waiting_page, "waiting"),
        ("own/<slug:slug>/", own_page, "own_records"),
        ("lists/", public.lists_page, "public_lists"),
        ("lists/<str:key>/", public.list_page, "public_list"),
        ("lists/<str:key>/items.csv", public.list_csv, "public_list_csv"),
        ("lists/<str:key>/items.json", public.list_json, "public_list_json"),
        ("catalogue/", public.catalogue_page, "catalogue"),
        ("catalogue/results.csv", public.catalogue_csv, "catalogue_csv"),
        ("catalogue/results.json", public.catalogue_json, "catalogue_json"),
        ("open-data/", public.open_data_page, "open_data"),
        ("chains/", maps.chains_page, "chain_maps"),
        ("chains/<str:key>/", maps.chain_page, "chain_map"),
        ("chains/<str:key>/links.csv", maps.chain_csv, "chain_map_csv"),
        ("map/", maps.zones_page, "zone_map"),
        ("map/zones.csv", maps.zones_csv, "zone_map_csv"),
        ("match-quality/", quality.quality_page, "quality"),
        ("match-quality/decisions/", quality.rows_page, "quality_rows"),
        ("match-network/", quality.network_page, "network"),
        ("match-network/ties.csv", quality.network_csv, "network_csv"),
    )
]
