"""Texts of a sheet in a temporary table, checked as a whole by the database, then turned into typed rows."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection
from psycopg import sql

from silian.register.declaration import Register, of
from silian.register.fields import FieldInfo, Shape
from silian.register.imports.reading import Line
from silian.register.sight import seen
from silian.register.standing import Standing

MARKS = r"\s*[,，;；、|\n]\s*"
YES = ("true", "1", "是", "yes", "y", "t", "√", "有", "公开")
NO = ("false", "0", "否", "no", "n", "f", "×", "无", "不公开")
NUMBER = r"^[+-]?[0-9][0-9,]*(\.[0-9]+)?$"
DATE = r"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}$"
NAMING = ("name", "title", "short_name", "former_name", "uscc", "number")


def quoted(name: str) -> str:
    """Return ``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """Return ``value`` as an SQL literal."""
    return sql.Literal(value).as_string(None)


def run(statement: str) -> Any:
    """Run one statement and return its cursor; all parts are identifiers and literals quoted here."""
    cursor = connection.cursor()
    # The history adds parameters of its own, so a percent sign must never be taken for a place to put one.
    cursor.execute(statement.replace("%", "%%"), ())
    return cursor


def seen_rows(model: Any, standing: Standing | None) -> str:
    """Return the rows of a table that the person may see, as SQL to select from."""
    declared = of(model)
    if declared is None or not declared.guarded or standing is None or standing.administrator:
        return quoted(model._meta.db_table)
    statement, params = seen(model, standing).order_by().query.sql_with_params()
    return f"({connection.ops.compose_sql(statement, params)})"  # type: ignore[attr-defined]


class Staging:
    """One sheet in the database of one transaction: ``staged`` (texts), ``bad`` (faults), ``ready`` (typed rows)."""

    def __init__(self, declared: Register, columns: list[str], standing: Standing | None = None) -> None:
        self.declared = declared
        self.standing = standing
        self.columns = columns
        self.infos = [declared.by_name[name] for name in columns]
        self.table = quoted(declared.model._meta.db_table)

    def load(self, rows: Iterable[Line]) -> int:
        """Copy the rows in and return how many there are."""
        names = self.columns if "key" in self.columns else ["key", *self.columns]
        run("DROP TABLE IF EXISTS staged, bad, ready")
        listed = ", ".join(f"{quoted(name)} text" for name in names)
        run(f"CREATE TEMP TABLE staged (line integer, {listed}) ON COMMIT DROP")
        run("CREATE TEMP TABLE bad (line integer, field text, value text, problem text) ON COMMIT DROP")
        target = ", ".join(["line", *(quoted(name) for name in self.columns)])
        count = 0
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY staged ({target}) FROM STDIN") as copy:
            for number, cells in rows:
                copy.write_row((number, *cells))
                count += 1
        run("ANALYZE staged")
        return count

    def check(self, adds_missing: bool) -> None:
        """Write every fault of every row into ``bad``."""
        for info in self.infos:
            if info.name == "key":
                continue
            self._check_value(info)
            if info.target is not None:
                self._map_links(info, adds_missing)
        self._check_required()
        self._find_keys()
        self._check_keys()

    def fault(self, field: str, problem: str, condition: str, value: str = "") -> None:
        """Note the rows of ``staged`` that meet ``condition``."""
        shown = f"left({value or quoted(field)}, 80)" if field else "''"
        run(
            f"INSERT INTO bad SELECT line, {literal(field)}, {shown}, {literal(problem)} FROM staged s WHERE {condition}"
        )

    def _check_required(self) -> None:
        for info in self.declared.fields:
            if not info.required:
                continue
            if info.name in self.columns:
                self.fault(info.name, "required", f"{quoted(info.name)} IS NULL")
            else:
                new = f"NOT EXISTS (SELECT 1 FROM {self.table} t WHERE t.key = s.key)"
                self.fault(info.name, "required", new, "''")

    def _check_value(self, info: FieldInfo) -> None:
        column = quoted(info.name)
        if info.shape in (Shape.MONEY, Shape.NUMBER):
            self._check_number(info, column)
        elif info.shape is Shape.DATE:
            # AND may be worked out in any order; CASE may not.
            valid = f"CASE WHEN {column} ~ '{DATE}' THEN pg_input_is_valid(translate({column}, '/.', '--'), 'date') ELSE false END"
            self.fault(info.name, "date", f"{column} IS NOT NULL AND NOT ({valid})")
        elif info.shape is Shape.FLAG:
            known = ", ".join(literal(word) for word in (*YES, *NO))
            self.fault(info.name, "flag", f"lower({column}) NOT IN ({known})")
        elif info.shape is Shape.CODE:
            known = ", ".join(literal(word) for word in info.spellings)
            self.fault(info.name, "code", f"lower({column}) NOT IN ({known})")
        elif info.shape is Shape.CODES:
            known = ", ".join(literal(word) for word in info.spellings)
            parts = f"unnest(regexp_split_to_array(lower({column}), '{MARKS}')) v"
            self.fault(
                info.name, "code", f"EXISTS (SELECT 1 FROM {parts} WHERE v <> '' AND v NOT IN ({known}))"
            )
        elif info.shape is Shape.TEXT and info.field.max_length:
            self.fault(info.name, "long", f"length({column}) > {info.field.max_length}")

    def _check_number(self, info: FieldInfo, column: str) -> None:
        whole = "" if info.shape is Shape.MONEY or info.field.get_internal_type() == "DecimalField" else "0*"
        pattern = NUMBER if not whole else r"^[+-]?[0-9][0-9,]*(\.0+)?$"
        self.fault(info.name, "number", f"{column} !~ '{pattern}'")
        low, high = _bounds(info)
        number = f"CASE WHEN {column} ~ '{pattern}' THEN replace({column}, ',', '')::numeric END"
        self.fault(info.name, "small", f"{number} < {low}")
        self.fault(info.name, "large", f"{number} > {high}")

    def _map_links(self, info: FieldInfo, adds_missing: bool) -> None:
        """Find the record behind each distinct key or name of a link; unknown ones may be registered."""
        column, map_ = quoted(info.name), quoted(f"map_{info.name}")
        values = (
            f"SELECT DISTINCT unnest(regexp_split_to_array({column}, '{MARKS}')) AS value FROM staged"
            if info.shape is Shape.KEYS
            else f"SELECT DISTINCT {column} AS value FROM staged"
        )
        run(f"DROP TABLE IF EXISTS {map_}")
        run(f"CREATE TEMP TABLE {map_} ON COMMIT DROP AS {self._matched(info, values)}")
        # Every row looks its values up here; without an index that is the square of the rows.
        run(f"CREATE INDEX ON {map_} (value)")
        run(f"ANALYZE {map_}")
        if adds_missing:
            add_missing(info, map_)
        own = info.target is self.declared.model
        in_file = (
            " AND NOT EXISTS (SELECT 1 FROM staged o WHERE o.key = {v})"
            if own and "key" in self.columns
            else ""
        )
        if info.shape is Shape.KEYS:
            parts = f"unnest(regexp_split_to_array({column}, '{MARKS}')) u(v)"
            for problem, test in (("unknown", "m.id IS NULL"), ("ambiguous", "m.n > 1")):
                found = f"EXISTS (SELECT 1 FROM {parts} JOIN {map_} m ON m.value = v WHERE v <> '' AND {test}{in_file.format(v='v')})"
                self.fault(info.name, problem, f"{column} IS NOT NULL AND {found}")
            return
        for problem, test in (("unknown", "m.id IS NULL"), ("ambiguous", "m.n > 1")):
            found = f"EXISTS (SELECT 1 FROM {map_} m WHERE m.value = s.{column} AND {test})"
            self.fault(info.name, problem, found + in_file.format(v=f"s.{column}"))

    def _matched(self, info: FieldInfo, values: str) -> str:
        target = seen_rows(info.target, self.standing)
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

    def _find_keys(self) -> None:
        """Give rows without a key the key of the record they mean, else one made from what identifies them."""
        for name in self.declared.key_from:
            if name not in self.columns or "+" in name:
                continue
            run(
                f"UPDATE staged s SET key = t.key FROM {seen_rows(self.declared.model, self.standing)} t "
                f"WHERE s.key IS NULL AND s.{quoted(name)} IS NOT NULL AND t.{quoted(name)} = s.{quoted(name)}"
            )
        parts = []
        for name in self.declared.key_from:
            pieces = [quoted(piece) for piece in name.split("+") if piece in self.columns]
            if pieces:
                parts.append(" || '|' || ".join(pieces))
        everything = " || '|' || ".join(
            f"coalesce({quoted(name)}, '')" for name in self.columns if name != "key"
        )
        source = f"coalesce({', '.join([*parts, everything])})"
        run(
            f"UPDATE staged SET key = left(md5({literal(self.declared.name)} || {source}), 12) WHERE key IS NULL"
        )

    def _check_keys(self) -> None:
        self.fault("key", "key", r"key !~ '^[\w.\-]{1,64}$' OR key IN ('new', 'import', 'export', 'pick')")
        run(
            "INSERT INTO bad SELECT line, 'key', first::text, 'duplicate' FROM (SELECT line, key, "
            "first_value(line) OVER w AS first, row_number() OVER w AS n FROM staged WINDOW w AS (PARTITION BY key ORDER BY line)) d "
            "WHERE n > 1"
        )

    def make_ready(self) -> None:
        """Turn the rows without faults into typed rows."""
        listed = ", ".join(
            f"{self._typed(info)} AS {quoted(info.column)}" for info in self.infos if info.name != "key"
        )
        joins = " ".join(
            f"LEFT JOIN {quoted(f'map_{i.name}')} ON {quoted(f'map_{i.name}')}.value = s.{quoted(i.name)}"
            for i in self.infos
            if i.shape is Shape.LINK
        )
        run("CREATE INDEX ON bad (line)")
        run(
            f"CREATE TEMP TABLE ready ON COMMIT DROP AS SELECT s.line, s.key{', ' + listed if listed else ''} "
            f"FROM staged s {joins} WHERE NOT EXISTS (SELECT 1 FROM bad b WHERE b.line = s.line)"
        )
        run("ANALYZE ready")

    def _typed(self, info: FieldInfo) -> str:
        column = f"s.{quoted(info.name)}"
        if info.shape is Shape.LINK:
            return f"{quoted(f'map_{info.name}')}.id"
        if info.shape is Shape.KEYS:
            return _keys_expression(info, column)
        if info.shape in (Shape.MONEY, Shape.NUMBER):
            number = f"replace({column}, ',', '')::numeric"
            return f"{number}::{info.field.db_type(connection)}"
        if info.shape is Shape.DATE:
            return f"translate({column}, '/.', '--')::date"
        if info.shape is Shape.FLAG:
            given = f"lower({column}) IN ({', '.join(literal(word) for word in YES)})"
            return f"CASE WHEN {column} IS NULL THEN {literal(info.field.get_default())} ELSE {given} END"
        if info.shape is Shape.CODES:
            whens = " ".join(
                f"WHEN {literal(word)} THEN {literal(code)}" for word, code in info.spellings.items()
            )
            parts = f"unnest(regexp_split_to_array(lower({column}), '{MARKS}')) WITH ORDINALITY u(v, n)"
            ordered = f"SELECT array_agg(CASE v {whens} END ORDER BY n) FROM {parts} WHERE v <> ''"
            return f"coalesce(({ordered})::varchar[], '{{}}')"
        if info.shape is Shape.CODE:
            whens = " ".join(
                f"WHEN {literal(word)} THEN {literal(code)}" for word, code in info.spellings.items()
            )
            return f"CASE lower({column}) {whens} ELSE {literal(info.field.get_default() or '')} END"
        return f"coalesce({column}, '')"


def _bounds(info: FieldInfo) -> tuple[str, str]:
    low = [v.limit_value for v in info.field.validators if isinstance(v, MinValueValidator)]
    high = [v.limit_value for v in info.field.validators if isinstance(v, MaxValueValidator)]
    if info.field.get_internal_type() == "DecimalField":
        high.append(10 ** (info.field.max_digits - info.field.decimal_places) - 1)
        low.append(-high[-1])
    return str(max(low)), str(min(high))


def _keys_expression(info: FieldInfo, column: str) -> str:
    target, map_ = quoted(info.target._meta.db_table), quoted(f"map_{info.name}")
    return (
        f"coalesce((SELECT array_agg(coalesce(t.key, u.v) ORDER BY u.n) "
        f"FROM unnest(regexp_split_to_array({column}, '{MARKS}')) WITH ORDINALITY u(v, n) "
        f"LEFT JOIN {map_} m ON m.value = u.v LEFT JOIN {target} t ON t.id = m.id WHERE u.v <> '')::varchar[], '{{}}')"
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


def add_missing(info: FieldInfo, map_: str) -> None:
    """Register the names that no record has, so that the rows pointing at them can be taken."""
    declared = of(info.target)
    if declared is None or declared.title == "key":
        return
    title, table = quoted(declared.title), quoted(info.target._meta.db_table)
    rest = defaults(info.target, {"key", declared.title})
    for name, choices in ((f.column, f.choices) for f in info.target._meta.concrete_fields):
        if choices and rest.get(name) in ("''", "NULL") and "other" in dict(choices):
            rest[name] = "'other'"
    columns = ", ".join(["key", title, *(quoted(name) for name in rest)])
    values = ", ".join([f"left(md5({literal(declared.name)} || m.value), 12)", "m.value", *rest.values()])
    run(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {map_} m WHERE m.id IS NULL ON CONFLICT (key) DO NOTHING"
    )
    run(
        f"UPDATE {map_} m SET id = t.id, n = 1 FROM {table} t WHERE m.id IS NULL AND t.key = left(md5({literal(declared.name)} || m.value), 12)"
    )
