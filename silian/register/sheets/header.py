"""Find the row (or rows) that name the columns, under titles, notes and merged cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from silian.register.sheets.cleaning import HAN, as_text, clean_text
from silian.register.sheets.model import Cell, Grid
from silian.register.sheets.names import LIKELY, SURE, Vocabulary

SEARCHED_ROWS = 40
SEARCHED_COLUMNS = 400
LONGEST_HEADER = 60
LONGEST_LEVEL = 30
MAX_LEVELS = 3
LONGER_THAN_HEADER = 2  # cells more than twice as long as the one over them hang under a header
SCORE_LEEWAY = 0.35  # a field named less plainly in two levels than in one
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")
_LINE_BREAK = re.compile(f"(?<=[{HAN}）)])\n+(?=[{HAN}（(])")


@dataclass(frozen=True, slots=True)
class Header:
    """The rows ``first`` to ``last`` (counted from 0; -1 when there are none) and each column's levels."""

    first: int
    last: int
    columns: tuple[tuple[str, ...], ...]
    score: float

    def text(self, index: int) -> str:
        """Return the header of one column, its levels joined by "/"."""
        return "/".join(self.columns[index]) if index < len(self.columns) else ""


def header_text(cell: Cell) -> str:
    """Return a cell as a header: one line, without the marks of a required column."""
    text = _LINE_BREAK.sub("", clean_text(as_text(cell)))
    return " ".join(text.split()).strip("*＊:：† ")


def find_header(grid: Grid, vocabulary: Vocabulary) -> Header:
    """Return the header rows: those whose cells name the most fields; the first of equals."""
    if grid.named_columns:
        return _header(grid, vocabulary, 0, 0)
    rows = [
        index for index, row in enumerate(grid.cells[: 10 * SEARCHED_ROWS]) if any(cell != "" for cell in row)
    ]
    scored = [(_row_score(grid.cells[index], vocabulary), -index) for index in rows[:SEARCHED_ROWS]]
    score, negative = max(scored, default=(0.0, 0))
    if score <= 0:
        return _header_without_names(grid, rows, vocabulary)
    single = _header(grid, vocabulary, -negative, -negative)
    blocks = [_header(grid, vocabulary, first, last) for first, last in _blocks(grid, vocabulary, -negative)]
    fitting = [block for block in blocks if block.score >= single.score - SCORE_LEEWAY]
    return max(fitting, key=lambda header: (header.last - header.first, header.score), default=single)


def _row_score(row: Sequence[Cell], vocabulary: Vocabulary) -> float:
    texts = [header_text(cell) for cell in row[:SEARCHED_COLUMNS] if isinstance(cell, str) and cell]
    short = [(text,) for text in texts if len(text) <= LONGEST_HEADER]
    return _names_score(short, vocabulary) * len(short) / max(len(texts), 1)


def _names_score(columns: Sequence[tuple[str, ...]], vocabulary: Vocabulary) -> float:
    """Count the distinct fields named: a known name 1, a similar one 0.3, one told by the user 3."""
    best: dict[str, float] = {}
    for levels in columns:
        told = vocabulary.overridden(levels)
        if told:
            best[told] = 3.0
            continue
        for match in vocabulary.matches(levels):
            worth = 0.7 + 0.3 * match.score if match.score >= SURE else 0.3 if match.score >= LIKELY else 0.0
            best[match.field.name] = max(best.get(match.field.name, 0.0), worth)
    return sum(best.values())


def _header_without_names(grid: Grid, rows: Sequence[int], vocabulary: Vocabulary) -> Header:
    """The first columns name nothing: take the first row of several short texts as header, unless it looks like the data below.

    Losing a record is worse than one too many, so a doubtful row is data.
    """
    wide = [index for index in rows[:SEARCHED_ROWS] if sum(cell != "" for cell in grid.cells[index]) > 1]
    first = wide[0] if wide else (rows[0] if rows else 0)
    cells = [cell for cell in (grid.cells[first] if grid.cells else []) if cell != ""]
    named = all(isinstance(cell, str) and len(cell) <= 20 and not cell[:1].isdigit() for cell in cells)
    if named and len(rows) > 1:
        columns = tuple((header_text(cell),) for cell in grid.cells[first])
        score = _names_score(columns, vocabulary)
        if score > 0 or not _looks_like_data(grid, first, rows):
            return Header(first, first, columns, score)
    return Header(-1, -1, (), 0.0)


def _looks_like_data(grid: Grid, first: int, rows: Sequence[int]) -> bool:
    """Tell whether every cell of a row is a text about as long as those below it."""
    below = [grid.cells[index] for index in rows[:SEARCHED_ROWS] if index > first]
    for column, cell in enumerate(grid.cells[first]):
        cells = [row[column] for row in below if column < len(row) and row[column] != ""]
        if cell == "" or not cells:
            continue
        texts = [header_text(value) for value in cells]
        if sum(_NUMBER.fullmatch(text) is not None for text in texts) * 2 > len(texts):
            return False
        if len(header_text(cell)) * LONGER_THAN_HEADER < median(map(len, texts)):
            return False
    return bool(below)


def _blocks(grid: Grid, vocabulary: Vocabulary, row: int) -> list[tuple[int, int]]:
    """Return the blocks of rows around ``row`` that are built like a header of several levels."""
    starts = range(max(0, row - MAX_LEVELS + 1), row + 1)
    return [
        (first, last)
        for first in starts
        for last in range(max(row, first + 1), min(len(grid.cells), first + MAX_LEVELS))
        if all(_is_level_pair(grid, vocabulary, upper) for upper in range(first, last))
    ]


def _is_level_pair(grid: Grid, vocabulary: Vocabulary, upper: int) -> bool:
    """Tell whether the row after ``upper`` divides some of its cells, as 要求 and 现有水平 divide 指标."""
    top = [header_text(cell) for cell in grid.cells[upper]]
    above, low = _filled(grid, upper, upper), _filled(grid, upper + 1, upper)
    width = max(len(top), len(low))
    top, above, low = (row + [""] * (width - len(row)) for row in (top, above, low))
    lower = [index for index, text in enumerate(low) if text and text != above[index]]
    groups = [index for index, text in enumerate(top) if text]
    divided = [index for index in lower if not top[index]]
    if not divided or len(divided) == len(lower) or len(groups) < 2 or lower[0] < groups[0]:
        return False
    if any(len(low[index]) > LONGEST_LEVEL or _NUMBER.fullmatch(low[index]) for index in lower):
        return False
    merged = {
        column
        for row, left, _bottom, right in grid.merged
        if row == upper
        for column in range(left, right + 1)
    }
    if grid.merged:
        return merged.issuperset(divided)
    # csv keeps no merges, so there the lower texts must speak for themselves.
    return any(match.score >= SURE for index in lower for match in vocabulary.matches((low[index],)))


def _filled(grid: Grid, row: int, from_row: int) -> list[str]:
    """Return the texts of ``row`` with every merged cell that starts at or after ``from_row`` written out."""
    texts = [header_text(cell) for cell in grid.cells[row]]
    for top, left, bottom, right in grid.merged:
        if from_row <= top <= row <= bottom and top < len(grid.cells):
            source = header_text(grid.cells[top][left]) if left < len(grid.cells[top]) else ""
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = texts[column] or source
    return texts


def _header(grid: Grid, vocabulary: Vocabulary, first: int, last: int) -> Header:
    rows = [_filled(grid, row, first) for row in range(first, last + 1)]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for upper, lower in pairwise(rows):
        for column in range(
            1, width
        ):  # csv keeps no merges: a gap over a lower text belongs to the cell before it
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]
    columns = tuple(
        tuple(dict.fromkeys(text for text in levels if text)) for levels in zip(*rows, strict=True)
    )
    return Header(first, last, columns, _names_score(columns[:SEARCHED_COLUMNS], vocabulary))
