"""Pairs of listings that may be the same: found, kept, shown to those who decide, decided once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from silian.register.actions import Forbidden
from silian.register.declaration import get
from silian.register.permissions import visible
from silian.register.standing import Standing
from silian.services.listings.access import KINDS, Record, listings_of, owners_of, place_of
from silian.services.listings.actions import OutOfTurn
from silian.services.listings.engine import Twin, twins_among
from silian.services.listings.models import Listing, Same, TwinPair
from silian.services.listings.queries import RECORDS, UNSEEN, names_of, rows_of

PAGE = 50
SIDES = ("left", "right")


def look_for_twins(now: datetime) -> int:
    """Compare all results with one another, and all needs; returns how many new pairs were kept.

    Pairs that are no longer alike and that nobody decided on are dropped.
    """
    return sum(_keep(slug, rows, twins_among(rows), now) for slug in KINDS for rows in [list(rows_of(slug))])


@transaction.atomic
def _keep(slug: str, rows: Sequence[Record], found: Sequence[Twin], now: datetime) -> int:
    side = "need" if slug == "needs" else "achievement"
    wanted = {pk for twin in found for pk in (twin.left, twin.right)}
    Listing.objects.bulk_create(
        (Listing(**{side: row}) for row in rows if row.pk in wanted), ignore_conflicts=True
    )
    ids = dict(Listing.objects.filter(**{f"{side}__in": wanted}).values_list(side, "pk"))
    made = [_pair(ids[twin.left], ids[twin.right], twin, now) for twin in found]
    present = {(pair.left_id, pair.right_id) for pair in made}
    open_pairs = TwinPair.objects.filter(verdict="", **{f"left__{side}__isnull": False})
    gone = [pk for pk, *ends in open_pairs.values_list("pk", "left", "right") if tuple(ends) not in present]
    TwinPair.objects.filter(pk__in=gone).delete()
    before = TwinPair.objects.count()
    TwinPair.objects.bulk_create(made, ignore_conflicts=True, batch_size=2000)
    return TwinPair.objects.count() - before


def _pair(one: int, other: int, twin: Twin, now: datetime) -> TwinPair:
    return TwinPair(
        left_id=min(one, other),
        right_id=max(one, other),
        kind=twin.kind,
        similarity=twin.similarity,
        found_at=now,
    )


def pairs_for(standing: Standing, *, decided: bool) -> QuerySet[TwinPair]:
    """Return the pairs a person decides on: examines one of the two and sees both, nearest first."""
    examined = Listing.objects.filter(listings_of(standing)).values("pk")
    seen = Q(pk__in=[])
    for slug, name in (("achievements", "achievement"), ("needs", "need")):
        visible_rows = visible(get(slug), standing).order_by().values("pk")
        seen |= Q(**{f"left__{name}__in": visible_rows, f"right__{name}__in": visible_rows})
    rows = TwinPair.objects.filter(Q(left__in=examined) | Q(right__in=examined), seen)
    rows = rows.exclude(verdict="") if decided else rows.filter(verdict="")
    joined = rows.select_related("decided_by", *(f"{side}__{name}" for side in SIDES for name in RECORDS))
    return joined.defer(*(f"{side}__{name}" for side in SIDES for name in UNSEEN))


def find_pair(standing: Standing, number: int) -> TwinPair | None:
    """Return the pair of this number if the person decides on it."""
    either = pairs_for(standing, decided=False) | pairs_for(standing, decided=True)
    return either.filter(pk=number).first()


def next_pair(standing: Standing, after: TwinPair) -> TwinPair | None:
    """Return the nearest pair that waits for the person beside ``after``."""
    return pairs_for(standing, decided=False).exclude(pk=after.pk).first()


@transaction.atomic
def decide_pair(pair: TwinPair, verdict: Same, who: Standing, now: datetime) -> None:
    """Keep what a person says of two listings; a change of mind is kept too. Raises Forbidden, OutOfTurn."""
    if not any(place_of(who, side.record).examines for side in (pair.left, pair.right)):
        raise Forbidden(_("是否同一项由所属园区的工作人员或平台管理员判断，本单位的人不能判断自己的条目。"))
    held = TwinPair.objects.select_for_update().filter(pk=pair.pk).first()
    if held is None:
        raise OutOfTurn(_("这一对刚刚被删除。请回到列表看其余的。"))
    held.verdict, held.decided_by_id, held.decided_at = verdict, who.user_id, now
    held.save()


@dataclass(frozen=True)
class Shown:
    """A pair with the names of the organisations on each side."""

    pair: TwinPair
    left_owners: tuple[str, ...]
    right_owners: tuple[str, ...]


def shown(pairs: Sequence[TwinPair]) -> list[Shown]:
    """Return pairs with the names that their lists show; one query."""
    from_keys = names_of([side.record for pair in pairs for side in (pair.left, pair.right)])
    return [Shown(pair, _owners(pair.left, from_keys), _owners(pair.right, from_keys)) for pair in pairs]


def _owners(listing: Listing, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names.get(key, key) for key in owners_of(listing.record))
