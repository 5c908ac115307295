"""xlsx, xls and ods workbooks to grids, through calamine, after the container was found harmless."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from silian.language import gettext as _
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.model import BadCell, Grid, Limits
from silian.register.sheets.opendocument import check_opendocument
from silian.register.sheets.xls_process import Damaged, PasswordNeeded, read_in_child
from silian.register.sheets.zips import check_zip, sheet_members

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def read_xlsx(path: Path, limits: Limits) -> tuple[Grid, ...]:
    """Return the worksheets; cells whose formula failed or has no stored result are listed as bad."""
    extents = check_zip(path, limits)
    members = sheet_members(path)
    bad_cells = {
        name: tuple(extents[member].bad_cells) for name, member in members.items() if member in extents
    }
    return _read(path, bad_cells)


def read_opendocument(path: Path, limits: Limits) -> tuple[Grid, ...]:
    """Return the sheets of an ods file."""
    check_zip(path, limits)
    check_opendocument(path, limits)
    return _read(path, {})


def read_xls(path: Path) -> tuple[Grid, ...]:
    """Return the sheets of an Excel 97-2003 file, whose format bounds each to 65,536 x 256 cells."""
    try:
        sheets = read_in_child(path)
    except PasswordNeeded as error:
        raise _password(path) from error
    except Damaged as error:
        raise _damaged(path) from error
    return tuple(
        Grid(name, cells, tuple((*first, *last) for first, last in merged)) for name, cells, merged in sheets
    )


def _read(path: Path, bad_cells: Mapping[str, tuple[BadCell, ...]]) -> tuple[Grid, ...]:
    from python_calamine import (  # noqa: PLC0415 - slow import
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        load_workbook,
    )

    try:
        with load_workbook(str(path)) as book:
            return tuple(
                _grid(book.get_sheet_by_name(sheet.name), bad_cells.get(sheet.name, ()))
                for sheet in book.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet
            )
    except PasswordError as error:
        raise _password(path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error


def _grid(sheet: "CalamineSheet", bad_cells: tuple[BadCell, ...]) -> Grid:
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Grid(sheet.name, sheet.to_python(skip_empty_area=False), merged, bad_cells=bad_cells)


def _password(path: Path) -> UnreadableSheet:
    return UnreadableSheet(
        _("读不了 {file}：文件有打开密码。请在 Excel 里去掉密码，保存后再试。").format(file=path.name)
    )


def _damaged(path: Path) -> UnreadableSheet:
    return UnreadableSheet(
        _("读不了 {file}：文件内容有损坏。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。").format(file=path.name)
    )
