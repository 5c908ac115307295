"""What stands beside a list: how many rows it has, the sums of their money, and the chips of its filters.

All of it comes from one pass over the rows: the database groups them by all chips at once, and then adds up these
few groups for every chip. Only a filter that is in use, or that guards hidden rows, needs a pass of its own.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.http import QueryDict

from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape, naming
from silian.register.filters import RANGES, filtered
from silian.register.keeping import kept
from silian.register.sight import guarded_links, seen
from silian.register.standing import Standing

SHOWN = 12


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
class Groups:
    """Rows counted: all of them, the sums of their money (元) by field, and by value of each grouped field."""

    rows: int
    sums: dict[str, Any]
    values: dict[str, dict[Any, int]]


def counted(
    declared: Register, standing: Standing, params: QueryDict, rows: QuerySet[Any], money: list[FieldInfo]
) -> tuple[Groups, list[Facet]]:
    """Return the totals of the ``rows`` of a list, with the sums of ``money``, and its chips.

    A chip counts what it would open: with all other filters of ``params`` in force.
    """
    infos = [declared.by_name[name] for name in declared.filters]
    infos = [info for info in infos if info.shape not in RANGES]
    guarded = guarded_links(infos, standing)
    alone = [i for i in infos if params.getlist(i.name) or i in guarded or i.shape is Shape.KEYS]
    together = [info for info in infos if info not in alone]
    groups = _grouped(declared, rows, together, money)
    values = dict(groups.values)
    for info in alone:
        others = params.copy()
        others.pop(info.name, None)
        rows = filtered(declared, standing, others)
        if info in guarded:
            rows = rows.filter(**_to_seen(info, standing))
        values |= _grouped(declared, rows, [info], []).values
    facets = [Facet(info, _chips(info, values[info.name], params.getlist(info.name))) for info in infos]
    return groups, [facet for facet in facets if facet.chips]


def _to_seen(info: FieldInfo, standing: Standing) -> dict[str, Any]:
    """Return the condition that a row points only at rows which the person may see."""
    rows = seen(info.target, standing)
    if info.shape is Shape.LINK:
        return {f"{info.name}__in": rows}
    return {f"{info.name}__contained_by": list(rows.values_list("key", flat=True))}


def _grouped(declared: Register, rows: Any, fields: list[FieldInfo], money: list[FieldInfo]) -> Groups:
    """Return the counts of ``rows`` of a register, with the sums of ``money``, by each of ``fields``."""
    sums = {f"sum_{n}": Sum(info.name) for n, info in enumerate(money)}
    columns = [info.field.attname for info in fields]
    grouped = rows.order_by().values(*columns).annotate(n=Count("pk"), **sums)
    if not columns:
        found = rows.order_by().aggregate(n=Count("pk"), **sums)
        return Groups(found["n"], {i.name: found[name] for i, name in zip(money, sums, strict=True)}, {})
    try:
        sql, params = grouped.query.sql_with_params()
    except EmptyResultSet:
        return Groups(0, {}, {info.name: {} for info in fields})
    return kept(
        declared, f"{sql}|{params}", lambda found: found.rows, lambda: _added_up(sql, params, fields, money)
    )


def _added_up(sql: str, params: Any, fields: list[FieldInfo], money: list[FieldInfo]) -> Groups:
    """Add up the groups that ``sql`` gives, once over all and once for each field."""
    quote = connection.ops.quote_name
    columns = [quote(info.field.attname) for info in fields]
    sums = "".join(f", SUM(sum_{n})" for n in range(len(money)))
    sets = ", ".join(f"({column})" for column in columns)
    listed = ", ".join(columns)
    values: dict[str, dict[Any, int]] = {info.name: {} for info in fields}
    rows, totals = 0, {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS ({sql}) SELECT GROUPING({listed}), SUM(n), {listed}{sums} "
            f"FROM found GROUP BY GROUPING SETS ((), {sets})",
            params,
        )
        for which, n, *rest in cursor.fetchall():
            # One bit per column, set where it was not grouped by: all of them in the line of totals.
            place = len(columns) - ((1 << len(columns)) - 1 - which).bit_length()
            if place == len(columns):
                rows = int(n or 0)
                totals = {info.name: total for info, total in zip(money, rest[len(columns) :], strict=True)}
                continue
            value, counts = rest[place], values[fields[place].name]
            for each in set(value) if isinstance(value, list) else [value]:
                counts[each] = counts.get(each, 0) + int(n)
    return Groups(rows, totals, values)


def _chips(info: FieldInfo, counts: dict[Any, int], chosen: list[str]) -> tuple[Chip, ...]:
    chips = [Chip(code, text, n, code in chosen) for code, text, n in _named(info, counts, chosen)]
    known = {chip.value for chip in chips}
    labels = dict(info.choices)
    absent = [Chip(value, labels.get(value, value), 0, True) for value in chosen if value not in known]
    ordered = [chip for chip in chips if chip.chosen] + absent + [chip for chip in chips if not chip.chosen]
    return tuple(ordered[:SHOWN])


def _named(info: FieldInfo, counts: dict[Any, int], chosen: list[str]) -> list[tuple[str, str, int]]:
    """Return code, name and number of the most frequent values and of those chosen, the most frequent first."""
    frequent = sorted((v for v in counts if v not in (None, "")), key=lambda v: (-counts[v], str(v)))
    if info.target is None:
        labels = dict(info.choices)
        as_code = (lambda v: str(v).lower()) if info.shape is Shape.FLAG else str
        shown = [v for n, v in enumerate(frequent) if n < SHOWN or as_code(v) in chosen]
        return [(as_code(v), labels.get(as_code(v), str(v)), counts[v]) for v in shown]
    own = "pk" if info.shape is Shape.LINK else "key"
    named = info.target.objects.filter(**{f"{own}__in": frequent[: SHOWN + 30]})
    if chosen:
        named |= info.target.objects.filter(key__in=chosen)
    names = {row[0]: row[1:] for row in named.values_list(own, "key", naming(info.target))}
    found = [(str(names[v][0]), str(names[v][1]), counts[v]) for v in frequent if v in names]
    return sorted(found, key=lambda chip: (-chip[2], chip[0]))
