"""Reminders once for each date, one click that only extends, and what expires leaves matching."""

import re
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from silian.chains.innovation.models import Achievement
from silian.services.accounts.models import Membership, User
from silian.services.listings import links
from silian.services.listings.actions import listing_row
from silian.services.listings.links import BadLink, new_token, read_token
from silian.services.listings.mail import send_reminder
from silian.services.listings.models import Confirmation, Reminder
from silian.services.listings.tasks import next_run
from silian.services.listings.validity import TERM, confirm, remind
from silian.services.matching.engine import on_offer
from tests.services.listings.conftest import World

TODAY = date(2026, 5, 1)
NOW = datetime(2026, 5, 1, 1, tzinfo=UTC)


def until() -> date | None:
    return Achievement.objects.get(key="a1").valid_until


def soon(world: World) -> date:
    """Let the result expire ten days from now, as the pages see it."""
    day = timezone.localdate() + timedelta(days=10)
    Achievement.objects.filter(key="a1").update(valid_until=day)
    return day


def link(world: World, day: date, name: str = "owner") -> str:
    user = User.objects.get(username=name)
    return f"/listings/confirm/{new_token(listing_row(world.result).pk, day, user.pk)}/"


def test_owners_are_told_once_for_each_date(world: World) -> None:
    assert remind(date(2026, 4, 1), NOW, send_reminder) == 0
    assert remind(TODAY, NOW, send_reminder) == 2
    assert {m.to[0] for m in mail.outbox} == {"owner@example.org", "insider@example.org"}
    assert "高韧性立方氮化硼单晶" in mail.outbox[0].body
    assert "2026-05-20" in mail.outbox[0].body
    assert remind(TODAY, NOW, send_reminder) == 0
    assert remind(TODAY + timedelta(days=5), NOW, send_reminder) == 0
    Achievement.objects.filter(key="a1").update(valid_until=date(2026, 5, 25))
    assert remind(TODAY, NOW, send_reminder) == 2
    assert Reminder.objects.count() == 2


def test_drafts_expired_results_and_results_nobody_keeps_get_no_mail(world: World) -> None:
    Achievement.objects.filter(key="a1").update(published=False)
    Achievement.objects.create(
        key="old", title="旧", owners=["lab"], published=True, valid_until="2026-04-30"
    )
    Achievement.objects.create(
        key="lost", title="无主", owners=["rival2"], published=True, valid_until="2026-05-10"
    )
    assert remind(TODAY, NOW, send_reminder) == 0
    assert not Reminder.objects.exists()


class Down(EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPException("no answer")


def test_what_could_not_be_sent_is_tried_again_the_next_day(world: World, settings: Any) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    assert remind(TODAY, NOW, send_reminder) == 0
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = works
    assert remind(TODAY + timedelta(days=1), NOW, send_reminder) == 2


def test_opening_the_link_changes_nothing_and_one_click_extends_without_sign_in(world: World) -> None:
    day = soon(world)
    url, visitor = link(world, day), Client()
    for _time in range(3):
        page = visitor.get(url)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert page.content.decode().count("仍然有效</button>") == 1
    assert visitor.head(url).status_code == 200
    assert until() == day
    assert not Confirmation.objects.exists()
    assert "不用再做什么" in visitor.post(url).content.decode()
    assert until() == timezone.localdate() + TERM
    visitor.post(url)
    assert until() == timezone.localdate() + TERM
    assert [(one.was, str(one.by)) for one in Confirmation.objects.all()] == [(day, "owner")]
    assert "不用再做什么" in visitor.get(url).content.decode()


def test_the_link_in_the_mail_is_the_one_that_works(world: World) -> None:
    day = soon(world)
    assert remind(timezone.localdate(), timezone.now(), send_reminder) == 2
    found = re.search(r"(/listings/confirm/\S+/)", mail.outbox[0].body)
    assert found
    assert Client().post(found.group(1)).status_code == 200
    assert until() != day


def test_a_link_never_brings_the_day_nearer_and_leaves_what_was_changed_since(world: World) -> None:
    day = soon(world)
    token = read_token(link(world, day).split("/")[-2])
    far = timezone.localdate() + timedelta(days=900)
    Achievement.objects.filter(key="a1").update(valid_until=far)
    assert confirm(token, timezone.localdate(), timezone.now()) is None
    assert until() == far
    world.clients["owner"].post("/listings/achievements/a1/renew/")
    assert until() == far
    assert Confirmation.objects.get().until == far


def test_a_link_works_after_the_day_itself_until_it_expires(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = timezone.localdate() - timedelta(days=3)
    Achievement.objects.filter(key="a1").update(valid_until=day)
    url = link(world, day)
    assert "已经过期，不再参加匹配" in Client().get(url).content.decode()
    monkeypatch.setattr(links, "LINK_HOLDS", timedelta(seconds=-1))
    answer = Client().post(url)
    assert (answer.status_code, until()) == (410, day)
    assert "链接已过期" in answer.content.decode()


def test_altered_links_and_links_of_people_who_left_are_refused(world: World) -> None:
    day = soon(world)
    url = link(world, day)
    for wrong in (url.replace("/confirm/W", "/confirm/X"), "/listings/confirm/nothing/", f"{url[:-4]}abc/"):
        assert Client().post(wrong).status_code == 410
    Membership.objects.filter(user__username="owner").delete()
    answer = Client().post(url)
    assert (answer.status_code, until()) == (410, day)
    assert "不再管理这条记录" in answer.content.decode()
    Achievement.objects.filter(key="a1").delete()
    with pytest.raises(BadLink, match="已经删除"):
        read_token(link_of_nothing(day))


def link_of_nothing(day: date) -> str:
    return new_token(10**9, day, 1)


def test_what_expires_leaves_matching_on_the_next_day(world: World) -> None:
    day = date(2026, 5, 20)
    assert on_offer(day).filter(key="a1").exists()
    assert not on_offer(day + timedelta(days=1)).filter(key="a1").exists()


def test_signed_in_only_who_may_change_a_result_renews_it(world: World) -> None:
    day = soon(world)
    answers = {
        name: world.clients[name].post("/listings/achievements/a1/renew/").status_code
        for name in ("teammate", "stranger", "elsewhere")
    }
    assert answers == {"teammate": 403, "stranger": 404, "elsewhere": 404}
    assert until() == day
    assert world.clients["owner"].post("/listings/needs/n1/renew/").status_code == 404


def test_the_daily_work_runs_at_seven(world: World) -> None:
    at = datetime(2026, 5, 1, 6, 59, tzinfo=UTC)
    assert next_run(at) == datetime(2026, 5, 1, 7, tzinfo=UTC)
    assert next_run(at + timedelta(minutes=1)) == datetime(2026, 5, 2, 7, tzinfo=UTC)


def test_a_need_or_a_result_without_a_day_is_not_given_one(world: World) -> None:
    day = soon(world)
    assert world.clients["officer"].post("/listings/needs/n1/renew/").status_code == 404
    answer = world.clients["owner"].post("/listings/achievements/a2/renew/", follow=True)
    assert "没有填有效期" in answer.content.decode()
    assert set(Achievement.objects.values_list("valid_until", flat=True)) == {day, None}
