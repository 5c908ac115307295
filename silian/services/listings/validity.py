"""How long listings hold: reminders before the day, once each, and confirmations that put it off."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from silian.chains.innovation.models import Achievement
from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.accounts.queries import Colleague, colleagues_of
from silian.services.listings.access import Place
from silian.services.listings.actions import OutOfTurn, listing_row
from silian.services.listings.links import Link
from silian.services.listings.models import Confirmation, Reminder

REMINDED = timedelta(days=30)
TERM = timedelta(days=180)


@dataclass(frozen=True)
class Due:
    """A listing that expires soon, as one of its owners is told of it."""

    record: Achievement
    listing_id: int
    until: date


Send = Callable[[Colleague, list[Due]], bool]


@transaction.atomic
def confirm(link: Link, today: date, now: datetime) -> date | None:
    """Put a listing's day off by half a year from today and return the new day.

    Returns None, and changes nothing, if the day is no longer the one the link is about: it was confirmed or changed.
    """
    held = Achievement.objects.select_for_update(of=("self",)).get(pk=link.listing.record.pk)
    if held.valid_until != link.until:
        return None
    return _extend(held, link.listing.pk, link.user_id, today, now)


@transaction.atomic
def renew(record: Achievement, place: Place, who: Standing, today: date, now: datetime) -> date:
    """Put a listing's day off for somebody who has signed in; never brings it nearer.

    Raises Forbidden, or OutOfTurn for a listing without a day, which holds until somebody says otherwise.
    """
    if not place.changes:
        raise Forbidden(_("只有能修改它的人可以确认有效。请联系本机构的管理员或编辑。"))
    held = Achievement.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if held.valid_until is None:
        raise OutOfTurn(_("这一条没有填有效期，一直有效，不需要确认。"))
    return _extend(held, listing_row(held).pk, who.user_id, today, now)


def _extend(held: Achievement, listing_id: int, user_id: int | None, today: date, now: datetime) -> date:
    was, until = held.valid_until, max(filter(None, (held.valid_until, today + TERM)))
    if until != was:
        held.valid_until = until
        held.save()
    Confirmation.objects.create(listing_id=listing_id, was=was, until=until, by_id=user_id, at=now)
    return until


def due(today: date) -> QuerySet[Achievement]:
    """Return the public results that expire within thirty days and whose owners were not told of that day."""
    told = Reminder.objects.filter(listing__achievement=OuterRef("pk"), valid_until=OuterRef("valid_until"))
    rows = Achievement.objects.filter(~Exists(told), published=True, valid_until__range=(today, today + REMINDED))  # fmt: skip
    return rows.defer("search_text").order_by("valid_until", "pk")


def remind(today: date, now: datetime, send: Send) -> int:
    """Tell the owners of every listing that is due, one mail a person; returns how many were sent.

    A listing is marked as told before the mail goes out, so that a crash never tells anybody twice; where every
    mail fails it is marked as not told and tried again the next day.
    """
    rows = list(due(today))
    colleagues = colleagues_of(key for row in rows for key in row.owners)
    by_person: defaultdict[int, list[Due]] = defaultdict(list)
    people = {each.user_id: each for each in colleagues}
    claimed: dict[int, Reminder] = {}
    for row in rows:
        owners = {each.user_id for each in colleagues if each.organisation in row.owners}
        reminder = _claim(row, now) if owners else None
        if reminder is None:
            continue
        claimed[row.pk] = reminder
        for user_id in sorted(owners):
            by_person[user_id].append(Due(row, reminder.listing_id, reminder.valid_until))
    told: set[int] = set()
    sent = 0
    for user_id, listed in by_person.items():
        if send(people[user_id], listed):
            sent += 1
            told |= {each.record.pk for each in listed}
    Reminder.objects.filter(pk__in=[each.pk for pk, each in claimed.items() if pk not in told]).delete()
    return sent


@transaction.atomic
def _claim(row: Achievement, now: datetime) -> Reminder | None:
    """Return the reminder of a listing's day, or None if another process has it already."""
    assert row.valid_until is not None
    found, new = Reminder.objects.get_or_create(
        listing=listing_row(row), valid_until=row.valid_until, defaults={"sent_at": now}
    )
    return found if new else None
