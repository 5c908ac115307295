"""What a text says: its sentences, and in each the words and figures that the questions look for."""

import json
import re
from functools import cache
from importlib.resources import files

from silian.engines.examining.model import Evidence
from silian.engines.matching import text

SHOWN = 3
LONGEST = 50_000  # characters read of one text: a book pasted into a field must not hold up a page
_BREAK = re.compile(r"[。！？!?；;\n\r]+|(?<=[a-z)])\.\s+", re.IGNORECASE)
_UNIT = (
    r"%|‰|倍|个百分点|百分点|万?元|天|日|小时|分钟|秒|年|月|次|批|片|台|件|套|吨|公斤|千克|克|米|毫米|微米|纳米|公里|度|级|代|"
    r"mm|cm|km|nm|μm|um|kg|mg|kw|mw|gw|w|kv|v|ma|a|hz|khz|mhz|ghz|mpa|gpa|kpa|pa|db|ms|s|h|min|℃|°c|°|ppm|ppb|"
    r"wh|mah|ah|fps|rpm|tops|gb|tb|mb|times|fold|hours?|minutes?|seconds?|days?|years?|x"
)
_FIGURE = re.compile(
    rf"(?<![a-z0-9_.])\d[\d,]*(?:\.\d+)?\s*(?:[~\-–至到]\s*\d[\d.,]*\s*)?(?:{_UNIT})(?![a-z])"
)
PATENT = re.compile(
    r"(?<![a-z0-9])(?:zl\s?\d{6,}[\d.x]*|cn\s?\d{6,}[a-z]?|20\d{2}[123]\d{7}(?:\.[\dx])?|us\s?\d[\d,]{5,})|pct/[a-z]{2}\d{4}/\d+|"
    r"(?:专利|著作权|软著|授权|申请)[^，。,;；]{0,8}?\d+\s*(?:项|件|个)|\d+\s*(?:项|件|个)[^，。,;；]{0,8}(?:专利|著作权|软著)|"
    r"\d+\s*(?:\w+\s+)?patents?"
)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = json.loads(files(__package__).joinpath("phrases.json").read_text(encoding="utf-8"))[name]
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(_alone, ordered)))


def _alone(word: str) -> str:
    """Return the pattern of a word; an English one must not stand inside another, Chinese may touch it."""
    return (
        rf"(?<![a-z]){re.escape(word)}(?![a-z])"
        if word[0].isascii() and word[0].isalpha()
        else re.escape(word)
    )


class Reading:
    """One text cut into sentences; each question asks it for the sentences that speak for it."""

    def __init__(self, original: str) -> None:
        """Read the first 50,000 characters of ``original``."""
        pieces = (piece.strip() for piece in _BREAK.split(original[:LONGEST]))
        self._sentences = [(piece, text.compact(piece)) for piece in pieces if len(piece) > 1]

    def __bool__(self) -> bool:
        return bool(self._sentences)

    @property
    def characters(self) -> int:
        """Return how many characters the sentences have."""
        return sum(len(original) for original, _plain in self._sentences)

    def saying(self, *names: str) -> list[Evidence]:
        """Return the sentences in which every one of ``names`` (phrase lists, ``figure``, ``patent``) occurs."""
        found = []
        for original, plain in self._sentences:
            hits = [_words(name, plain) for name in names]
            if all(hits):
                words = dict.fromkeys(word for group in hits for word in group)
                found.append(Evidence(original[: text.SENTENCE_MAX], tuple(words)))
        return found


def _words(name: str, plain: str) -> list[str]:
    pattern = {"figure": _FIGURE, "patent": PATENT}.get(name) or _pattern(name)
    return [match.group().strip() for match in pattern.finditer(plain)]
