"""The bench by keyboard alone, on a phone, and the pages that say how good the matches were."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from silian.chains.industry.models import Company, Need
from silian.reference.models import Organisation
from silian.services.accounts.actions import set_role
from silian.services.accounts.models import Role, User
from silian.services.matching.models import Decision, Introduction, StoredMatch
from tests.browser.test_journeys import browser, opened, pytestmark, sign_in  # noqa: F401
from tests.browser.test_matching import narrow, region  # noqa: F401

PAGES = (
    "/bench/",
    "/bench/?need=n1&at=a1",
    "/match-quality/",
    "/match-network/",
    "/match-quality/decisions/",
)


def chosen(page: Page) -> str:
    return page.locator("#bench-pair [data-at]").first.get_attribute("data-at") or ""


def others(page: Page) -> list[str]:
    return [each.get_attribute("data-at") or "" for each in page.locator(".bench-open").all()]


@pytest.fixture
def second_need(region: None) -> None:  # noqa: F811
    firm = Company.objects.get(key="firm")
    Need.objects.create(
        key="n2",
        title="锂离子电池隔膜涂覆设备",
        problem="双面涂覆，电池热失控要预警。",
        company=firm,
        published=True,
    )


def test_everything_at_the_bench_is_done_by_keyboard(
    browser: Browser,  # noqa: F811
    live_server: Any,
    second_need: None,
) -> None:
    page, errors = opened(browser)
    sign_in(page, live_server, "firm")
    page.goto(f"{live_server.url}/bench/?need=n1")
    listed = others(page)
    assert len(listed) >= 3
    keys = page.keyboard
    # There and back, then three results side by side, and back to one pair.
    keys.press("j")
    expect(page.locator(f'#bench-pair [data-at="{listed[1]}"]')).to_be_visible()
    assert f"at={listed[1]}" in page.url
    keys.press("k")
    expect(page.locator(f'#bench-pair [data-at="{listed[0]}"]')).to_be_visible()
    for at in listed[:3]:
        expect(page.locator(f'#bench-pair [data-at="{at}"]')).to_be_visible()
        keys.press("c")
        expect(page.locator(f'.compare-chip[data-compare="{at}"]')).to_have_attribute("aria-pressed", "true")
        keys.press("j")
    keys.press("Shift+C")
    expect(page.locator("[data-comparing] section")).to_have_count(3)
    keys.press("Shift+C")
    expect(page.locator("[data-comparing]")).to_have_count(0)
    page.goto(f"{live_server.url}/bench/?need=n1")
    # Decline with the first reason; the next pair follows and the declined one is gone.
    keys.press("d")
    keys.press("1")
    expect(page.locator(f'.bench-open[data-at="{listed[0]}"]')).to_have_count(0)
    expect(page.locator("#bench-said")).to_contain_text("已回绝")
    expect(page.locator(f'#bench-pair [data-at="{listed[1]}"]')).to_be_visible()
    expect(page.locator('.bench-open[aria-current="true"]')).to_be_focused()
    # A note, then later.
    keys.press("n")
    keys.type("先问问车间")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#bench-pair .history").get_by_text("先问问车间")).to_be_visible()
    keys.press("l")
    expect(page.locator(f'.bench-open[data-at="{listed[1]}"]')).to_have_count(0)
    # The next need, an introduction there with the proposed letters, and an acceptance.
    page.goto(f"{live_server.url}/bench/?need=n2")
    first = chosen(page)
    keys.press("i")
    letter = page.get_by_label("给需求方的信")
    expect(letter).to_be_focused()
    expect(letter).to_have_value(re.compile("双方都提到"))
    for _step in range(2):
        keys.press("Tab")
    expect(page.get_by_role("button", name="发出")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#bench-said")).to_contain_text("已牵线")
    met = Introduction.objects.get()
    assert (met.need.key, met.achievement.key) == ("n2", first)
    second = chosen(page)
    keys.press("a")
    expect(page.locator("#bench-said")).to_contain_text("已认可")
    assert Decision.objects.filter(achievement__key=second, verdict="accept").exists()
    keys.press("?")
    expect(page.get_by_role("heading", name="快捷键")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("heading", name="快捷键")).to_be_hidden()
    assert errors == []


def test_a_phone_shows_one_step_after_the_other(
    browser: Browser,  # noqa: F811
    live_server: Any,
    second_need: None,
) -> None:
    page, errors = opened(browser, 390)
    sign_in(page, live_server, "firm")
    page.goto(f"{live_server.url}/bench/?lang=en")
    expect(page.locator(".bench-needs")).to_be_visible()
    expect(page.locator(".bench-results")).to_be_hidden()
    page.locator(".bench-need").first.click()
    expect(page.locator(".bench-results")).to_be_visible()
    expect(page.locator(".bench-needs")).to_be_hidden()
    narrow(page)
    page.locator(".bench-open").first.click()
    expect(page.locator("#bench-pair")).to_be_visible()
    expect(page.locator(".bench-results")).to_be_hidden()
    narrow(page)
    page.locator("#bench-pair").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted: ").first).to_be_visible()
    page.get_by_role("link", name="‹ Results").click()
    expect(page.locator(".bench-results")).to_be_visible()
    assert errors == []


def test_without_scripts_the_bench_still_decides(
    browser: Browser,  # noqa: F811
    live_server: Any,
    region: None,  # noqa: F811
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "firm")
    page.fill("input[name=password]", "correct horse battery")
    page.click("main button[type=submit]")
    page.goto(f"{live_server.url}/bench/")
    first = chosen(page)
    page.get_by_role("button", name="认可").click()
    assert Decision.objects.get().achievement.key == first
    expect(page.get_by_text("已认可").first).to_be_visible()


def test_quality_and_network_draw_what_the_table_says(
    browser: Browser,  # noqa: F811
    live_server: Any,
    second_need: None,
) -> None:
    User.objects.create_superuser("admin", "a@example.org", "correct horse battery")
    set_role(User.objects.get(username="admin"), Organisation.objects.get(key="firm"), Role.MANAGER)
    for number, row in enumerate(StoredMatch.objects.order_by("pk")):
        verdict = {"verdict": "accept"} if number % 2 else {"verdict": "decline", "reason": "price"}
        Decision.objects.create(
            need=row.need, achievement=row.achievement, side="need", made_at=row.made_at, **verdict
        )
    page, errors = opened(browser)
    sign_in(page, live_server, "admin")
    page.goto(f"{live_server.url}/match-quality/")
    expect(page.get_by_text("还太少，不能下结论").first).to_be_visible()
    expect(page.locator("#public-table")).to_contain_text("nDCG@10")
    page.locator("h2 a", has_text=str(Decision.objects.count())).click()
    expect(page.locator("#decisions-table tbody tr")).to_have_count(Decision.objects.count())
    page.goto(f"{live_server.url}/match-network/")
    expect(page.locator("#network canvas")).to_be_visible()
    page.get_by_text("图中的数据").click()
    expect(page.locator("#network-table")).to_contain_text("甲电池有限公司")
    page.set_viewport_size({"width": 390, "height": 844})
    for url in PAGES:
        page.goto(live_server.url + url)
        narrow(page)
    assert errors == []
