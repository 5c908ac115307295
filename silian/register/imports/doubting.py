"""What is doubtful about the rows of a sheet although they will be written."""

from collections.abc import Iterator
from typing import Any

from silian.register.cautions import Caution, cautions
from silian.register.declaration import Register
from silian.register.imports.sql import quoted, run

PIECE = 2000


def doubtful_rows(declared: Register, columns: list[str], limit: int) -> list[dict[str, Any]]:
    """Return the first ``limit`` doubts about the ready rows, as JSON can hold them."""
    if not declared.warnings:
        return []
    found: list[dict[str, Any]] = []
    for line, record in _records(declared, columns):
        for caution in cautions(declared, record):
            found.append(
                {
                    "row": line,
                    "field": caution.field,
                    "value": str(getattr(record, caution.field, "")),
                    "sentence": caution.sentence,
                    "values": dict(caution.values),
                }
            )
        if len(found) >= limit:
            break
    return found[:limit]


def _records(declared: Register, columns: list[str]) -> Iterator[tuple[int, Any]]:
    """Yield the line of each ready row and the record it would make."""
    names = ["key", *(declared.by_name[name].column for name in columns if name != "key")]
    cursor = run(f"SELECT line, {', '.join(map(quoted, names))} FROM ready ORDER BY line")
    while rows := cursor.fetchmany(PIECE):
        for line, *values in rows:
            yield line, declared.model(**dict(zip(names, values, strict=True)))


def doubt_words(doubt: dict[str, Any]) -> str:
    """Return a doubt of a report as one sentence in the language in use."""
    return str(Caution(doubt["field"], doubt["sentence"], doubt["values"]))
