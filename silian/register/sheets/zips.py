"""Look into a zip container before a parser does: is it what it says, and how large does it really get."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from silian.language import gettext as _
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.model import BadCell, Limits
from silian.register.sheets.positions import column_index, split_reference

CHUNK = 1 << 18
OVERLAP = 4096  # longer than any cell tag, so that none is lost between two chunks
READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'](?:[^>]*[^/>])?>""")
UNPLACED_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?![^>]*?\br\s*=)[^>]*>")
PLACED_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
ERROR_CELL = re.compile(
    rb"""<c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*?\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>"""
)
EMPTY_FORMULA = re.compile(
    rb"""<c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*><f[^>]*>([^<]*)</f>(?:<v\s*/>|<v></v>|(?=</c>))"""
)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class SheetExtent:
    """How far the filled cells of one worksheet part reach, and its cells without a usable value."""

    rows: int
    columns: int
    bad_cells: list[BadCell]


def check_zip(path: Path, limits: Limits) -> dict[str, SheetExtent]:
    """Inflate every member, counting; return the extents of the worksheets by member name.

    The sizes in the zip directory are not believed. Raises UnreadableSheet as soon as a limit is passed.
    """
    extents: dict[str, SheetExtent] = {}
    budget = _Budget(path, limits)
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            for member in archive.infolist():
                chunks = _inflate(raw, member, budget)
                # Any member may be a worksheet: the workbook's relations name it freely.
                extent = extents[member.filename] = _extent(chunks)
                check_size(path, extent.rows, extent.columns, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSheet(
            _(
                "读不了 {file}：文件已损坏或没有传完整（压缩包结构有误）。请向发件人重新要一份，或用 Excel 打开后另存为 .xlsx 再试。"
            ).format(file=path.name)
        ) from error
    return extents


class _Budget:
    """A running count of inflated bytes, over all members together."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits, self.spent = path, limits, 0
        self.file_bytes = max(path.stat().st_size, 1)

    def spend(self, count: int) -> None:
        self.spent += count
        wild = (
            self.spent > self.limits.ratio_from_bytes and self.spent > self.limits.max_ratio * self.file_bytes
        )
        if wild or self.spent > self.limits.max_expanded_bytes:
            raise UnreadableSheet(
                _(
                    "拒绝读取 {file}：解压后超过 {size} MB，是文件本身的 {ratio} 倍，像是压缩炸弹。如果确实是数据，请拆成几个文件，或另存为 csv 再试。"
                ).format(file=self.path.name, size=self.spent >> 20, ratio=self.spent // self.file_bytes)
            )


def _inflate(raw: BinaryIO, member: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """Yield the true content of ``member``: for deflate up to the stream's own end, whatever the directory says."""
    if member.flag_bits & 0x1:
        raise UnreadableSheet(
            _("读不了 {file}：文件有密码。请先在 Excel 或压缩软件里去掉密码，再试一次。").format(
                file=budget.path.name
            )
        )
    if member.compress_type not in READABLE_METHODS:
        raise zipfile.BadZipFile("compression method")
    raw.seek(member.header_offset)
    head = raw.read(30)
    if head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("local header")
    raw.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    # The parser may believe either of the two headers, so a member that one of them calls deflated is inflated.
    local_method = int.from_bytes(head[8:10], "little")
    if zipfile.ZIP_DEFLATED in (local_method, member.compress_type):
        yield from _inflate_stream(raw, budget)
        return
    left = member.compress_size
    while left > 0 and (block := raw.read(min(CHUNK, left))):
        left -= len(block)
        budget.spend(len(block))
        yield block


def _inflate_stream(raw: BinaryIO, budget: _Budget) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflater.eof:
        block = inflater.unconsumed_tail or raw.read(CHUNK)
        if not block:
            raise EOFError("deflate stream ends early")
        piece = inflater.decompress(block, 4 * CHUNK)
        budget.spend(len(piece))
        yield piece


def _extent(chunks: Iterator[bytes]) -> SheetExtent:
    extent, tail = SheetExtent(0, 0, []), b""
    seen: set[tuple[int, int]] = set()
    for chunk in chunks:
        window = tail + chunk
        references = FILLED_CELL.findall(window)
        if references:
            extent.rows = max(extent.rows, max(int(row) for _column, row in references))
            letters = {column for column, _row in references}
            extent.columns = max(extent.columns, max(map(column_index, letters)) + 1)
        if UNPLACED_CELL.search(window):
            extent.rows = max([extent.rows, *map(int, PLACED_ROW.findall(window))])
        for bad in _bad_cells(window):
            if (bad.row, bad.column) not in seen:  # the overlap shows some cells twice
                seen.add((bad.row, bad.column))
                extent.bad_cells.append(bad)
        tail = window[-OVERLAP:]
    return extent


def _bad_cells(window: bytes) -> Iterator[BadCell]:
    if b't="e"' in window:
        for reference, value in ERROR_CELL.findall(window):
            yield BadCell(
                *split_reference(reference.decode()),
                _plain(value),
                _("公式出错"),
                _("在原表里改正公式，或直接填入数值"),
            )
    if b"<f" in window:
        for reference, formula in EMPTY_FORMULA.findall(window):
            yield BadCell(
                *split_reference(reference.decode()),
                "=" + _plain(formula),
                _("公式没有存下结果"),
                _("用 Excel 打开文件并保存一次，再重新读取"),
            )


def _plain(xml: bytes) -> str:
    return unescape(xml.decode("utf-8", "replace"))


def check_size(path: Path, rows: int, columns: int, limits: Limits) -> None:
    """Raise UnreadableSheet when a used rectangle of this size is more than ``limits`` allow."""
    if rows > limits.max_rows or columns > limits.max_columns or rows * columns > limits.max_cells:
        raise UnreadableSheet(
            _(
                "拒绝读取 {file}：表格有 {rows} 行 × {columns} 列，超出上限（{max_rows} 行、共 {max_cells} 格）。请删去表格外多余的内容，或拆成几个文件再试。"
            ).format(
                file=path.name,
                rows=rows,
                columns=columns,
                max_rows=limits.max_rows,
                max_cells=limits.max_cells,
            )
        )


def sheet_members(path: Path) -> dict[str, str]:
    """Return the member name of each worksheet of an xlsx file by sheet name; call after ``check_zip``."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return {}
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    members = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(RELATION, ""), "")
            members[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return members
