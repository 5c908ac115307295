"""Read an Excel 97-2003 file in a process of its own: on a damaged one the parser may abort the whole process."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from silian.register.sheets.model import Cell

MEMORY_BYTES = 4 << 30  # 65,536 x 256 cells need about 1 GB
SECONDS = 120
PASSWORD_EXIT = 3
_START = "from silian.register.sheets.xls_process import main; main()"

Sheets = list[tuple[str, list[list[Cell]], list[tuple[tuple[int, int], tuple[int, int]]]]]
"""Name, cells and merged ranges (first and last cell) of each worksheet."""


class PasswordNeeded(Exception):
    """The file cannot be opened without a password."""


class Damaged(Exception):
    """The parser gave up, crashed, or took more memory or time than any sound file does."""


def read_in_child(path: Path) -> Sheets:
    """Return the worksheets of the xls file at ``path``. Raises PasswordNeeded or Damaged."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", _START, str(path.absolute())]
    try:
        child = subprocess.run(
            command,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Damaged from error
    if child.returncode == PASSWORD_EXIT:
        raise PasswordNeeded
    if child.returncode != 0:
        raise Damaged
    sheets: Sheets = pickle.loads(child.stdout)  # written by main() below, not by the file
    return sheets


def main() -> None:
    """Be the child: write the worksheets of the file named in the arguments to standard output."""
    from python_calamine import PasswordError, SheetTypeEnum, load_workbook  # noqa: PLC0415 - slow import

    _limit_memory()
    try:
        book = load_workbook(sys.argv[1])
    except PasswordError:
        sys.exit(PASSWORD_EXIT)
    sheets: Sheets = []
    for metadata in book.sheets_metadata:
        if metadata.typ is SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(metadata.name)
            cells = sheet.to_python(skip_empty_area=False)
            sheets.append((metadata.name, cells, list(sheet.merged_cell_ranges or ())))
    sys.stdout.buffer.write(pickle.dumps(sheets, pickle.HIGHEST_PROTOCOL))


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
