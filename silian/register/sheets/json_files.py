"""JSON to one grid: an object per line, one array of objects, or one object that holds such an array."""

import json
from pathlib import Path

from silian.language import gettext as _
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.model import WHOLE_ROW, BadCell, Cell, Grid

_Records = tuple[list[dict[str, object] | None], list[BadCell]]
"""Record i stands in line i + 1 (or is element i); None is a blank or bad one."""


def read_json(path: Path, text: str, encoding: str) -> Grid:
    """Return one row per record under the union of their keys. Raises UnreadableSheet for any other JSON."""
    records, bad = _records(text)
    found = sum(record is not None for record in records)
    if not found or found < len(bad):
        raise UnreadableSheet(
            _(
                "读不了 {file}：开头像 JSON，却不是每行一个 {{…}} 对象，也不是这样的对象组成的一个数组。"
                "请改成每行一个对象，或另存为 .csv 或 .xlsx 再试。"
            ).format(file=path.name)
        )
    keys = list(dict.fromkeys(key for record in records if record for key in record))
    cells: list[list[Cell]] = [list(keys)]
    cells.extend([_json_cell(record.get(key)) for key in keys] if record else [] for record in records)
    return Grid(path.name, cells, first_number=0, encoding=encoding, bad_cells=tuple(bad), named_columns=True)


def _records(text: str) -> _Records:
    try:
        document = json.loads(text)  # stops at the second line of JSON lines
    except (ValueError, RecursionError):
        return _lines(text)
    if isinstance(document, list):
        return _elements(document)
    arrays = [value for value in document.values() if _holds_objects(value)]
    if len(arrays) == 1:
        return _elements(arrays[0])
    return _lines(text)  # one line with one object is JSON lines, too


def _holds_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(element, dict) for element in value)


def _elements(array: list[object]) -> _Records:
    records = [element if isinstance(element, dict) else None for element in array]
    bad = [
        BadCell(
            number,
            WHOLE_ROW,
            json.dumps(array[number - 1], ensure_ascii=False),
            _("数组里的这一项不是 JSON 对象"),
            _("改成 {…} 对象，或删去这一项"),
        )
        for number, record in enumerate(records, 1)
        if record is None
    ]
    return records, bad


def _lines(text: str) -> _Records:
    records: list[dict[str, object] | None] = []
    bad = []
    # Not splitlines(): U+2028 and form feeds may stand inside a JSON string.
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        record = None
        if line.strip():
            record = _json_object(line)
            if record is None:
                bad.append(
                    BadCell(
                        number,
                        WHOLE_ROW,
                        line,
                        _("这一行不是完整的 JSON 对象"),
                        _("改正这一行，每行一个 {…} 对象"),
                    )
                )
        records.append(record)
    return records, bad


def _json_object(line: str) -> dict[str, object] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _json_cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list):
        return "、".join(str(_json_cell(item)) for item in value)
    return json.dumps(value, ensure_ascii=False)
