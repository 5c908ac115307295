"""Pages of the industry chains and of the zones."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.chains.industry.models import IndustryChain
from silian.register.standing import standing_of
from silian.web.downloads import csv_answer
from silian.web.maps.charts import chain_chart, chain_rows, measure_label, zone_chart
from silian.web.maps.queries import MEASURES, chain_summaries, links_of, zone_figures


def chains_page(request: HttpRequest) -> HttpResponse:
    """Show all industry chains with how many of their links are empty."""
    return render(request, "maps/chains.html", {"summaries": chain_summaries()})


def _chain(key: str) -> IndustryChain:
    found = IndustryChain.objects.filter(key=key.replace("\0", "")).first()
    if found is None:
        raise Http404(_("没有这条产业链。"))
    return found


def chain_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show one chain as a graph and as a table."""
    chain = _chain(key)
    links = links_of(chain)
    context = {
        "chain": chain,
        "chart": chain_chart(links, reverse("chain_map_csv", args=[chain.key])),
        "rows": chain_rows(links),
        "empty": sum(link.empty for link in links),
    }
    return render(request, "maps/chain.html", context)


def chain_csv(_request: HttpRequest, key: str) -> HttpResponse:
    """Send the links of a chain with their companies."""
    chain = _chain(key)
    headings = ("key", "name", "position", "upstream", "companies", "company_names")
    lines = (
        (
            link.record.key,
            link.record.name,
            link.record.position,
            ";".join(link.record.upstream),
            len(link.companies),
            ";".join(company.name for company in link.companies),
        )
        for link in links_of(chain)
    )
    return csv_answer(f"chain-{chain.key}", headings, lines)


def zones_page(request: HttpRequest) -> HttpResponse:
    """Show the zones on a map and in a table, by companies, results or needs."""
    asked = request.GET.get("by", "")
    measure = asked if asked in MEASURES else "companies"
    zones = zone_figures(standing_of(request.user))
    rows = [
        (zone, [(measure_label(name), zone.counts[name], zone.url(name)) for name in MEASURES])
        for zone in zones
    ]
    context = {
        "chart": zone_chart(zones, measure),
        "measures": [(name, measure_label(name), name == measure) for name in MEASURES],
        "rows": rows,
        "sums": [(measure_label(name), sum(zone.counts[name] for zone in zones)) for name in MEASURES],
    }
    return render(request, "maps/zones.html", context)


def zones_csv(request: HttpRequest) -> HttpResponse:
    """Send the zones with their place and counts."""
    zones = zone_figures(standing_of(request.user))
    lines = (
        (z.record.key, z.record.name, z.record.city, z.record.lon, z.record.lat, *z.counts.values())
        for z in zones
    )
    return csv_answer("zones", ("key", "name", "city", "lon", "lat", *MEASURES), lines)
