"""Read an uploaded sheet as texts of a register's fields, ready to be copied into the database."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.sheets import Amount, Field, Kind, Row, UnreadableSheet, read_table

KINDS = {
    Shape.MONEY: Kind.AMOUNT,
    Shape.DATE: Kind.DATE,
    Shape.FLAG: Kind.FLAG,
    Shape.CODE: Kind.CODE,
    Shape.CODES: Kind.CODES,
}

Line = tuple[int, list[str | None]]


@dataclass(frozen=True)
class Sheet:
    """The columns that were recognised, all columns with what they were taken for, rows, and doubtful cells."""

    columns: list[str]
    matches: list[dict[str, Any]]
    rows: Iterable[Line]
    doubts: list[dict[str, Any]]
    skipped: int = 0

    def with_column(self, name: str, text: str) -> "Sheet":
        """Return the sheet with one column more that says the same in every row."""
        rows = ((number, [*line, text]) for number, line in self.rows)
        return replace(self, columns=[*self.columns, name], rows=rows)


def wanted_fields(declared: Register) -> list[Field]:
    """Return what the sheet reader looks for, from the register's own fields."""
    return [_wanted(declared, info) for info in declared.fields]


def _wanted(declared: Register, info: FieldInfo) -> Field:
    chinese, english = info.labels()
    own = (chinese, english, info.name, *declared.synonyms.get(info.name, ()))
    known = declared.sheet.get(info.name)
    return Field(
        name=info.name,
        kind=KINDS.get(info.shape, known.kind if known else Kind.TEXT),
        label=chinese,
        label_en=english,
        synonyms=(*own, *_left_by_others(declared, info, known)),
        joins=bool(known and known.joins),
        required=info.name == declared.title or bool(known and known.required),
        language=known.language if known else "",
        same_as=known.same_as if known else "",
        choices=_choices(info, known),
    )


def _left_by_others(declared: Register, info: FieldInfo, known: Field | None) -> tuple[str, ...]:
    """Return the known headings of a column but for those that another field of the register calls its own."""
    taken = {heading for name, given in declared.synonyms.items() if name != info.name for heading in given}
    taken |= {label for other in declared.fields if other.name != info.name for label in other.labels()}
    return tuple(heading for heading in (known.synonyms if known else ()) if heading not in taken)


def _choices(info: FieldInfo, known: Field | None) -> dict[str, tuple[str, ...]]:
    also = known.choices if known else {}
    return {code: (*info.wordings(code), code, *also.get(code, ())) for code, _label in info.choices}


def _headings(declared: Register) -> dict[str, str]:
    """Return each exact heading (name, Chinese or English label) with the field it stands for."""
    known: dict[str, str] = {}
    for info in declared.fields:
        for heading in (*info.labels(), info.name):
            known.setdefault(heading, info.name)
    return known


def read_sheet(declared: Register, path: Path, mapping: Mapping[str, str]) -> Sheet:
    """Return the sheet's rows as texts; UnreadableSheet if nothing of it can be used.

    A UTF-8 CSV whose headings are exactly those of an export is streamed as it stands. Everything else goes
    through the reader of what people really send, with ``mapping`` from field to heading taking precedence.
    """
    if path.suffix.lower() == ".csv" and not mapping:
        exact = _read_exact(declared, path)
        if exact is not None:
            return exact
    return _read_any(declared, path, mapping)


def _read_exact(declared: Register, path: Path) -> Sheet | None:
    known = _headings(declared)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            heading = next(csv.reader(lines), [])
    except UnicodeDecodeError:
        return None
    columns = [known.get(title.strip(), "") for title in heading]
    if not all(columns) or len(set(columns)) != len(columns):
        return None
    matches = [
        {"letter": "", "header": title, "field": name, "confidence": 1.0, "why": "", "examples": []}
        for title, name in zip(heading, columns, strict=True)
    ]
    return Sheet(columns, matches, _csv_rows(path, len(columns)), [])


def _csv_rows(path: Path, width: int) -> Iterator[Line]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        try:
            for number, cells in enumerate(reader, 2):
                if len(cells) != width:
                    if not any(cells):
                        continue
                    raise UnreadableSheet(
                        _(
                            "{file} 第 {line} 行有 {found} 列，表头有 {wanted} 列。请检查该行的逗号和引号。"
                        ).format(file=path.name, line=number, found=len(cells), wanted=width)
                    )
                yield number, [cell.strip() or None for cell in cells]
        except (UnicodeDecodeError, csv.Error) as fault:
            raise UnreadableSheet(
                _(
                    "{file} 不是完整的 UTF-8 文本（{fault}）。请另存为 UTF-8 编码的 CSV 或 xlsx 后再试。"
                ).format(file=path.name, fault=fault)
            ) from fault


def _read_any(declared: Register, path: Path, mapping: Mapping[str, str]) -> Sheet:
    table = read_table(path, wanted_fields(declared), overrides=mapping)
    taken = {column.field for column in table.columns if column.field}
    columns = [info.name for info in declared.fields if info.name in taken]
    rows = [(row.number, [_text(_value(declared, row, name)) for name in columns]) for row in table.rows]
    doubts = [
        {"row": f.row, "header": f.header, "value": f.value, "problem": f.problem, "advice": f.advice}
        for f in table.faults
    ] + [
        {
            "row": s.number,
            "header": "",
            "value": " ".join(filter(None, s.cells))[:60],
            "problem": s.reason,
            "advice": "",
        }
        for s in table.skipped
    ]
    matches = [_plain(asdict(column)) for column in table.columns]
    return Sheet(columns, matches, rows, doubts, len(table.skipped))


def _value(declared: Register, row: Row, name: str) -> object:
    """Return what a row says; one without a title goes by its English one."""
    value = row.values.get(name)
    return row.values.get(f"{name}_en") if value is None and name == declared.title else value


def _plain(match: dict[str, Any]) -> dict[str, Any]:
    return {**match, "examples": list(match["examples"])}


def _text(value: Any) -> str | None:
    """Return a value of the reader as the database reads it; an unknown one is None."""
    if value is None:
        return None
    if isinstance(value, Amount):
        bound = value.low_yuan if value.low_yuan is not None else value.high_yuan
        return None if bound is None else format(bound, "f")
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value).replace("\0", "").strip() or None
