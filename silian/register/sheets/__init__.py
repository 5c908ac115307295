"""A reader for what people send: xlsx, xls, ods, csv and jsonl to rows of known fields, with every fault named."""

from silian.register.sheets.faults import Fault, SkippedRow, UnreadableSheet
from silian.register.sheets.model import Amount, ColumnMatch, Field, Kind, Limits, Row, Table
from silian.register.sheets.table import read_table

__all__ = [
    "Amount",
    "ColumnMatch",
    "Fault",
    "Field",
    "Kind",
    "Limits",
    "Row",
    "SkippedRow",
    "Table",
    "UnreadableSheet",
    "read_table",
]
