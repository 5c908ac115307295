"""The list of a register: chips with counts, search, order, chosen columns, totals; state in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from silian.register.columns import cell, exact_money, money, names_of_keys
from silian.register.counting import counted
from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.filters import RANGES, filtered, parameter_names
from silian.register.pages.access import standing
from silian.register.permissions import may_add
from silian.register.queries import PAGE_SIZE, ordering, page_of, shown_columns, sortable
from silian.register.sight import veil

CLAMPED = 160  # characters of a long text that a list shows
BRIEF = 50  # characters of a text, such as a city, that stays on one line


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self.count = count

    def page(self, number: Any) -> Any:
        """Return one page; the rows before it are passed over by their numbers alone, which an index holds."""
        found = super().page(number)
        numbers = found.object_list.values("pk")  # type: ignore[attr-defined]
        found.object_list = self.object_list.filter(pk__in=numbers)  # type: ignore[attr-defined]
        return found


def list_page(request: HttpRequest, declared: Register) -> HttpResponse:
    """Show one page of rows; with htmx the browser takes only the list out of it."""
    who = standing(request)
    fields = shown_columns(declared, request.GET.getlist("col"))
    order = ordering(declared, request.GET.get("sort", ""))
    found = filtered(declared, who, request.GET)
    rows = page_of(declared, found, fields, order)
    number = request.GET.get("page") or "1"
    first = list(rows[: PAGE_SIZE + 1]) if number == "1" else []
    known = [record.pk for record in first] if number == "1" and len(first) <= PAGE_SIZE else None
    money = [info for info in fields if info.shape is Shape.MONEY]
    if known is not None:
        found = declared.model.objects.filter(pk__in=known)
    groups, facets = counted(declared, who, request.GET, found, money)
    page = CountedPaginator(rows, PAGE_SIZE, groups.rows).get_page(number)
    records = first[:PAGE_SIZE] or list(page.object_list)
    veil(fields, records, who)
    context = {
        "register": declared,
        "fields": fields,
        "headings": [(info, _sort_link(info, request.GET.get("sort", ""))) for info in fields],
        "lines": _lines(declared, fields, records),
        "page": page,
        "count": groups.rows,
        "totals": _total_cells(fields, groups.sums),
        "facets": facets,
        "ranges": _ranges(declared, request),
        "filtered": any(request.GET.get(name) for name in parameter_names(declared)),
        "may_add": may_add(declared, who),
        "all_fields": [(info, info in fields) for info in declared.fields],
    }
    return render(request, "register/list.html", context)


def _css(declared: Register, info: FieldInfo, first: bool) -> str:
    if first or info.name == declared.title:
        return "main"
    if info.shape in (Shape.NUMBER, Shape.MONEY):
        return "number"
    if info.shape in (Shape.LONG, Shape.KEYS):
        return "clamped"
    brief = info.shape is Shape.TEXT and (info.field.max_length or BRIEF + 1) <= BRIEF
    return "short" if brief or info.shape in (Shape.CODE, Shape.DATE) else ""


def _lines(declared: Register, fields: list[FieldInfo], records: list[Any]) -> list[SafeString]:
    """Return the cells of each row as HTML: a template would take half of the page's time for them."""
    names = names_of_keys(fields, records)
    columns = [
        (info, css, f'<td class="{css}" data-label="{escape(info.label)}"')
        for info, css in ((info, _css(declared, info, n == 0)) for n, info in enumerate(fields))
    ]
    lines = []
    for record in records:
        cells = []
        for info, css, start in columns:
            seen = cell(info, record, names)
            text, url = seen.text, seen.url
            if css == "main":
                text, url = text or record.key, url or record.get_absolute_url()
            elif css == "clamped":
                text = Truncator(text).chars(CLAMPED)
            title = f' title="{escape(seen.title)}"' if seen.title else ""
            cells.append(f"{start}{title}>{_inside(css, text, url)}</td>")
        lines.append(mark_safe("".join(cells)))  # every part is escaped, above and below
    return lines


def _inside(css: str, text: str, url: str) -> str:
    shown = escape(text)
    if url:
        plain = "" if css == "main" else ' class="text-reset"'
        return f'<a{plain} href="{escape(url)}" hx-boost="false">{shown}</a>'
    return f'<div class="clamp">{shown}</div>' if css == "clamped" else shown


def _sort_link(info: FieldInfo, current: str) -> dict[str, str]:
    """Return the next order when the heading is chosen, and the present one as a word; none has none."""
    if not sortable(info):
        return {}
    present = {info.name: "ascending", f"-{info.name}": "descending"}.get(current, "")
    return {"next": f"-{info.name}" if present == "ascending" else info.name, "present": present}


def _total_cells(fields: list[FieldInfo], sums: dict[str, Any]) -> list[tuple[FieldInfo, str, str]] | None:
    cells = []
    for info in fields:
        value = sums.get(info.name)
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
