"""The pages of match quality and of who matched whom: what everybody reads, what only the sides do."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from silian.services.brokering.judging import judged_pairs
from silian.services.brokering.network import ties
from silian.services.matching.models import StoredMatch
from tests.services.matching.conftest import World

ROWS = "/match-quality/decisions/"
EVERYBODY = ("owner", "teammate", "officer", "administrator", "lab", "stranger", "visitor")


def decide(world: World, name: str, pair: str, **said: Any) -> None:
    answer = world.clients[name].post(
        f"/matches/{pair}/decide/", {"side": "need", "verdict": "accept"} | said
    )
    assert answer.status_code == 302


def page(world: World, name: str, url: str) -> str:
    return world.clients[name].get(url, {"lang": "zh-hans"} if "?" not in url else None).content.decode()


def test_everybody_reads_the_figures_and_they_say_when_there_are_too_few(world: World) -> None:
    assert "还没有人对匹配做过决定" in page(world, "visitor", "/match-quality/")
    decide(world, "owner", "n1/a1")
    for name in EVERYBODY:
        shown = page(world, name, "/match-quality/")
        assert "还太少，不能下结论" in shown
        assert "nDCG@10" in shown
        assert "防爆锂离子" not in shown


def test_the_last_word_counts_and_that_of_the_needs_side_first(world: World) -> None:
    decide(world, "lab", "n1/a1", side="result")
    assert [pair.accepted for pair in judged_pairs()] == [True]
    decide(world, "owner", "n1/a1", verdict="decline", reason="direction")
    assert [(pair.label, pair.reason) for pair in judged_pairs()] == [(1, "direction")]
    decide(world, "owner", "n1/a1", verdict="decline", reason="price")
    assert [(pair.label, pair.reason) for pair in judged_pairs()] == [(2, "price")]
    decide(world, "owner", "n1/a1")
    assert [(pair.label, pair.reason, pair.rank) for pair in judged_pairs()] == [
        (4, "", StoredMatch.objects.get(need=world.need, achievement__key="a1").rank)
    ]


def test_a_figure_opens_its_rows_for_the_sides_alone(world: World) -> None:
    decide(world, "owner", "n1/a1", verdict="decline", reason="price")
    decide(world, "owner", "n2/a1")
    seen = {name: page(world, name, ROWS).count("<tr>") - 1 for name in EVERYBODY if name != "visitor"}
    assert seen | {"stranger": 0} == {
        "owner": 2,
        "teammate": 2,
        "officer": 2,
        "administrator": 2,
        "lab": 2,
        "stranger": 0,
    }
    assert world.clients["visitor"].get(ROWS).url.startswith("/accounts/login/")
    shown = page(world, "lab", ROWS)
    assert "机密型号" not in shown
    assert "价格不合适" not in shown
    # Neither does asking by the reason tell the other side why.
    assert "防爆锂离子" not in page(world, "lab", f"{ROWS}?reason=price")
    assert "防爆锂离子" in page(world, "owner", f"{ROWS}?reason=price")
    assert "防爆锂离子" not in page(world, "owner", f"{ROWS}?reason=direction&level=x&month=%00")


def test_the_network_shows_what_one_belongs_to_and_no_company_of_a_masked_need(world: World) -> None:
    decide(world, "owner", "n2/a1")
    world.clients["owner"].post("/matches/n1/a2/ask/", {"side": "need"})
    told = {
        name: [(tie.company, tie.owner, len(tie.pairs), tie.strength) for tie in ties(world.people[name])]
        for name in ("owner", "teammate", "lab", "stranger")
    }
    assert told == {
        "owner": [("firm", "lab", 2, 2)],
        "teammate": [("firm", "lab", 2, 2)],
        "lab": [("firm", "lab", 1, 2), ("", "lab", 1, 1)],
        "stranger": [],
    }
    assert "甲电池有限公司" in page(world, "owner", "/match-network/")
    assert "还没有认可过匹配" in page(world, "stranger", "/match-network/")
    assert "甲电池" in world.clients["owner"].get("/match-network/ties.csv").content.decode()
    assert world.clients["visitor"].get("/match-network/").url.startswith("/accounts/login/")


def test_the_pages_ask_the_database_as_often_for_one_decision_as_for_three(world: World) -> None:
    def asked(url: str) -> int:
        world.clients["owner"].get(url)
        with CaptureQueriesContext(connection) as found:
            assert world.clients["owner"].get(url).status_code == 200
        return len(found)

    urls = ("/match-quality/", ROWS, "/match-network/")
    decide(world, "owner", "n1/a1")
    one = {url: asked(url) for url in urls}
    for pair in ("n1/a2", "n2/a1"):
        decide(world, "owner", pair)
    assert {url: asked(url) for url in urls} == one
