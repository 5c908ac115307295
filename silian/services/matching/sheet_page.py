"""One sheet of the workbook: headings, styles, links and row heights, set to be read and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from silian.engines.matching import Level
from silian.language import gettext as _
from silian.services.matching import wording

FONT = "Microsoft YaHei"
INK, GREY, RED, ACCENT, LINE = "#1f2933", "#6b7280", "#9b2c2c", "#0b5cad", "#cbd2d9"
LEVEL_FILLS = {Level.STRONG: "#b7e4c7", Level.GOOD: "#cfe4fb", Level.WEAK: "#fdf0c4", Level.NONE: "#e5e7eb"}

MAX_LINKS = 60_000  # Excel opens no sheet with more than 65,530
MAX_CELL = 32_000  # Excel's limit is 32,767 characters


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        """Prepare the formats that are asked for by name."""
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}

    def of(self, kind: str, value: object = "", first: bool = True) -> Any:
        """Return the format of ``kind``; ``first`` draws the line that opens a group of rows."""
        mark = str(value) if kind == "level" else ""
        made = self._made.get((kind, mark, first))
        if made is None:
            made = self._made[kind, mark, first] = self._book.add_format(self._properties(kind, mark, first))
        return made

    @staticmethod
    def _properties(kind: str, mark: str, first: bool) -> dict[str, Any]:
        base: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
        base |= {"text_wrap": True, "top": 1 if first else 0, "top_color": LINE}
        own: dict[str, dict[str, Any]] = {
            "heading": {"bold": True, "bg_color": ACCENT, "font_color": "#ffffff", "valign": "vcenter"},
            "key": {"font_color": GREY},
            "title": {"bold": first} if first else {"font_color": GREY},
            "bold": {"bold": True},
            "number": {"align": "center"},
            "score": {"num_format": "0.0", "align": "right"},
            "quote": {"font_color": GREY},
            "against": {"font_color": RED},
            "link": {"font_color": ACCENT, "align": "center"},
            "h1": {"bold": True, "font_size": 18, "top": 0, "text_wrap": False},
            "h2": {"bold": True, "font_size": 12, "top": 0, "text_wrap": False, "font_color": ACCENT},
            "note": {"top": 0, "text_wrap": True},
            "plain": {"top": 0, "text_wrap": False},
            "grey": {"top": 0, "font_color": GREY, "text_wrap": True},
            "percent": {"num_format": "0 %", "align": "right"},
            "level": {"bold": True, "align": "center"},
            "centre": {"align": "center"},
        }
        fills = {wording.level_mark(level): fill for level, fill in LEVEL_FILLS.items()}
        return base | own.get(kind, {}) | ({"bg_color": fills[mark]} if mark in fills else {})


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, its width in characters, and the style of its cells."""

    heading: str
    width: int
    style: str = "text"


class Page:
    """One sheet with a heading row, filled downwards."""

    def __init__(self, book: Any, styles: Styles, name: str, columns: Sequence[Column]) -> None:
        """Add the sheet with frozen, repeated headings and a filter, set to print on landscape A4."""
        self.sheet = book.add_worksheet(name)
        self.name, self.styles, self.columns, self.row, self._links = name, styles, columns, 1, 0
        for at, column in enumerate(columns):
            self.sheet.set_column(at, at, column.width)
            self.sheet.write_string(0, at, column.heading, styles.of("heading"))
        self.sheet.set_row(0, 30)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer(_("&L&A&C第 &P 页，共 &N 页"))

    def add(
        self, values: Sequence[object], *, first: bool = True, links: dict[int, str] | None = None
    ) -> None:
        """Write one row; ``first`` draws the line above a group, ``links`` maps a column to a place."""
        for at, (value, column) in enumerate(zip(values, self.columns, strict=True)):
            style = self.styles.of(column.style, value, first)
            target = (links or {}).get(at)
            if isinstance(value, int | float):
                self.sheet.write_number(self.row, at, value, style)
            elif target and self._links < MAX_LINKS:
                self._links += 1
                self.sheet.write_url(
                    self.row, at, target, self.styles.of("link", value, first), cut(value, 255)
                )
            else:
                self.sheet.write_string(self.row, at, cut(value, MAX_CELL), style)
        self.sheet.set_row(self.row, self._height(values))
        self.row += 1

    def _height(self, values: Sequence[object]) -> float:
        lines = 1
        for value, column in zip(values, self.columns, strict=True):
            if isinstance(value, str):
                lines = max(
                    lines, sum(1 + _width(line) // max(column.width - 1, 1) for line in value.split("\n"))
                )
        return min(13.5 * lines + 6, 400)

    def close(self) -> None:
        """Put the filter on what was written."""
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)


def _width(line: str) -> int:
    return sum(2 if character > "\u2e80" else 1 for character in line)


def cut(value: object, most: int) -> str:
    """Return ``value`` as text of at most ``most`` characters."""
    text = str(value)
    return text if len(text) <= most else text[: most - 1] + "…"
