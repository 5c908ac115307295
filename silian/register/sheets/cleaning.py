"""Undo what copying, exporting and typing do to text, and tell a placeholder from a value."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from silian.register.sheets.model import Cell
from silian.register.sheets.words import words

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = "\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_OR_POINT = HAN + "，。、；：！？（）《》“”"
# Letters, digits and signs only: ，：；！？（） stay, they are right in Chinese prose; ℃ ㎡ ² ③ are left alone.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？（）"}
_CONTROL = dict.fromkeys([*range(9), *range(14, 32), 127, 65534, 65535])
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x2060, 0xFEFF, 0x00AD))
_SPACES = dict.fromkeys((0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_LINES = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
# Wingdings bullets and a font's own glyphs say nothing outside that font.
_PRIVATE = dict.fromkeys(range(0xE000, 0xF900), " ")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE = _WIDE | _CONTROL | _INVISIBLE | _SPACES | _LINES | _PRIVATE | _SURROGATES

# One character class, because most cells are clean and this is what they all go through.
_SUSPECT = re.compile(
    "[\x00-\x20_\x7f\x85\xa0\xad\u2000-\u200c\u2028\u2029\u202f\u205f\u2060\u3000\ud800-\uf8ff\ufeff"
    "\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff5e\ufffe\uffff]"
)
SPACED_HAN = re.compile(f"(?<=[{_HAN_OR_POINT}]) +(?=[{_HAN_OR_POINT}])")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"[^\W\d_]")
_HAN_LETTER = re.compile(f"[{HAN}]")
LONGEST_PLACEHOLDER = 24
_NON_WORD = re.compile(r"[\W_]+")

_PENDING = re.compile("[(（\\[【]?待(?:补|補|填|更新|提供|确认|確認|完善|录入|錄入|核实|核實).{0,10}", re.S)
_MEANING = re.compile(r"[^\W_xX]")  # ××, x.x and -- stand for nothing, X alone is a name


def as_text(cell: Cell) -> str:
    """Return a cell as the sheet shows it: 5290.0 is "5290", midnight is left out of a date."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def clean_text(text: str, *, spaces_separate: bool = False) -> str:
    """Return ``text`` with escapes, odd spaces, control characters and full-width forms undone.

    Line breaks are kept, as "\\n". Spaces between Chinese characters are removed unless
    ``spaces_separate`` words in this column.
    """
    if _SUSPECT.search(text) is None:
        return text
    text = _ESCAPE.sub(_unescape, text) if "_x" in text else text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    text = re.sub(" *\n *", "\n", re.sub("  +", " ", text))
    text = re.sub("\n{3,}", "\n\n", text).strip()
    return text if spaces_separate else SPACED_HAN.sub("", text)


def _unescape(found: re.Match[str]) -> str:
    """``_x000D_`` and its like are how xlsx writes characters XML cannot hold."""
    return chr(int(found[1], 16))


def is_placeholder(text: str) -> bool:
    """Tell whether cleaned ``text`` only says that there is nothing to say (待補件, 无, N/A, —)."""
    if len(text) > LONGEST_PLACEHOLDER:
        return False
    if not text or text.casefold().strip("()（）[]【】<>《》。. ") in words("placeholders"):
        return True
    if _MEANING.search(text) is None:
        return _NON_WORD.search(text) is not None
    return _PENDING.fullmatch(text) is not None


def separates_words_by_spaces(texts: Iterable[str]) -> bool:
    """Tell whether a column holds lists of words with spaces between (模型 修正 钢管), rather than stray spaces."""
    filled = spaced = long_words = words = 0
    for text in texts:
        filled += 1
        if SPACED_HAN.search(text):
            spaced += 1
            parts = text.split()
            words += len(parts)
            long_words += sum(len(part) > 1 for part in parts)
    return spaced * 2 > filled and long_words * 3 > words * 2


def is_mostly_han(text: str) -> bool:
    """Tell whether a text is Chinese rather than English, one Latin word counting as two characters."""
    han = len(_HAN_LETTER.findall(text))
    return han > 2 * len(re.findall(r"[A-Za-z]+", text))


def han_share(texts: Iterable[str]) -> float:
    """Return the share of texts, 0 to 1, that are mostly Chinese; 0 when there are none."""
    flags = [is_mostly_han(text) for text in texts]
    return sum(flags) / len(flags) if flags else 0.0


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts are equal but for case, spaces and punctuation."""
    return one == other or _NON_WORD.sub("", one).casefold() == _NON_WORD.sub("", other).casefold()


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC  # noqa: PLC0415 - slow import

    return OpenCC("tw2sp")


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters, Taiwanese words and all."""
    return str(_converter().convert(text.translate(_SURROGATES)))


@lru_cache(maxsize=50_000)
def key(text: str) -> str:
    """Return what two wordings are compared by: simplified, lower case, no spaces, no punctuation."""
    folded = unicodedata.normalize("NFKC", text)
    if not folded.isascii():
        folded = simplified(folded)
    return _NON_WORD.sub("", folded.casefold())
