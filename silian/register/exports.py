"""Rows of a register as csv, xlsx or parquet, written piece by piece so that size does not matter."""

import csv
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from django.db.models import QuerySet

from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.filters import path_of
from silian.register.sight import guarded_links, seen_keys
from silian.register.standing import Standing

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
PIECE = 2000
RISKY = ("=", "+", "-", "@", "\t", "\r")
ROW_LIMIT = 1_048_575


class _Line:
    """A file of one line, which csv writes into and which is then handed on."""

    def write(self, text: str) -> str:
        return text


def _values(declared: Register, rows: QuerySet[Any], standing: Standing | None) -> Iterator[tuple[Any, ...]]:
    found = rows.values_list(*(path_of(info) for info in declared.fields)).iterator(chunk_size=PIECE)
    hiding = [(declared.fields.index(info), info) for info in guarded_links(declared.fields, standing)]
    if not hiding:
        yield from found
        return
    while piece := list(islice(found, PIECE)):
        yield from _veiled(piece, hiding, standing)


def _veiled(
    piece: list[tuple[Any, ...]], hiding: list[tuple[int, FieldInfo]], standing: Standing | None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows without the keys of rows that the person may not see."""
    lines = [list(row) for row in piece]
    for place, info in hiding:
        several = info.shape is Shape.KEYS
        keys = [key for line in lines for key in (line[place] if several else [line[place]]) if key]
        known = seen_keys(info, keys, standing)
        for line in lines:
            if several:
                line[place] = [key for key in line[place] if key in known]
            elif line[place] not in known:
                line[place] = None
    yield from map(tuple, lines)


def _text(info: FieldInfo, value: Any) -> str:
    """Return a value as text that an import reads back."""
    if value is None:
        return ""
    if info.shape in (Shape.KEYS, Shape.CODES):
        return ";".join(value)
    if info.shape is Shape.FLAG:
        return "true" if value else "false"
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    # A text that a spreadsheet would run as a formula is marked as text, as spreadsheets themselves do.
    return "'" + text if info.shape in (Shape.TEXT, Shape.LONG) and text.startswith(RISKY) else text


def csv_lines(declared: Register, rows: QuerySet[Any], standing: Standing | None = None) -> Iterator[str]:
    """Yield the lines of a UTF-8 CSV with a mark that makes spreadsheets read it as such."""
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow([info.name for info in declared.fields]))
    for values in _values(declared, rows, standing):
        yield str(writer.writerow([_text(i, v) for i, v in zip(declared.fields, values, strict=True)]))


def write_xlsx(declared: Register, rows: QuerySet[Any], standing: Standing | None = None) -> IO[bytes]:
    """Return an open workbook whose headings are in the language in use."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(declared.label[:31])
    dates, heads = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, info in enumerate(declared.fields):
        sheet.set_column(column, column, 40 if info.name == declared.title else 16)
        sheet.write_string(0, column, info.label, heads)
    for number, values in enumerate(_values(declared, rows, standing), 1):
        if number > ROW_LIMIT:
            break
        for column, (info, value) in enumerate(zip(declared.fields, values, strict=True)):
            _write_cell(sheet, number, column, info, value, dates)
    book.close()
    file.seek(0)
    return file


def _write_cell(sheet: Any, row: int, column: int, info: FieldInfo, value: Any, dates: Any) -> None:
    if value is None or value == "":
        return
    if info.shape is Shape.DATE:
        sheet.write_datetime(row, column, value, dates)
    elif info.shape in (Shape.NUMBER, Shape.MONEY):
        sheet.write_number(row, column, value)
    elif info.shape is Shape.CODE:
        sheet.write_string(row, column, dict(info.choices).get(value, value))
    else:
        sheet.write_string(row, column, _text(info, value)[:32_767])


ARROW = {
    Shape.DATE: pa.date32(),
    Shape.FLAG: pa.bool_(),
    Shape.MONEY: pa.decimal128(18, 2),
    Shape.KEYS: pa.list_(pa.string()),
    Shape.CODES: pa.list_(pa.string()),
}


def _arrow_type(info: FieldInfo) -> Any:
    if info.shape is Shape.NUMBER:
        return pa.float64() if info.field.get_internal_type() == "DecimalField" else pa.int64()
    return ARROW.get(info.shape, pa.string())


def write_parquet(declared: Register, rows: QuerySet[Any], standing: Standing | None = None) -> IO[bytes]:
    """Return an open parquet file with one typed column per field."""
    schema = pa.schema([(info.name, _arrow_type(info)) for info in declared.fields])
    floats = {n for n, info in enumerate(declared.fields) if _arrow_type(info) == pa.float64()}
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    with pq.ParquetWriter(file, schema) as writer:
        piece: list[tuple[Any, ...]] = []
        for values in _values(declared, rows, standing):
            piece.append(values)
            if len(piece) == 10 * PIECE:
                writer.write_table(_table(piece, schema, floats))
                piece = []
        writer.write_table(_table(piece, schema, floats))
    file.seek(0)
    return file


def _table(piece: list[tuple[Any, ...]], schema: Any, floats: set[int]) -> Any:
    columns = [
        [float(row[n]) if n in floats and row[n] is not None else row[n] for row in piece]
        for n in range(len(schema))
    ]
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
