"""Chances of levels: curves that rise, diagrams worked out by hand, and what a pair lacks for the next level."""

import numpy as np
import pytest

from silian.engines.matching import Level, Matcher, Need, Offer, load_weights
from silian.engines.matching.levels import (
    Bin,
    Curve,
    calibration_error,
    chances,
    fit_curve,
    likeliest,
    reliability,
)

CURVES = {
    Level.WEAK: Curve((0.0, 10.0), (0.2, 1.0)),
    Level.GOOD: Curve((0.0, 10.0), (0.3, 0.6)),
    Level.STRONG: Curve((0.0, 10.0), (0.0, 0.1)),
}


def test_chances_lie_on_the_curve_and_never_rise_with_the_level():
    assert chances(CURVES, 0) == {Level.WEAK: 0.2, Level.GOOD: 0.2, Level.STRONG: 0.0}
    assert chances(CURVES, 5) == pytest.approx({Level.WEAK: 0.6, Level.GOOD: 0.45, Level.STRONG: 0.05})
    assert chances(CURVES, 99) == {Level.WEAK: 1.0, Level.GOOD: 0.6, Level.STRONG: 0.1}


def test_the_likeliest_level_is_the_highest_at_even_odds():
    assert [likeliest(CURVES, points) for points in (0, 5, 10)] == [Level.NONE, Level.WEAK, Level.GOOD]


def test_a_fitted_curve_rises_and_says_what_came_true():
    points = np.arange(1200.0)
    curve = fit_curve(points, (points * 7919) % 1200 < points)
    assert list(curve.chances) == sorted(curve.chances)
    assert curve.at(600) == pytest.approx(0.5, abs=0.05)


def test_reliability_and_calibration_error_are_those_worked_out_by_hand():
    diagram = reliability([0.1, 0.1, 0.9, 0.9], [0, 0, 1, 0], bins=2)
    assert diagram == [Bin(pytest.approx(0.1), 0.0, 2), Bin(pytest.approx(0.9), 0.5, 2)]
    assert calibration_error(diagram) == pytest.approx((0.1 + 0.4) / 2)
    assert calibration_error([]) == 0.0


@pytest.mark.parametrize("with_meaning", [False, True])
def test_the_weights_shipped_rise_and_say_how_they_were_measured(with_meaning):
    weights = load_weights(with_meaning=with_meaning)
    starts = [weights.thresholds[level] for level in (Level.WEAK, Level.GOOD, Level.STRONG)]
    assert starts == sorted(starts)
    for curve in weights.curves.values():
        assert list(curve.points) == sorted(curve.points)
        assert list(curve.chances) == sorted(curve.chances)


def test_a_match_says_how_likely_each_level_is():
    match = next(
        Matcher([Offer(key="a", title="钛合金叶片")]).match([Need(key="n", title="钛合金叶片")])
    ).matches[0]
    assert list(match.chances) == ["WEAK", "GOOD", "STRONG"]
    assert 1 >= match.chances["WEAK"] >= match.chances["GOOD"] >= match.chances["STRONG"] >= 0


NEED = Need(key="n", title="高温合金单晶涡轮叶片", budget_yuan=100)


def lifted(offer: Offer, kind: str) -> tuple[Level, Level]:
    """Return the level of a pair before and after its smallest change of ``kind`` was made."""
    batch = Matcher([offer, Offer(key="x", title="水稻")]).batch([NEED])
    before = batch.explain(0, 0, 1)
    raised = next(miss for miss in before.misses if miss.kind == kind)
    changed = Offer(
        key="a", title=" ".join((offer.title, *raised.values)) if kind == "raise_terms" else offer.title
    )
    return before.level, Matcher([changed, Offer(key="x", title="水稻")]).batch([NEED]).explain(0, 0, 1).level


def test_the_words_that_would_raise_a_level_do_raise_it():
    before, after = lifted(Offer(key="a", title="叶片"), "raise_terms")
    assert after > before


def test_a_signal_against_that_costs_the_level_is_named_as_the_smallest_change():
    title, weak = "高温合金", []
    for price in (None, 1000):
        offer = Offer(key="a", title=title, asked_price_yuan=price)
        weak.append(Matcher([offer, Offer(key="x", title="水稻")]).batch([NEED]).explain(0, 0, 1))
    free, dear = weak
    assert dear.score == pytest.approx(free.score - 2)
    named = [miss.kind for miss in dear.misses]
    assert ("raise_signal" in named) == (dear.level < free.level)
