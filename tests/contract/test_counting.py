"""Beside every list: each chip says how many rows it opens, and long lists are counted as short ones are."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from silian.register import counting, keeping
from silian.register.declaration import Register, get
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


def test_counts_of_very_long_lists_are_kept_until_a_record_changes(
    declared: Register,
    rows: Any,
    monkeypatch: pytest.MonkeyPatch,
    make_row: MakeRow,
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 1)
    monkeypatch.setattr(keeping, "LONG_LIST", 0)
    shown(rows, declared)
    with CaptureQueriesContext(connection) as first:
        before = shown(rows, declared)
    with CaptureQueriesContext(connection) as second:
        again = shown(rows, declared)
    assert [before[name] for name in ("count", "facets", "totals")] == [
        again[name] for name in ("count", "facets", "totals")
    ]
    counts = [query for query in second.captured_queries if "GROUPING SETS" in query["sql"]]
    assert counts == [], "nothing changed"
    assert len(second) <= len(first)
    make_row(declared, key="one-more")
    assert shown(rows, declared)["count"] == before["count"] + 1


def test_a_change_of_what_rows_point_at_is_counted_too(
    monkeypatch: pytest.MonkeyPatch, cast: Cast, make_row: MakeRow
) -> None:
    achievements = get("achievements")
    make_row(achievements)
    monkeypatch.setattr(keeping, "LONG_LIST", 0)
    asked: list[int] = []

    def work() -> int:
        asked.append(1)
        return 1

    for _time in range(4):
        keeping.kept(achievements, "a question", int, work)
    assert len(asked) == 2, "the first time it turned out to be long"
    make_row(get("zones"), key="a-new-zone")
    keeping.kept(achievements, "a question", int, work)
    assert len(asked) == 3
