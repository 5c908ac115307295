"""An officer examines, the owner reads why and confirms by the mailed link; look-alikes are decided by keyboard."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from silian.chains.innovation.models import Achievement, Institution
from silian.reference.models import Organisation, Zone
from silian.services.accounts.actions import appoint_officer, set_role
from silian.services.accounts.models import Role, User
from silian.services.listings.mail import send_reminder
from silian.services.listings.models import TwinPair
from silian.services.listings.twins import look_for_twins
from silian.services.listings.validity import remind
from tests.browser.test_journeys import browser, opened, pytestmark, sign_in  # noqa: F401
from tests.services.listings.conftest import SUMMARY


@pytest.fixture
def region(transactional_db: None) -> None:
    zone = Zone.objects.create(key="zone", name="此园区")
    Institution.objects.create(key="lab", name="丙大学", zone=zone)
    shared = {"owners": ["lab"], "zone": zone, "readiness": 7, "transfer_form": ["licence"]}
    soon = timezone.localdate() + timedelta(days=20)
    Achievement.objects.create(
        key="a1", title="高韧性立方氮化硼单晶", summary=SUMMARY, published=True, valid_until=soon, **shared
    )
    Achievement.objects.create(
        key="a2", title="高韧立方氮化硼单晶", summary=SUMMARY.replace("12%", "15%"), **shared
    )
    for name in ("lab", "officer"):
        User.objects.create_user(name, f"{name}@example.org", "correct horse battery")
    set_role(User.objects.get(username="lab"), Organisation.objects.get(key="lab"), Role.MANAGER)
    appoint_officer(User.objects.get(username="officer"), zone)


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1400, "height": 900})


def test_an_officer_examines_and_the_owner_reads_the_reasons(
    browser: Browser,  # noqa: F811
    live_server: Any,
    region: None,
) -> None:
    ours, our_errors = opened(browser)
    sign_in(ours, live_server, "lab")
    ours.goto(f"{live_server.url}/achievements/a2/")
    ours.get_by_role("button", name="提交审核").click()
    expect(ours.get_by_text("已提交审核")).to_be_visible()
    page, errors = opened(browser)
    sign_in(page, live_server, "officer")
    page.get_by_role("link", name="条目审核").click()
    page.get_by_role("link", name="审核 · 高韧立方氮化硼单晶").click()
    expect(page.locator("#improvement mark", has_text="15%")).to_be_visible()
    narrow(page)
    page.locator("#ip").get_by_label("0", exact=True).check()
    page.get_by_role("button", name="保存评分").click()
    expect(page.get_by_text("请写一句理由")).to_be_visible()
    page.locator("#ip input[type=text]").fill("请写明专利号")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已保存：暂缓")).to_be_visible()
    assert "请写明专利号" in mail.outbox[0].body
    ours.reload()
    expect(ours.locator("#ip")).to_contain_text("请写明专利号")
    expect(ours.get_by_text("暂缓").first).to_be_visible()
    narrow(ours)
    assert (our_errors, errors) == ([], ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"])  # fmt: skip


def test_the_owner_confirms_by_the_link_of_the_mail_without_signing_in(
    browser: Browser,  # noqa: F811
    live_server: Any,
    region: None,
) -> None:
    assert remind(timezone.localdate(), timezone.now(), send_reminder) == 1
    found = re.search(r"/listings/confirm/\S+/", mail.outbox[0].body)
    assert found
    page, errors = opened(browser, 390)
    page.goto(live_server.url + found.group())
    assert Achievement.objects.get(key="a1").valid_until == timezone.localdate() + timedelta(days=20)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="仍然有效").click()
    expect(page.get_by_text("不用再做什么")).to_be_visible()
    assert Achievement.objects.get(key="a1").valid_until == timezone.localdate() + timedelta(days=180)
    page.goto(live_server.url + found.group() + "?lang=en")
    expect(page.get_by_text("Nothing more to do")).to_be_visible()
    assert errors == []


def test_look_alikes_are_decided_once_by_keyboard(
    browser: Browser,  # noqa: F811
    live_server: Any,
    region: None,
) -> None:
    assert look_for_twins(timezone.now()) == 1
    page, errors = opened(browser)
    sign_in(page, live_server, "officer")
    page.goto(f"{live_server.url}/listings/twins/")
    page.get_by_role("link", name="对比").focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark", has_text="12%")).to_be_visible()
    expect(page.locator("mark", has_text="15%")).to_be_visible()
    narrow(page)
    page.get_by_role("button", name="同一项", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已记下，这一对不会再问。")).to_be_visible()
    assert TwinPair.objects.get().verdict == "same"
    page.get_by_role("link", name="已判断").click()
    expect(page.get_by_text("高韧立方氮化硼单晶")).to_be_visible()
    assert errors == []
