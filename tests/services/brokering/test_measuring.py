"""Figures from judged pairs: order, first three and shares with intervals, and honesty about few of them."""

from datetime import UTC, datetime

import pytest

from silian.engines.matching.benchmark import published
from silian.services.brokering.judging import JudgedPair
from silian.services.brokering.measuring import accepted_share, first_three, grouped, ordering


def pair(need: int, rank: int, label: int) -> JudgedPair:
    return JudgedPair(
        decision=100 * need + rank,
        need=need,
        achievement=rank,
        field="C",
        rank=rank,
        level=4,
        label=label,
        reason="" if label == 4 else "price",
        made_at=datetime(2026, 5, 1, tzinfo=UTC),
    )


def test_nothing_is_said_without_decisions() -> None:
    for measured in (ordering([]), first_three([]), accepted_share([])):
        assert (measured.estimate, measured.count, measured.enough) == (None, 0, False)


def test_order_counts_needs_with_two_decisions_and_one_to_accept() -> None:
    pairs = [pair(1, 1, 4), pair(1, 2, 1), pair(2, 1, 1), pair(2, 2, 1), pair(3, 1, 4)]
    found = ordering(pairs)
    assert found.count == 1
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(1)
    turned = ordering([pair(1, 1, 1), pair(1, 2, 4)]).estimate
    assert turned is not None
    assert turned.value == pytest.approx(0.6309, abs=1e-4)


def test_the_first_three_count_only_ranks_up_to_three() -> None:
    found = first_three([pair(1, 1, 1), pair(1, 4, 4), pair(2, 3, 4), pair(3, 5, 4)])
    assert found.count == 2
    assert found.estimate is not None
    assert found.estimate.value == 0.5


def test_a_share_has_an_interval_even_where_all_say_the_same() -> None:
    same = accepted_share([pair(need, 1, 4) for need in range(6)])
    assert same.estimate is not None
    assert (same.estimate.value, same.estimate.low, same.estimate.high) == (1, 0.5, 1)
    assert not same.enough
    many = accepted_share([pair(need, 1, 4 if need % 2 else 1) for need in range(40)])
    assert many.enough
    assert many.estimate is not None
    assert 0.3 < many.estimate.low < 0.5 < many.estimate.high < 0.7
    assert many == accepted_share([pair(need, 1, 4 if need % 2 else 1) for need in range(40)])


def test_groups_stand_in_order_and_hold_every_pair() -> None:
    pairs = [pair(1, 1, 4), pair(2, 1, 2)]
    assert grouped(pairs, lambda one: one.reason) == {"": [pairs[0]], "price": [pairs[1]]}


def test_the_published_figures_are_within_their_intervals_and_beside_a_peer() -> None:
    known = published()
    assert known.measures.keys() == known.peer_measures.keys()
    for told in (*known.measures.values(), *known.peer_measures.values()):
        assert 0 < told.low <= told.value <= told.high < 1
    assert set(known.levels) == {"strong", "good", "weak"}
    assert known.made_by.startswith("python -m benchmarks")
