"""Introductions: both agree first, letters keep what is confidential, meetings and outcomes are noted, all in history."""

import pytest
from django.core import mail
from django.utils.translation import activate

from silian.services.accounts.models import Membership
from silian.services.brokering.history import steps_of
from silian.services.brokering.introducing import check_letters
from silian.services.brokering.proposing import proposed
from silian.services.matching.actions import OutOfTurn
from silian.services.matching.models import Contact, Decision, Introduction
from silian.services.matching.queries import Meeting, find_meeting
from tests.services.matching.conftest import World

OPEN, SECRET = "/bench/n1/a1/", "/bench/n2/a1/"
LETTERS = {"to_need": "请看看这个成果", "to_result": "有一条需求用得上贵单位的成果"}


def meeting(world: World, name: str, need: str = "n1") -> Meeting:
    found = find_meeting(world.people[name], need, "a1")
    assert found is not None
    return found


def test_a_letter_is_proposed_from_the_reasons_and_keeps_what_is_confidential(world: World) -> None:
    activate("zh-hans")
    letters = proposed(meeting(world, "owner"))
    assert "防爆锂离子电池隔膜" in letters.to_result
    assert "双方都提到" in letters.to_need
    kept = proposed(meeting(world, "owner", "n2"))
    assert "机密型号" in kept.to_need
    for secret in ("机密型号", "甲电池", "针刺时起火", "双方都提到"):
        assert secret not in kept.to_result
    with pytest.raises(OutOfTurn, match="这条需求保密"):
        check_letters(meeting(world, "owner", "n2").seat, kept.__class__("", kept.to_need))


def test_the_company_introduces_itself_and_the_laboratory_agrees(world: World) -> None:
    world.clients["owner"].post(f"{OPEN}introduce/", LETTERS)
    met = Introduction.objects.get()
    assert (met.asked_side, met.state, met.unanswered) == ("need", Contact.ASKED, ("result",))
    assert [(letter.to, "/matches/n1/a1/" in letter.body) for letter in mail.outbox] == [
        (["lab@example.org"], True)
    ]
    world.clients["lab"].post("/matches/n1/a1/answer/", {"agrees": "yes"})
    assert Introduction.objects.get().state == Contact.IN_CONTACT


def test_a_broker_asks_both_and_neither_is_unmasked_before_both_agree(world: World) -> None:
    answer = world.clients["officer"].post(f"{SECRET}introduce/", LETTERS, follow=True).content.decode()
    assert "需求方 1 人、成果方 1 人" in answer
    assert sorted(letter.to[0] for letter in mail.outbox) == ["lab@example.org", "owner@example.org"]
    assert not Decision.objects.exists()
    url = "/matches/n2/a1/"
    assert "有人为您牵线" in world.clients["lab"].get(url).content.decode()
    assert world.clients["officer"].post(f"{url}answer/", {"agrees": "yes"}).status_code == 403
    world.clients["lab"].post(f"{url}answer/", {"agrees": "yes", "message": "可以谈"})
    shown = world.clients["lab"].get(url).content.decode()
    assert Introduction.objects.get().state == Contact.ASKED
    assert "机密型号" not in shown
    assert "甲电池" not in shown
    assert "officer@example.org" not in shown
    assert "请看看这个成果" not in shown
    world.clients["owner"].post(f"{url}answer/", {"agrees": "yes"})
    assert Introduction.objects.get().state == Contact.IN_CONTACT
    shown = world.clients["lab"].get(url).content.decode()
    assert "机密型号" in shown
    assert "owner@example.org" in shown


def test_one_refusal_ends_it_and_the_need_stays_masked(world: World) -> None:
    world.clients["officer"].post(f"{SECRET}introduce/", LETTERS)
    world.clients["owner"].post("/matches/n2/a1/answer/", {"agrees": "no", "message": "今年不做"})
    assert Introduction.objects.get().state == Contact.REFUSED
    assert "机密型号" not in world.clients["lab"].get("/matches/n2/a1/").content.decode()


def test_a_word_is_noted_for_a_side_only_where_it_has_no_account(world: World) -> None:
    said = {"side": "need", "agrees": "yes", "words": "电话里同意"}
    world.clients["officer"].post(f"{OPEN}introduce/", LETTERS)
    assert world.clients["officer"].post(f"{OPEN}consent/", said).status_code == 403
    Membership.objects.filter(organisation__key="firm").delete()
    assert world.clients["officer"].post(f"{OPEN}consent/", said).status_code == 303
    met = Introduction.objects.get()
    assert (met.state, met.unanswered, met.answer) == (Contact.ASKED, ("result",), "电话里同意")
    assert world.clients["officer"].post(f"{OPEN}consent/", said | {"side": "result"}).status_code == 403


def test_a_second_introduction_of_the_pair_is_refused_and_an_empty_letter_too(world: World) -> None:
    empty = world.clients["owner"].post(f"{OPEN}introduce/", {"to_need": "x"}, follow=True).content.decode()
    assert "给成果方的信" in empty
    assert "没有保存" in empty
    world.clients["owner"].post(f"{OPEN}introduce/", LETTERS)
    again = world.clients["officer"].post(f"{OPEN}introduce/", LETTERS, follow=True).content.decode()
    assert "已经有进行中的联系" in again
    assert Introduction.objects.count() == 1


def test_the_meeting_and_what_came_of_it_are_kept_step_by_step(world: World) -> None:
    world.clients["owner"].post(f"{OPEN}introduce/", LETTERS)
    early = world.clients["owner"].post(f"{OPEN}meet/", {"meeting_on": "2027-01-05"}, follow=True)
    assert "联系的状态已经变了" in early.content.decode()
    world.clients["lab"].post("/matches/n1/a1/answer/", {"agrees": "yes"})
    wrong = world.clients["owner"].post(f"{OPEN}meet/", {"meeting_on": "昨天"}, follow=True)
    assert "没有保存" in wrong.content.decode()
    world.clients["owner"].post(f"{OPEN}meet/", {"meeting_on": "2027-01-05"})
    assert "约在 2027-01-05 见面" in world.clients["lab"].get("/matches/n1/a1/").content.decode()
    world.clients["owner"].post(f"{OPEN}meet/", {"meeting_on": "2027-01-05", "met_on": "2027-01-06"})
    world.clients["owner"].post(f"{OPEN}close/", {"outcome": "signed", "words": "签了意向书"})
    met = Introduction.objects.get()
    assert (met.state, met.outcome, met.stage) == (Contact.CLOSED, "signed", "已结束 · 达成合作")
    told = [(step.words, step.by) for step in steps_of(meeting(world, "owner"))]
    assert told == [
        ("达成合作", "owner"),
        ("已结束", "owner"),
        ("见面：2027-01-06", "owner"),
        ("约定见面：2027-01-05", "owner"),
        ("已建立联系", "lab"),
        ("成果方同意", "lab"),
        ("请求联系", "owner"),
    ]
