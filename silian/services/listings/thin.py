"""Organisations that list much and say little: measured each day, shown to officers, given to matching as points."""

from dataclasses import dataclass, field

from django.db import transaction

from silian.chains.industry.models import Need
from silian.reference.models import Organisation
from silian.register.standing import Standing
from silian.services.listings.access import KINDS, Record, examined_by, owners_of
from silian.services.listings.engine import Thinness, body_of, which_are_thin
from silian.services.listings.models import Listing
from silian.services.listings.queries import measures_of, rows_of


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


def thin_organisations(standing: Standing) -> list[Measured]:
    """Return the organisations with thin public listings that the person examines, most demoted first; 5 queries."""
    measures = [measures_of(slug) for slug in KINDS]
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
