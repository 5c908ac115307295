"""Whole answers: order, levels, reasons that add up, and inputs that make no sense."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from silian.engines.matching import Level, Matcher, MatchingError, Need, Offer, load_weights
from silian.engines.matching.encoders.protocol import unit

OFFERS = [
    Offer(
        key="膜",
        title="锂离子电池陶瓷涂覆隔膜",
        summary="针刺不起火，热收缩率小于2%。",
        field="新能源",
        readiness=7,
    ),
    Offer(
        key="浆", title="锂离子电池硅碳负极浆料", summary="首次效率92%，循环1000次保持80%。", field="新能源"
    ),
    Offer(key="锌", title="锌空气电池空气电极", summary="放电电压1.2V。", field="储能"),
    Offer(
        key="稻",
        title="耐盐碱水稻新品种选育",
        summary="在千分之三盐度下亩产450公斤。",
        field="农业",
        readiness=8,
    ),
]
NEED = Need(
    key="n", title="防爆锂离子电池隔膜", text="要求针刺不起火，热收缩率低。", field="新能源", readiness_min=6
)


class Letters:
    """A real if humble encoder: each text's counts of characters, hashed to 64 dimensions."""

    name = "letters"

    def encode(self, texts, progress=None):
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text:
                vectors[row, ord(letter) % 64] += 1
        return unit(vectors)


def answer(need=NEED, offers=OFFERS, **options):
    return next(iter(Matcher(offers, **options).match([need])))


def test_the_offer_that_does_what_is_asked_stands_first_and_the_stranger_is_not_shown():
    found = answer()
    assert found.matches[0].offer == "膜"
    assert [(match.offer, match.level) for match in found.just_missed] == [("锌", Level.NONE)]


@pytest.mark.parametrize("encoder", [None, Letters()])
def test_parts_and_terms_add_up_to_the_score(encoder):
    for match in answer(encoder=encoder).matches:
        assert sum(match.parts.values()) == pytest.approx(match.score)
        assert sum(term.points for term in match.terms) == pytest.approx(match.parts["lexical"])
        assert sum(signal.points for signal in match.signals) == pytest.approx(match.parts["signals"])


@pytest.mark.parametrize("encoder", [None, Letters()])
def test_an_explained_score_is_the_score_that_ranked(encoder):
    matcher = Matcher(OFFERS, encoder=encoder)
    batch = matcher.batch([NEED])
    scores = next(batch.scores())
    assert [batch.explain(0, at, 1).score for at in range(4)] == pytest.approx(scores.tolist(), rel=1e-5)


def test_any_pair_can_be_asked_about_with_its_place_among_all():
    matcher = Matcher(OFFERS)
    places = [matcher.why(NEED, at) for at in range(4)]
    assert [match.offer for match in places] == ["膜", "浆", "锌", "稻"]
    assert [match.rank for match in places] == [1, 2, 3, 4]
    assert places[0] == answer().matches[0]
    assert any(miss.kind in ("gap", "terms") for miss in places[3].misses)


def test_shared_terms_are_phrases_and_sentences_are_quoted_from_the_texts():
    best = answer().matches[0]
    assert {"锂离子电池", "针刺", "起火", "隔膜", "热收缩率"} <= {term.text for term in best.terms}
    assert (best.sentences.need, best.sentences.offer) == (
        "要求针刺不起火，热收缩率低",
        "针刺不起火，热收缩率小于2%",
    )


def test_signals_name_both_values_and_absent_words_say_why_not():
    found = answer()
    assert [(s.name, s.need, s.offer) for s in found.matches[0].signals] == [
        ("field", "新能源", "新能源"),
        ("readiness", "6", "7"),
    ]
    missed = found.just_missed[-1]
    kinds = {miss.kind: miss for miss in missed.misses}
    assert kinds["gap"].values == ("WEAK",)
    assert missed.parts["lexical"] + missed.parts["signals"] + kinds["gap"].points == pytest.approx(
        load_weights(with_meaning=False).thresholds[Level.WEAK]
    )
    assert "锂离子" in "".join(kinds["terms"].values)
    assert kinds["signal"].values == ("field",)


def test_a_signal_may_cost_a_level_but_never_gives_one_and_is_told_on_strong_pairs_too():
    rich = replace(OFFERS[2], field="新能源", readiness=9, ip_state="granted")
    assert answer(NEED, [*OFFERS[:2], rich]).just_missed[0].level is Level.NONE
    dear = replace(OFFERS[0], asked_price_yuan=900)
    best = answer(replace(NEED, budget_yuan=500), [dear]).matches[0]
    assert best.level is Level.STRONG
    assert [(miss.kind, miss.values) for miss in best.misses] == [("signal", ("price",))]


@pytest.mark.parametrize("encoder", [None, Letters()])
def test_a_score_does_not_depend_on_the_other_needs_of_the_sheet(encoder):
    matcher = Matcher(OFFERS, encoder=encoder)
    alone = next(matcher.match([NEED]))
    among = next(matcher.match([NEED, Need(key="x", title="水稻"), Need(key="y", title="涡轮叶片")]))
    assert [match.score for match in among.matches] == pytest.approx([match.score for match in alone.matches])


def test_the_same_input_gives_the_same_answer_and_ties_keep_the_order_of_the_sheet():
    twins = [Offer(key=str(at), title="钛合金叶片") for at in range(30)]
    need = Need(key="n", title="钛合金叶片")
    first, second = answer(need, twins), answer(need, twins)
    assert first == second
    assert [match.offer for match in first.matches] == [str(at) for at in range(10)]


def test_top_is_a_limit_and_the_next_ones_are_the_near_misses():
    twins = [Offer(key=str(at), title="钛合金叶片") for at in range(9)]
    matcher = Matcher(twins)
    found = next(matcher.match([Need(key="n", title="钛合金叶片")], top=2, missed=3))
    assert [m.offer for m in found.matches + found.just_missed] == ["0", "1", "2", "3", "4"]
    assert {m.misses[0].kind for m in found.just_missed} == {"top"}


def test_no_offers_is_said_and_no_needs_is_an_empty_answer():
    with pytest.raises(MatchingError, match="没有可以匹配的成果"):
        Matcher([])
    assert list(Matcher(OFFERS, encoder=Letters()).match([])) == []


@pytest.mark.parametrize("title", ["", "电", "🙂", "\ue000", "def f(x): return x", "=1+1", "电" * 100_000])
def test_odd_needs_are_answered_without_a_fault(title):
    found = answer(Need(key="n", title=title), encoder=Letters())
    assert found.need == "n"


texts = st.text(alphabet="锂离子电池隔膜的水稻abc 1。，", max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=6), texts, texts)
def test_whatever_the_texts_scores_are_finite_and_add_up(pairs, title, text):
    offers = [Offer(key=str(at), title=t, summary=s) for at, (t, s) in enumerate(pairs)]
    found = answer(Need(key="n", title=title, text=text), offers)
    for match in found.matches + found.just_missed:
        assert match.score == pytest.approx(sum(match.parts.values()))
        assert 0 <= match.parts["lexical"] < 100
