"""What lists and searches read: one page of rows, counts for the chips, totals, hits in all registers."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import get_language

from silian.register.declaration import Register, all_registers
from silian.register.fields import FieldInfo, Shape, naming
from silian.register.filters import RANGES, filterset, path_of, words
from silian.register.permissions import visible
from silian.register.sight import guarded_links, seen
from silian.register.standing import Standing

PAGE_SIZE = 50
CHIPS = 12
CHIP_SECONDS = 30
LONG_LIST = 10_000


@dataclass(frozen=True)
class Chip:
    """One value to filter by, how many rows have it, and whether it is chosen."""

    value: str
    text: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter with its chips."""

    info: FieldInfo
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Hits:
    """What one register has for a search."""

    register: Register
    records: list[Any]
    more: bool


def shown_columns(declared: Register, asked: list[str]) -> list[FieldInfo]:
    """Return the columns a reader chose, or those declared."""
    chosen = [name for name in asked if name in declared.by_name]
    return [declared.by_name[name] for name in chosen or declared.columns]


def ordering(declared: Register, asked: str) -> tuple[str, ...]:
    """Return the order of a list; anything that is no sortable column gives the declared order."""
    name = asked.removeprefix("-")
    info = declared.by_name.get(name)
    if info is None or info.shape in (Shape.KEYS, Shape.CODES):
        return (declared.sort, "-pk" if declared.sort.startswith("-") else "pk")
    sign = "-" if asked.startswith("-") else ""
    path = f"{name}__key" if info.shape is Shape.LINK else name
    return (sign + path, sign + "pk")


def filtered(declared: Register, standing: Standing, params: QueryDict) -> QuerySet[Any]:
    """Return the rows a person may see and asked for; values that make no sense are left out."""
    rows: QuerySet[Any] = filterset(declared)(params, queryset=visible(declared, standing)).qs
    return rows


def page_of(
    declared: Register, rows: QuerySet[Any], fields: list[FieldInfo], order: tuple[str, ...]
) -> QuerySet[Any]:
    """Return ``rows`` in order with the linked records that ``fields`` show, and without unseen long texts."""
    links = [info.name for info in fields if info.shape is Shape.LINK]
    shown = {info.name for info in fields}
    unseen = [i.name for i in declared.fields if i.shape is Shape.LONG and i.name not in shown]
    if declared.search:
        unseen.append("search_text")
    return rows.select_related(*links).defer(*unseen, *_unseen_of_links(declared, links)).order_by(*order)


def _unseen_of_links(declared: Register, links: list[str]) -> list[str]:
    unseen: list[str] = []
    for name in links:
        target = declared.by_name[name].target
        for field in target._meta.concrete_fields:
            if field.name in {"search_text", "summary"}:
                unseen.append(f"{name}__{field.name}")
    return unseen


def _remembered(rows: QuerySet[Any], what: str) -> tuple[str, Any]:
    """Return the key under which figures of ``rows`` are kept for a short time, and what is kept."""
    sql, params = rows.query.sql_with_params() if not rows.query.is_empty() else ("", ())
    key = hashlib.sha256(f"{what}|{sql}|{params}".encode()).hexdigest()
    return key, cache.get(key)


def totals(rows: QuerySet[Any], fields: list[FieldInfo]) -> dict[str, Any]:
    """Return how many rows there are (``rows``) and the sum of each money column; one query.

    Figures of very long lists are kept for a few seconds, where one row more or less cannot be noticed.
    """
    key, kept = _remembered(rows, f"totals {[info.name for info in fields]}")
    if kept is not None:
        return dict(kept)
    sums = {info.name: Sum(info.name) for info in fields if info.shape is Shape.MONEY}
    found = rows.order_by().aggregate(
        rows=Count("pk"), **{f"sum_{name}": total for name, total in sums.items()}
    )
    if found["rows"] > LONG_LIST:
        cache.set(key, found, CHIP_SECONDS)
    return found


def facets(declared: Register, standing: Standing, params: QueryDict) -> list[Facet]:
    """Return the chips of each filter, counted with all other filters in force."""
    found = []
    for name in declared.filters:
        info = declared.by_name[name]
        if info.shape in RANGES:
            continue
        others = params.copy()
        others.pop(name, None)
        rows = filtered(declared, standing, others)
        if guarded_links([info], standing):
            rows = rows.filter(**_to_seen(info, standing))
        chips = _chips(info, rows, params.getlist(name))
        if chips:
            found.append(Facet(info, chips))
    return found


def _to_seen(info: FieldInfo, standing: Standing) -> dict[str, Any]:
    """Return the condition that a row points only at rows which the person may see."""
    rows = seen(info.target, standing)
    if info.shape is Shape.LINK:
        return {f"{info.name}__in": rows}
    return {f"{info.name}__contained_by": list(rows.values_list("key", flat=True))}


def _counts(info: FieldInfo, rows: QuerySet[Any]) -> list[tuple[Any, str, int]]:
    path = path_of(info)
    key, kept = _remembered(rows, f"chips {path} {get_language()}")
    if kept is not None:
        return list(kept)
    title: Any = naming(info.target, f"{info.name}__") if info.shape is Shape.LINK else F(path)
    if info.shape in (Shape.CODES, Shape.KEYS):
        each = Func(F(path), function="unnest", output_field=CharField())
        each.set_returning = True
        rows, path, title = rows.annotate(each=each), "each", F("each")
    counted = (
        rows.order_by().annotate(shown_name=title).values_list(path, "shown_name").annotate(n=Count("pk"))
    )
    counted = counted.order_by("-n", path)
    counts = [(value, text, n) for value, text, n in counted[: CHIPS + 30] if value not in (None, "")]
    cache.set(key, counts, CHIP_SECONDS)
    return counts


def _chips(info: FieldInfo, rows: QuerySet[Any], chosen: list[str]) -> tuple[Chip, ...]:
    labels = dict(info.choices)
    if info.shape is Shape.FLAG:
        chosen = [value.lower() for value in chosen]
    chips = []
    for value, text, count in _counts(info, rows):
        code = str(value).lower() if info.shape is Shape.FLAG else str(value)
        chips.append(Chip(code, labels.get(code, str(text)), count, code in chosen))
    known = {chip.value for chip in chips}
    absent = [Chip(value, labels.get(value, value), 0, True) for value in chosen if value not in known]
    ordered = [chip for chip in chips if chip.chosen] + absent + [chip for chip in chips if not chip.chosen]
    return tuple(ordered[:CHIPS])


def search_everywhere(query: str, standing: Standing, limit: int = 5) -> list[Hits]:
    """Return up to ``limit`` rows per register that hold every word of ``query``, registers with hits only."""
    condition = words(query)
    if condition == Q():
        return []
    found = []
    # Companies before the organisations that merely repeat them.
    for declared in sorted(all_registers(), key=lambda register: register.group == "reference"):
        if not declared.search:
            continue
        rows = visible(declared, standing).filter(condition).only("key", declared.title)
        records = list(rows.order_by("pk")[: limit + 1])
        if records:
            found.append(Hits(declared, records[:limit], len(records) > limit))
    return found


def related(record: Any, standing: Standing) -> list[tuple[Register, str, int, list[Any]]]:
    """Return each register whose rows point at ``record``: register, field, count and the newest five."""
    found = []
    for declared in all_registers():
        for info in declared.fields:
            if info.target is not type(record):
                continue
            lookup = (
                {info.name: record} if info.shape is Shape.LINK else {f"{info.name}__contains": [record.key]}
            )
            rows = visible(declared, standing).filter(**lookup)
            count = rows.count()
            if count:
                found.append((declared, info.name, count, list(rows.order_by("-pk")[:5])))
    return found
