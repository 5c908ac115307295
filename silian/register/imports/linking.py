"""The records that the keys and names in a sheet stand for; those that nobody has may be registered."""

from typing import Any

from django.db import connection

from silian.register.declaration import Register, of
from silian.register.fields import FieldInfo, Shape
from silian.register.imports.sql import defaults, literal, note, parts_of, quoted, run
from silian.register.permissions import may_add_names
from silian.register.sight import seen
from silian.register.standing import Standing

NAMING = ("name", "title", "short_name", "former_name", "uscc", "number")


def map_of(info: FieldInfo) -> str:
    """Return the table that holds the record behind each distinct text of a link's column."""
    return quoted(f"map_{info.name}")


def seen_rows(model: Any, standing: Standing | None) -> str:
    """Return the rows of a table that the person may see, as SQL to select from."""
    declared = of(model)
    if declared is None or not declared.guarded or standing is None or standing.administrator:
        return quoted(model._meta.db_table)
    statement, params = seen(model, standing).order_by().query.sql_with_params()
    return f"({connection.ops.compose_sql(statement, params)})"  # type: ignore[attr-defined]


def find_links(
    declared: Register,
    info: FieldInfo,
    columns: list[str],
    standing: Standing | None,
    *,
    adds_missing: bool,
    spares_unknown: bool,
) -> None:
    """Find the record behind each distinct key or name of a link.

    Unknown ones may be registered (``adds_missing``); what is still unknown then is a fault, or is left out of the
    row and noted in ``spared`` (``spares_unknown``, where the link is not required).
    """
    column, map_ = quoted(info.name), map_of(info)
    each = parts_of(column) if info.shape is Shape.KEYS else column
    run(f"DROP TABLE IF EXISTS {map_}")
    matched = _matched(info, f"SELECT DISTINCT {each} AS value FROM staged", standing)
    run(f"CREATE TEMP TABLE {map_} ON COMMIT DROP AS {matched}")
    # Every row looks its values up here; without an index that is the square of the rows.
    run(f"CREATE INDEX ON {map_} (value)")
    run(f"ANALYZE {map_}")
    absent = "unknown"
    target = of(info.target)
    if adds_missing and target is not None and target.title != "key":
        if may_add_names(target, standing or Standing(administrator=True)):
            _add_missing(target, map_, standing)
        else:
            absent = "unregistrable"
    in_file = ""
    if info.target is declared.model and "key" in columns:
        in_file = " AND NOT EXISTS (SELECT 1 FROM staged o WHERE o.key = {v})"
    noted = "spared" if spares_unknown and not info.required else "bad"
    for problem, test in ((absent, "m.id IS NULL"), ("ambiguous", "m.n > 1")):
        if info.shape is Shape.KEYS:
            found = f"{parts_of(column)} u(v) JOIN {map_} m ON m.value = v WHERE v <> '' AND {test}"
            condition = f"{column} IS NOT NULL AND EXISTS (SELECT 1 FROM {found}{in_file.format(v='v')})"
        else:
            found = f"EXISTS (SELECT 1 FROM {map_} m WHERE m.value = s.{column} AND {test})"
            condition = found + in_file.format(v=f"s.{column}")
        note(info.name, problem, condition, table=noted)
    run(f"UPDATE {map_} SET id = NULL WHERE n > 1")


def _matched(info: FieldInfo, values: str, standing: Standing | None) -> str:
    target = seen_rows(info.target, standing)
    names = {field.name for field in info.target._meta.concrete_fields}
    named = " UNION ALL ".join(
        f"SELECT {name} AS value, id FROM {target} o WHERE {name} IN (SELECT value FROM v)"
        for name in NAMING
        if name in names
    )
    return (
        f"WITH v AS MATERIALIZED (SELECT value FROM ({values}) d WHERE value <> '') "
        f"SELECT v.value, coalesce(k.id, n.id) AS id, CASE WHEN k.id IS NULL THEN n.n ELSE 1 END AS n "
        f"FROM v LEFT JOIN {target} k ON k.key = v.value "
        f"LEFT JOIN (SELECT value, min(id) AS id, count(DISTINCT id) AS n FROM ({named}) x GROUP BY 1) n "
        "ON n.value = v.value"
    )


def _add_missing(declared: Register, map_: str, standing: Standing | None) -> None:
    """Register the names that no record has, so that the rows pointing at them can be taken."""
    title, table = quoted(declared.title), quoted(declared.model._meta.db_table)
    rest = defaults(declared.model, {"key", declared.title})
    for name, choices in ((f.column, f.choices) for f in declared.model._meta.concrete_fields):
        if choices and rest.get(name) in ("''", "NULL") and "other" in dict(choices):
            rest[name] = "'other'"
    columns = ", ".join(["key", title, *(quoted(name) for name in rest)])
    made = f"left(md5({literal(declared.name)} || m.value), 12)"
    values = ", ".join([made, "m.value", *rest.values()])
    run(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {map_} m WHERE m.id IS NULL ON CONFLICT (key) DO NOTHING"
    )
    seen_ = seen_rows(declared.model, standing)
    run(f"UPDATE {map_} m SET id = t.id, n = 1 FROM {seen_} t WHERE m.id IS NULL AND t.key = {made}")


def keys_of(info: FieldInfo, column: str, own: bool) -> str:
    """Return the expression for the keys of the records that a column lists; ``own`` ones may be in the sheet itself."""
    known = "t.key IS NOT NULL" + (" OR EXISTS (SELECT 1 FROM staged o WHERE o.key = u.v)" if own else "")
    target = quoted(info.target._meta.db_table)
    return (
        f"coalesce((SELECT array_agg(coalesce(t.key, u.v) ORDER BY u.n) "
        f"FROM {parts_of(column)} WITH ORDINALITY u(v, n) "
        f"LEFT JOIN {map_of(info)} m ON m.value = u.v LEFT JOIN {target} t ON t.id = m.id WHERE {known})::varchar[], '{{}}')"
    )
