"""Reads of listings: who may see one, its examinations, what waits for a person, what a thin one loses."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
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
)
from silian.services.listings.engine import Thinness, digest_of
from silian.services.listings.models import Examination, Listing, State

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


def changed_since(standing: Standing) -> list[Record]:
    """Return the public listings whose text was changed after they passed, which the person examines."""
    rows = Listing.objects.filter(listings_of(standing), state=State.PUBLISHED)
    touched = Q(achievement__published=True) | Q(need__published=True)
    found = rows.filter(touched).select_related(*RECORDS).defer(*UNSEEN).order_by("-pk")[:LONGEST_LIST]
    return [listing.record for listing in found if digest_of(listing.record) != listing.digest]


def waiting_count(standing: Standing) -> int:
    """Return how many listings wait for the person's examination."""
    return Examination.objects.filter(waiting_for(standing)).count()


def waiting_for(standing: Standing) -> Q:
    """Return the examinations that wait for the person."""
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


def measures_of(slug: str) -> dict[str, Thinness]:
    """Return for each organisation its public listings in a register and how many are thin; one query."""
    owner = "company__key" if slug == "needs" else "owners"
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for owners, thin in rows_of(slug).filter(published=True).order_by().values_list(owner, "listing__thin"):
        for key in owners if isinstance(owners, list) else [owners]:
            counts[key][0] += 1
            counts[key][1] += bool(thin)
    return {key: Thinness(listings, thin) for key, (listings, thin) in counts.items()}


def demotions() -> dict[int, float]:
    """Return the points (up to 10) that each thin public result loses in matching, by primary key; two queries."""
    of_owner = {key: one.demotion for key, one in measures_of("achievements").items() if one.demotion}
    if not of_owner:
        return {}
    rows = rows_of("achievements").filter(listing__thin=True, published=True).order_by()
    lost = {pk: min((of_owner.get(key, 0.0) for key in owners), default=0.0) for pk, owners in rows.values_list("pk", "owners")}  # fmt: skip
    return {pk: points for pk, points in lost.items() if points}
