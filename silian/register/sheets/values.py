"""One raw cell to the value of a field, by the field's kind."""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from silian.language import gettext as _
from silian.register.sheets.amounts import parse_amount
from silian.register.sheets.cleaning import (
    LONGEST_PLACEHOLDER,
    as_text,
    clean_text,
    is_mostly_han,
    is_placeholder,
    key,
)
from silian.register.sheets.dates import parse_date
from silian.register.sheets.model import Cell, Field, Kind
from silian.register.sheets.readiness import NotReached, parse_readiness
from silian.register.sheets.words import words

CACHED_CELLS = 20_000
ERROR_VALUES = re.compile(r"#(?:REF|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?")

Reader = Callable[[Cell], object | None]
"""A function of one raw cell: the value, or None when nothing is there; raises BadValue."""

_PARTS = re.compile(r"[,，;；、|/／\n]")
_OTHER = ("其他", "其它", "other")  # a way of its own that no code says


class BadValue(ValueError):
    """A cell that holds something which cannot be taken for the field."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.problem, self.advice = problem, advice


def reader_for(field: Field, header: str, *, spaces_separate: bool = False) -> Reader:
    """Return the function that reads the cells of one column (titled ``header``) as values of ``field``."""
    if field.kind is Kind.TEXT:
        return _text_reader(field, spaces_separate)
    read = _READERS[field.kind]

    # Levels, states and days repeat down a column; typed, because True and 1.0 are equal to a cache.
    @lru_cache(maxsize=CACHED_CELLS, typed=True)
    def read_cell(cell: Cell) -> object | None:
        text = clean_text(as_text(cell))
        if not text:
            return None
        _refuse_ditto_and_errors(text)
        return read(field, header, cell, text)

    return read_cell


def _text_reader(field: Field, spaces_separate: bool) -> Reader:
    english = field.language == "en"

    def read_cell(cell: Cell) -> object | None:
        text = cell if isinstance(cell, str) else as_text(cell)
        text = clean_text(text, spaces_separate=spaces_separate)
        if len(text) <= LONGEST_PLACEHOLDER:
            if is_placeholder(text):
                return None
            _refuse_ditto_and_errors(text)
        return None if english and is_mostly_han(text) else text

    return read_cell


def _refuse_ditto_and_errors(text: str) -> None:
    if text in words("ditto"):
        raise BadValue(_("只写了“同上”"), _("把上一行的内容填进这一格"))
    if text[0] == "#" and ERROR_VALUES.fullmatch(text):
        raise BadValue(_("公式出错"), _("在原表里改正公式，或直接填入数值"))


def _read_amount(_field: Field, header: str, _cell: Cell, text: str) -> object | None:
    if is_placeholder(text):
        return None
    try:
        return parse_amount(text, header)
    except ValueError as error:
        advice = _("写成“300-500万元”这样的人民币金额，或在表头注明单位，如“预算（万元）”")
        raise BadValue(str(error), advice) from error


def _read_readiness(_field: Field, _header: str, _cell: Cell, text: str) -> int | None:
    if is_placeholder(text):
        return None
    try:
        return parse_readiness(text)
    except NotReached as error:
        raise BadValue(
            _("写的是还没有达到的技术阶段"), _("写现在已经达到的阶段，如“小试”“中试”，或等级，如“TRL 5”")
        ) from error
    except ValueError as error:
        raise BadValue(
            _("看不懂的技术成熟度"), _("写成 1 到 9 的等级，如“TRL 6”，或“小试”“中试”“量产”")
        ) from error


def _read_date(_field: Field, _header: str, cell: Cell, text: str) -> object | None:
    if is_placeholder(text):
        return None
    try:
        return parse_date(cell, text)
    except (ValueError, OverflowError) as error:
        raise BadValue(_("看不懂的日期"), _("写成“2027-06-30”或“2027年6月”")) from error


def _read_flag(_field: Field, _header: str, cell: Cell, text: str) -> bool | None:
    if isinstance(cell, bool):
        return cell
    wording = key(text) or text
    if wording in words("yes") or wording in words("ticks"):
        return True
    if wording in words("no") or wording in words("crosses"):
        return False
    if is_placeholder(text):
        return None
    raise BadValue(_("看不出是还是否"), _("写“是”或“否”"))


def _read_code(field: Field, _header: str, _cell: Cell, text: str) -> str | None:
    code = choose_code(text, field)
    if code or is_placeholder(text):
        return code
    raise _unknown(field)


def _read_codes(field: Field, _header: str, _cell: Cell, text: str) -> tuple[str, ...] | None:
    codes: list[str] = []
    for part in _PARTS.split(text):
        named = _named(part, field)
        if key(part) and not named and not is_placeholder(part) and not key(part).startswith(_OTHER):
            raise _unknown(field)
        codes += sorted(named, key=lambda code: named[code])
    return tuple(dict.fromkeys(codes)) or None


def _unknown(field: Field) -> BadValue:
    known = _("、").join(wordings[0] for wordings in field.choices.values())
    return BadValue(
        _("不认识的{field}说法").format(field=field.caption), _("写成其中一种：{known}").format(known=known)
    )


def choose_code(text: str, field: Field) -> str | None:
    """Return the first of the field's codes that ``text`` names; None when it names none."""
    named = _named(text, field)
    return next((code for code in field.choices if code in named), None)


def _named(text: str, field: Field) -> dict[str, int]:
    """Return the codes that ``text`` names, each with the place where it does.

    Longer wordings are looked for first and then struck out, so that 未授权 is not taken for 授权.
    """
    wording = key(text)
    wordings = _wordings(tuple(field.choices.items()))
    if wording in wordings:
        return {wordings[wording]: 0}
    named: dict[str, int] = {}
    for entry, code in wordings.items():
        if len(entry) > 1 and entry in wording:
            place = wording.index(entry)
            named[code] = min(place, named.get(code, place))
            wording = wording.replace(entry, "\0" * len(entry))
    return named


@cache
def _wordings(choices: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """Return the code of each wording, the longest first."""
    pairs = [(key(entry), code) for code, entries in choices for entry in entries]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


_READERS: Mapping[Kind, Callable[[Field, str, Cell, str], object | None]] = {
    Kind.AMOUNT: _read_amount,
    Kind.READINESS: _read_readiness,
    Kind.DATE: _read_date,
    Kind.FLAG: _read_flag,
    Kind.CODE: _read_code,
    Kind.CODES: _read_codes,
}
