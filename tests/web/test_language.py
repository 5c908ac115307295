"""The English catalogue is complete and no page mixes the languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client

pytestmark = pytest.mark.django_db
NAMES_OF_LANGUAGES = {"中文"}
ROOT = Path(__file__).parents[2] / "silian"


def sentences(template: str) -> list[str]:
    """Return what a template hands to the catalogue, blocks with their placeholders."""
    found = re.findall(r'{%\s*trans\s+"([^"]+)"', template) + re.findall(r'_\("([^"]+)"\)', template)
    for block in re.findall(r"{%\s*blocktrans[^%]*%}(.*?){%\s*endblocktrans", template, re.DOTALL):
        found.append(re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block.replace("%", "%%")))
    return found


def test_every_sentence_in_the_templates_has_its_english() -> None:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        known = {str(message.id).replace("%%", "%") for message in read_po(file) if message.string}
    asked = {
        (path.name, s)
        for path in ROOT.glob("**/templates/**/*.html")
        for s in sentences(path.read_text("utf-8"))
    }
    assert {(name, sentence) for name, sentence in asked if sentence.replace("%%", "%") not in known} == set()


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/companies/",
        "/needs/",
        "/accounts/login/",
        "/accounts/signup/",
        "/search/",
        "/zones/none/",
        "/lists/",
        "/catalogue/",
        "/catalogue/results.json",
        "/open-data/",
        "/chains/",
        "/map/",
        "/lists/none/",
    ],
)
def test_an_english_page_holds_no_chinese(url: str) -> None:
    page = Client().get(url, {"lang": "en"}).content.decode()
    assert set(re.findall(r"[\u4e00-\u9fff]+", page)) <= NAMES_OF_LANGUAGES


def test_the_language_stays_until_it_is_changed() -> None:
    client = Client()
    client.get("/", {"lang": "en"})
    assert "Sign in" in client.get("/companies/").content.decode()
    client.get("/", {"lang": "zh-hans"})
    assert "登录" in client.get("/companies/").content.decode()
