"""The JSON API of search, free texts and explanations: who sees what, and what bad input gets."""

from typing import Any

import pytest

from silian.chains.innovation.models import Achievement
from silian.services.accounts.actions import issue_token
from silian.services.accounts.models import Scope, User
from tests.services.matching.conftest import World


def told(world: World, name: str, **body: Any) -> Any:
    return world.clients[name].post("/api/matches/text", body, content_type="application/json")


def keys(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["key"] for item in answer.json()["items"]]


def test_a_need_in_words_meets_published_results_only(world: World) -> None:
    found = keys(told(world, "visitor", text="防爆锂离子电池隔膜，要求陶瓷涂覆、耐高温"))
    assert found[0] == "a1"
    assert "hidden" not in found


def test_a_result_in_words_meets_the_needs_its_teller_may_read(world: World) -> None:
    body = {"kind": "result", "title": "锂离子电池陶瓷涂覆隔膜", "text": "耐高温，针刺不起火"}
    expected = {
        "visitor": {"n1"},
        "stranger": {"n1"},
        "owner": {"n1", "n2"},
        "teammate": {"n1", "n2"},
        "officer": {"n1", "n2"},
        "administrator": {"n1", "n2"},
    }
    assert {name: set(keys(told(world, name, **body))) for name in expected} == expected


def test_a_reading_token_is_enough_for_a_text_but_not_for_a_decision(world: World) -> None:
    _token, secret = issue_token(User.objects.get(username="owner"), "read", [Scope.READ])
    visitor, header = world.clients["visitor"], {"authorization": f"Bearer {secret}"}
    json = "application/json"
    body = {"kind": "result", "text": "锂离子电池隔膜"}
    read = visitor.post("/api/matches/text", body, content_type=json, headers=header)
    assert set(keys(read)) == {"n1", "n2"}
    decision = {"side": "need", "verdict": "accept"}
    written = visitor.post("/api/matches/n1/a1/decisions", decision, content_type=json, headers=header)
    assert written.status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "  \n "}, "text"),
        ({"text": "隔" * 100_001}, "text"),
        ({"text": "隔膜", "kind": "company"}, "kind"),
        ({"text": "隔膜", "readiness": 10}, "readiness"),
        ({"text": "隔膜", "yuan": -1}, "yuan"),
        ({"text": "隔膜", "top": 0}, "top"),
        ({"text": "隔膜", "budget": 5}, "budget"),
    ],
)
def test_what_cannot_be_matched_is_refused_by_field(world: World, body: dict[str, Any], field: str) -> None:
    answer = told(world, "visitor", **body)
    assert answer.status_code == 422
    assert list(answer.json()["detail"]) == [field]


@pytest.mark.parametrize(
    "text", ["隔", "🙂🙂🙂", "def f(x):\n    return x[::-1]", "\0", "wholly unrelated words"]
)
def test_a_text_that_nothing_fits_gets_empty_lists(world: World, text: str) -> None:
    assert keys(told(world, "visitor", text=text)) == []


def test_without_results_the_answer_says_so(world: World) -> None:
    Achievement.objects.all().delete()
    answer = told(world, "visitor", text="锂离子电池隔膜").json()
    assert answer == {"items": [], "just_missed": [], "note": "还没有公开的成果可以匹配。"}


def test_an_explanation_equals_the_stored_match(world: World) -> None:
    stored = world.clients["owner"].get("/api/matches/n1/a1").json()["match"]
    assert world.clients["owner"].get("/api/matches/n1/a1/explanation").json()["match"] == stored


def test_any_readable_pair_is_explained_and_no_other(world: World) -> None:
    ask = {name: client.get for name, client in world.clients.items()}
    unfit = ask["visitor"]("/api/matches/n1/b4/explanation").json()["match"]
    assert (unfit["level"], unfit["level_name"]) == (1, "无")
    assert unfit["missing"]
    assert ask["lab"]("/api/matches/n1/hidden/explanation").json()["match"]["level"] > 1
    for name, pair in (("visitor", "n1/hidden"), ("stranger", "n2/a1"), ("lab", "n2/a1"), ("visitor", "x/y")):
        assert ask[name](f"/api/matches/{pair}/explanation").status_code == 404


def test_the_search_names_register_key_and_title(world: World) -> None:
    found = world.clients["visitor"].get("/api/search", {"q": "隔膜", "slug": "needs"}).json()
    need = {"slug": "needs", "key": "n1", "title": "防爆锂离子电池隔膜", "url": world.need.get_absolute_url()}
    assert found == {"items": [need], "more": []}
    everywhere = world.clients["visitor"].get("/api/search", {"q": "隔膜", "limit": 1}).json()
    assert {hit["slug"] for hit in everywhere["items"]} == {"needs", "achievements"}
    assert everywhere["more"] == ["achievements"]
    assert world.clients["visitor"].get("/api/search").json() == {"items": [], "more": []}
