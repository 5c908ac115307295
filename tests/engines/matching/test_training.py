"""Learning from judged pairs: what is found where it is known, and too few pairs are refused."""

import numpy as np
import pytest

from silian.engines.matching import Level, Matcher, MatchingError, Need, Offer, load_weights
from silian.engines.matching.training import Pairs, folds, judged_pairs, train


def made(words_tell: bool, needs: int = 40, each: int = 20) -> Pairs:
    """Return pairs whose levels follow words, or meaning, and not the other."""
    draw = np.random.default_rng(5)
    told, noise = draw.random(needs * each), draw.random(needs * each)
    level = np.digitize(told, (0.5, 0.8, 0.95)) + 1
    words, meaning = (told, noise) if words_tell else (noise, told)
    titles = tuple(f"需求{at // 2}" for at in range(needs))
    return Pairs(np.repeat(np.arange(needs), each), words, meaning, level, titles)


def test_the_evidence_that_tells_gets_the_weight():
    assert train(made(words_tell=True), with_meaning=True).share < 0.2
    assert train(made(words_tell=False), with_meaning=True).share == 0.8
    assert train(made(words_tell=False), with_meaning=False).share == 0.0


def test_what_was_learned_is_measured_on_needs_held_out():
    found = train(made(words_tell=True), with_meaning=True)
    assert found.measured["ndcg@10"] > 0.95
    assert found.measured["mae"] < 0.3
    assert found.measured["level"] == pytest.approx(1 / (1 + found.measured["mae"]))
    assert max(found.measured[f"ece_{name}"] for name in ("weak", "good", "strong")) < 0.06
    starts = [found.thresholds[level] for level in (Level.WEAK, Level.GOOD, Level.STRONG)]
    assert starts == sorted(set(starts))


def test_the_same_pairs_teach_the_same():
    assert train(made(True), with_meaning=True) == train(made(True), with_meaning=True)


def test_folds_hold_every_need_once_and_keep_a_need_sent_twice_together():
    pairs = made(True)
    parts = folds(pairs, seed=0)
    assert sorted(np.concatenate(parts).tolist()) == list(range(40))
    for part in parts:
        assert {pairs.titles[at] for at in part}.isdisjoint(
            pairs.titles[at] for other in parts if other is not part for at in other
        )


def test_pairs_of_unknown_offers_are_left_out_and_too_few_are_refused_in_one_sentence():
    matcher = Matcher([Offer(key="a", title="钛合金")])
    with pytest.raises(MatchingError, match="有 1 对、1 条需求"):
        judged_pairs(matcher, [Need(key="n", title="钛")], {"n": {"a": 4, "gone": 1}, "unknown": {"a": 2}})


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"levels": {}}'])
def test_a_weights_file_that_is_none_is_named_with_what_to_do(tmp_path, monkeypatch, content):
    path = tmp_path / "weights.json"
    path.write_text(content, "utf-8")
    monkeypatch.setenv("SILIAN_WEIGHTS", str(path))
    with pytest.raises(MatchingError, match="train-ranker") as told:
        load_weights(with_meaning=True)
    assert str(path) in str(told.value)
