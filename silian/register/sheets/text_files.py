"""csv, tsv and jsonl to one grid, in whatever encoding they were saved."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from silian.language import gettext as _
from silian.register.sheets.encodings import REPLACEMENT, decode
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.json_files import read_json
from silian.register.sheets.model import WHOLE_ROW, BadCell, Cell, Grid, Limits

DELIMITERS = ",\t;|"


def read_text_file(path: Path, limits: Limits) -> Grid:
    """Return the rows of a delimited or JSON-lines file; broken bytes become U+FFFD and are listed as bad cells."""
    if path.stat().st_size > limits.max_expanded_bytes:
        raise UnreadableSheet(
            _("拒绝读取 {file}：文件超过 {size} MB。请拆成几个文件再试。").format(
                file=path.name, size=limits.max_expanded_bytes >> 20
            )
        )
    text, encoding = decode(path.read_bytes())
    if text.lstrip()[:1] in ("{", "["):
        return read_json(path, text, encoding)
    cells, bad = _read_delimited(text)
    if len(cells) > limits.max_rows:
        raise UnreadableSheet(
            _("拒绝读取 {file}：共 {rows} 行，超出上限 {max_rows} 行。请拆成几个文件再试。").format(
                file=path.name, rows=len(cells), max_rows=limits.max_rows
            )
        )
    if REPLACEMENT in text:
        bad.extend(_broken_cells(cells))
    return Grid(path.name, cells if any(map(any, cells)) else [], encoding=encoding, bad_cells=tuple(bad))


def _read_delimited(text: str) -> tuple[list[list[Cell]], list[BadCell]]:
    csv.field_size_limit(
        sys.maxsize
    )  # the library's 128 kB would refuse a long report; the file itself is bounded
    delimiter = _delimiter(text)
    cells: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    starts = 0
    try:
        for row in reader:
            cells.append(list(row))
            starts = reader.line_num
    except csv.Error:
        return _read_unbalanced(text, delimiter, cells, starts)
    return cells, []


def _read_unbalanced(
    text: str, delimiter: str, cells: list[list[Cell]], line: int
) -> tuple[list[list[Cell]], list[BadCell]]:
    """Go on from the first line with a stray quotation mark, taking marks as plain characters from there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[line:]
    bad = BadCell(
        len(cells),
        WHOLE_ROW,
        lines[0] if lines else "",
        _("引号不成对，这一行起按普通字符读取"),
        _("检查这一行的英文引号，或用 Excel 重新导出 csv"),
    )
    rest = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    cells.extend([[value.strip('"') for value in row] for row in rest])
    return cells, [bad]


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into the most columns, most evenly."""
    sample = list(io.StringIO(text[:200_000], newline=""))[:50]

    def evenness(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(sample, delimiter=delimiter)
        widths = [len(row) for row in _without_errors(rows) if len(row) > 1]
        common = max(set(widths), key=widths.count, default=0)
        return widths.count(common) * min(common, 3), common

    return max(DELIMITERS, key=evenness)


def _without_errors(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        return


def _broken_cells(cells: list[list[Cell]]) -> Iterator[BadCell]:
    for number, row in enumerate(cells):
        for column, value in enumerate(row):
            if isinstance(value, str) and REPLACEMENT in value:
                yield BadCell(
                    number,
                    column,
                    value,
                    _("有读不出的字节，已用 � 代替"),
                    _("对照原文改正，或把文件另存为 UTF-8 编码再试"),
                )
