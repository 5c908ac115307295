"""What the JSON API of a register takes and gives, typed from its fields."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from silian.register.cautions import cautions
from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.filters import parameter_names


class Strict(Schema):
    """Takes nothing it does not know, so that a misspelt field is not silently dropped."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """Why a request was refused."""

    detail: str


class FieldProblems(Schema):
    """Why a record was refused, by field; ``__all__`` holds what concerns the whole."""

    detail: dict[str, list[str]]


class ChangeOut(Schema):
    """One change of a record."""

    at: datetime
    by: str
    kind: str
    differences: list[dict[str, str]]


def _type(info: FieldInfo) -> Any:
    if info.shape is Shape.CODE:
        return Literal[(*(code for code, _label in info.choices), *([""] if info.field.blank else []))]
    if info.shape is Shape.CODES:
        return list[Literal[tuple(code for code, _label in info.choices)]]  # type: ignore[misc]
    whole = info.field.get_internal_type() != "DecimalField"
    return {
        Shape.NUMBER: int if whole else Decimal,
        Shape.MONEY: Decimal,
        Shape.DATE: date,
        Shape.FLAG: bool,
        Shape.KEYS: list[str],
    }.get(info.shape, str)


def _optional(info: FieldInfo) -> bool:
    return bool(info.field.null)


@cache
def record_out(declared: Register) -> type[Schema]:
    """Return the schema of a record as the API gives it; links are keys."""
    parts: dict[str, Any] = {}
    for info in declared.fields:
        kind = {Shape.CODE: str, Shape.CODES: list[str]}.get(info.shape) or _type(info)
        parts[info.name] = (kind | None if _optional(info) else kind, Field(description=info.label))
    parts["updated_at"] = (
        # A text, because JSON times lose their microseconds and would never equal what is in the database.
        str,
        Field(
            description="send it back as `version` to be told of changes in between",
            json_schema_extra={"format": "date-time"},
        ),
    )
    if declared.warnings:
        parts["warnings"] = (list[str], Field(description="what is doubtful about the record"))
    made: Any = create_model(f"{declared.model.__name__}Out", __base__=Schema, **parts)
    return made  # type: ignore[no-any-return]


@cache
def record_in(declared: Register) -> type[Schema]:
    """Return the schema of a record as the API takes it; fields left out keep their value."""
    parts: dict[str, Any] = {}
    for info in declared.fields:
        kind = _type(info)
        parts[info.name] = (kind | None, Field(default=None, description=info.label))
    parts["version"] = (str, Field(default="", description="`updated_at` of the record that was read"))
    made: Any = create_model(f"{declared.model.__name__}In", __base__=Strict, **parts)
    return made  # type: ignore[no-any-return]


@cache
def page_out(declared: Register) -> type[Schema]:
    """Return the schema of one page of records."""
    made: Any = create_model(
        f"{declared.model.__name__}Page",
        __base__=Schema,
        count=(int, Field(description="rows in all")),
        items=(list[record_out(declared)], Field()),  # type: ignore[arg-type, misc]
    )
    return made  # type: ignore[no-any-return]


@cache
def query_in(declared: Register) -> type[Schema]:
    """Return the schema of the list's parameters: the filters of the page, order and piece."""
    parts: dict[str, Any] = {}
    for name in parameter_names(declared):
        several = name in declared.by_name and declared.by_name[name].shape is not Shape.FLAG
        parts[name] = (list[str] if several else str, Field(default=[] if several else ""))
    parts["sort"] = (str, Field(default="", description="a field name, with - in front for descending"))
    parts["limit"] = (int, Field(default=50, ge=1, le=1000))
    parts["offset"] = (int, Field(default=0, ge=0, le=10**9))
    made: Any = create_model(f"{declared.model.__name__}Query", __base__=Schema, **parts)
    return made  # type: ignore[no-any-return]


def plain(info: FieldInfo, record: Any) -> Any:
    """Return the value of a field as the API gives it."""
    if info.shape is Shape.LINK:
        return getattr(record, info.name).key if getattr(record, info.column) else None
    return getattr(record, info.name)


def record_of(declared: Register, record: Any) -> dict[str, Any]:
    """Return a record as the API gives it."""
    given = {info.name: plain(info, record) for info in declared.fields} | {
        "updated_at": record.updated_at.isoformat()
    }
    if declared.warnings:
        given["warnings"] = [str(caution) for caution in cautions(declared, record)]
    return given
