"""Needs and results that make no sense, repeat themselves, or try to be found by everybody."""

import numpy as np
import pytest

from silian.engines.matching import CachedEncoder, Level, Matcher, Need, Offer
from silian.engines.matching.encoders.protocol import unit

MEMBRANE = Offer(key="膜", title="锂离子电池陶瓷涂覆隔膜", summary="针刺不起火，热收缩率小于2%。")
RICE = Offer(key="稻", title="耐盐碱水稻新品种选育", summary="在千分之三盐度下亩产450公斤。")
SLURRY = Offer(key="浆", title="锂离子电池硅碳负极浆料", summary="首次效率92%，循环1000次保持80%。")
NEED = Need(key="n", title="防爆锂离子电池隔膜", text="要求针刺不起火，热收缩率低。")


class Letters:
    """A real if humble encoder: each text's counts of characters, hashed to ``size`` dimensions."""

    name = "letters"

    def __init__(self, size: int = 64) -> None:
        self.size = size

    def encode(self, texts, progress=None):
        vectors = np.zeros((len(texts), self.size), dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text:
                vectors[row, ord(letter) % self.size] += 1
        return unit(vectors)


ODD = {
    "empty": "",
    "one word": "电池",
    "one megabyte": "锂离子电池隔膜的热收缩率≥2%，" * 60_000,
    "emoji": "🔋🔥🙂",
    "code": "for (int i = 0; i < n; i++) { return malloc(sizeof(x)) >= 67%; }",
    "spaces": " \t\n\u3000",
    "nulls": "\x00\x01\ufffd",
    "digits": "9" * 5000 + "%",
}


@pytest.mark.parametrize("encoder", [None, Letters()])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_on_either_side_are_answered_with_finite_scores_that_add_up(text, encoder):
    offers = [MEMBRANE, RICE, Offer(key="odd", title=text, summary=text)]
    batch = Matcher(offers, encoder=encoder).batch([NEED, Need(key="odd", title=text[:300], text=text)])
    for row, scores in enumerate(batch.scores()):
        assert np.isfinite(scores).all()
        explained = [batch.explain(row, at, 1) for at in range(3)]
        assert [match.score for match in explained] == pytest.approx(scores.tolist(), rel=1e-4, abs=1e-4)


def test_a_need_in_a_language_that_no_result_shares_gets_none_rather_than_a_wrong_one():
    found = next(Matcher([MEMBRANE, RICE]).match([Need(key="n", title="Membrane séparatrice pour batterie")]))
    assert found.matches == ()


def test_a_listing_copied_500_times_does_not_stand_before_a_better_one():
    copies = [Offer(key=f"c{at}", title=SLURRY.title, summary=SLURRY.summary) for at in range(500)]
    found = next(Matcher([*copies, MEMBRANE, RICE]).match([NEED]))
    assert found.matches[0].offer == "膜"


def test_a_need_that_asks_for_opposite_things_misses_one_of_its_own_targets():
    need = Need(key="n", title="锂离子电池隔膜", text="热收缩率小于3%，并且热收缩率大于8%。")
    match = Matcher([MEMBRANE, RICE]).batch([need]).explain(0, 0, 1)
    assert [target.verdict for target in match.targets] == ["met", "missed"]
    assert match.signals[-1].points == 0.0


def test_a_result_that_lists_every_keyword_stands_behind_the_one_that_means_it():
    everything = "、".join(
        f"{material}{thing}"
        for material in (
            "锂离子电池",
            "钛合金",
            "水稻",
            "石墨烯",
            "疫苗",
            "激光",
            "光伏",
            "陶瓷",
            "轴承",
            "污泥",
            "芯片",
        )
        for thing in ("隔膜", "涂层", "检测", "回收", "传感器", "防爆", "针刺", "热收缩率")
    )
    stuffed = Offer(key="all", title="综合技术", keywords=everything, summary=everything * 3)
    others = [
        Offer(key=str(at), title=f"{RICE.title}{at}号", keywords="水稻、育种", summary=SLURRY.summary)
        for at in range(40)
    ]
    found = next(Matcher([stuffed, *others, MEMBRANE]).match([NEED]))
    assert found.matches[0].offer == "膜"


def test_vectors_of_another_size_under_the_same_name_are_made_again_and_never_mixed(tmp_path):
    CachedEncoder(Letters(64), tmp_path).encode(["锂", "钛"])
    fresh = CachedEncoder(Letters(32), tmp_path)
    assert np.array_equal(fresh.encode(["钛", "铝"]), Letters(32).encode(["钛", "铝"]))
    assert np.array_equal(fresh.encode(["锂"]), Letters(32).encode(["锂"]))


def test_none_is_said_where_nothing_fits():
    found = next(Matcher([RICE]).match([NEED]))
    assert found.matches == ()
    assert {match.level for match in found.just_missed} <= {Level.NONE}
