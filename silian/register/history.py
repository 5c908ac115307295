"""The history of a record, as the database's own triggers wrote it: what changed, when and by whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from silian.register.columns import text_of
from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.sight import guarded_links, seen, seen_keys
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
) -> dict[str, dict[Any, str]]:
    """Return names of records that changed links held, empty for hidden ones, and keys that may be seen."""
    found: dict[str, dict[Any, str]] = {}
    for info in declared.links:
        held = {getattr(event, info.column) for event in events}
        if len(held) > 1:
            there = info.target.objects.filter(pk__in=held - {None}).values_list("pk", flat=True)
            rows = seen(info.target, standing).filter(pk__in=held - {None})
            found[info.name] = dict.fromkeys(there, "") | {row.pk: str(row) for row in rows}
    for info in guarded_links(declared.fields, standing):
        if info.shape is Shape.KEYS:
            listed = [key for event in events for key in getattr(event, info.column) or []]
            found[info.name] = {key: key for key in seen_keys(info, listed, standing)}
    return found


def _words(info: FieldInfo, event: Any, names: dict[str, dict[Any, str]]) -> str:
    value = getattr(event, info.column)
    if info.shape is Shape.LINK:
        return names.get(info.name, {}).get(value, str(value)) if value else ""
    if info.shape is Shape.KEYS:
        known = names.get(info.name)
        return "、".join(key for key in value or [] if known is None or key in known)
    return text_of(info, value)


def _compare(
    declared: Register, before: Any, after: Any, names: dict[str, dict[Any, str]]
) -> tuple[Difference, ...]:
    changed = [i for i in declared.fields if getattr(before, i.column) != getattr(after, i.column)]
    found = [Difference(i.label, _words(i, before, names), _words(i, after, names)) for i in changed]
    # Nothing became nothing only where a hidden record came or went.
    return tuple(each for each in found if each.before or each.after)


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
