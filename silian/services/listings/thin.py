"""Organisations that list much and say little: measured each day, shown to officers, ready for matching as points."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from silian.chains.industry.models import Need
from silian.reference.models import Organisation
from silian.register.standing import Standing
from silian.services.listings.access import KINDS, Record, examined_by, owners_of
from silian.services.listings.engine import Thinness, body_of, which_are_thin
from silian.services.listings.models import Listing
from silian.services.listings.queries import rows_of


def measure_all() -> int:
    """Note for every public listing whether it is thin; returns how many are. A repeated text is thin too."""
    return sum(_measure(slug) for slug in KINDS)


def _measure(slug: str) -> int:
    side = "need" if slug == "needs" else "achievement"
    rows = list(rows_of(slug).filter(published=True).order_by("pk"))
    flags = which_are_thin((tuple(sorted(owners_of(row))), *_text(row)) for row in rows)
    return _note(side, {row.pk for row, thin in zip(rows, flags, strict=True) if thin})


def _text(row: Record) -> tuple[str, str]:
    if isinstance(row, Need):
        return row.title, body_of(row)
    return row.title or row.title_en, row.summary or row.summary_en


@transaction.atomic
def _note(side: str, thin: set[int]) -> int:
    Listing.objects.bulk_create(
        (Listing(**{f"{side}_id": pk}) for pk in sorted(thin)), ignore_conflicts=True, batch_size=2000
    )
    mine = Listing.objects.filter(**{f"{side}__isnull": False})
    mine.filter(thin=True).exclude(**{f"{side}__in": thin}).update(thin=False)
    mine.filter(**{f"{side}__in": thin}, thin=False).update(thin=True)
    return len(thin)


@dataclass
class Measured:
    """An organisation with its measure, and some of its thin listings: register, key and title."""

    key: str
    name: str
    thinness: Thinness
    examples: list[tuple[str, str, str]] = field(default_factory=list)


def _measures(slug: str) -> dict[str, Thinness]:
    owner = "company__key" if slug == "needs" else "owners"
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for owners, thin in rows_of(slug).filter(published=True).order_by().values_list(owner, "listing__thin"):
        for key in owners if isinstance(owners, list) else [owners]:
            counts[key][0] += 1
            counts[key][1] += bool(thin)
    return {key: Thinness(listings, thin) for key, (listings, thin) in counts.items()}


def thin_organisations(standing: Standing) -> list[Measured]:
    """Return the organisations with thin public listings that the person examines, most demoted first; 5 queries."""
    measures = [_measures(slug) for slug in KINDS]
    found: dict[str, Measured] = {}
    for slug in KINDS:
        owner = "company__key" if slug == "needs" else "owners"
        rows = rows_of(slug).filter(examined_by(standing, slug), listing__thin=True, published=True)
        for owners, key, title in rows.order_by("pk").values_list(owner, "key", "title"):
            for name in owners if isinstance(owners, list) else [owners]:
                one = found.setdefault(name, Measured(name, name, _sum(measures, name)))
                one.examples.append((slug, key, title))
    for key, label in Organisation.objects.filter(key__in=found).values_list("key", "name"):
        found[key].name = label
    return sorted(found.values(), key=lambda one: (-one.thinness.demotion, -one.thinness.thin, one.key))


def _sum(measures: list[dict[str, Thinness]], key: str) -> Thinness:
    of_kinds = [each.get(key, Thinness(0, 0)) for each in measures]
    return Thinness(sum(one.listings for one in of_kinds), sum(one.thin for one in of_kinds))


def demotions() -> dict[int, float]:
    """Return the points (up to 10) that each thin public result should lose in matching, by primary key; two queries."""
    of_owner = {key: one.demotion for key, one in _measures("achievements").items() if one.demotion}
    if not of_owner:
        return {}
    rows = rows_of("achievements").filter(listing__thin=True, published=True).order_by()
    lost = {pk: min((of_owner.get(key, 0.0) for key in owners), default=0.0) for pk, owners in rows.values_list("pk", "owners")}  # fmt: skip
    return {pk: points for pk, points in lost.items() if points}
