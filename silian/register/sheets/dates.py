"""Days as people write them: real dates, serial numbers, months, quarters and years."""

import calendar
import re
from datetime import date, datetime, timedelta

from silian.register.sheets.model import Cell
from silian.register.sheets.words import words

_EPOCH = date(1899, 12, 30)  # what Excel counts its days from, its invented 29 February 1900 included
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_YEARS = range(1900, 2200)
_REPUBLIC = 1911  # 民国 116 年 is 2027
_WORDS = re.compile(
    r"(?P<republic>民[国國])?(?P<year>\d{2,4})\s*(?:年度?|[-./](?=\d))\s*"
    r"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度?|[qQ](?P<q>[1-4])"
    r"|(?P<month>1[0-2]|0?[1-9])\s*(?:月份?|[-./](?=\d)|(?!\d))\s*"
    r"(?:(?P<ten>[上中下])旬|(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*[日号號]?)?)?"
)
_AFTER_YEAR = re.compile(r"(?:年|[底末内內]|之|以|前|完成|结束|为?止|[)）。])*$")
_COMPACT = re.compile(r"(?<!\d)(20\d\d|19\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")
_YEAR_ONLY = re.compile(r"(?:19|20|21)\d\d")


def parse_date(cell: Cell, text: str) -> date | None:
    """Return the day, or the last day of the month, quarter or year named; None when it is open (长期).

    Of a span of time the end is taken. Raises ValueError when no day can be made out.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if text in words("open_dates"):
        return None
    if text.removesuffix(".0").isdigit():
        return _from_digits(text.removesuffix(".0"))
    compact = list(_COMPACT.finditer(text))
    if compact:
        year, month, day = compact[-1].groups()
        return _last_day(int(year), int(month), int(day) if day else None)
    found = list(_WORDS.finditer(text))
    if not found:
        raise ValueError(text)
    return _from_words(found[-1])


def _from_digits(digits: str) -> date:
    if _YEAR_ONLY.fullmatch(digits):
        return date(int(digits), 12, 31)
    if int(digits) in _SERIALS:
        return _EPOCH + timedelta(days=int(digits))
    compact = _COMPACT.fullmatch(digits)
    if compact is None:
        raise ValueError(digits)
    year, month, day = compact.groups()
    return _last_day(int(year), int(month), int(day) if day else None)


def _from_words(found: re.Match[str]) -> date:
    year = int(found["year"]) + (_REPUBLIC if found["republic"] else 0)
    if year not in _YEARS:
        raise ValueError(found[0])
    if found["half"]:
        return _last_day(year, 6 if found["half"] == "上" else 12, None)
    quarter = found["quarter"] or found["q"]
    if quarter:
        return _last_day(year, 3 * ("一二三四".find(quarter) + 1 or int(quarter)), None)
    if found["ten"] in ("上", "中"):
        return date(year, int(found["month"]), 10 if found["ten"] == "上" else 20)
    if not found["month"] and not _AFTER_YEAR.match(found.string, found.end()):
        raise ValueError(found.string)  # 2027年春茶前 says more than the year
    day = int(found["day"]) if found["day"] else None
    return _last_day(year, int(found["month"] or 12), day)


def _last_day(year: int, month: int, day: int | None) -> date:
    return date(year, month, day or calendar.monthrange(year, month)[1])
