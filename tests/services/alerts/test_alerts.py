"""Owners of needs hear of results that newly fit, once a pair, and of nothing else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.services.accounts.models import User
from silian.services.alerts import tasks
from silian.services.alerts.models import Alert
from silian.services.matching.models import StoredMatch
from silian.services.matching.rematching import follow_changes
from tests.services.matching.conftest import World, world

__all__ = ["world"]
NEW = "防爆锂离子电池隔膜及陶瓷涂覆工艺"


@pytest.fixture
def followed(django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    def follow() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            follow_changes()

    return follow


def published(key: str, title: str = NEW) -> Achievement:
    return Achievement.objects.create(key=key, title=title, owners=["lab"], published=True)


def pairs() -> set[tuple[str, str]]:
    return set(Alert.objects.values_list("need__key", "achievement__key"))


def test_nobody_is_told_of_what_fitted_when_a_need_was_first_matched(world: World) -> None:
    assert StoredMatch.objects.exists()
    assert (pairs(), mail.outbox) == (set(), [])


def test_a_new_result_is_told_to_the_editors_of_the_company_in_one_mail(
    world: World, followed: Callable[[], None]
) -> None:
    published("new")
    followed()
    assert pairs() == {("n1", "new"), ("n2", "new")}
    (letter,) = mail.outbox
    assert letter.to == ["owner@example.org"]
    assert letter.subject == "1 项新成果适合贵单位的需求"
    for part in (NEW, world.need.title, world.secret.title, "http://127.0.0.1:8000/matches/n1/new/"):
        assert part in letter.body


def test_the_same_pair_is_never_told_twice(world: World, followed: Callable[[], None]) -> None:
    new = published("new")
    followed()
    for out_of_sight in (True, False):
        new.published = not out_of_sight
        new.save()
        followed()
    new.summary = "更新后的摘要：陶瓷涂覆，耐高温，针刺不起火"
    new.save()
    followed()
    assert StoredMatch.objects.filter(achievement=new, need=world.need).exists()
    assert len(mail.outbox) == 1
    with pytest.raises(IntegrityError):
        Alert.objects.create(need=world.need, achievement=new, made_at=world.need.updated_at)


def test_results_that_do_not_fit_well_are_told_to_nobody(world: World, followed: Callable[[], None]) -> None:
    published("new", "茶叶嫩芽采摘末端执行器")
    followed()
    assert (pairs(), mail.outbox) == (set(), [])


def test_an_owner_who_changed_the_need_is_not_told_what_its_page_shows(
    world: World, followed: Callable[[], None]
) -> None:
    Need.objects.get(key="n2").delete()
    world.need.title, world.need.problem = "小麦赤霉病抗性育种", "抗病小麦品种"
    world.need.save()
    followed()
    assert StoredMatch.objects.filter(need=world.need, achievement__key="b1").exists()
    assert (pairs(), mail.outbox) == (set(), [])


def test_a_result_withdrawn_before_the_mail_went_out_is_not_told(
    world: World, followed: Callable[[], None]
) -> None:
    new = published("new")
    follow_changes()
    assert pairs() == {("n1", "new"), ("n2", "new")}
    Achievement.objects.filter(pk=new.pk).update(valid_until=date(2020, 1, 1))
    tasks.tell_owners.enqueue()
    assert mail.outbox == []


def test_people_without_an_address_or_shut_out_get_no_mail(
    world: World, followed: Callable[[], None]
) -> None:
    User.objects.filter(username="owner").update(is_active=False)
    published("new")
    followed()
    assert (len(pairs()), mail.outbox) == (2, [])


def test_where_the_mail_server_is_gone_the_next_mail_tells_all(
    world: World, followed: Callable[[], None], settings: Any
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    published("first")
    followed()
    assert set(Alert.objects.values_list("mailed_at", flat=True)) == {None}
    settings.EMAIL_BACKEND = working
    published("second")
    followed()
    assert [letter.subject for letter in mail.outbox] == ["2 项新成果适合贵单位的需求"]
    assert not Alert.objects.filter(mailed_at=None).exists()


def test_alerts_go_with_their_records_also_past_the_models(
    world: World, followed: Callable[[], None]
) -> None:
    published("new")
    followed()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM industry_need WHERE key = 'n1'")
    assert pairs() == {("n2", "new")}
