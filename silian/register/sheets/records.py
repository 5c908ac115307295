"""One row of cells to the values of a record, reporting every cell that cannot be taken."""

import re
from collections.abc import Sequence
from dataclasses import replace

from silian.language import gettext as _
from silian.register.sheets.cleaning import (
    as_text,
    clean_text,
    is_placeholder,
    same_text,
    separates_words_by_spaces,
)
from silian.register.sheets.columns import columns_of
from silian.register.sheets.faults import Fault, shorten
from silian.register.sheets.model import Cell, ColumnMatch, Field, Kind, Limits
from silian.register.sheets.values import BadValue, Reader, reader_for

SAMPLED = 200
_POINT_ZERO = re.compile(r"([+-]?[0-9]+)\.0")
_Source = tuple[ColumnMatch, Reader]


class RecordReader:
    """Knows, per field, the columns to look into and how to read their cells."""

    def __init__(
        self,
        columns: Sequence[ColumnMatch],
        fields: Sequence[Field],
        body: Sequence[Sequence[Cell]],
        limits: Limits,
    ) -> None:
        self.longest = limits.max_cell_chars
        self.sources: list[tuple[Field, list[_Source]]] = []
        for field in fields:
            matches = columns_of(columns, field.name)
            if field.joins:
                matches.sort(key=lambda match: match.index)
            if matches:
                self.sources.append((field, [(match, _reader(field, match, body)) for match in matches]))
        self.compared = [field for field, _sources in self.sources if field.same_as]

    def read(
        self, number: int, cells: Sequence[Cell], sheet: str = ""
    ) -> tuple[dict[str, object], list[Fault]]:
        """Return the values present in the row with this number, and a fault for each cell left out or cut."""
        values: dict[str, object] = {}
        faults: list[Fault] = []
        for field, sources in self.sources:
            value: object | None = None
            if field.joins:
                value = _join(
                    [(match, self._value(number, cells, match, read, faults)) for match, read in sources]
                )
            else:
                for match, read in sources:
                    value = self._value(number, cells, match, read, faults)
                    if value is not None:
                        break
            if value is not None:
                values[field.name] = value
        for field in self.compared:
            value, other = values.get(field.name), values.get(field.same_as)
            if isinstance(value, str) and isinstance(other, str) and same_text(value, other):
                del values[field.name]
        return values, [replace(fault, sheet=sheet) for fault in faults] if sheet else faults

    def _value(
        self, number: int, cells: Sequence[Cell], match: ColumnMatch, read: Reader, faults: list[Fault]
    ) -> object | None:
        cell = cells[match.index] if match.index < len(cells) else ""
        if cell == "":
            return None
        if isinstance(cell, str) and len(cell) > self.longest:
            faults.append(_too_long(number, match, cell, self.longest))
            cell = cell[: self.longest]
        try:
            return read(cell)
        except BadValue as bad:
            shown = shorten(clean_text(as_text(cell)))
            faults.append(Fault(number, match.letter, match.header, shown, bad.problem, bad.advice))
            return None


def _reader(field: Field, match: ColumnMatch, body: Sequence[Sequence[Cell]]) -> Reader:
    if field.kind is not Kind.TEXT:
        return reader_for(field, match.header)
    texts = [
        row[match.index]
        for row in body[:SAMPLED]
        if match.index < len(row) and isinstance(row[match.index], str)
    ]
    spaced = separates_words_by_spaces(str(text) for text in texts if text)
    read = reader_for(field, match.header, spaces_separate=spaced)
    return _without_point_zero(read) if _all_end_in_point_zero(match.index, body) else read


def _all_end_in_point_zero(index: int, body: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a whole column was saved as decimals ("1.0", "2.0") because it has gaps or was computed."""
    found = False
    for row in body:
        cell = row[index] if index < len(row) else ""
        if isinstance(cell, str) and not is_placeholder(cell.strip()):
            if _POINT_ZERO.fullmatch(cell.strip()) is None:
                return False
            found = True
    return found


def _without_point_zero(read: Reader) -> Reader:
    def read_cell(cell: Cell) -> object | None:
        value = read(cell)
        return _POINT_ZERO.sub(r"\1", value) if isinstance(value, str) else value

    return read_cell


def _join(found: Sequence[tuple[ColumnMatch, object | None]]) -> str | None:
    """Return the texts as paragraphs, each after its header where there are several; a repeated text once."""
    parts: list[tuple[str, str]] = []
    for match, value in found:
        if isinstance(value, str) and not any(same_text(value, other) for _header, other in parts):
            parts.append((match.header, value))
    if len(parts) < 2:
        return parts[0][1] if parts else None
    return "\n".join(f"{header}：{text}" if header else text for header, text in parts)


def _too_long(number: int, match: ColumnMatch, cell: str, longest: int) -> Fault:
    return Fault(
        number,
        match.letter,
        match.header,
        shorten(cell),
        _("单元格有 {count} 个字，只读前 {longest} 个").format(count=len(cell), longest=longest),
        _("把长文放到附件里，单元格只写摘要"),
    )
