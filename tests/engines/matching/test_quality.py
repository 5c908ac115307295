"""The measures against values worked out by hand."""

import math

import pytest

from silian.engines.matching import measure
from silian.engines.matching.quality import ndcg, recall, reciprocal_rank


def test_ndcg_uses_gain_two_to_the_level_less_one():
    worked = (1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3))
    assert ndcg([2, 4]) == pytest.approx(worked)
    assert ndcg([4, 2, 1]) == 1.0
    assert ndcg([1, 1]) == 0.0


def test_ndcg_looks_at_ten_places_only():
    assert ndcg([1] * 10 + [4]) == 0.0


def test_recall_and_reciprocal_rank_count_levels_three_and_four():
    assert recall([2, 3, 4], k=2) == 0.5
    assert reciprocal_rank([1, 2, 3]) == pytest.approx(1 / 3)
    assert recall([1, 2]) == reciprocal_rank([1, 2]) == 0.0


def test_needs_without_a_good_offer_do_not_count_and_the_interval_holds_the_mean():
    result = measure({"a": [4, 1], "b": [1, 4], "c": [2, 1]})
    values = {"a": 1.0, "b": 1 / math.log2(3)}
    ndcg_estimate = result["ndcg@10"]
    assert ndcg_estimate.value == pytest.approx(sum(values.values()) / 2)
    assert ndcg_estimate.low == pytest.approx(values["b"])
    assert ndcg_estimate.high == pytest.approx(1.0)
    assert measure({"c": [2, 1]}) == {}


def test_intervals_are_the_same_at_every_run():
    rankings = {str(n): [1 + (n + k) % 4 for k in range(12)] for n in range(20)}
    assert measure(rankings) == measure(rankings)
