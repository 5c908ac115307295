"""Choose the sheets of a workbook to read: the one whose headers fit best, and those built like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from silian.language import gettext as _
from silian.register.sheets.cleaning import key
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.header import Header, find_header
from silian.register.sheets.merging import spread_merged_cells
from silian.register.sheets.model import Cell, Grid
from silian.register.sheets.names import LIKELY, SURE, Vocabulary
from silian.register.sheets.words import words

TABLE_ROWS = 3  # with fewer rows of several cells, a sheet that names nothing wanted is no table


@dataclass(frozen=True, eq=False)
class SheetPart:
    """One sheet and its header."""

    grid: Grid
    header: Header

    @property
    def first_number(self) -> int:
        """The number of the first row under the header, as the user counts rows."""
        return self.grid.first_number + self.header.last + 1

    @cached_property
    def body(self) -> Sequence[Sequence[Cell]]:
        """The rows under the header, merged cells written out."""
        return spread_merged_cells(self.grid, self.header.last + 1)

    @cached_property
    def filled_rows(self) -> int:
        """How many rows under the header hold anything."""
        return sum(any(cell != "" for cell in row) for row in self.grid.cells[self.header.last + 1 :])

    @property
    def titles(self) -> tuple[str, ...]:
        """The headers in order, as they are compared between sheets."""
        texts = [key(self.header.text(index)) for index in range(len(self.header.columns))]
        while texts and not texts[-1]:
            texts.pop()
        return tuple(texts)


def choose_sheets(
    path: Path, grids: Sequence[Grid], wanted: str | None, vocabulary: Vocabulary
) -> tuple[list[SheetPart], tuple[tuple[str, int], ...]]:
    """Return the sheets to read, in order, and the names and numbers of rows of other tables left unread.

    Sheets under the same headers as the best one are read with it, but for those named as examples;
    ``wanted`` picks exactly one. Raises UnreadableSheet when there is no sheet of that name.
    """
    if wanted is not None and not any(grid.name == wanted for grid in grids):
        raise UnreadableSheet(
            _("{file} 里没有名为“{sheet}”的工作表（或它是空的）。有内容的工作表：{sheets}。").format(
                file=path.name, sheet=wanted, sheets=_("、").join(grid.name for grid in grids)
            )
        )
    parts = [SheetPart(grid, find_header(grid, vocabulary)) for grid in grids]
    if wanted is not None:
        chosen = [next(part for part in parts if part.grid.name == wanted)]
    else:
        best = max(parts, key=_worth)  # the first of equals
        chosen = [part for part in parts if part is best or _is_like(part, best)]
    others = [part for part in parts if part not in chosen and _is_table(part, vocabulary)]
    return chosen, tuple((part.grid.name, part.filled_rows) for part in others)


def _worth(part: SheetPart) -> tuple[float, bool, int]:
    """Rank by the fields named (hardly different scores are equal), then examples last, then by rows."""
    score = round(part.header.score, 1) if part.filled_rows else -1.0
    return score, not _is_called(part, "example_sheets"), part.filled_rows


def _is_like(part: SheetPart, best: SheetPart) -> bool:
    return (
        best.header.score > 0
        and part.filled_rows > 0
        and part.titles == best.titles
        and not _is_called(part, "example_sheets")
    )


def _is_called(part: SheetPart, kind: str) -> bool:
    return any(word in part.grid.name.casefold() for word in words(kind))


def _is_table(part: SheetPart, vocabulary: Vocabulary) -> bool:
    """Tell whether a sheet names a required field over at least one row, or has several rows of several cells."""
    if not part.filled_rows or _is_called(part, "instruction_sheets"):
        return False
    if any(_names_required(levels, part, vocabulary) for levels in part.header.columns):
        return True
    rows = part.grid.cells[part.header.last + 1 :]
    return sum(sum(cell != "" for cell in row) > 1 for row in rows) >= TABLE_ROWS


def _names_required(levels: tuple[str, ...], part: SheetPart, vocabulary: Vocabulary) -> bool:
    """Tell whether a header names a required field; alone on its sheet, 填写说明 is a title over text."""
    alone = sum(map(bool, part.titles)) < 2
    return any(
        match.field.required
        and (match.score >= SURE and not match.field.joins if alone else match.score >= LIKELY)
        for match in vocabulary.matches(levels)
    )
