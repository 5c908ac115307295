"""Figures read from texts as people write them, and targets met, missed or left open."""

import pytest

from silian.engines.matching import Matcher, Need, Offer, Target
from silian.engines.matching.figures import Figure, figures
from silian.engines.matching.targets import TargetIndex, compare, stated_in, targets_of

NEED = Need(
    key="n",
    title="高韧性立方氮化硼单晶",
    text="100/120粒度的抗冲击韧性≥67%，堆积密度≥1.80克/立方厘米，含硫量降到300ppm以下，使用寿命达到10万次。",
)


@pytest.mark.parametrize(
    ("text", "name", "relation", "low", "high", "kind"),
    [
        ("抗冲击韧性≥67%", "抗冲击韧性", ">=", 67, 67, "ratio"),
        ("抗衝擊韌性達到７０％", "抗冲击韧性", ">=", 70, 70, "ratio"),
        ("热收缩率小于2%", "热收缩率", "<=", 2, 2, "ratio"),
        ("转变率在73%以上", "转变率", ">=", 73, 73, "ratio"),
        ("温度1400-1600℃", "温度", "=", 1400, 1600, "temperature"),
        ("寿命达到10万次", "寿命", ">=", 100_000, 100_000, "count"),
        ("厚度: 5～10μm", "厚度", "=", 5e-6, 1e-5, "length"),
        ("锤头现场寿命由42天延至108天", "锤头现场寿命", "=", 108 * 86400, 108 * 86400, "time"),
        ("效率从60%提高到85%", "效率", ">=", 85, 85, "ratio"),
        ("硬度≥60HRC", "硬度", ">=", 60, 60, "hardness (Rockwell)"),
        ("efficiency of at least 90%", "efficiency of", ">=", 90, 90, "ratio"),
    ],
)
def test_a_figure_is_read_with_its_name_side_and_unit(text, name, relation, low, high, kind):
    found = figures(text)
    assert [(f.name, f.relation, f.kind) for f in found] == [(name, relation, kind)]
    assert (found[0].low, found[0].high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text", ["", "8", "第3项", "2019年", "Cr20", "≥67%", "1e999%", "9" * 400 + "%", "🙂5%"]
)
def test_a_number_without_a_name_or_a_unit_is_no_figure_and_odd_ones_do_no_harm(text):
    assert all(isinstance(figure, Figure) for figure in figures(text))


def test_targets_are_met_missed_or_not_stated():
    offer = Offer(key="o", title="立方氮化硼", summary="冲击韧性达到70%，堆积密度1.6g/cm3，含硫量≤0.02%。")
    assert compare(targets_of(NEED), stated_in(offer)) == (
        Target("100/120粒度的抗冲击韧性≥67%", "冲击韧性达到70%", "met"),
        Target("堆积密度≥1.80克/立方厘米", "堆积密度1.6g/cm3", "missed"),
        Target("含硫量降到300ppm以下", "含硫量≤0.02%", "met"),
        Target("使用寿命达到10万次", "", "not_stated"),
    )


def test_another_quantity_in_the_same_unit_is_not_compared():
    offer = Offer(key="o", title="立方氮化硼", summary="国内市场占有率80%，首次合格率99%")
    assert {target.verdict for target in compare(targets_of(NEED), stated_in(offer))} == {"not_stated"}


def test_the_index_gives_every_offer_the_strength_of_its_pair():
    offers = [
        Offer(key="a", title="甲", summary="冲击韧性达到70%，堆积密度2g/cm3"),
        Offer(key="b", title="乙", summary="冲击韧性50%"),
        Offer(key="c", title="丙", summary="没有数字"),
    ]
    assert TargetIndex(offers).strengths(NEED) == {0: 2 / 4, 1: -1 / 4}


def test_a_missed_target_costs_points_and_a_met_one_brings_them():
    better, worse = (
        Offer(key=key, title="高韧性立方氮化硼单晶", summary=f"抗冲击韧性{value}%。")
        for key, value in (("b", 70), ("w", 50))
    )
    found = next(Matcher([worse, better]).match([NEED])).matches
    assert [match.offer for match in found] == ["b", "w"]
    assert [match.signals[-1].points for match in found] == [0.75, -0.75]
    assert [match.score for match in found] == pytest.approx([sum(m.parts.values()) for m in found])
