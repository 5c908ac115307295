"""Which language a message is worded in: Chinese as written in the code, English from the catalogue.

Chinese is the source: ``_("没有表头")`` returns its argument unless English was asked for and the
catalogue ``silian/locale/en/LC_MESSAGES/django.mo`` has a translation.
"""

import gettext as _gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
LOCALE_DIRECTORY = Path(__file__).parent / "locale"
_current: ContextVar[str] = ContextVar("silian_language", default="zh")


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("django", LOCALE_DIRECTORY, [language], fallback=True)


def use(language: str) -> None:
    """Word messages of this thread or task in ``language`` ("zh" or "en") from now on."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    _current.set(language)


def current() -> str:
    """Return the language in use, "zh" or "en"."""
    return _current.get()


def gettext(message: str) -> str:
    """Return ``message`` (Chinese) in the language in use."""
    return message if _current.get() == "zh" else _catalogue(_current.get()).gettext(message)
