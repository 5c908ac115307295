"""Who examines which listing: officers of its zone and administrators, never its owners."""

from dataclasses import dataclass

from django.db.models import Q

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.declaration import Register, get
from silian.register.permissions import may_change
from silian.register.standing import Standing

Record = Achievement | Need
KINDS = ("achievements", "needs")


def register_of(record: Record) -> Register:
    """Return the register that a listing stands in."""
    return get("needs" if isinstance(record, Need) else "achievements")


def owners_of(record: Record) -> list[str]:
    """Return the keys of the organisations whose listing it is; a need's company must be joined already."""
    return [record.company.key] if isinstance(record, Need) else list(record.owners)


@dataclass(frozen=True)
class Place:
    """What a person is to a listing: of its owners, allowed to change it, allowed to examine it."""

    belongs: bool
    changes: bool
    examines: bool

    @property
    def reads(self) -> bool:
        """Return whether the person reads the marks and their reasons."""
        return self.belongs or self.changes or self.examines


def _zone_of(record: Record) -> str:
    zone = record.company.zone if isinstance(record, Need) else record.zone
    return zone.key if zone else ""


def place_of(standing: Standing, record: Record) -> Place:
    """Return what a person is to ``record``; company and zones must be joined already."""
    belongs = bool(set(owners_of(record)) & set(standing.organisations))
    keeps = standing.administrator or (bool(standing.zones) and _zone_of(record) in standing.zones)
    return Place(belongs, may_change(register_of(record), standing, record), keeps and not belongs)


def examined_by(standing: Standing, slug: str) -> Q:
    """Return the rows of a register that the person examines, as :func:`place_of` says of one."""
    declared = get(slug)
    mine = sorted(standing.organisations)
    owned = Q(owners__overlap=mine) if slug == "achievements" else Q(company__key__in=mine)
    kept = Q() if standing.administrator else Q(**{f"{declared.zone}__in": sorted(standing.zones)})
    return kept & ~owned if mine else kept


def listings_of(standing: Standing) -> Q:
    """Return the listings that the person examines, results and needs."""
    condition = Q(pk__in=[])
    for slug, name in (("achievements", "achievement"), ("needs", "need")):
        rows = get(slug).model.objects.filter(examined_by(standing, slug))
        condition |= Q(**{f"{name}__in": rows.order_by().values("pk")})
    return condition


def is_examiner(standing: Standing) -> bool:
    """Return whether the person examines listings at all."""
    return standing.officer or standing.administrator
