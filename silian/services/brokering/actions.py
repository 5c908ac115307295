"""Writes of the bench: visits, pairs put off, notes, saved searches."""

from datetime import date, datetime, timedelta

from django.db import transaction

from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.brokering.circles import circle_for, circles_of
from silian.services.brokering.models import Note, Postponed, SavedSearch, Visit
from silian.services.matching.queries import Seat

A_VISIT_ENDS_AFTER = timedelta(minutes=30)
PUT_OFF_FOR = timedelta(days=7)


def _person(who: Standing) -> int:
    if who.user_id is None:
        raise Forbidden()
    return who.user_id


@transaction.atomic
def visit(who: Standing, now: datetime) -> datetime | None:
    """Note that the person is at the bench; returns when their visit before this one ended, None on the first."""
    held, new = Visit.objects.select_for_update().get_or_create(
        user_id=_person(who), defaults={"last_at": now}
    )
    if new:
        return None
    if now - held.last_at > A_VISIT_ENDS_AFTER:
        held.before_at = held.last_at
    held.last_at = now
    held.save()
    return held.before_at


@transaction.atomic
def put_off(seat: Seat, who: Standing, today: date, now: datetime) -> Postponed:
    """Take the pair out of the person's list for a week."""
    held, _new = Postponed.objects.update_or_create(
        user_id=_person(who),
        need=seat.need,
        achievement=seat.achievement,
        defaults={"until": today + PUT_OFF_FOR, "made_at": now},
    )
    return held


@transaction.atomic
def take_back(seat: Seat, who: Standing) -> None:
    """Put a pair that was put off back on the person's list."""
    Postponed.objects.filter(user_id=_person(who), need=seat.need, achievement=seat.achievement).delete()


@transaction.atomic
def add_note(seat: Seat, text: str, who: Standing, now: datetime) -> Note:
    """Write a note on the pair that only the person's own circle reads. Raises Forbidden without one."""
    circle = circle_for(who, seat.need)
    if not circle:
        raise Forbidden()
    return Note.objects.create(
        need=seat.need,
        achievement=seat.achievement,
        circle=circle,
        text=text,
        user_id=who.user_id,
        made_at=now,
    )


@transaction.atomic
def delete_note(pk: int, who: Standing) -> int:
    """Delete a note of one's own; returns how many were there to delete."""
    rows = Note.objects.filter(pk=pk, user=who.user_id, circle__in=circles_of(who))
    return rows.delete()[0]


@transaction.atomic
def save_search(name: str, query: str, who: Standing, now: datetime) -> SavedSearch:
    """Keep the filters under a name; the same name again takes the new filters."""
    held, _new = SavedSearch.objects.update_or_create(
        user_id=_person(who), name=name, defaults={"query": query, "made_at": now}
    )
    return held


@transaction.atomic
def delete_search(pk: int, who: Standing) -> int:
    """Delete a saved search of one's own; returns how many were there to delete."""
    return SavedSearch.objects.filter(pk=pk, user=who.user_id).delete()[0]
