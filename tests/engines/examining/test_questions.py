"""Six questions: each mark from the words of the listing, a zero blocks, the sum decides."""

from dataclasses import replace

import pytest

from silian.engines.examining import PUBLISH_FROM, QUESTIONS, Contacts, Listing, Mark, examine, judge

GOOD = Listing(
    kind="result",
    title="高韧性立方氮化硼单晶",
    text="解决了国内立方氮化硼单晶韧性不足、高端磨具长期依赖进口而供货难以保证的问题。"
    "抗冲击韧性比进口产品提高12%。已在两家磨具企业试用，有第三方检测报告。发明专利3件已授权。可用于齿轮磨削。",
    readiness=7,
    ip_state="granted",
    forms=("licence",),
    money_yuan=800_000,
    contacts=Contacts(people=2, active=1),
)
NEED = Listing(
    kind="need",
    title="自动排产",
    text="机加车间一次排产要4小时，交付准时率只有71%，热处理炉次经常装不满。",
    targets="重排≤10分钟；准时率≥90%",
    present="准时率71%",
    readiness=7,
    has_deadline=True,
    forms=("joint_development",),
    money_yuan=2_000_000,
    contacts=Contacts(people=1, active=1),
)


def marks(listing: Listing) -> dict[str, Mark]:
    return {mark.question: mark for mark in examine(listing)}


def points(listing: Listing) -> dict[str, int]:
    return {name: mark.points for name, mark in marks(listing).items()}


def test_a_listing_that_says_everything_gets_full_marks_with_its_own_words() -> None:
    assert points(GOOD) == dict.fromkeys(QUESTIONS, 5)
    better = marks(GOOD)["improvement"].evidence[0]
    assert better.text == "抗冲击韧性比进口产品提高12%"
    assert {"12%", "提高", "比进口"} <= set(better.words)


def test_a_title_alone_is_blocked_and_each_question_says_why() -> None:
    found = marks(Listing(kind="result", title="先进技术"))
    assert {name: mark.rule for name, mark in found.items()} == {
        "problem": "title_only",
        "improvement": "no_improvement",
        "readiness": "not_stated",
        "ip": "not_said",
        "form": "no_form",
        "contact": "nobody",
    }
    verdict = judge({name: mark.points for name, mark in found.items()})
    assert (verdict.total, verdict.publish) == (0, False)
    assert verdict.blocked_by == QUESTIONS


@pytest.mark.parametrize(
    ("text", "expected", "rule"),
    [
        ("能耗比传统工艺降低30%。", 5, "figure_and_baseline"),
        ("Energy use is 30% lower than that of conventional furnaces.", 5, "figure_and_baseline"),
        ("能耗降低30%。", 4, "figure_better"),
        ("芽叶完好率93%。", 3, "figure"),
        ("性能优于进口产品。", 2, "baseline_only"),
        ("显著提高效率。", 1, "words_only"),
        ("采用新结构。", 0, "no_improvement"),
        ("能耗比傳統工藝降低30％。", 5, "figure_and_baseline"),
    ],
)
def test_by_how_much_better_and_than_what(text: str, expected: int, rule: str) -> None:
    found = marks(Listing(kind="result", title="装置", text=text))["improvement"]
    assert (found.points, found.rule) == (expected, rule)


def test_a_high_readiness_that_nothing_shows_gets_less_than_a_low_one_stated() -> None:
    plain = Listing(kind="result", title="装置", text="采用新结构。")
    assert marks(replace(plain, readiness=8))["readiness"].points == 2
    assert marks(replace(plain, readiness=3))["readiness"].points == 3
    assert marks(replace(plain, readiness=8, text="已批量供货。"))["readiness"].points == 5
    assert marks(replace(plain, text="样机运行半年。"))["readiness"].rule == "shown_not_stated"


def test_patent_numbers_and_counts_are_found_beside_chinese_words() -> None:
    for text in ("专利号ZL202010123456.7。", "已授权发明专利3件。", "has 2 patents granted."):
        found = marks(Listing(kind="result", title="装置", text=text, ip_state="granted"))["ip"]
        assert (found.points, found.rule) == (5, "state_and_number"), text


def test_a_contact_that_does_not_answer_loses_marks_and_nobody_blocks() -> None:
    def contact(people: int, active: int, unanswered: int) -> int:
        who = Contacts(people, active, unanswered)
        return points(replace(GOOD, contacts=who))["contact"]

    assert [contact(0, 0, 0), contact(2, 0, 0), contact(2, 1, 0), contact(2, 1, 1), contact(2, 1, 3)] == [
        0,
        3,
        5,
        2,
        1,
    ]


def test_a_need_is_asked_for_figures_present_state_and_terms() -> None:
    assert points(NEED)["improvement"] == 5
    assert points(replace(NEED, present="", text="排产慢。"))["improvement"] == 4
    assert points(replace(NEED, targets="越快越好", text="", present=""))["improvement"] == 2
    assert points(NEED)["readiness"] == 5
    assert points(replace(NEED, readiness=None, has_deadline=False, present=""))["readiness"] == 1
    assert points(replace(NEED, forms=("open",), money_yuan=None))["form"] == 2


def test_a_zero_blocks_whatever_the_sum_and_the_sum_decides_otherwise() -> None:
    threes = dict.fromkeys(QUESTIONS, 3)
    assert judge(threes).publish
    assert judge(threes | {"ip": 0, "form": 5}).blocked_by == ("ip",)
    assert not judge(threes | {"ip": 0, "form": 5}).publish
    low = dict.fromkeys(QUESTIONS, 2) | {"problem": 4}
    assert (judge(low).total, judge(low).publish) == (PUBLISH_FROM - 1, False)
    with pytest.raises(ValueError, match="six marks"):
        judge({"problem": 3})
    with pytest.raises(ValueError, match="six marks"):
        judge(threes | {"ip": 6})


@pytest.mark.parametrize("text", ["", " ", "🚀" * 50, "def f(x): return x", "x" * 1_000_000, "\0", "。。。"])
def test_any_text_is_examined_and_the_same_text_always_the_same(text: str) -> None:
    listing = Listing(kind="result", title=text, text=text)
    assert examine(listing) == examine(listing)
    assert all(0 <= mark.points <= 5 for mark in examine(listing))
