"""What a reader is asked for (fields, limits) and what it hands back (a table of rows)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path

from silian.language import current
from silian.register.sheets.faults import Fault, SkippedRow

Cell = str | int | float | bool | date | datetime | time | timedelta
"""One raw cell; an empty one is ``""``."""


class Kind(Enum):
    """How the cells of a field are read."""

    TEXT = "text"
    AMOUNT = "amount"
    READINESS = "readiness"
    DATE = "date"
    FLAG = "flag"
    CODE = "code"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing wanted from each row, and the headers people give it.

    ``synonyms`` are in order of preference. A field that ``joins`` takes all its columns as
    paragraphs; any other takes the best column and fills its gaps from the next. At least one
    ``required`` field must be present in a row. ``language`` "en" or "zh" is what the text is
    written in. ``choices`` maps a stable code to its wordings, strongest code first. A value
    equal to that of the field named in ``same_as`` counts as missing. A ``unique`` field tells rows apart.
    """

    name: str
    kind: Kind
    label: str
    label_en: str
    synonyms: tuple[str, ...] = ()
    joins: bool = False
    required: bool = False
    language: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_as: str = ""
    unique: bool = False

    @property
    def caption(self) -> str:
        """The label in the language in use."""
        return self.label_en if current() == "en" else self.label


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be before it is refused rather than read.

    Chosen for a machine with 24 GB: the largest sheet Excel can save (1,048,576 rows) is read, and
    memory stays under about 4 GB.
    """

    max_expanded_bytes: int = 1 << 30  # the XML of a million ordinary rows is about half of this
    max_ratio: int = 200  # real sheets shrink 5 to 60 times, a bomb about 1,000 times
    ratio_from_bytes: int = 64 << 20  # a small file may shrink as it likes
    max_rows: int = 1_048_576
    max_columns: int = 16_384
    max_cells: int = 24_000_000  # rows x columns of the used rectangle, which is held densely
    max_cell_chars: int = 2_000_000  # the longest full report; a text of 1 MB stays whole


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in yuan between two bounds, either of which may be open, and how it was written."""

    low_yuan: Decimal | None
    high_yuan: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of the sheet and the field it was taken for (``field`` is "" when for none).

    ``confidence`` is 0 to 1: 1 was told by the user, from 0.9 the header is a known name, from 0.6 the
    header resembles one, below that the cells alone decided. ``why`` says so in words.
    """

    index: int
    letter: str
    header: str
    field: str
    confidence: float
    why: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One usable record: its row number in its sheet and the values that are present.

    ``sheet`` names the sheet where more than one was read.
    """

    number: int
    values: Mapping[str, object]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All that was read; ``header_row`` (that of the first sheet) is 0 and ``encoding`` "" where there is none.

    ``sheet`` names the sheets read, with the list separator of the language between them.
    ``other_sheets`` names the filled sheets left unread, each with its number of rows under the header.
    """

    path: Path
    sheet: str
    header_row: int
    columns: tuple[ColumnMatch, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    skipped: tuple[SkippedRow, ...]
    encoding: str
    other_sheets: tuple[tuple[str, int], ...] = ()


WHOLE_ROW = -1


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell (or ``WHOLE_ROW`` for a row) that the file itself shows to be bad; positions count from 0."""

    row: int
    column: int
    value: str
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet from its first cell on, before anyone knows what they mean."""

    name: str
    cells: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    first_number: int = 1  # number of cells[0] as the user counts rows
    encoding: str = ""
    bad_cells: tuple[BadCell, ...] = ()
    named_columns: bool = False  # cells[0] are keys (jsonl), so there is no header to look for
