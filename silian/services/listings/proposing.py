"""What examiners are asked: the queue, and the marks that the machine proposes for any listing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.standing import Standing
from silian.services.listings.access import Record, owners_of, register_of
from silian.services.listings.contacts import contacts_of
from silian.services.listings.engine import Mark as Proposal
from silian.services.listings.engine import Verdict, judge, propose
from silian.services.listings.models import Examination, Question
from silian.services.listings.queries import LONGEST_LIST, RECORDS, UNSEEN, names_of, waiting_for


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
    rows = Examination.objects.filter(waiting_for(standing)).order_by("asked_at", "pk")
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
