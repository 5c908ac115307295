"""The list of a register: chips with counts, search, order, chosen columns, totals; state in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from silian.register.columns import cell, exact_money, money, names_of_keys
from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.filters import RANGES, parameter_names
from silian.register.pages.access import standing
from silian.register.permissions import may_add
from silian.register.queries import PAGE_SIZE, facets, filtered, ordering, page_of, shown_columns, totals
from silian.register.sight import veil


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self.count = count


def list_page(request: HttpRequest, declared: Register) -> HttpResponse:
    """Show one page of rows; with htmx the browser takes only the list out of it."""
    who = standing(request)
    fields = shown_columns(declared, request.GET.getlist("col"))
    rows = filtered(declared, who, request.GET)
    sums = totals(rows, fields)
    order = ordering(declared, request.GET.get("sort", ""))
    page = CountedPaginator(page_of(declared, rows, fields, order), PAGE_SIZE, sums["rows"]).get_page(
        request.GET.get("page")
    )
    records = list(page.object_list)
    veil(fields, records, who)
    context = {
        "register": declared,
        "fields": fields,
        "headings": [(info, _sort_link(info, request.GET.get("sort", ""))) for info in fields],
        "rows": _cells(fields, records),
        "page": page,
        "count": sums["rows"],
        "totals": _total_cells(fields, sums),
        "facets": facets(declared, who, request.GET),
        "ranges": _ranges(declared, request),
        "filtered": any(request.GET.get(name) for name in parameter_names(declared)),
        "may_add": may_add(declared, who),
        "all_fields": [(info, info in fields) for info in declared.fields],
    }
    return render(request, "register/list.html", context)


def _cells(fields: list[FieldInfo], records: list[Any]) -> list[tuple[Any, list[Any]]]:
    names = names_of_keys(fields, records)
    return [(record, [cell(info, record, names) for info in fields]) for record in records]


def _sort_link(info: FieldInfo, current: str) -> dict[str, str]:
    """Return the next order when the heading is chosen, and the present one as a word; keys have no order."""
    if info.shape in (Shape.KEYS, Shape.CODES):
        return {}
    present = {info.name: "ascending", f"-{info.name}": "descending"}.get(current, "")
    return {"next": f"-{info.name}" if present == "ascending" else info.name, "present": present}


def _total_cells(fields: list[FieldInfo], sums: dict[str, Any]) -> list[tuple[FieldInfo, str, str]] | None:
    cells = []
    for info in fields:
        value = sums.get(f"sum_{info.name}")
        cells.append((info, money(value) if value else "", exact_money(value) if value else ""))
    return cells if any(text for _info, text, _exact in cells) else None


def _ranges(declared: Register, request: HttpRequest) -> list[dict[str, Any]]:
    found = []
    for name in declared.filters:
        info = declared.by_name[name]
        if info.shape not in RANGES:
            continue
        low, high = ("after", "before") if info.shape is Shape.DATE else ("min", "max")
        found.append(
            {
                "info": info,
                "kind": "date" if info.shape is Shape.DATE else "number",
                "ends": [(f"{name}_{end}", request.GET.get(f"{name}_{end}", "")) for end in (low, high)],
            }
        )
    return found
