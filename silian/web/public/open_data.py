"""The published lists as open data: the same rows as CSV and JSON, with documented columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from silian.web.downloads import csv_answer
from silian.web.public.queries import Sums


@dataclass(frozen=True)
class Column:
    """One column of an open data file: its stable name, what it means, and how a row gives it."""

    name: str
    meaning: Any
    read: Callable[[Any], Any]


def _field_name(row: Any) -> str:
    return row.field.name if row.field else ""


COMMON = (
    Column("key", _("编号，不变"), lambda row: row.key),
    Column("title", _("名称"), lambda row: row.title),
    Column("city", _("城市"), lambda row: row.city),
    Column("field", _("技术领域的编号"), lambda row: row.field.key if row.field else ""),
    Column("field_name", _("技术领域"), _field_name),
)
OPPORTUNITIES = (
    *COMMON,
    Column("direction", _("方向：supply 供给，demand 需求"), lambda row: row.direction),
    Column("publisher", _("发布主体"), lambda row: row.company_or_org),
    Column("investment_yuan", _("投资额，元；空为未填写"), lambda row: row.investment_yuan),
    Column("financing_yuan", _("融资额，元；空为未填写"), lambda row: row.financing_yuan),
    Column("summary", _("内容"), lambda row: row.summary),
)
CATALOGUE = (
    *COMMON,
    Column("title_en", _("英文名称"), lambda row: row.title_en),
    Column("readiness", _("成熟度，1 到 9"), lambda row: row.readiness),
    Column("projected_output_yuan", _("预计产值，元；空为未填写"), lambda row: row.projected_output_yuan),
    Column("summary", _("简介"), lambda row: row.summary),
)


def as_csv(name: str, columns: tuple[Column, ...], rows: Iterable[Any]) -> HttpResponse:
    """Return the rows as a CSV download."""
    lines = ([column.read(row) for column in columns] for row in rows)
    return csv_answer(name, [column.name for column in columns], lines)


def as_json(
    request: HttpRequest,
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[Any],
    totals: Sums,
    amounts: tuple[str, ...],
) -> JsonResponse:
    """Return the rows with title, licence, columns and totals; amounts are text, so that none is rounded."""
    body = {
        "title": title,
        "source": request.build_absolute_uri(),
        "licence": settings.SILIAN_OPEN_DATA_LICENCE,
        "columns": [{"name": column.name, "meaning": str(column.meaning)} for column in columns],
        "totals": {"items": totals.items, **dict(zip(amounts, map(_text, totals.amounts), strict=True))},
        "rows": [{column.name: _text(column.read(row)) for column in columns} for row in rows],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _text(value: Any) -> Any:
    return format(value.quantize(Decimal("0.01")), "f") if isinstance(value, Decimal) else value
