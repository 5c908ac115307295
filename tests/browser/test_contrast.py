"""Words stand out from their ground by WCAG AA, in light and in dark."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser

from tests.browser.test_journeys import sign_in
from tests.browser.test_public_pages import browser, opened, pytestmark  # noqa: F401
from tests.web.conftest import Region

MEASURE = Path(__file__).with_name("contrast.js").read_text("utf-8")
PAGES = (
    "/", "/catalogue/", "/lists/b1/", "/achievements/", "/achievements/a1/", "/achievements/new/", "/needs/n1/",
    "/needs/import/", "/needs/n1/delete/", "/matches/", "/accounts/tokens/", "/accounts/members/ours/",
    "/accounts/officers/", "/accounts/join/", "/listings/", "/listings/twins/", "/listings/thin/",
    "/listings/achievements/a1/", "/listings/needs/n1/",
    "/bench/", "/match-quality/", "/match-network/",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(browser: Browser, live_server: Any, region: Region, scheme: Any) -> None:  # noqa: F811
    get_user_model().objects.create_superuser("admin", "a@example.org", "correct horse battery")
    page, _errors = opened(browser, color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, live_server, "admin")
    pale = {}
    for url in PAGES:
        page.goto(live_server.url + url)
        pale[url] = page.evaluate(MEASURE)
    assert {url: found for url, found in pale.items() if found} == {}
