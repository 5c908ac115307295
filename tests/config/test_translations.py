"""Every sentence for users has its English, and the compiled catalogue is the one in the source."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from silian import language

ROOT = Path(__file__).parents[2]
CATALOGUE = language.LOCALE_DIRECTORY / "en" / "LC_MESSAGES"


def entries(path, read):
    with path.open("rb") as file:
        return {message.id: message.string for message in read(file) if message.id}


@pytest.fixture(scope="module")
def english():
    return entries(CATALOGUE / "django.po", read_po)


def test_every_sentence_in_the_code_is_in_the_catalogue(english, tmp_path):
    keywords = [
        "-k",
        "_",
        "-k",
        "gettext_noop",
        "-k",
        "gettext_lazy",
        "-k",
        "EncoderError:1",
        "-k",
        "MatchingError:1",
        "-k",
        "IndexMismatch:1",
    ]
    pot = tmp_path / "django.pot"
    babel = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        *keywords,
        "-o",
        pot,
        ".",
    ]
    subprocess.run(babel, cwd=ROOT, check=True)
    assert set(entries(pot, read_po)) - set(english) == set(), "run `make messages` and translate"


def test_no_english_sentence_is_empty_chinese_or_without_its_placeholders(english):
    wrong = {
        chinese: text
        for chinese, text in english.items()
        if not text
        or re.search("[\u3000-\u9fff\uff00-\uffef]", text)
        or sorted(re.findall(r"\{\w*", chinese)) != sorted(re.findall(r"\{\w*", text))
    }
    assert wrong == {}


def test_the_compiled_catalogue_is_up_to_date(english):
    assert entries(CATALOGUE / "django.mo", read_mo) == english, "run `make messages`"


def test_only_known_languages_are_taken():
    with pytest.raises(ValueError, match="zh, en"):
        language.use("fr")
