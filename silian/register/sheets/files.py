"""Open a spreadsheet of any kind by what it holds, not by its name, and return its sheets as grids."""

import zipfile
from pathlib import Path

from silian.language import gettext as _
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.model import Grid, Limits
from silian.register.sheets.text_files import read_text_file
from silian.register.sheets.workbooks import read_opendocument, read_xls, read_xlsx

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SNIFFED_BYTES = 1 << 16


def read_grids(path: Path, limits: Limits) -> tuple[Grid, ...]:
    """Return every sheet of the file at ``path`` that holds at least one cell.

    Raises UnreadableSheet, saying what the file is and what to do, when nothing can be read.
    """
    head = _read_head(path)
    if head.startswith(OLE_MAGIC):
        grids = _read_ole(path, limits)
    elif head.startswith(ZIP_MAGIC):
        grids = _read_zip(path, limits)
    else:
        _refuse_other_kinds(path, head)
        grids = (read_text_file(path, limits),)
    grids = tuple(grid for grid in grids if grid.cells)
    if not grids:
        raise UnreadableSheet(
            _("{file} 是空的：里面没有任何内容。请检查是否选对了文件。").format(file=path.name)
        )
    return grids


def _read_head(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableSheet(
            _(
                "{file} 是一个文件夹，不是表格。请给出里面某个 .xlsx、.xls、.ods、.csv 或 .jsonl 文件。"
            ).format(file=path)
        )
    try:
        with path.open("rb") as file:
            head = file.read(SNIFFED_BYTES)
    except FileNotFoundError as error:
        raise UnreadableSheet(
            _("找不到文件 {file}。请检查路径和文件名（包括扩展名）。").format(file=path)
        ) from error
    except OSError as error:
        raise UnreadableSheet(
            _("打不开文件 {file}：{cause}。请检查是否有读取权限、文件是否被占用。").format(
                file=path, cause=error.strerror
            )
        ) from error
    if not head:
        raise UnreadableSheet(_("{file} 是空文件（0 字节）。请重新导出或重新传一份。").format(file=path.name))
    return head


def _read_ole(path: Path, limits: Limits) -> tuple[Grid, ...]:
    if path.stat().st_size > limits.max_expanded_bytes:
        raise _too_large(path, limits)
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableSheet(
            _(
                "读不了 {file}：文件有打开密码。请在 Excel 里去掉密码（文件 → 信息 → 保护工作簿），保存后再试。"
            ).format(file=path.name)
        )
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise UnreadableSheet(
            _(
                "{file} 不是表格，而是旧版 Word、PPT 或其他 Office 文件。请另存或复制成 .xlsx 表格再试。"
            ).format(file=path.name)
        )
    return read_xls(path)


def _read_zip(path: Path, limits: Limits) -> tuple[Grid, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSheet(
            _(
                "读不了 {file}：文件已损坏或没有传完整。请向发件人重新要一份，或用 Excel 打开后另存为 .xlsx 再试。"
            ).format(file=path.name)
        ) from error
    if "xl/workbook.xml" in members:
        return read_xlsx(path, limits)
    if "content.xml" in members:
        return read_opendocument(path, limits)
    if "xl/workbook.bin" in members:
        what = _("Excel 二进制工作簿（.xlsb）")
    elif "word/document.xml" in members:
        what = _("Word 文档")
    elif "ppt/presentation.xml" in members:
        what = _("PPT 演示文稿")
    else:
        what = _("压缩包")
    raise UnreadableSheet(
        _("{file} 不是能读的表格，而是{what}。请打开后另存为 .xlsx（压缩包请先解压）再试。").format(
            file=path.name, what=what
        )
    )


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    start = head.lstrip()[:512].lower()
    if head.startswith(b"%PDF"):
        what = _("PDF 文件")
    elif start.startswith((b"<!doctype html", b"<html", b"<table")) or b"<table" in start:
        what = _("网页（HTML）")
    elif start.startswith(b"<?xml"):
        what = _("XML 文件")
    elif b"\0" in head and not head.startswith(UTF16_MARKS):
        what = _("程序、图片或其他二进制文件")
    else:
        return
    raise UnreadableSheet(
        _(
            "{file} 不是表格，而是{what}。请用 Excel 或 WPS 打开（打得开的话）并另存为 .xlsx，或改选正确的文件。"
        ).format(file=path.name, what=what)
    )


def _too_large(path: Path, limits: Limits) -> UnreadableSheet:
    return UnreadableSheet(
        _("拒绝读取 {file}：文件超过 {size} MB。请拆成几个文件再试。").format(
            file=path.name, size=limits.max_expanded_bytes >> 20
        )
    )
