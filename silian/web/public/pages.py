"""Pages of the opportunity lists and of the catalogue of major results, and their open data."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import OpportunityList
from silian.register.columns import money
from silian.web.public import open_data
from silian.web.public.charts import by_city, day, exact
from silian.web.public.queries import (
    AMOUNTS,
    AREA,
    CITY,
    DIRECTION,
    OUTPUT,
    READINESS,
    Part,
    Sums,
    batches,
    catalogue,
    choices,
    items_of,
    narrowed,
    organisations_named,
    sums,
    sums_by,
)

ROWS = 100
OF_ITEMS = (CITY, AREA, DIRECTION)
OF_RESULTS = (CITY, AREA, READINESS)


def amounts_shown(found: Sums) -> list[tuple[str, str]]:
    """Return each amount as people read it and exactly."""
    return [(money(amount), exact(amount)) for amount in found.amounts]


def lists_page(request: HttpRequest) -> HttpResponse:
    """Show all batches with their totals."""
    shown = [(batch, found, amounts_shown(found)) for batch, found in batches()]
    return render(request, "public/lists.html", {"batches": shown})


def _batch(key: str) -> OpportunityList:
    found = OpportunityList.objects.filter(key=key.replace("\0", "")).first()
    if found is None:
        raise Http404(_("没有这一批机会清单。"))
    return found


def list_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show one batch: narrowed by city, field and direction, with totals of what is left and a picture."""
    batch = _batch(key)
    rows, address = items_of(batch), reverse("public_list", args=[batch.key])
    context = _narrowed_page(request, rows, OF_ITEMS, AMOUNTS)
    left = narrowed(rows, request.GET, OF_ITEMS)
    note = _("金额单位：亿元。范围：{batch}，按所选条件。发布：{issuer}，{day}。").format(
        batch=batch, issuer=batch.issuer or _("未填写"), day=day(batch.issued_on)
    )
    series = [(_("投资"), "@chain-capital"), (_("融资"), "@tblr-secondary")]
    download = f"{reverse('public_list_csv', args=[batch.key])}?{request.GET.urlencode()}"
    chart = by_city(sums_by(left, "city", AMOUNTS), series, _("投资"), note, download, address)
    publishers = organisations_named({row.company_or_org for row in context["page"]})
    context |= {"batch": batch, "chart": chart, "publishers": publishers}
    return render(request, "public/list.html", context)


def _narrowed_page(
    request: HttpRequest, rows: QuerySet[Any], parts: tuple[Part, ...], names: tuple[str, ...]
) -> dict[str, Any]:
    left = narrowed(rows, request.GET, parts)
    found = sums(left, names)
    paginator = Paginator(left, ROWS)
    paginator.count = found.items
    return {
        "choices": choices(rows, request.GET, parts),
        "sums": found,
        "amounts": amounts_shown(found),
        "page": paginator.get_page(request.GET.get("page")),
        "narrowed": any(request.GET.get(part.name) for part in parts),
    }


def list_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Send the items of a batch, narrowed as the page is, as CSV."""
    batch = _batch(key)
    rows = narrowed(items_of(batch), request.GET, OF_ITEMS)
    return open_data.as_csv(f"opportunities-{batch.key}", open_data.OPPORTUNITIES, rows)


def list_json(request: HttpRequest, key: str) -> HttpResponse:
    """Send the same as JSON."""
    batch = _batch(key)
    rows = narrowed(items_of(batch), request.GET, OF_ITEMS)
    return open_data.as_json(
        request, batch.title, open_data.OPPORTUNITIES, rows, sums(rows, AMOUNTS), AMOUNTS
    )


def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show the published major results with their projected output."""
    rows, address = catalogue(), reverse("catalogue")
    context = _narrowed_page(request, rows, OF_RESULTS, OUTPUT)
    left = narrowed(rows, request.GET, OF_RESULTS)
    note = _(
        "金额单位：亿元。范围：已公开的重大成果，按所选条件；预计产值由成果单位填报。来源：本平台登记，{day}。"
    ).format(day=day(timezone.localdate()))
    series = [(_("预计产值"), "@chain-innovation")]
    download = f"{reverse('catalogue_csv')}?{request.GET.urlencode()}"
    context["chart"] = by_city(sums_by(left, "city", OUTPUT), series, _("预计产值"), note, download, address)
    return render(request, "public/catalogue.html", context)


def catalogue_csv(request: HttpRequest) -> HttpResponse:
    """Send the catalogue, narrowed as the page is, as CSV."""
    rows = narrowed(catalogue(), request.GET, OF_RESULTS)
    return open_data.as_csv("major-results", open_data.CATALOGUE, rows)


def catalogue_json(request: HttpRequest) -> HttpResponse:
    """Send the same as JSON."""
    rows = narrowed(catalogue(), request.GET, OF_RESULTS)
    return open_data.as_json(
        request, _("重大成果转化目录"), open_data.CATALOGUE, rows, sums(rows, OUTPUT), OUTPUT
    )


def open_data_page(request: HttpRequest) -> HttpResponse:
    """Say which files there are, what their columns mean and under which licence they stand."""
    context = {
        "batches": [batch for batch, _sums in batches()],
        "files": [
            (_("城市机会清单"), open_data.OPPORTUNITIES),
            (_("重大成果转化目录"), open_data.CATALOGUE),
        ],
        "licence": settings.SILIAN_OPEN_DATA_LICENCE,
    }
    return render(request, "public/open_data.html", context)
