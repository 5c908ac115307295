"""Figures, news and the picture of the home page, each a query over what the reader may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse

from silian.reference.models import TechnologyField
from silian.register.declaration import Register, all_registers, get
from silian.register.keeping import kept
from silian.register.permissions import changeable, visible
from silian.register.standing import Standing

SHOWN = ("achievements", "needs", "companies", "institutions", "financial-products", "people")
NEWS = ("achievements", "needs")
OWN = (
    "achievements",
    "needs",
    "qualifications",
    "intellectual-properties",
    "shared-resources",
    "financial-products",
)


@dataclass(frozen=True)
class Figure:
    """How many rows a register has for this reader, and the page that lists exactly these."""

    register: Register
    count: int
    url: str


@dataclass(frozen=True)
class Area:
    """A main field of technology with the results and needs in it and in the fields below it."""

    name: str
    keys: tuple[str, ...]
    results: int
    needs: int

    def url(self, slug: str) -> str:
        """Return the address of the rows of a register that lie in this area."""
        chosen = QueryDict(mutable=True)
        chosen.setlist("field", list(self.keys))
        return f"{reverse(f'{get(slug).name}_list')}?{chosen.urlencode()}"


def figures(standing: Standing, counted: dict[str, dict[str | None, int]]) -> list[Figure]:
    """Return the number of rows of the main registers; those in ``counted`` are not counted again."""
    known = {declared.slug for declared in all_registers()}
    found = []
    for declared in (get(slug) for slug in SHOWN if slug in known):
        by_area = counted.get(declared.slug)
        count = _count(declared, visible(declared, standing)) if by_area is None else sum(by_area.values())
        found.append(Figure(declared, count, reverse(f"{declared.name}_list")))
    return found


def own_figures(standing: Standing) -> list[Figure]:
    """Return how many rows the person looks after, registers with some only."""
    found = [
        Figure(declared, changeable(declared, standing).count(), reverse("own_records", args=[declared.slug]))
        for declared in map(get, OWN)
    ]
    return [figure for figure in found if figure.count]


def newest(standing: Standing, limit: int = 6) -> list[tuple[Register, list[Any]]]:
    """Return the newest results and needs."""
    found = []
    for slug in NEWS:
        declared = get(slug)
        rows = visible(declared, standing).select_related(*(info.name for info in declared.links))
        found.append((declared, list(rows.defer("search_text").order_by("-pk")[:limit])))
    return found


def counts_by_area(standing: Standing) -> dict[str, dict[str | None, int]]:
    """Return for results and needs the number of rows by main field; rows without a field under None."""
    return {slug: _by_area(slug, standing) for slug in NEWS}


def areas(counted: dict[str, dict[str | None, int]]) -> list[Area]:
    """Return the main fields with results or needs, those with the most first; one query.

    A field belongs to the field above it, one step up; rows without a field are in no area.
    """
    fields = list(TechnologyField.objects.select_related("parent").order_by("key"))
    names = {field.key: str(field.parent or field) for field in fields}
    members: dict[str, list[str]] = {}
    for field in fields:
        members.setdefault((field.parent or field).key, []).append(field.key)
    results, needs = (counted[slug] for slug in NEWS)
    found = [
        Area(names.get(key, key), tuple(keys), results.get(key, 0), needs.get(key, 0))
        for key, keys in members.items()
        if key in results or key in needs
    ]
    return sorted(found, key=lambda area: (-area.results - area.needs, area.name))


def _count(declared: Register, rows: QuerySet[Any]) -> int:
    return kept(declared, f"count|{rows.query}", int, rows.count)


def _by_area(slug: str, standing: Standing) -> dict[str | None, int]:
    declared = get(slug)
    rows = visible(declared, standing).order_by()
    areas = rows.values_list(Coalesce("field__parent__key", "field__key")).annotate(n=Count("pk"))
    return kept(declared, str(areas.query), lambda found: sum(found.values()), lambda: dict(areas))
