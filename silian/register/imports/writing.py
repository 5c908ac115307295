"""Typed rows into the register in one statement each, and what that would change."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.imports.linking import seen_rows
from silian.register.imports.sql import defaults, literal, quoted, run
from silian.register.permissions import changeable
from silian.register.publication import publishable
from silian.register.standing import Standing


@dataclass(frozen=True)
class Outcome:
    """How many rows are new, changed and as they were."""

    new: int
    changed: int
    unchanged: int


def own_links(declared: Register, columns: list[str]) -> list[FieldInfo]:
    """Return the link columns that point at rows of the same register, perhaps of the same sheet."""
    return [i for i in declared.links if i.name in columns and i.target is declared.model]


def compared_columns(declared: Register, columns: list[str]) -> list[str]:
    """Return the database columns that a sheet sets in one go."""
    later = {info.name for info in own_links(declared, columns)}
    return [declared.by_name[name].column for name in columns if name != "key" and name not in later]


def outcome(declared: Register, columns: list[str]) -> Outcome:
    """Return what writing the ready rows would do; nothing is written."""
    table = quoted(declared.model._meta.db_table)
    names = compared_columns(declared, columns)
    differs = _differs("t", "r", names)
    row = run(
        f"SELECT count(*) FILTER (WHERE t.id IS NULL), count(*) FILTER (WHERE t.id IS NOT NULL AND {differs}), count(*) "
        f"FROM ready r LEFT JOIN {table} t ON t.key = r.key"
    ).fetchone()
    return Outcome(row[0], row[1], row[2] - row[0] - row[1])


def _differs(left: str, right: str, names: list[str]) -> str:
    if not names:
        return "false"
    one, other = (", ".join(f"{side}.{quoted(name)}" for name in names) for side in (left, right))
    return f"ROW({one}) IS DISTINCT FROM ROW({other})"


def differences(
    declared: Register, columns: list[str], standing: Standing, limit: int = 50
) -> list[dict[str, Any]]:
    """Return the first ``limit`` rows that would change, with each field before and after as texts."""
    table = quoted(declared.model._meta.db_table)
    names = compared_columns(declared, columns)
    if not names:
        return []
    infos = [declared.by_name[name] for name in columns if declared.by_name[name].column in names]
    pairs = ", ".join(f"{_shown(i, 't', standing)}, {_shown(i, 'r', standing)}" for i in infos)
    rows = run(
        f"SELECT r.line, r.key, {pairs} FROM ready r JOIN {table} t ON t.key = r.key "
        f"WHERE {_differs('t', 'r', names)} ORDER BY r.line LIMIT {limit}"
    ).fetchall()
    found = []
    for line, key, *values in rows:
        pairs_ = zip(infos, values[::2], values[1::2], strict=True)
        changed = [{"field": i.name, "before": b, "after": a} for i, b, a in pairs_ if a != b]
        found.append({"row": line, "key": key, "changes": changed})
    return found


def _shown(info: FieldInfo, side: str, standing: Standing) -> str:
    column = f"{side}.{quoted(info.column)}"
    if info.shape is not Shape.LINK:
        return f"left({column}::text, 200)"
    return f"(SELECT key FROM {seen_rows(info.target, standing)} x WHERE x.id = {column})"


def write(declared: Register, columns: list[str], standing: Standing) -> None:
    """Insert new rows and update changed ones in one statement; rows that are the same are not touched."""
    table = quoted(declared.model._meta.db_table)
    names = compared_columns(declared, columns)
    rest = defaults(declared.model, {"key", *names})
    listed = ", ".join(quoted(name) for name in ["key", *names, *rest])
    values = ", ".join([*(f"r.{quoted(name)}" for name in ["key", *names]), *rest.values()])
    updates = ", ".join(f"{quoted(name)} = EXCLUDED.{quoted(name)}" for name in names)
    same_key = (
        f"DO UPDATE SET {updates}, updated_at = now() WHERE {_differs('t', 'EXCLUDED', names)}"
        if names
        else "DO NOTHING"
    )
    run(
        f"INSERT INTO {table} AS t ({listed}) SELECT {values} FROM ready r ORDER BY r.line "
        f"ON CONFLICT (key) {same_key}"
    )
    for info in own_links(declared, columns):
        _write_own_link(declared, info, table, seen_rows(declared.model, standing))


def _write_own_link(declared: Register, info: FieldInfo, table: str, seen: str) -> None:
    """Point rows at other rows of their register, now that all of the sheet are there."""
    named = quoted(declared.title)
    run(
        f"UPDATE {table} t SET {quoted(info.column)} = p.id, updated_at = now() "
        f"FROM ready r JOIN staged s ON s.line = r.line "
        f"JOIN {seen} p ON p.key = s.{quoted(info.name)} OR "
        f"(p.{named} = s.{quoted(info.name)} AND NOT EXISTS (SELECT 1 FROM {seen} k WHERE k.key = s.{quoted(info.name)})) "
        f"WHERE t.key = r.key AND t.{quoted(info.column)} IS DISTINCT FROM p.id"
    )


def forbid_unexamined_rows(declared: Register, columns: list[str], standing: Standing) -> int:
    """Note in ``bad`` every ready row that the sheet makes public and the person may not; before writing."""
    allowed = publishable(declared, standing) if declared.published in columns else None
    if allowed is None:
        return 0
    query = declared.model.objects.filter(allowed).order_by().values("key")
    return _forbid(query, f"r.{quoted(declared.published)}", declared.published, "'true'", "examination")


def forbid_foreign_rows(declared: Register, standing: Standing) -> int:
    """Note in ``bad`` every ready row that is now in the register and that the person may not change."""
    if standing.administrator:
        return 0
    query = changeable(declared, standing).order_by().values("key")
    present = f"EXISTS (SELECT 1 FROM {quoted(declared.model._meta.db_table)} t WHERE t.key = r.key)"
    return _forbid(query, present, "key", "r.key", "forbidden")


def _forbid(allowed: Any, which: str, field: str, value: str, problem: str) -> int:
    """Note in ``bad`` the ready rows for which ``which`` holds and whose key is not among ``allowed``."""
    try:
        statement, params = allowed.query.sql_with_params()
    except EmptyResultSet:
        statement, params = "SELECT NULL::text WHERE false", ()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO bad SELECT r.line, {literal(field)}, {value}, {literal(problem)} FROM ready r "
            f"WHERE {which} AND r.key NOT IN ({statement})",
            params,
        )
        return int(cursor.rowcount)
