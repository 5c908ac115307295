"""Files as people send them, written on the fly, and the real expo list where it is at hand."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

Rows = Sequence[Sequence[object]]
SaveXlsx = Callable[..., Path]


@pytest.fixture
def save_xlsx(tmp_path: Path) -> SaveXlsx:
    """Return a function that writes rows to an xlsx file, merging the ranges asked for."""

    def save(
        rows: Rows, *, name: str = "sheet.xlsx", merged: Sequence[str] = (), before: Rows | None = None
    ) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        if before is not None:
            sheet.title = "填写说明"
            for row in before:
                sheet.append(list(row))
            sheet = book.create_sheet("数据")
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
        path = tmp_path / name
        book.save(path)
        return path

    return save


@pytest.fixture
def save_text(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes text (or bytes) to a file."""

    def save(content: str | bytes, *, name: str = "sheet.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return save


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data; tests that need it skip where it is absent."""
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("SILIAN_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"real data is not here ({folder}); set SILIAN_DATA to run this test")
    return folder
