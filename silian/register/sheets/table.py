"""Read whatever people send into rows of known fields, with every fault named."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from silian.language import gettext as _
from silian.register.sheets.choosing import SheetPart, choose_sheets
from silian.register.sheets.columns import map_columns
from silian.register.sheets.faults import UnreadableSheet
from silian.register.sheets.files import read_grids
from silian.register.sheets.model import ColumnMatch, Field, Limits, Row, Table
from silian.register.sheets.names import Vocabulary
from silian.register.sheets.sheet_rows import SheetReader

NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})
DEFAULT_LIMITS = Limits()


def read_table(
    path: Path | str,
    fields: Sequence[Field],
    *,
    overrides: Mapping[str, str] = NO_OVERRIDES,
    sheet: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    option: str = "--map",
) -> Table:
    """Return the rows of the sheet (named ``sheet``, else the one whose headers fit best) as values of ``fields``.

    Sheets under the same headers are read together, in order. ``overrides`` maps a field name to the
    header (or letter) of its column; messages call the place where the user says so ``option``.
    ``progress`` is told rows done and rows in all. Raises UnreadableSheet when nothing of the file
    can be used; whatever is wrong with single cells and rows is in ``faults`` and ``skipped`` instead.
    """
    path = Path(path)
    vocabulary = Vocabulary(fields, overrides)
    parts, others = choose_sheets(path, read_grids(path, limits), sheet, vocabulary)
    body = parts[0].body if len(parts) == 1 else [row for part in parts for row in part.body]
    columns = map_columns(parts[0].header, body, vocabulary, overrides, option)
    _refuse_without_content(path, parts[0], columns, fields, option)
    named = len(parts) > 1
    readers = [SheetReader(part, part.grid.name if named else "", columns, fields, limits) for part in parts]
    rows = _read(readers, progress)
    first = parts[0]
    return Table(
        path,
        _("、").join(part.grid.name for part in parts),
        first.first_number - 1 if first.header.last >= 0 else 0,
        columns,
        rows,
        tuple(chain.from_iterable(reader.faults for reader in readers)),
        tuple(chain.from_iterable(reader.skipped for reader in readers)),
        first.grid.encoding,
        others,
    )


def _read(readers: Sequence[SheetReader], progress: Callable[[int, int], None] | None) -> tuple[Row, ...]:
    total = sum(len(reader.part.body) for reader in readers)
    before = 0
    rows: list[Row] = []

    def tell(done: int) -> None:
        if progress is not None:
            progress(before + done, total)

    for reader in readers:
        rows.extend(reader.read(tell))
        before += len(reader.part.body)
    tell(0)
    return tuple(rows)


def _refuse_without_content(
    path: Path, part: SheetPart, columns: Sequence[ColumnMatch], fields: Sequence[Field], option: str
) -> None:
    required = [field for field in fields if field.required]
    if required and not any(column.field == field.name for column in columns for field in required):
        raise UnreadableSheet(
            _(
                "{file} 的工作表“{sheet}”里找不到{fields}列。现有的表头：{headers}。请用 {option} {name}=表头 指定。"
            ).format(
                file=path.name,
                sheet=part.grid.name,
                fields=_(" 或 ").join(field.caption for field in required),
                headers="、".join(column.header or column.letter for column in columns[:40]) or _("（无）"),
                option=option,
                name=required[0].name,
            )
        )
    if not any(cell != "" for row in part.body for cell in row):
        raise UnreadableSheet(
            _("{file} 的工作表“{sheet}”只有表头（第 {row} 行），下面没有数据。请填写后再试。").format(
                file=path.name, sheet=part.grid.name, row=part.first_number - 1
            )
        )
