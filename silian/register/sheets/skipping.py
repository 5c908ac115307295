"""Tell rows that hold no record: totals, notes, examples and headers repeated on every page."""

import re
from collections.abc import Sequence

from silian.language import gettext as _
from silian.register.sheets.cleaning import as_text, clean_text
from silian.register.sheets.header import Header, header_text
from silian.register.sheets.model import Cell
from silian.register.sheets.words import words

_NOTE = re.compile(
    r"(?:注|备注|備註|说明|說明|填表说明|填报说明|填表人|制表人|审核人|负责人|联系人|填报单位|note)\s*\d?\s*[:：]",
    re.I,
)
_EXAMPLE = re.compile(r"[（(【\[]?\s*(?:示例|样例|例如|范例|填写示例|example)\s*[）)】\]:：]?", re.I)
_BLANK = re.compile(r"[\s:：]+")
_FEW_CELLS = 2


def reason_to_skip(cells: Sequence[Cell], header: Header) -> str:
    """Return why a row is no record, in words; "" when it may be one."""
    start = next((index for index, cell in enumerate(cells) if cell != ""), None)
    if start is None:
        return ""
    first = cells[start]
    if not isinstance(first, str):
        return ""
    text = first.strip()
    if len(text) <= 40 and _repeats_header(cells, header, start):
        return _("重复的表头")
    if len(text) <= 12 and _BLANK.sub("", text).casefold() in words("totals"):
        return _("合计行")
    if _NOTE.match(text) and sum(cell != "" for cell in cells) <= _FEW_CELLS:
        return _("表格外的说明文字")
    if _EXAMPLE.fullmatch(text):
        return _("填写示例")
    return ""


def _repeats_header(cells: Sequence[Cell], header: Header, start: int) -> bool:
    """Compare from the first filled cell on; nearly every row stops at that one."""
    if start >= len(header.columns) or header_text(cells[start]) not in header.columns[start]:
        return False
    filled = [(index, cell) for index, cell in enumerate(cells) if cell != ""]
    same = sum(
        index < len(header.columns) and clean_text(header_text(as_text(cell))) in header.columns[index]
        for index, cell in filled
    )
    return same * 2 > len(filled) and (same > 1 or len(header.columns) == 1)
