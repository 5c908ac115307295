"""What lists and searches read: one page of rows, hits in all registers, rows that point at a record."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from silian.register.declaration import Register, all_registers, of
from silian.register.fields import FieldInfo, Shape
from silian.register.filters import words
from silian.register.permissions import visible
from silian.register.standing import Standing

PAGE_SIZE = 50


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


def sortable(info: FieldInfo) -> bool:
    """Return whether a list may be sorted by a column: not by several values, nor by records that may be hidden."""
    if info.target is not None:
        target = of(info.target)
        return info.shape is Shape.LINK and not (target and target.guarded)
    return info.shape is not Shape.CODES


def ordering(declared: Register, asked: str) -> tuple[str, ...]:
    """Return the order of a list; anything that is no sortable column gives the declared order."""
    name = asked.removeprefix("-")
    info = declared.by_name.get(name)
    if info is None or not sortable(info):
        return (declared.sort, "-pk" if declared.sort.startswith("-") else "pk")
    sign = "-" if asked.startswith("-") else ""
    path = f"{name}__key" if info.shape is Shape.LINK else name
    return (sign + path, sign + "pk")


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
        # Without an order the database stops at the last row it needs, and never walks an index to find none.
        records = list(rows.order_by()[: limit + 1])
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
