"""What the maps show: links with their companies, zones with what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from silian.chains.industry.models import ChainLink, Company, IndustryChain
from silian.reference.models import Zone
from silian.register.declaration import get
from silian.register.permissions import visible
from silian.register.standing import Standing

MEASURES = {"companies": "companies", "results": "achievements", "needs": "needs"}
"""What a bubble may stand for, and the register that is counted."""


@dataclass(frozen=True)
class Link:
    """One link of a chain with the registered companies in it; nobody is an empty tuple."""

    record: ChainLink
    companies: tuple[Company, ...]

    @property
    def empty(self) -> bool:
        """Return whether no company is registered in the link."""
        return not self.companies


@dataclass(frozen=True)
class ChainSummary:
    """A chain in the list of chains: how many links, of these how many without a company."""

    record: IndustryChain
    links: int
    empty: int
    companies: int


@dataclass(frozen=True)
class ZoneFigures:
    """A zone with its number of companies, results and needs, in the order of MEASURES."""

    record: Zone
    counts: dict[str, int]

    def url(self, measure: str) -> str:
        """Return the page that lists what a measure counts."""
        return f"{reverse(f'{get(MEASURES[measure]).name}_list')}?zone={self.record.key}"


def _with_companies(records: Iterable[ChainLink]) -> list[Link]:
    records = list(records)
    keys = {key for record in records for key in record.companies}
    known = {found.key: found for found in Company.objects.filter(key__in=keys).defer("summary")}
    return [
        Link(record, tuple(known[key] for key in dict.fromkeys(record.companies) if key in known))
        for record in records
    ]


def links_of(chain: IndustryChain) -> list[Link]:
    """Return the links of a chain; two queries."""
    return _with_companies(ChainLink.objects.filter(chain=chain).order_by("pk"))


def chain_summaries() -> list[ChainSummary]:
    """Return all chains by name; three queries."""
    links = _with_companies(ChainLink.objects.order_by("pk"))
    found = []
    for chain in IndustryChain.objects.order_by("name"):
        own = [link for link in links if link.record.chain_id == chain.pk]
        companies = {company.key for link in own for company in link.companies}
        found.append(ChainSummary(chain, len(own), sum(link.empty for link in own), len(companies)))
    return found


def zone_figures(standing: Standing) -> list[ZoneFigures]:
    """Return all zones by name with their counts; one query per measure and one for the zones."""
    counted = {measure: _by_zone(slug, standing) for measure, slug in MEASURES.items()}
    return [
        ZoneFigures(zone, {measure: counts.get(zone.pk, 0) for measure, counts in counted.items()})
        for zone in Zone.objects.order_by("name")
    ]


def _by_zone(slug: str, standing: Standing) -> dict[Any, int]:
    rows = visible(get(slug), standing).filter(zone__isnull=False).order_by()
    return dict(rows.values_list("zone").annotate(n=Count("pk")))
