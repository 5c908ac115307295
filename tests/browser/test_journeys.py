"""Journeys in a real browser: import a sheet, find and open a record, a stranger refused, English, a phone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Page, expect, sync_playwright

from silian.chains.innovation.models import Achievement

BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine; install the package chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # The browser's own loop makes Django think that database calls come from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        yield started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def opened(browser: Browser, width: int = 1400) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    return page, errors


def sign_in(page: Page, site: Any, name: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "correct horse battery")
    page.click("main button[type=submit]")
    expect(page.get_by_role("button", name=name)).to_be_visible()


def test_a_sheet_is_imported_found_opened_and_taken_back(
    browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    get_user_model().objects.create_superuser("admin", "a@example.org", "correct horse battery")
    sheet = tmp_path / "企业.csv"
    sheet.write_text(
        "企业名称,规模,员工人数\n甲微电子有限公司,大型,120\n乙材料有限公司,小型,x\n", encoding="utf-8"
    )
    page, errors = opened(browser)
    sign_in(page, live_server, "admin")
    page.goto(f"{live_server.url}/companies/import/")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="上传并试运行").click()
    expect(page.locator("#fault-rows")).to_have_text("1")
    page.get_by_text("跳过有错误的").click()
    page.get_by_role("button", name="写入").click()
    expect(page.get_by_text("导入完成")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("微电子")
    page.locator("#hits").get_by_text("甲微电子有限公司").first.click()
    expect(page.get_by_role("heading", name="甲微电子有限公司")).to_be_visible()
    expect(page.get_by_text("120")).to_be_visible()
    page.go_back()
    page.goto(f"{live_server.url}/companies/import/")
    page.locator(".list-group-item").first.click()
    page.get_by_role("button", name="撤回这次导入").click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
    assert errors == []


def test_a_stranger_does_not_see_what_is_not_published(browser: Browser, live_server: Any) -> None:
    Achievement.objects.create(key="a1", title="未公开的成果")
    page, _errors = opened(browser)
    answer = page.goto(f"{live_server.url}/achievements/a1/")
    assert answer is not None
    assert answer.status == 404
    page.goto(f"{live_server.url}/achievements/new/")
    expect(page).to_have_url(f"{live_server.url}/accounts/login/?next=/achievements/new/")


def test_the_phone_shows_cards_in_english_without_scrolling_sideways(
    browser: Browser, live_server: Any
) -> None:
    for number in range(60):
        Achievement.objects.create(key=f"a{number}", title=f"成果{number}" * 6, readiness=5, published=True)
    page, errors = opened(browser, 390)
    page.goto(f"{live_server.url}/achievements/?lang=en")
    expect(page.get_by_role("link", name="Next")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("51 to 60 of 60")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#rail").get_by_role("link", name="Person")).to_be_visible()
    assert errors == []
