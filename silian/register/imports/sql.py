"""The pieces of SQL that imports are put together from, and the table in which they note faults."""

from typing import Any

from django.db import connection
from psycopg import sql

# The comma in "KUDO, Inc" and "Materials Co.,Ltd." belongs to the name.
MARKS = r"\s*(?:,(?!\s*(?:[Ii][Nn][Cc]|[Ll][Tt][Dd]|[Ll][Ll][Cc]|[Cc][Oo][Rr][Pp]|[Cc][Oo]|GmbH)\M)|[，;；、|\n])\s*"


def quoted(name: str) -> str:
    """Return ``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """Return ``value`` as an SQL literal."""
    return sql.Literal(value).as_string(None)


def parts_of(text: str) -> str:
    """Return the expression for the parts of a text that lists several values."""
    return f"unnest(regexp_split_to_array({text}, '{MARKS}'))"


def run(statement: str) -> Any:
    """Run one statement and return its cursor; all parts are identifiers and literals quoted here."""
    cursor = connection.cursor()
    # The history adds parameters of its own, so a percent sign must never be taken for a place to put one.
    cursor.execute(statement.replace("%", "%%"), ())
    return cursor


def note(field: str, problem: str, condition: str, value: str = "", table: str = "bad") -> None:
    """Note in ``table`` the rows of ``staged`` (as ``s``) that meet ``condition``, with the text they have."""
    shown = f"left({value or quoted(field)}, 80)" if field else "''"
    run(
        f"INSERT INTO {table} SELECT line, {literal(field)}, {shown}, {literal(problem)} FROM staged s WHERE {condition}"
    )


def defaults(model: Any, given: set[str]) -> dict[str, str]:
    """Return an SQL literal for each column that an INSERT must fill although the sheet does not have it."""
    found = {}
    for field in model._meta.concrete_fields:
        if field.column in given or field.primary_key or field.generated:
            continue
        if field.name in {"created_at", "updated_at"}:
            found[field.column] = "now()"
        elif field.has_default() or not field.null:
            value = field.get_default()
            found[field.column] = "'{}'" if value == [] else literal(value)
    return found
