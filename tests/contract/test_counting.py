"""Beside every list: each chip says how many rows it opens, and long lists are counted as short ones are."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from silian.register import counting
from silian.register.declaration import Register
from silian.register.pages import listing
from tests.contract.conftest import Cast

MakeRow = Callable[..., Any]


@pytest.fixture
def rows(declared: Register, cast: Cast, make_row: MakeRow) -> Iterator[Any]:
    for _row in range(3):
        make_row(declared)
    yield cast.administrator
    cache.clear()


def shown(client: Any, declared: Register, **params: str) -> Any:
    return client.get(f"/{declared.slug}/", params).context


def test_every_chip_opens_as_many_rows_as_it_says(declared: Register, rows: Any) -> None:
    facets = shown(rows, declared)["facets"]
    for facet in facets:
        for chip in facet.chips:
            opened = shown(rows, declared, **{facet.info.name: chip.value})
            assert opened["count"] == chip.count, (facet.info.name, chip)
            again = next(f for f in opened["facets"] if f.info.name == facet.info.name)
            assert [c for c in again.chips if c.chosen] == [
                counting.Chip(chip.value, chip.text, chip.count, True)
            ]


def test_a_list_of_several_pages_has_the_chips_and_totals_of_a_short_one(
    declared: Register, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = shown(rows, declared)
    monkeypatch.setattr(listing, "PAGE_SIZE", 1)
    for page in ("1", "2", "nonsense"):
        long = shown(rows, declared, page=page)
        assert [long[name] for name in ("count", "facets", "totals")] == [
            short[name] for name in ("count", "facets", "totals")
        ]
        assert len(long["lines"]) == 1


def test_counts_of_very_long_lists_are_kept_a_little_while(
    declared: Register, rows: Any, monkeypatch: pytest.MonkeyPatch, make_row: MakeRow
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 1)
    before = shown(rows, declared)["count"]
    make_row(declared, key="one-more")
    assert shown(rows, declared)["count"] == before + 1
    monkeypatch.setattr(counting, "LONG_LIST", 0)
    kept = shown(rows, declared)["count"]
    make_row(declared, key="two-more")
    assert shown(rows, declared)["count"] == (kept if grouped(declared) else kept + 1)


def grouped(declared: Register) -> bool:
    """Return whether the list has chips that are counted together."""
    return any(
        declared.by_name[name].shape not in counting.RANGES | {counting.Shape.KEYS}
        for name in declared.filters
    )
