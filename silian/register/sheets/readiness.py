"""Technology readiness levels, 1 to 9, from numbers and from words (GB/T 22900-2022; table in readiness.json)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from silian.register.sheets.cleaning import key

_LEVEL = re.compile(
    r"(?:TRL|技术成熟度|技術成熟度|成熟度)\D{0,4}([0-9]+(?:\.0)?)|^第?([0-9]+(?:\.0)?)级?(?:$|[级級]|[-~—至到])",
    re.I,
)
_CHINESE_LEVEL = re.compile(r"^(?:第|TRL)?([一二三四五六七八九])[级級]", re.I)
_CLAUSE_END = re.compile(r"[，,；;。、：:！!\n（）()]|\.\s")
_CHINESE_DIGITS = "一二三四五六七八九"


class NotReached(ValueError):
    """The text names a stage only to deny it or to put it into the future."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The words of readiness.json: levels by word, longest first, and what denies a word."""

    levels: Mapping[str, int]
    missing: frozenset[str]
    denied_before: re.Pattern[str]
    affirmed_before: tuple[str, ...]
    denied_after: tuple[str, ...]

    def denies(self, before: str, after: str) -> bool:
        """Tell whether the text around a stage says that it is not reached (尚未进行, 预计2027年底, 待完成)."""
        denial = self.denied_before.search(before)
        denied = denial is not None and not before[: denial.end(1)].endswith(self.affirmed_before)
        return denied or after.startswith(self.denied_after)


@cache
def _table() -> _Table:
    data = json.loads(files(__package__).joinpath("readiness.json").read_text("utf-8"))
    words = {key(word): int(level) for level, entries in data["words"].items() for word in entries}
    between = _alternatives(data["between"])
    return _Table(
        dict(sorted(words.items(), key=lambda item: -len(item[0]))),
        frozenset(map(key, data["missing"])),
        re.compile(rf"({_alternatives(data['negations'])})(?:{between}|[0-9]+)*$"),
        tuple(data["no_negations"]),
        tuple(data["denials_after"]),
    )


def _alternatives(entries: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, entries), key=len, reverse=True))


def parse_readiness(text: str) -> int | None:
    """Return the level 1-9 of cleaned ``text``, the lower one of a range; None when it says none on purpose.

    Raises NotReached when it only names stages still to come, ValueError when it cannot be understood.
    """
    table = _table()
    found = _LEVEL.search(text)
    if found:
        level = int(float(found[1] or found[2]))
        if not 1 <= level <= 9:
            raise ValueError(text)
        if table.denies(key(text[: found.start()]), ""):
            raise NotReached(text)
        return level
    chinese = _CHINESE_LEVEL.match(text)
    if chinese:
        return _CHINESE_DIGITS.index(chinese[1]) + 1
    wording = key(text)
    if wording in table.missing:
        return None
    return table.levels[wording] if wording in table.levels else _level_by_words(text, table)


def _level_by_words(text: str, table: _Table) -> int:
    """Return the highest level whose words stand in the text and are not denied there (已完成小试，准备中试 -> 4)."""
    levels: list[int] = []
    named = False
    for clause in map(key, _CLAUSE_END.split(text)):
        rest = clause
        for word, level in table.levels.items():
            if len(word) > 1 and word in rest:
                named = True
                for found in re.finditer(re.escape(word), rest):
                    if not table.denies(rest[: found.start()], rest[found.end() :]):
                        levels.append(level)
                rest = rest.replace(word, "\0")
    if not levels:
        raise NotReached(text) if named else ValueError(text)
    return max(levels)
