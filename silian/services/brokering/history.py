"""Every step of an introduction, as the database's own triggers wrote it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from silian.services.matching.queries import Contact, Introduction, Meeting

STEPS = ("need_agreed_at", "result_agreed_at", "state", "meeting_on", "met_on", "outcome")


@dataclass(frozen=True)
class Step:
    """One step: when, by whom, and what happened."""

    at: datetime
    by: str
    words: str


def steps_of(one: Meeting) -> list[Step]:
    """Return every step of the pair's latest introduction, newest first."""
    met = one.seat.introduction
    if met is None:
        return []
    rows = Introduction.events.rel.related_model.objects.filter(pgh_obj_id=met.pk)  # type: ignore[attr-defined]
    events = list(rows.select_related("pgh_context").order_by("pgh_id"))
    doers = [event.pgh_context.metadata.get("user") if event.pgh_context else None for event in events]
    people = get_user_model().objects.in_bulk([pk for pk in {*doers} if pk])
    found, before = [], None
    for event, doer in zip(events, doers, strict=True):
        for words in _changes(before, event):
            found.append(Step(event.pgh_created_at, str(people.get(doer or 0, _("系统"))), words))
        before = event
    return found[::-1]


def _changes(before: Any, event: Any) -> list[str]:
    if before is None:
        return [_("请求联系") if event.asked_side else _("牵线：请双方同意")]
    changed = [name for name in STEPS if getattr(before, name) != getattr(event, name)]
    return [words for name in changed if (words := _step(name, event))]


def _step(name: str, event: Any) -> str:
    value = getattr(event, name)
    if name == "state":
        return str(Contact(value).label)
    if name == "outcome":
        return str(event.get_outcome_display()) if value else ""
    if name == "need_agreed_at":
        return _("需求方同意")
    if name == "result_agreed_at":
        return _("成果方同意")
    if not value:
        return _("取消了见面的日期")
    day = date_format(value, "Y-m-d")
    return (_("见面：{day}") if name == "met_on" else _("约定见面：{day}")).format(day=day)
