"""How large the tables of an OpenDocument spreadsheet become once repeated cells are written out."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from silian.language import gettext as _
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.model import Limits
from silian.register.sheets.zips import check_size

CELLS = ("table:table-cell", "table:covered-table-cell")


class _Extents:
    """Expat handlers that follow the used rectangle of the table being read."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.row = self.row_repeat = self.column = self.widest = 0
        self.filled = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.row = self.widest = 0
        elif name == "table:table-row":
            self.row_repeat = int(attributes.get("table:number-rows-repeated", "1"))
            self.column, self.filled = 0, False
        elif name in CELLS:
            self.column += int(attributes.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attributes:
                self.mark()
        elif name == "text:p":
            self.mark()

    def mark(self) -> None:
        """The cell at hand holds something: the used rectangle reaches at least to it."""
        self.filled = True
        self.widest = max(self.widest, self.column)
        check_size(self.path, self.row + self.row_repeat, self.widest, self.limits)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.row_repeat


def check_opendocument(path: Path, limits: Limits) -> None:
    """Raise UnreadableSheet when a table grows past ``limits``; call after ``check_zip``."""
    extents = _Extents(path, limits)
    parser = expat.ParserCreate()
    parser.StartElementHandler = extents.start
    parser.EndElementHandler = extents.end
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            parser.ParseFile(content)
    except (KeyError, ValueError, zipfile.BadZipFile, expat.ExpatError) as error:
        raise UnreadableSheet(
            _("读不了 {file}：里面没有完整的表格内容。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。").format(
                file=path.name
            )
        ) from error
