"""Copies, small edits and translations are found; what only shares a placeholder is not."""

from collections.abc import Sequence

import numpy as np

from silian.engines.examining import Text, find_twins
from silian.engines.examining.thinness import Thinness, is_thin, which_are_thin
from silian.engines.matching.encoders.protocol import Progress, Vectors, unit

CELL = Text(
    1,
    "锂离子电池陶瓷涂覆隔膜",
    "陶瓷涂覆隔膜耐高温，针刺不起火，热收缩率低于百分之二，已在三家电池企业中试，可供储能与动力电池使用。",
)
EDITED = Text(
    2,
    "锂离子电池用陶瓷涂覆隔膜",
    "陶瓷涂覆隔膜耐高温，针刺不起火，热收缩率低于百分之三，已在两家电池企业中试，可供储能与动力电池使用。",
)
WHEAT = Text(3, "小麦赤霉病抗性育种", "抗病小麦品种，亩产提高，适合长江中下游种植，已通过审定并推广。")
GEAR = Text(4, "齿轮热处理变形预测", "渗碳齿轮的热处理变形预测软件，误差小于十微米，已在车间使用两年。")


class Meanings:
    """Gives each text the direction of the first known word in it, as a model of two languages would."""

    name = "words in two languages"
    words = (("隔膜", "separator"), ("小麦", "wheat"), ("齿轮", "gear"))

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        rows = np.full((len(texts), 4), 0.1)
        for row, each in zip(rows, texts, strict=True):
            for at, known in enumerate(self.words):
                row[at] += any(word in each.lower() for word in known)
        return unit(rows)


def test_a_copy_and_a_copy_with_small_edits_are_found_and_others_are_not() -> None:
    found = find_twins([CELL, EDITED, WHEAT, GEAR, Text(5, CELL.title, CELL.body)])
    assert [(twin.left, twin.right, twin.kind) for twin in found] == [
        (1, 5, "copy"),
        (1, 2, "near"),
    ]


def test_a_listing_is_never_its_own_twin_in_another_language() -> None:
    english = Text(1, "Ceramic coated separator", "A coated separator for lithium cells.")
    assert find_twins([CELL, english], Meanings()) == []


def test_a_translation_is_found_by_meaning_only_where_it_is_clearly_the_nearest() -> None:
    texts = [
        CELL,
        WHEAT,
        GEAR,
        Text(11, "Ceramic coated separator", "A coated separator for lithium cells."),
        Text(12, "Distortion of a gear", "Software for case-hardened gear wheels."),
    ]
    assert {(t.left, t.right, t.kind) for t in find_twins(texts, Meanings())} == {
        (1, 11, "translation"),
        (4, 12, "translation"),
    }
    ambiguous = [*texts, Text(13, "Another separator", "A separator like the other.")]
    assert (1, 11) not in {(t.left, t.right) for t in find_twins(ambiguous, Meanings())}


def test_listings_that_share_only_a_placeholder_are_not_alike() -> None:
    texts = [Text(at, title, "待补") for at, title in enumerate(("Linq", "FlavorCloud", "Inspectiv", "待补"))]
    assert find_twins(texts) == []


def test_no_listings_and_empty_ones_have_no_twins() -> None:
    assert find_twins([]) == []
    assert find_twins([Text(1, ""), Text(2, "", "")]) == []


def test_one_listing_copied_five_hundred_times_is_paired_with_the_first_only() -> None:
    copies = [Text(at, CELL.title, CELL.body) for at in range(1, 501)]
    assert {(twin.left, twin.right) for twin in find_twins(copies)} == {(1, at) for at in range(2, 501)}


def test_five_hundred_slight_variants_give_at_most_ten_pairs_each() -> None:
    variants = [Text(at, CELL.title, f"{CELL.body}第{at}批送样") for at in range(1, 501)]
    ends = [end for twin in find_twins(variants) for end in (twin.left, twin.right)]
    assert set(ends) == set(range(1, 501))
    assert max(map(ends.count, ends)) == 10


def test_a_listing_that_repeats_its_title_or_another_of_its_owner_is_thin() -> None:
    assert is_thin("先进电池技术", "先进电池技术，欢迎洽谈。")
    assert not is_thin(CELL.title, CELL.body)
    rows = [("a", CELL.title, CELL.body), ("a", CELL.title, CELL.body), ("b", CELL.title, CELL.body)]
    assert list(which_are_thin(rows)) == [False, True, False]


def test_thin_listings_are_demoted_only_where_many_of_many_are_thin() -> None:
    shares = [(4, 4), (10, 5), (10, 6), (10, 10)]
    assert [Thinness(listings, thin).demotion for listings, thin in shares] == [0.0, 0.0, 2.0, 10.0]
