"""A match with its reasons, accepted and asked about; the other side answers; both see it, in both languages."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from silian.chains.industry.models import Company, Need
from silian.chains.innovation.models import Achievement, Institution
from silian.reference.models import Organisation
from silian.services.accounts.actions import set_role
from silian.services.accounts.models import Role, User
from tests.browser.test_journeys import browser, opened, pytestmark, sign_in  # noqa: F401
from tests.services.matching.conftest import RESULTS


@pytest.fixture
def region(transactional_db: None) -> None:
    Company.objects.create(key="firm", name="甲电池有限公司")
    Institution.objects.create(key="lab", name="丙大学")
    for key, (title, summary) in RESULTS.items():
        Achievement.objects.create(key=key, title=title, summary=summary, owners=["lab"], published=True)
    for name in ("firm", "lab"):
        user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery")
        set_role(user, Organisation.objects.get(key=name), Role.MANAGER)
    # Saving the need queues it; the task runs when the transaction ends.
    Need.objects.create(
        key="n1",
        title="防爆锂离子电池隔膜",
        problem="锂离子电池针刺时起火，要求隔膜耐高温、陶瓷涂覆。",
        company=Company.objects.get(key="firm"),
        published=True,
        confidential=True,
    )


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_accept_ask_answer_and_both_see_it(browser: Browser, live_server: Any, region: None) -> None:  # noqa: F811
    ours, our_errors = opened(browser)
    sign_in(ours, live_server, "firm")
    ours.goto(f"{live_server.url}/needs/n1/")
    expect(ours.locator("#matches").get_by_text("已匹配")).to_be_visible()
    first = ours.locator("#matches article").first
    expect(first.locator("mark").first).to_be_visible()
    expect(first.locator(".bars .sum")).to_contain_text("合计")
    first.get_by_role("button", name="认可").click()
    expect(ours.get_by_text("已认可这条匹配。")).to_be_visible()
    first.get_by_text("请求联系", exact=True).click()
    first.locator("textarea").fill("想请贵方来车间看看")
    first.get_by_role("button", name="发出请求").click()
    expect(first.get_by_text("已请求联系")).to_be_visible()
    ours.locator("#matches article").nth(1).get_by_text("回绝…").click()
    ours.get_by_role("button", name="价格不合适").locator("visible=true").click()
    ours.locator("#matches .fold > summary", has_text="已回绝").click()
    expect(ours.get_by_text("价格不合适").locator("visible=true").first).to_be_visible()
    narrow(ours)

    theirs, their_errors = opened(browser, 390)
    sign_in(theirs, live_server, "lab")
    theirs.goto(f"{live_server.url}/matches/?lang=en")
    expect(theirs.get_by_role("heading", name="My matches")).to_be_visible()
    expect(theirs.get_by_text("想请贵方来车间看看")).to_be_visible()
    expect(theirs.get_by_text("防爆锂离子")).to_have_count(0)
    theirs.locator("#to-answer").get_by_role("link", name="Confidential need").click()
    narrow(theirs)
    theirs.get_by_label("Answer").fill("可以，下周见")
    theirs.get_by_role("button", name="Agree to talk").click()
    expect(theirs.get_by_text("firm@example.org")).to_be_visible()
    expect(theirs.get_by_text("防爆锂离子").first).to_be_visible()
    narrow(theirs)

    ours.goto(f"{live_server.url}/matches/")
    expect(ours.locator("#in-contact").get_by_text("可以，下周见")).to_be_visible()
    ours.locator("#in-contact").get_by_role("link").first.click()
    expect(ours.get_by_text("lab@example.org")).to_be_visible()
    narrow(ours)
    assert our_errors + their_errors == []
