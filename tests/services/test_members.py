"""Who lets whom act for an organisation, and who appoints zone officers; every step is kept with its doer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from silian.reference.models import Organisation, Zone
from silian.services.accounts.actions import appoint_officer, set_role
from silian.services.accounts.models import Admission, Membership, Role, User, ZoneOfficer

pytestmark = pytest.mark.django_db
PAGE = "/accounts/members/ours/"


@dataclass(frozen=True)
class People:
    owner: Client
    teammate: Client
    stranger: Client
    officer: Client
    administrator: Client
    visitor: Client


def signed_in(name: str, **options: Any) -> Client:
    user = User.objects.create_user(name, f"{name}@example.org", "correct horse", **options)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def people() -> People:
    zone = Zone.objects.create(key="here", name="此园区")
    ours = Organisation.objects.create(key="ours", name="我们的公司", kind="company", zone=zone)
    elsewhere = Organisation.objects.create(key="elsewhere", name="别处", kind="company")
    found = People(
        *(signed_in(name) for name in ("owner", "teammate", "stranger", "officer")),
        signed_in("administrator", is_superuser=True),
        Client(),
    )
    set_role(User.objects.get(username="owner"), ours, Role.MANAGER)
    set_role(User.objects.get(username="teammate"), ours, Role.EDITOR)
    set_role(User.objects.get(username="stranger"), elsewhere, Role.MANAGER)
    appoint_officer(User.objects.get(username="officer"), zone)
    return found


def roles() -> dict[str, str]:
    return dict(Membership.objects.filter(organisation__key="ours").values_list("user__username", "role"))


def member(name: str) -> int:
    return Membership.objects.get(user__username=name, organisation__key="ours").pk


def test_only_managers_officers_of_the_zone_and_administrators_manage_members(people: People) -> None:
    before = roles()
    answers = {name: getattr(people, name).get(PAGE).status_code for name in vars(people)}
    assert answers == {
        "owner": 200,
        "teammate": 403,
        "stranger": 403,
        "officer": 200,
        "administrator": 200,
        "visitor": 302,
    }
    for name in ("teammate", "stranger", "visitor"):
        client = getattr(people, name)
        client.post(PAGE, {"member": member("owner"), "remove": "1"})
        client.post(PAGE, {"invite": "1", "person": "stranger", "role": "manager"})
    assert roles() == before
    assert not Admission.objects.exists()


def test_a_manager_changes_roles_and_removes_but_one_manager_stays(people: People) -> None:
    people.owner.post(PAGE, {"member": member("teammate"), "role": "reader"})
    assert roles() == {"owner": "manager", "teammate": "reader"}
    for change in ({"role": "reader"}, {"remove": "1"}):
        answer = people.owner.post(PAGE, {"member": member("owner"), **change}, follow=True)
        assert "唯一的管理员" in answer.content.decode()
    people.owner.post(PAGE, {"member": member("teammate"), "remove": "1"})
    assert roles() == {"owner": "manager"}
    text = people.owner.get(PAGE).content.decode()
    assert "owner <strong>移除</strong> teammate" in text
    assert "owner <strong>修改</strong> teammate · 只读成员" in text


def test_a_manager_cannot_touch_members_of_other_organisations(people: People) -> None:
    foreign = Membership.objects.get(user__username="stranger")
    people.owner.post(PAGE, {"member": foreign.pk, "remove": "1"})
    assert Membership.objects.filter(pk=foreign.pk).exists()


def test_an_invitation_by_mail_is_good_once_for_whoever_has_the_link(people: People) -> None:
    answer = people.owner.post(PAGE, {"invite": "1", "person": "new@example.org", "role": "editor"})
    link = answer.context["link"]
    assert [(m.to, link in m.body) for m in mail.outbox] == [(["new@example.org"], True)]
    assert link.rpartition("/invitations/")[2].strip("/") not in people.owner.get(PAGE).content.decode()
    assert people.visitor.get(link).status_code == 302
    newcomer = signed_in("newcomer")
    assert "我们的公司" in newcomer.get(link).content.decode()
    newcomer.post(link, {"accept": "1"})
    assert roles()["newcomer"] == "editor"
    assert people.stranger.post(link, {"accept": "1"}).status_code == 404


def test_an_invitation_by_user_name_is_for_that_person_only(people: People) -> None:
    link = people.owner.post(PAGE, {"invite": "1", "person": "stranger", "role": "reader"}).context["link"]
    assert signed_in("other").get(link).status_code == 404
    assert "我们的公司" in people.stranger.get("/accounts/join/").content.decode()
    people.stranger.post("/accounts/join/", {"admission": Admission.objects.get().pk, "accept": "1"})
    assert roles()["stranger"] == "reader"
    refused = people.owner.post(PAGE, {"invite": "1", "person": "nobody", "role": "reader"})
    assert (refused.status_code, "没有这个用户名" in refused.content.decode()) == (422, True)


def test_an_old_or_withdrawn_invitation_lets_nobody_in(people: People) -> None:
    invite = {"invite": "1", "person": "new@example.org", "role": "editor"}
    old = people.owner.post(PAGE, invite).context["link"]
    Admission.objects.update(created_at=timezone.now() - timedelta(days=15))
    assert people.stranger.post(old, {"accept": "1"}).status_code == 404
    newest = people.owner.post(PAGE, invite).context["link"]
    assert people.stranger.get(old).status_code == 404
    people.owner.post(PAGE, {"admission": Admission.objects.get(state="open").pk, "withdraw": "1"})
    assert people.stranger.get(newest).status_code == 404
    assert "stranger" not in roles()


def test_a_person_asks_to_join_and_a_manager_answers(people: People) -> None:
    newcomer = signed_in("newcomer")
    for _again in range(2):
        newcomer.post("/accounts/join/", {"ask": "1", "organisation": "我们的公司", "words": "研发部"})
    asked = Admission.objects.get()
    newcomer.post("/accounts/join/", {"admission": asked.pk, "accept": "1", "withdraw": ""})
    assert "newcomer" not in roles()
    newcomer.post("/accounts/join/", {"ask": "1", "organisation": "ours", "words": "研发部"})
    asked = Admission.objects.get(state="open")
    people.stranger.post(PAGE, {"admission": asked.pk, "accept": "1", "role": "manager"})
    assert "研发部" in people.owner.get(PAGE).content.decode()
    people.owner.post(PAGE, {"admission": asked.pk, "accept": "1", "role": "editor"})
    assert roles()["newcomer"] == "editor"
    late = people.owner.post(PAGE, {"admission": asked.pk, "decline": "1"}, follow=True)
    assert "已经处理过" in late.content.decode()


def test_each_manager_is_told_once_by_mail_that_somebody_asks_to_join(people: People) -> None:
    set_role(User.objects.get(username="administrator"), Organisation.objects.get(key="ours"), Role.MANAGER)
    newcomer = signed_in("newcomer")
    for _again in range(2):
        newcomer.post("/accounts/join/?lang=en", {"ask": "1", "organisation": "ours", "words": "研发部"})
    assert [message.to for message in mail.outbox] == [["administrator@example.org"], ["owner@example.org"]]
    assert mail.outbox[0].subject == "newcomer 申请加入我们的公司"
    assert "附言：研发部" in mail.outbox[0].body
    assert f"http://testserver{PAGE}" in mail.outbox[0].body


def test_the_page_of_an_organisation_leads_those_who_may_manage_it_to_its_members(people: People) -> None:
    page = "/organisations/ours/"
    shown = {
        name: PAGE in getattr(people, name).get(page).content.decode()
        for name in ("owner", "officer", "administrator", "teammate", "stranger", "visitor")
    }
    assert shown == {
        "owner": True, "officer": True, "administrator": True, "teammate": False, "stranger": False, "visitor": False,
    }  # fmt: skip


def test_only_administrators_appoint_and_dismiss_officers(people: People) -> None:
    zone = Zone.objects.get()
    appoint = {"appoint": "1", "user": "teammate", "zone": zone.pk}
    for name in ("owner", "teammate", "stranger", "officer", "visitor"):
        assert getattr(people, name).post("/accounts/officers/", appoint).status_code in (302, 403)
    assert list(ZoneOfficer.objects.values_list("user__username", flat=True)) == ["officer"]
    people.administrator.post("/accounts/officers/", appoint)
    dismissed = ZoneOfficer.objects.get(user__username="officer")
    people.administrator.post("/accounts/officers/", {"dismiss": dismissed.pk})
    assert list(ZoneOfficer.objects.values_list("user__username", flat=True)) == ["teammate"]
    text = people.administrator.get("/accounts/officers/").content.decode()
    assert "administrator <strong>移除</strong> officer · 此园区" in text
    assert people.officer.get(PAGE).status_code == 403
    assert people.teammate.get(PAGE).status_code == 200


def test_the_pages_are_complete_in_english(people: People) -> None:
    people.owner.get("/?lang=en")
    people.administrator.get("/?lang=en")
    for client, url in (
        (people.owner, PAGE),
        (people.owner, "/accounts/join/"),
        (people.administrator, "/accounts/officers/"),
    ):
        main = client.get(url).content.decode().partition("<main")[2]
        for name in ("我们的公司", "此园区"):
            main = main.replace(name, "")
        assert not [c for c in main if "\u4e00" <= c <= "\u9fff"], url
