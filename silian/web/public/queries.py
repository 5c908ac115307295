"""Published lists: what a reader narrowed them to, chips with counts, totals, sums by city."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from silian.chains.industry.models import Opportunity, OpportunityList
from silian.chains.innovation.models import Achievement
from silian.reference.models import Organisation, TechnologyField
from silian.register.declaration import get
from silian.register.permissions import visible
from silian.register.standing import VISITOR

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """One way to narrow a list: the parameter in the address, which is also the column, and its label."""

    name: str
    label: Any
    words: Callable[[set[str]], dict[str, str]]


@dataclass(frozen=True)
class Choice:
    """One value of a part, how many rows it would leave, and whether it is chosen."""

    value: str
    text: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Sums:
    """Items and amounts in 元 of one place, batch or whole list."""

    name: str
    items: int
    amounts: tuple[Decimal, ...]


def area_names(keys: set[str]) -> dict[str, str]:
    """Return the names of main fields in the language in use."""
    return {field.key: str(field) for field in TechnologyField.objects.filter(key__in=keys)}


def _direction_names(_keys: set[str]) -> dict[str, str]:
    return {code: str(label) for code, label in get("opportunities").by_name["direction"].choices}


def _as_written(keys: set[str]) -> dict[str, str]:
    return {key: key for key in keys}


CITY = Part("city", _("城市"), _as_written)
AREA = Part("area", _("领域"), area_names)
DIRECTION = Part("direction", _("方向"), _direction_names)
READINESS = Part("readiness", _("成熟度"), _as_written)


def in_areas(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return ``rows`` with the key of their main field, one step up the tree, as ``area``."""
    found: QuerySet[Any] = rows.annotate(area=Coalesce("field__parent__key", "field__key"))
    return found


def items_of(batch: OpportunityList) -> QuerySet[Opportunity]:
    """Return the items of a batch in the order in which they were registered."""
    return in_areas(Opportunity.objects.filter(list=batch)).select_related("field").order_by("pk")


def catalogue() -> QuerySet[Achievement]:
    """Return the major results that are published, those with the largest projected output first."""
    rows = in_areas(visible(get("achievements"), VISITOR).filter(major=True))
    return rows.select_related("field").order_by(F("projected_output_yuan").desc(nulls_last=True), "pk")


def narrowed(rows: QuerySet[Any], params: QueryDict, parts: tuple[Part, ...], but: str = "") -> QuerySet[Any]:
    """Return the rows that the chosen values of all ``parts`` (``but`` one) leave; nonsense finds nothing."""
    for part in parts:
        values = [value.replace("\0", "") for value in params.getlist(part.name) if value]
        if not values or part.name == but:
            continue
        if part is READINESS:
            values = [value for value in values if value.isascii() and value.isdigit() and len(value) < 3]
        rows = rows.filter(**{f"{part.name}__in": values})
    return rows


def choices(
    rows: QuerySet[Any], params: QueryDict, parts: tuple[Part, ...]
) -> list[tuple[Part, list[Choice]]]:
    """Return the values of each part, counted with all other parts in force; one or two queries per part."""
    found = []
    for part in parts:
        left = narrowed(rows, params, parts, but=part.name)
        counted = left.order_by().values_list(part.name).annotate(n=Count("pk")).order_by("-n", part.name)
        counts = {str(value): n for value, n in counted if value not in (None, "")}
        chosen = {value for value in params.getlist(part.name) if value}
        words = part.words(set(counts) | chosen)
        values = [*counts, *sorted(chosen - set(counts))]
        found.append(
            (part, [Choice(v, words.get(v, v), counts.get(v, 0), v in chosen) for v in values]),
        )
    return found


def sums(rows: QuerySet[Any], names: tuple[str, ...]) -> Sums:
    """Return the number of rows and the sum of each amount in 元."""
    added = rows.order_by().aggregate(items=Count("pk"), **{f"sum_{name}": Sum(name) for name in names})
    return Sums("", added["items"], tuple(added[f"sum_{name}"] or ZERO for name in names))


def sums_by(rows: QuerySet[Any], path: str, names: tuple[str, ...]) -> list[Sums]:
    """Return the same for each value of ``path``, the largest first amount first; rows without it as ``""``."""
    added = (
        rows.order_by()
        .values(path)
        .annotate(items=Count("pk"), **{f"sum_{name}": Sum(name) for name in names})
    )
    found = [
        Sums(str(row[path] or ""), row["items"], tuple(row[f"sum_{name}"] or ZERO for name in names))
        for row in added
    ]
    return sorted(found, key=lambda one: (*(-amount for amount in one.amounts), one.name))


def organisations_named(names: set[str]) -> dict[str, Organisation]:
    """Return the registered organisations by their full names."""
    return {found.name: found for found in Organisation.objects.filter(name__in=names)}


AMOUNTS = ("investment_yuan", "financing_yuan")
OUTPUT = ("projected_output_yuan",)


def batches() -> list[tuple[OpportunityList, Sums]]:
    """Return all batches, newest first, with their sums; two queries."""
    added = {one.name: one for one in sums_by(Opportunity.objects.all(), "list__key", AMOUNTS)}
    nothing = Sums("", 0, (ZERO, ZERO))
    newest_first = OpportunityList.objects.order_by(F("issued_on").desc(nulls_last=True), "-pk")
    return [(batch, added.get(batch.key, nothing)) for batch in newest_first]


def latest_batches(limit: int = 3) -> list[tuple[OpportunityList, Sums]]:
    """Return the newest batches with their sums."""
    return batches()[:limit]


def catalogue_totals() -> Sums:
    """Return the number of major results and their projected output in 元."""
    return sums(catalogue(), OUTPUT)
