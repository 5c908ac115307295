"""The history of a record, as the database's own triggers wrote it: what changed, when and by whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from silian.register.columns import text_of
from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.sight import seen
from silian.register.standing import Standing


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One event in a record's life."""

    at: datetime
    by: str
    kind: str
    source: str
    differences: tuple[Difference, ...]


def _people(events: list[Any]) -> dict[int, str]:
    ids = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context}
    return {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=ids - {None})}


def _linked_names(
    declared: Register, events: list[Any], standing: Standing | None
) -> dict[str, dict[int, str]]:
    """Return names of records that changed link fields held, for those fields that changed at all."""
    found: dict[str, dict[int, str]] = {}
    for info in declared.links:
        ids = {getattr(event, info.column) for event in events} - {None}
        if len(ids) > 1:
            found[info.name] = {row.pk: str(row) for row in seen(info.target, standing).filter(pk__in=ids)}
    return found


def _words(info: FieldInfo, event: Any, names: dict[str, dict[int, str]]) -> str:
    value = getattr(event, info.column)
    if info.shape is Shape.LINK:
        return names.get(info.name, {}).get(value, str(value)) if value else ""
    if info.shape is Shape.KEYS:
        return "、".join(value or [])
    return text_of(info, value)


def _compare(
    declared: Register, before: Any, after: Any, names: dict[str, dict[int, str]]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(info.label, _words(info, before, names), _words(info, after, names))
        for info in declared.fields
        if getattr(before, info.column) != getattr(after, info.column)
    )


def changes(
    declared: Register, record: Any, limit: int = 20, standing: Standing | None = None
) -> list[Change]:
    """Return the newest ``limit`` changes of ``record``, newest first, as ``standing`` may see them."""
    events = list(
        declared.events.objects.filter(pgh_obj_id=record.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: limit + 1]
    )
    people, names = _people(events), _linked_names(declared, events, standing)
    kinds = {"insert": _("登记"), "update": _("修改"), "delete": _("删除")}
    found = []
    for position, event in enumerate(events[:limit]):
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        older = events[position + 1] if position + 1 < len(events) else None
        compared = event.pgh_label == "update" and older is not None
        found.append(
            Change(
                at=event.pgh_created_at,
                by=people.get(metadata.get("user", 0), _("系统")),
                kind=kinds.get(event.pgh_label, event.pgh_label),
                source=metadata.get("source", ""),
                differences=_compare(declared, older, event, names) if compared else (),
            )
        )
    return found
