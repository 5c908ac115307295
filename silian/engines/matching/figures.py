"""Figures in a text: what is measured, on which side of which value, in which unit."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from silian.engines.matching import text

AT_LEAST, AT_MOST, EXACTLY = ">=", "<=", "="
_MULTIPLES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
CHARACTERS_READ, MOST_FIGURES = 20_000, 64
_NAME_LENGTH = 14  # characters before a figure that can name it
_CLAUSE_END = re.compile(r"[，,。；;！!？?、\n（）()]|\. ")
_BECOMES = re.compile(r"(延长?|提高|提升|增加?|增长|降低?|缩短|减少?|下降|上升|改善|扩大|升)?[至到为]?")
_NAME_PART = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the ``name`` before it, ``relation`` (>=, <= or =), bounds in the unit's base, and its words.

    ``kind`` is what the unit measures (length, ratio …): only figures of one kind compare.
    """

    name: str
    relation: str
    low: float
    high: float
    kind: str
    words: str

    @property
    def pieces(self) -> frozenset[str]:
        """Return the pairs of characters and the Latin words of the name."""
        return name_pieces(self.name)


@cache
def _units() -> dict[str, tuple[str, float]]:
    """Return unit -> (kind, factor to the base of the kind)."""
    raw: dict[str, dict[str, float]] = json.loads(
        files(__package__).joinpath("units.json").read_text(encoding="utf-8")
    )
    return {unit: (kind, factor) for kind, units in raw.items() for unit, factor in units.items()}


@cache
def _relations() -> dict[str, str]:
    more = (
        "≥ ≧ >= > 不低于 不少于 不小于 大于等于 大于 高于 超过 多于 至少 达到 达 提高到 提高至 提升到 提升至"
    )
    less = "≤ ≦ <= < 不高于 不超过 不大于 小于等于 小于 低于 少于 降到 降至 降低到 降低至 控制在 最多"
    english = {"at least": AT_LEAST, "no less than": AT_LEAST, "more than": AT_LEAST, "over": AT_LEAST}
    english |= {"at most": AT_MOST, "no more than": AT_MOST, "less than": AT_MOST, "below": AT_MOST}
    return dict.fromkeys(more.split(), AT_LEAST) | dict.fromkeys(less.split(), AT_MOST) | english


@cache
def _pattern() -> re.Pattern[str]:
    def any_of(words: dict[str, object]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    number = r"\d+(?:,\d{3})*(?:\.\d+)?"
    return re.compile(
        rf"(?P<relation>{any_of(dict(_relations()))})?[\s:：]*(?P<low>{number})"
        rf"(?:\s*(?:-+|~|—|至|到)\s*(?P<high>{number}))?\s*(?P<times>[百千万亿])?\s*"
        rf"(?P<unit>{any_of(dict(_units()))})(?![A-Za-z])\s*(?P<after>以上|以下|以内|之内|及以上)?"
    )


def name_pieces(name: str) -> frozenset[str]:
    """Return what two names of quantities are compared by: pairs of characters, and Latin words."""
    found: set[str] = set()
    for run in _NAME_PART.findall(name.lower()):
        if run[0] < "\u3400":
            found |= {run} - text.stop_words()
        else:
            found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(found)


def figures(source: str) -> list[Figure]:
    """Return the figures of ``source`` that have a name and a known unit, in their order, each once.

    At most 64, out of the first 20,000 characters: a longer list is a catalogue.
    """
    source = source[:CHARACTERS_READ]
    if not any(letter.isdigit() for letter in source):
        return []
    plain = text.simplified(unicodedata.normalize("NFKC", source))
    found: dict[Figure, None] = {}
    begin, before = 0, ""
    for match in _pattern().finditer(plain):
        clause = _CLAUSE_END.split(plain[max(begin, match.start() - 3 * _NAME_LENGTH) : match.start()])[-1]
        begin = match.end()
        name = _name(clause)
        if before and _BECOMES.fullmatch(clause.strip()):
            name, clause = before, f"{before}{clause}"
        before = name.rstrip("由从自") if name.endswith(("由", "从", "自")) else ""
        if name_pieces(name) and not before:  # 由42天延至108天: what it became counts
            found.setdefault(_figure(name, f"{clause}{match[0]}".strip(), match))
        if len(found) == MOST_FIGURES:
            break
    return list(found)


def _name(clause: str) -> str:
    plain = clause.rstrip(" :：为是约在可能应需均要求").lstrip(" 0123456789./、")
    return " ".join(plain.split()[-4:]) if plain.isascii() else plain[-_NAME_LENGTH:].strip()


def _figure(name: str, words: str, match: re.Match[str]) -> Figure:
    kind, factor = _units()[match["unit"]]
    factor *= _MULTIPLES.get(match["times"] or "", 1.0)
    low = float(match["low"].replace(",", "")) * factor
    high = float(match["high"].replace(",", "")) * factor if match["high"] else low
    relation = _relations().get(match["relation"] or "", EXACTLY)
    if match["after"]:
        relation = AT_LEAST if match["after"].endswith("上") else AT_MOST
    return Figure(name, relation, min(low, high), max(low, high), kind, words)
