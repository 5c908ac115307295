"""Reads of examination: the queue, one listing with its marks, what waits for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.reference.models import Organisation
from silian.register.declaration import get
from silian.register.permissions import visible
from silian.register.standing import Standing
from silian.register.waiting import Waiting
from silian.services.listings.access import (
    KINDS,
    Record,
    examined_by,
    is_examiner,
    listings_of,
    owners_of,
    register_of,
)
from silian.services.listings.contacts import contacts_of
from silian.services.listings.engine import Mark as Proposal
from silian.services.listings.engine import Verdict, digest_of, judge, propose
from silian.services.listings.models import Examination, Listing, Question, State

LONGEST_LIST = 100
RECORDS = ("achievement__zone", "achievement__field", "need__company__zone", "need__field")
UNSEEN = ("achievement__search_text", "need__search_text", "need__company__search_text")


def rows_of(slug: str) -> QuerySet[Any]:
    """Return all listings of a register with what their pages show of others."""
    joined = ("company__zone", "field") if slug == "needs" else ("zone", "field")
    rows: QuerySet[Any] = get(slug).model.objects.select_related(*joined)
    return rows.defer("search_text")


def find_record(standing: Standing, slug: str, key: str) -> Record | None:
    """Return the result or need of ``key`` if the person may see it, or belongs to those who examine it."""
    if slug not in KINDS:
        return None
    seen = visible(get(slug), standing).order_by().values("pk")
    examined = rows_of(slug).filter(examined_by(standing, slug)) if is_examiner(standing) else None
    allowed = Q(pk__in=seen) if examined is None else Q(pk__in=seen) | Q(pk__in=examined.order_by().values("pk"))  # fmt: skip
    found: Record | None = rows_of(slug).filter(allowed, key=key.replace("\0", "")).first()
    return found


def names_of(records: Iterable[Record]) -> dict[str, str]:
    """Return the names of the organisations behind ``records`` by key; one query."""
    keys = {key for record in records for key in owners_of(record)}
    return dict(Organisation.objects.filter(key__in=keys).values_list("key", "name"))


@dataclass(frozen=True)
class Queued:
    """A listing that waits, with what the machine would say of it."""

    record: Record
    owners: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    asked_at: datetime | None

    @property
    def verdict(self) -> Verdict:
        """Return what the proposed marks come to."""
        return judge({mark.question: mark.points for mark in self.proposals})

    @property
    def slug(self) -> str:
        """Return the register it stands in."""
        return register_of(self.record).slug

    @property
    def marks(self) -> list[tuple[str, int]]:
        """Return each question in words with its proposed points."""
        return [(str(Question(mark.question).label), mark.points) for mark in self.proposals]


def proposals_for(records: Sequence[Record], now: datetime) -> list[tuple[Proposal, ...]]:
    """Return the proposed marks of each of ``records``, results and needs mixed; six queries at most."""
    found: dict[tuple[type, int], tuple[Proposal, ...]] = {}
    for model in (Achievement, Need):
        rows = [record for record in records if isinstance(record, model)]
        for row, contacts in zip(rows, contacts_of(rows, now), strict=True):
            found[model, row.pk] = propose(row, contacts)
    return [found[type(record), record.pk] for record in records]


def queue(standing: Standing, now: datetime) -> list[Queued]:
    """Return the listings that wait for an examination by the person, longest waiting first."""
    rows = Examination.objects.filter(_waiting(standing)).order_by("asked_at", "pk")
    joined = rows.select_related(*(f"listing__{name}" for name in RECORDS))
    found = list(joined.defer(*(f"listing__{name}" for name in UNSEEN))[:LONGEST_LIST])
    return _queued([each.listing.record for each in found], [each.asked_at for each in found], now)


def _queued(records: Sequence[Record], asked: Sequence[datetime | None], now: datetime) -> list[Queued]:
    names = names_of(records)
    rows = zip(records, proposals_for(records, now), asked, strict=True)
    return [
        Queued(record, tuple(names.get(key, key) for key in owners_of(record)), marks, at)
        for record, marks, at in rows
    ]


def changed_since(standing: Standing) -> list[Record]:
    """Return the public listings whose text was changed after they passed, which the person examines."""
    rows = Listing.objects.filter(listings_of(standing), state=State.PUBLISHED)
    touched = Q(achievement__published=True) | Q(need__published=True)
    found = rows.filter(touched).select_related(*RECORDS).defer(*UNSEEN).order_by("-pk")[:LONGEST_LIST]
    return [listing.record for listing in found if digest_of(listing.record) != listing.digest]


def waiting_count(standing: Standing) -> int:
    """Return how many listings wait for the person's examination."""
    return Examination.objects.filter(_waiting(standing)).count()


def _waiting(standing: Standing) -> Q:
    return Q(state=State.WAITING, listing__in=Listing.objects.filter(listings_of(standing)).values("pk"))


@dataclass(frozen=True)
class History:
    """All examinations of a listing with their marks, newest first."""

    examinations: tuple[Examination, ...] = ()

    @property
    def waiting(self) -> Examination | None:
        """Return the examination that waits, if one does."""
        return next((each for each in self.examinations if each.state == State.WAITING), None)

    @property
    def last(self) -> Examination | None:
        """Return the last one that was decided."""
        decided = (State.PUBLISHED, State.HELD)
        return next((each for each in self.examinations if each.state in decided), None)


def history_of(record: Record) -> History:
    """Return the examinations of a listing; two queries."""
    side = "need" if isinstance(record, Need) else "achievement"
    rows = Examination.objects.filter(**{f"listing__{side}": record}).select_related("asked_by", "decided_by")
    return History(tuple(rows.prefetch_related("marks")))


def waiting(standing: Standing) -> list[Waiting]:
    """Return what home says of listings: how many wait for the person's examination; one query."""
    if not is_examiner(standing):
        return []
    return [
        Waiting(
            _("等待审核的条目"), waiting_count(standing), reverse("listings"), _("去审核"), group="innovation"
        )
    ]


def passed() -> Q:
    """Return the rows that may be public where publication needs an examination: public already, or passed."""
    return Q(published=True) | Q(listing__state=State.PUBLISHED)
