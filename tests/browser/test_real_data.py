"""What people really send, through the pages of a real browser: the whole expo list and all needs, then their matches."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Page, expect

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.services.matching.models import StoredMatch
from tests.browser.test_journeys import browser, opened, pytestmark, sign_in  # noqa: F401
from tests.register.conftest import real_data  # noqa: F401

MINUTES = 60_000  # milliseconds


@pytest.fixture
def needs_sheet(real_data: Path, tmp_path: Path) -> tuple[Path, int]:  # noqa: F811
    """Return all needs as a workbook under the headers a bureau would choose, and how many there are."""
    lines = (real_data / "needs_achievements" / "needs.jsonl").read_text("utf-8").splitlines()
    book = openpyxl.Workbook()
    book.active.append(["序号", "难题名称", "需求单位", "需求说明", "是否公开"])
    for number, line in enumerate(lines, 1):
        need = json.loads(line)
        book.active.append([number, need["title"], f"第{number % 60}企业", need["text"], "是"])
    book.save(tmp_path / "企业技术需求.xlsx")
    return tmp_path / "企业技术需求.xlsx", len(lines)


def imported(page: Page, site: Any, slug: str, sheet: Path, rows: int) -> None:
    """Try a sheet, see that every row is new and none is at fault, and write it."""
    page.goto(f"{site.url}/{slug}/import/")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="上传并试运行").click()
    page.get_by_label("一并登记").check()
    if slug == "achievements":
        page.get_by_label("写入后全部公开").check()
    page.get_by_role("button", name="重新试运行").click()
    expect(page.locator("#new-rows")).to_have_text(str(rows), timeout=MINUTES)
    expect(page.locator("#fault-rows")).to_have_text("0")
    page.get_by_role("button", name="写入").click()
    expect(page.get_by_text(f"导入完成，读取 {rows} 行")).to_be_visible(timeout=5 * MINUTES)


def test_the_expo_list_and_all_needs_are_imported_and_matched(
    browser: Browser,  # noqa: F811
    live_server: Any,
    real_data: Path,  # noqa: F811
    needs_sheet: tuple[Path, int],
) -> None:
    get_user_model().objects.create_superuser("admin", "a@example.org", "correct horse battery")
    page, errors = opened(browser)
    sign_in(page, live_server, "admin")
    expo = real_data / "technology_expo" / "technology_expo_2022.xlsx"
    imported(page, live_server, "achievements", expo, 593)
    sheet, needs = needs_sheet
    imported(page, live_server, "needs", sheet, needs)
    assert (Achievement.objects.count(), Need.objects.count()) == (593, needs)
    assert not Achievement.objects.filter(published=False).exists()
    matched = StoredMatch.objects.values("need").distinct().count()
    assert matched > 0.9 * needs
    need = Need.objects.get(title="防爆锂离子电池的研发")
    page.goto(f"{live_server.url}{need.get_absolute_url()}")
    first = page.locator("#matches article").first
    expect(first).to_contain_text("强")
    expect(first).to_contain_text("锂离子电池")
    expect(first.locator(".bars .sum")).to_contain_text("合计")
    best = StoredMatch.objects.filter(need=need).select_related("achievement").order_by("-score").first()
    assert best is not None
    page.goto(f"{live_server.url}{best.achievement.get_absolute_url()}")
    expect(page.locator("#matches")).to_contain_text(need.title)
    assert errors == []
