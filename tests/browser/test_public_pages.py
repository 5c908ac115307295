"""Public pages in a real browser: from home to a result, lists and totals, maps, English, a phone."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import Region

BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine; install the package chromium"),
]
PAGES = ("/", "/lists/", "/lists/b1/", "/catalogue/", "/chains/", "/chains/c1/", "/map/", "/open-data/")
DATA = r"第一批机会清单|(成果|机会|需求)\d+|[甲乙]市|科技局|中文|我们公司"
LONG = "西南山地智能农业装备与特色农产品加工贮运技术创新中心产业化示范基地建设项目第二期工程"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # The browser's own loop makes Django think that database calls come from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        yield started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def opened(browser: Browser, width: int = 1400, **options: Any) -> tuple[Page, list[str]]:
    """Return a page and the list of what went wrong on it: errors, and what the security policy refused."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    return page, errors


def drawn(page: Page) -> int:
    """Return how many pixels of the first chart are not blank."""
    page.wait_for_selector("[data-chart] canvas")
    return int(
        page.evaluate(
            "(() => { const c = document.querySelector('[data-chart] canvas'); const d = c.getContext('2d')"
            ".getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4)"
            " if (d[i]) n++; return n; })()"
        )
    )


def test_a_visitor_finds_a_result_from_home(browser: Browser, live_server: Any, region: Region) -> None:
    page, errors = opened(browser)
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    assert drawn(page) > 1000
    page.keyboard.press("Control+k")
    page.keyboard.type("成果2")
    page.locator("#hits").get_by_role("link", name="成果2").click()
    expect(page.get_by_role("heading", name="成果2")).to_be_visible()
    assert errors == []


def test_a_list_is_narrowed_and_its_totals_follow(browser: Browser, live_server: Any, region: Region) -> None:
    page, errors = opened(browser)
    page.goto(f"{live_server.url}/lists/")
    page.get_by_role("link", name="第一批机会清单").click()
    expect(page.locator("#items")).to_have_text("7")
    assert drawn(page) > 1000
    page.get_by_role("button", name="乙市").click()
    expect(page.locator("#items")).to_have_text("3")
    expect(page.locator("#investment")).to_have_attribute("title", "11,111,111.01 元")
    expect(page.locator(".card > .rows-scroll td.main a")).to_have_text(["机会0", "机会3", "机会6"])
    page.get_by_text("图中的数据").click()
    expect(page.locator("#by-city-table")).to_contain_text("乙市")
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_draw_and_follow_light_and_dark(
    browser: Browser,
    live_server: Any,
    region: Region,
    scheme: Any,
) -> None:
    page, errors = opened(browser, color_scheme=scheme, reduced_motion="reduce")
    for url in ("/", "/chains/c1/", "/map/", "/catalogue/"):
        page.goto(live_server.url + url)
        before = drawn(page)
        page.locator("[data-theme-switch]").click()
        assert min(before, drawn(page)) > 500
        page.locator("[data-theme-switch]").click()
    page.goto(f"{live_server.url}/map/")
    box = page.locator("[data-chart]")
    assert box.get_attribute("aria-label") == "甲园区的企业最多：1，占各园区的 100 %"
    assert errors == []


def test_a_link_on_the_chain_map_opens_its_companies(
    browser: Browser, live_server: Any, region: Region
) -> None:
    page, errors = opened(browser)
    page.goto(f"{live_server.url}/chains/c1/")
    drawn(page)
    x, y = page.evaluate(
        "(() => { const c = echarts.getInstanceByDom(document.querySelector('[data-chart]'));"
        " return c.convertToPixel({seriesIndex: 0}, c.getOption().series[0].data[0].value); })()"
    )
    page.locator("[data-chart]").click(position={"x": x, "y": y})
    expect(page.get_by_role("heading", name="正极材料")).to_be_visible()
    expect(page.get_by_role("link", name="我们公司")).to_be_visible()
    assert errors == []


def test_english_leaves_no_chinese_of_ours(browser: Browser, live_server: Any, region: Region) -> None:
    page, errors = opened(browser)
    page.goto(f"{live_server.url}/?lang=en")
    for url in PAGES:
        page.goto(live_server.url + url)
        text = page.locator("body").inner_text()
        assert re.findall(r"[一-鿿]+", re.sub(DATA, "", text)) == [], url
    assert errors == []


def test_nothing_scrolls_sideways_on_a_phone_even_with_long_names(
    browser: Browser,
    live_server: Any,
    region: Region,
) -> None:
    region.batch.title = LONG
    region.batch.save()
    page, errors = opened(browser, 390)
    for url in PAGES:
        for language in ("zh-hans", "en"):
            page.goto(f"{live_server.url}{url}?lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth") == 390, (url, language)
            assert (
                page.evaluate(
                    "Math.max(...[...document.querySelectorAll('main *')].map((e) => e.getBoundingClientRect().right))"
                )
                <= 391
            ), (url, language)
    assert errors == []


def test_without_scripts_the_pages_say_so_and_show_the_same_rows(
    browser: Browser,
    live_server: Any,
    region: Region,
) -> None:
    page, _errors = opened(browser, java_script_enabled=False)
    page.goto(f"{live_server.url}/chains/c1/")
    expect(page.get_by_text("浏览器关闭了脚本")).to_be_visible()
    expect(page.get_by_text("◇ 还没有企业")).to_be_visible()
