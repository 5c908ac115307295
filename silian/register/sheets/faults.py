"""What can be wrong with a sheet: the whole file, one row or one cell."""

from dataclasses import dataclass

SHOWN_CHARACTERS = 40


class UnreadableSheet(Exception):
    """Nothing of the file can be used; the message is one sentence: what, where, why, what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell (or one row, when ``column`` is empty) that could not be taken as it stands.

    ``sheet`` names the sheet where more than one was read.
    """

    row: int
    column: str
    header: str
    value: str
    problem: str
    advice: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """One row that holds no record, as it stands in the sheet, and why it was left out; ``sheet`` as in Fault."""

    number: int
    cells: tuple[str, ...]
    reason: str
    sheet: str = ""


def shorten(text: str) -> str:
    """Return ``text`` on one line and cut to what fits into a message."""
    line = " ".join(text[: 4 * SHOWN_CHARACTERS].split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"
