"""How well a header fits a field, judged by its wording alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from silian.language import gettext as _
from silian.register.sheets.cleaning import key
from silian.register.sheets.model import Field, Kind

SURE = 0.9
LIKELY = 0.6
LONGEST_SIMILAR = 30
LONGEST_PIECE = 14
_BRACKETS = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
_ENGLISH = re.compile(r"英文|英語|英语|外文|english|(?:^|[\W_])eng?(?:$|[\W_])", re.I)
_CHINESE = re.compile(r"中文|chinese|(?:^|[\W_])(?:zh|cn|chs|cht)(?:$|[\W_])", re.I)
# What follows a known word may turn it into something else: 单位 is an organisation, 单位电话 a number.
_OTHER_NOUN = re.compile(
    r"电话|手机|邮箱|邮件|地址|网址|链接|联系|负责人|姓名|职务|职称|日期|时间|年度|年份|数量|个数|编号|代码|统编|附件|图片|照片"
    r"|经费|金额|占比|排名|等级|状态|类型|类别|性质|规模|人数|信用|phone|email|mail|address|url|date|count|number|code|image|contact"
)
_ANY_NAME = frozenset(("名称", "全称", "name"))  # 奖项名称 is no title
_PLAIN_LEVELS = frozenset(
    ("名称", "全称", "内容", "说明", "描述", "简介", "name", "description", "名字", "情况")
)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A field a header may stand for: how sure, 0 to 1, and why in words."""

    field: Field
    score: float
    why: str


class Vocabulary:
    """The headers every field is known by, ready for comparison."""

    def __init__(self, fields: Sequence[Field], overrides: Mapping[str, str]) -> None:
        self.fields = tuple(fields)
        self.overrides = {key(header): name for name, header in overrides.items()}
        by_name = {field.name: field for field in fields}
        self._known: dict[tuple[str, ...], list[NameMatch]] = {}
        self._exact: dict[str, list[tuple[Field, int]]] = {}
        for field in fields:
            for rank, entry in enumerate(_keys(field)):
                self._exact.setdefault(entry, []).append((field, rank))
        # 名称（英文） is title_en because 名称 is title and title_en is its English side.
        self._english: dict[str, list[tuple[Field, int]]] = {}
        for field in fields:
            if field.language == "en":
                base = _keys(by_name[field.same_as]) if field.same_as in by_name else []
                for rank, entry in enumerate([*_keys(field), *base]):
                    self._english.setdefault(entry, []).append((field, rank))

    def matches(self, levels: tuple[str, ...]) -> list[NameMatch]:
        """Return the fields that a header of these levels (upper first) may stand for, one entry per field."""
        known = self._known.get(levels)
        if known is None:
            known = self._known[levels] = self._judged(levels)
        return known

    def _judged(self, levels: tuple[str, ...]) -> list[NameMatch]:
        joined = "".join(levels)
        if not joined or len(joined) > 80:
            return []
        english = _ENGLISH.search(joined) is not None
        best: dict[str, NameMatch] = {}
        for match in self._candidates(levels, joined, english):
            known = best.get(match.field.name)
            if known is None or match.score > known.score:
                best[match.field.name] = match
        return list(best.values())

    def _candidates(self, levels: Sequence[str], joined: str, english: bool) -> list[NameMatch]:
        exact = self._english if english else self._exact
        whole = key(joined)
        bare = key(_CHINESE.sub(" ", _ENGLISH.sub(" ", _BRACKETS.sub(" ", joined)))) or whole
        found = self._equal(self._exact, whole, 1.0) + self._equal(exact, bare, 0.97)
        if len(levels) > 1:
            found += self._equal(exact, key(levels[-1]), 0.82)
            last_is_plain = key(levels[-1]) in _PLAIN_LEVELS
            found += [
                match
                for match in self._equal(exact, key(levels[0]), 0.86)
                if last_is_plain or match.field.joins
            ]
        return found or self._contained(exact, bare)

    def _equal(
        self, entries: Mapping[str, list[tuple[Field, int]]], wording: str, score: float
    ) -> list[NameMatch]:
        return [
            NameMatch(field, score - 0.001 * min(rank, 50), _("名称相同") if rank < 3 else _("同义词"))
            for field, rank in entries.get(wording, ())
        ]

    def _contained(self, entries: Mapping[str, list[tuple[Field, int]]], bare: str) -> list[NameMatch]:
        found = []
        for entry in (_parts(bare) & entries.keys()) - _ANY_NAME:
            end = bare.rfind(entry) + len(entry)
            if _OTHER_NOUN.search(bare, end):
                continue
            at_end = end == len(bare) or bare[end:] in _PLAIN_LEVELS
            score = (0.66 if at_end else 0.5) + 0.25 * len(entry) / len(bare)
            for field, rank in entries[entry]:
                if field.kind is Kind.FLAG or not bare.startswith(("是否", "有无")):
                    found.append(NameMatch(field, score - 0.001 * min(rank, 50), _("名称相近")))
        return [match for match in found if match.score >= LIKELY]

    def overridden(self, levels: Sequence[str]) -> str:
        """Return the name of the field the user gave this header to, "" if to none."""
        return self.overrides.get(key("".join(levels)), "")


def _parts(bare: str) -> set[str]:
    """Return every piece of a header that is long enough to mean something by itself."""
    if len(bare) > LONGEST_SIMILAR:
        return set()
    ends = range(2, len(bare) + 1)
    pieces = {bare[start:end] for end in ends for start in range(max(0, end - LONGEST_PIECE), end - 1)}
    return {piece for piece in pieces if not piece.isascii() or len(piece) > 3 or piece == "trl"}


def _keys(field: Field) -> list[str]:
    """Return the wordings of ``field``, its own names first, best first."""
    names = (field.label, field.name, field.label_en, *field.synonyms)
    return list(dict.fromkeys(wording for wording in map(key, names) if wording))
