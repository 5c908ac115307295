"""Who sees which pair, who decides and answers for which side, and what both sides then see."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.actions import InUse, delete_record
from silian.services.matching.models import Contact, Decision, Introduction, StoredMatch
from silian.services.matching.queries import matches_of_achievement, matches_of_need
from tests.services.matching.conftest import World

PAIR = "/matches/n1/a1/"
SECRET = "/matches/n2/a1/"
EVERYBODY = ("owner", "teammate", "officer", "administrator", "lab", "stranger", "visitor")
DECLINE = {"side": "need", "verdict": "decline", "reason": "direction"}
ACCEPT = {"side": "need", "verdict": "accept"}


def statuses(world: World, url: str) -> dict[str, int]:
    return {name: world.clients[name].get(url).status_code for name in EVERYBODY}


def posted(world: World, url: str, data: dict[str, str]) -> dict[str, int]:
    return {name: world.clients[name].post(url, data).status_code for name in EVERYBODY}


def text(world: World, name: str, url: str) -> str:
    return world.clients[name].get(url).content.decode()


def test_everybody_sees_the_match_of_two_published_records(world: World) -> None:
    assert set(statuses(world, PAIR).values()) == {200}
    page = text(world, "visitor", "/needs/n1/")
    assert "锂离子电池" in page
    assert "认可" not in page


def test_a_confidential_need_is_hidden_from_strangers_and_masked_for_the_other_side(world: World) -> None:
    seen = statuses(world, SECRET)
    assert {name for name, status in seen.items() if status == 200} == {
        "owner",
        "teammate",
        "officer",
        "administrator",
        "lab",
    }
    for url in ("/needs/n2/", "/matches/n1/hidden/", "/matches/n1/nothing/", "/matches/n2/b1/"):
        assert world.clients["stranger"].get(url).status_code == 404
    for url in (SECRET, "/achievements/a1/"):
        page = text(world, "lab", url)
        assert "保密需求" in page
        assert "机密型号" not in page
    assert "甲电池" not in text(world, "lab", SECRET)
    assert "针刺时起火" not in text(world, "lab", SECRET)
    assert "<mark>" not in text(world, "lab", SECRET)
    assert "保密需求" not in text(world, "stranger", "/achievements/a1/")


def test_only_the_side_itself_its_officers_and_administrators_decide(world: World) -> None:
    need_side = posted(world, f"{PAIR}decide/", ACCEPT)
    assert {name for name, status in need_side.items() if status == 302 and name != "visitor"} == {
        "owner",
        "officer",
        "administrator",
    }
    assert {need_side[name] for name in ("teammate", "stranger", "lab")} == {403}
    assert Decision.objects.filter(side="need").count() == 3
    result_side = posted(world, f"{PAIR}decide/", ACCEPT | {"side": "result"})
    assert {name for name, status in result_side.items() if status == 302 and name != "visitor"} == {
        "lab",
        "administrator",
    }


def test_what_is_declined_is_folded_and_the_other_side_is_not_told_why(world: World) -> None:
    world.clients["owner"].post(f"{PAIR}decide/", DECLINE)
    found = matches_of_need(world.people["owner"], world.need)
    assert [one.seat.achievement.key for one in found.declined] == ["a1"]
    assert "a1" not in [one.seat.achievement.key for one in found.to_see]
    assert "不是我要的方向" in text(world, "teammate", PAIR)
    for name in ("lab", "stranger"):
        shown = text(world, name, PAIR).replace('value="direction">不是我要的方向', "")
        assert "不是我要的方向" not in shown
    assert "回绝" in text(world, "lab", PAIR)
    assert "回绝" not in text(world, "stranger", PAIR)
    world.clients["owner"].post(f"{PAIR}decide/", ACCEPT)
    assert matches_of_need(world.people["owner"], world.need).declined == ()
    assert Decision.objects.count() == 2


def test_a_decline_needs_a_reason_and_a_decision_is_never_edited(world: World) -> None:
    answer = world.clients["owner"].post(f"{PAIR}decide/", DECLINE | {"reason": ""}, follow=True)
    assert "请选择回绝的原因" in answer.content.decode()
    assert not Decision.objects.exists()
    world.clients["owner"].post(f"{PAIR}decide/", DECLINE)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Decision.objects.update(reason="price")
    assert Decision.events.rel.related_model.objects.count() == 1  # type: ignore[attr-defined]


def test_asked_answered_in_contact_and_closed(world: World) -> None:
    asked = world.clients["owner"].post(f"{SECRET}ask/", {"side": "need", "message": "想见面谈"})
    assert asked.status_code == 302
    assert "想见面谈" in text(world, "lab", "/matches/")
    assert "机密型号" not in text(world, "lab", "/matches/")
    assert posted(world, f"{SECRET}answer/", {"agrees": "yes"})["owner"] == 403
    assert Introduction.objects.get().state == Contact.IN_CONTACT
    page = text(world, "lab", SECRET)
    assert "机密型号" in page
    assert "owner@example.org" in page
    assert "lab@example.org" in text(world, "owner", SECRET) or "administrator@" in text(
        world, "owner", SECRET
    )
    assert "已建立联系" in text(world, "owner", "/matches/")
    assert statuses(world, SECRET)["stranger"] == 404
    world.clients["lab"].post(f"{SECRET}close/")
    assert Introduction.objects.get().state == Contact.CLOSED
    late = world.clients["owner"].post(f"{SECRET}close/", follow=True)
    assert "联系的状态已经变了" in late.content.decode()


def test_a_refusal_is_told_and_the_need_stays_masked(world: World) -> None:
    world.clients["lab"].post(f"{SECRET}ask/", {"side": "result", "message": ""})
    again = world.clients["owner"].post(f"{SECRET}ask/", {"side": "need"}, follow=True)
    assert "已经有进行中的联系" in again.content.decode()
    world.clients["owner"].post(f"{SECRET}answer/", {"agrees": "no", "message": "今年不做"})
    page = text(world, "lab", SECRET)
    assert "今年不做" in page
    assert "机密型号" not in page
    assert "对方暂不联系" in text(world, "lab", "/matches/")


def test_an_unpublished_need_is_met_by_the_other_side_only_once_asked(world: World) -> None:
    Need.objects.filter(key="n1").update(published=False)
    assert statuses(world, PAIR)["lab"] == 404
    world.clients["owner"].post(f"{PAIR}ask/", {"side": "need"})
    assert "防爆锂离子" not in text(world, "lab", PAIR)
    assert statuses(world, PAIR) | {"lab": 200, "stranger": 404, "visitor": 404} == statuses(world, PAIR)


def test_a_withdrawn_result_is_seen_by_its_owners_only(world: World) -> None:
    Achievement.objects.filter(key="a1").update(published=False)
    seen = statuses(world, PAIR)
    assert {name for name, status in seen.items() if status == 200} == {"administrator", "lab"}


def test_a_visitor_is_sent_to_sign_in_and_a_foreign_next_is_not_followed(world: World) -> None:
    answer = world.clients["visitor"].get("/matches/")
    assert answer.url.startswith("/accounts/login/")
    answer = world.clients["owner"].post(f"{PAIR}decide/", ACCEPT | {"next": "https://evil.example/"})
    assert answer.url == PAIR


def test_a_record_in_contact_cannot_be_deleted_unnoticed(world: World) -> None:
    world.clients["owner"].post(f"{PAIR}ask/", {"side": "need"})
    with pytest.raises(InUse):
        delete_record(world.need)
    delete_record(world.secret)
    assert not StoredMatch.objects.filter(need_id=world.secret.pk).exists()


def test_pages_ask_the_database_as_often_for_one_match_as_for_three(world: World) -> None:
    def asked(url: str) -> int:
        world.clients["owner"].get(url)
        with CaptureQueriesContext(connection) as queries:
            assert world.clients["owner"].get(url).status_code == 200
        return len(queries)

    urls = ("/needs/n1/", "/matches/", "/api/matches/needs/n1")
    StoredMatch.objects.update(level=4)
    three = {url: asked(url) for url in urls}
    StoredMatch.objects.exclude(achievement__key="a1").delete()
    assert StoredMatch.objects.filter(need=world.need).count() == 1
    assert {url: asked(url) for url in urls} == three
    assert max(three.values()) <= 30


def test_needs_of_a_result_stand_best_first(world: World) -> None:
    found = matches_of_achievement(world.people["administrator"], Achievement.objects.get(key="a1"))
    scores = [one.shown.match.score for one in found.to_see if one.shown]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 2


def api(world: World, name: str, url: str, body: Any = None) -> Any:
    client = world.clients[name]
    sent = {"content_type": "application/json"}
    return client.get(f"/api{url}") if body is None else client.post(f"/api{url}", body, **sent)


def test_the_api_keeps_the_same_permissions(world: World) -> None:
    assert api(world, "visitor", "/matches/needs/n2").status_code == 404
    found = api(world, "owner", "/matches/needs/n1").json()
    assert found["state"] == "done"
    first = found["items"][0]
    assert first["match"]["score"] == pytest.approx(sum(first["match"]["parts"].values()), abs=0.02)
    masked = [
        row for row in api(world, "lab", "/matches/achievements/a1").json()["items"] if row["need"] == "n2"
    ]
    assert masked[0]["need_title"] is None
    assert masked[0]["match"]["terms"] == []
    decline = {"side": "need", "verdict": "decline"}
    assert api(world, "visitor", "/matches/n1/a1/decisions", decline).status_code == 401
    assert (
        api(world, "stranger", "/matches/n1/a1/decisions", decline | {"reason": "price"}).status_code == 403
    )
    assert (
        api(world, "stranger", "/matches/n2/a1/decisions", decline | {"reason": "price"}).status_code == 404
    )
    assert api(world, "owner", "/matches/n1/a1/decisions", decline).status_code == 409
    done = api(world, "owner", "/matches/n1/a1/decisions", decline | {"reason": "price"})
    assert done.json()["decisions"][0]["reason"] == "price"
    assert api(world, "lab", "/matches/n1/a1").json()["decisions"][0]["reason"] == ""
    assert (
        api(world, "owner", "/matches/n1/a1/contact", {"side": "need"}).json()["contact"]["state"] == "asked"
    )
    assert api(world, "owner", "/matches/n1/a1/contact", {"side": "need"}).status_code == 409
    assert api(world, "owner", "/matches/n1/a1/contact/answer", {"agrees": True}).status_code == 403
    agreed = api(world, "lab", "/matches/n1/a1/contact/answer", {"agrees": True})
    assert agreed.json()["contact"]["state"] == "in_contact"
    assert api(world, "lab", "/matches/n1/a1/contact/close", {}).json()["contact"]["state"] == "closed"
    assert api(world, "stranger", "/matches/n1/a1").json()["contact"] is None


@pytest.mark.parametrize("url", ["/needs/n1/", "/achievements/a1/", PAIR, SECRET, "/matches/"])
def test_english_pages_hold_no_chinese_of_ours(world: World, url: str) -> None:
    for name in ("owner", "lab"):
        world.clients[name].get("/", {"lang": "en"})
    world.clients["owner"].post(f"{PAIR}decide/", DECLINE)
    world.clients["lab"].post(f"{SECRET}ask/", {"side": "result"})
    records = [*Need.objects.all(), *Achievement.objects.all()]
    known = "".join(f"{r.title}{getattr(r, 'problem', '')}{getattr(r, 'summary', '')}" for r in records)
    for name in ("owner", "lab"):
        page = world.clients[name].get(url, {"lang": "en"}).content.decode()
        found = set(re.findall(r"[\u4e00-\u9fff]+", page)) - {"中文"}
        strange = {word for word in found if word not in known + "甲电池有限公司丙大学此园区别处园区"}
        assert strange == set()
