"""Texts of a sheet in a temporary table, checked as a whole by the database, then turned into typed rows."""

import secrets
from collections.abc import Iterable

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection

from silian.register.declaration import Register
from silian.register.fields import FieldInfo, Shape
from silian.register.imports.linking import find_links, keys_of, map_of, seen_rows
from silian.register.imports.reading import Line
from silian.register.imports.sql import literal, note, parts_of, quoted, run
from silian.register.record import KEY_PATTERN, RESERVED_KEYS
from silian.register.sight import guarded_links
from silian.register.standing import Standing

YES = ("true", "1", "是", "yes", "y", "t", "√", "有", "公开")
NO = ("false", "0", "否", "no", "n", "f", "×", "无", "不公开")
NUMBER = r"^[+-]?[0-9][0-9,]*(\.[0-9]+)?$"
DATE = r"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}$"


class Staging:
    """One sheet in the database of one transaction: ``staged`` (texts), ``bad`` (faults), ``spared``
    (values left out), ``ready`` (typed rows)."""

    def __init__(self, declared: Register, columns: list[str], standing: Standing | None = None) -> None:
        self.declared = declared
        self.standing = standing
        self.columns = columns
        self.infos = [declared.by_name[name] for name in columns]
        self.table = quoted(declared.model._meta.db_table)
        self.seen = seen_rows(declared.model, standing)
        self.hides = self.seen != self.table

    def load(self, rows: Iterable[Line]) -> int:
        """Copy the rows in and return how many there are."""
        names = self.columns if "key" in self.columns else ["key", *self.columns]
        run("DROP TABLE IF EXISTS staged, bad, spared, ready")
        listed = ", ".join(f"{quoted(name)} text" for name in names)
        run(f"CREATE TEMP TABLE staged (line integer, {listed}) ON COMMIT DROP")
        for noted in ("bad", "spared"):
            run(
                f"CREATE TEMP TABLE {noted} (line integer, field text, value text, problem text) ON COMMIT DROP"
            )
        target = ", ".join(["line", *(quoted(name) for name in self.columns)])
        count = 0
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY staged ({target}) FROM STDIN") as copy:
            for number, cells in rows:
                copy.write_row((number, *cells))
                count += 1
        run("ANALYZE staged")
        return count

    def check(self, *, adds_missing: bool, spares_unknown: bool) -> None:
        """Write every fault of every row into ``bad``, and every value that is left out into ``spared``."""
        for info in self.infos:
            if info.name == "key":
                continue
            self._check_value(info)
            if info.target is not None:
                find_links(
                    self.declared,
                    info,
                    self.columns,
                    self.standing,
                    adds_missing=adds_missing,
                    spares_unknown=spares_unknown,
                )
        self._check_required()
        self._find_keys()
        self._check_keys()

    def _check_required(self) -> None:
        for info in self.declared.fields:
            if not info.required:
                continue
            if info.name in self.columns:
                note(info.name, "required", f"{quoted(info.name)} IS NULL")
            else:
                new = f"NOT EXISTS (SELECT 1 FROM {self.seen} t WHERE t.key = s.key)"
                note(info.name, "required", new, "''")

    def _check_value(self, info: FieldInfo) -> None:
        column = quoted(info.name)
        if info.shape in (Shape.MONEY, Shape.NUMBER):
            self._check_number(info, column)
        elif info.shape is Shape.DATE:
            # AND may be worked out in any order; CASE may not.
            valid = f"CASE WHEN {column} ~ '{DATE}' THEN pg_input_is_valid(translate({column}, '/.', '--'), 'date') ELSE false END"
            note(info.name, "date", f"{column} IS NOT NULL AND NOT ({valid})")
        elif info.shape is Shape.FLAG:
            known = ", ".join(literal(word) for word in (*YES, *NO))
            note(info.name, "flag", f"lower({column}) NOT IN ({known})")
        elif info.shape is Shape.CODE:
            known = ", ".join(literal(word) for word in info.spellings)
            note(info.name, "code", f"lower({column}) NOT IN ({known})")
        elif info.shape is Shape.CODES:
            known = ", ".join(literal(word) for word in info.spellings)
            parts = f"{parts_of(f'lower({column})')} v"
            note(info.name, "code", f"EXISTS (SELECT 1 FROM {parts} WHERE v <> '' AND v NOT IN ({known}))")
        elif info.shape is Shape.TEXT and info.field.max_length:
            note(info.name, "long", f"length({column}) > {info.field.max_length}")

    def _check_number(self, info: FieldInfo, column: str) -> None:
        whole = "" if info.shape is Shape.MONEY or info.field.get_internal_type() == "DecimalField" else "0*"
        pattern = NUMBER if not whole else r"^[+-]?[0-9][0-9,]*(\.0+)?$"
        note(info.name, "number", f"{column} !~ '{pattern}'")
        low, high = _bounds(info)
        number = f"CASE WHEN {column} ~ '{pattern}' THEN replace({column}, ',', '')::numeric END"
        note(info.name, "small", f"{number} < {low}")
        note(info.name, "large", f"{number} > {high}")

    def _find_keys(self) -> None:
        """Give rows without a key the key of the record they mean, else one made from what identifies them."""
        for name in self.declared.key_from:
            pieces = name.split("+")
            if not set(pieces) <= set(self.columns):
                continue
            same = " AND ".join(self._same(self.declared.by_name[piece]) for piece in pieces)
            run(f"UPDATE staged s SET key = t.key FROM {self.seen} t WHERE s.key IS NULL AND {same}")
        parts = []
        for name in self.declared.key_from:
            columns = [quoted(piece) for piece in name.split("+") if piece in self.columns]
            if columns:
                parts.append(" || '|' || ".join(columns))
        everything = " || '|' || ".join(
            f"coalesce({quoted(name)}, '')" for name in self.columns if name != "key"
        )
        source = f"coalesce({', '.join([*parts, everything])})"
        # Where rows are hidden, a key that follows from a title would tell whether somebody has that title.
        salt = secrets.token_hex() if self.hides else ""
        run(
            f"UPDATE staged SET key = left(md5({literal(salt + self.declared.name)} || {source}), 12) WHERE key IS NULL"
        )

    def _same(self, info: FieldInfo) -> str:
        """Return the condition that a row of the register (``t``) has what the sheet (``s``) says."""
        given = f"s.{quoted(info.name)}"
        if info.shape is Shape.LINK:
            given = f"(SELECT m.id FROM {map_of(info)} m WHERE m.value = {given})"
        return f"t.{quoted(info.column)} = {given}"

    def _check_keys(self) -> None:
        reserved = ", ".join(literal(key) for key in sorted(RESERVED_KEYS))
        unusable = rf"(key IN ({reserved}) OR key ~ '^\.+$')"
        note("key", "key", f"key !~ {literal(KEY_PATTERN)}")
        note("key", "unusable", unusable)
        if self.hides:
            there, seen = (
                f"EXISTS (SELECT 1 FROM {rows} t WHERE t.key = s.key)" for rows in (self.table, self.seen)
            )
            note("key", "unusable", f"{there} AND NOT {seen}")
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
            f"LEFT JOIN {map_of(i)} ON {map_of(i)}.value = s.{quoted(i.name)}"
            for i in self.infos
            if i.shape is Shape.LINK
        )
        run("CREATE INDEX ON bad (line)")
        run(
            f"CREATE TEMP TABLE ready ON COMMIT DROP AS SELECT s.line, s.key{', ' + listed if listed else ''} "
            f"FROM staged s {joins} WHERE NOT EXISTS (SELECT 1 FROM bad b WHERE b.line = s.line)"
        )
        run("ANALYZE ready")

    def _kept_link(self, info: FieldInfo) -> str:
        """Return what an empty cell leaves as it is: a link to a row hidden from the person, who was shown none."""
        if not guarded_links([info], self.standing):
            return "NULL"
        column, seen = f"t.{quoted(info.column)}", seen_rows(info.target, self.standing)
        return (
            f"(SELECT {column} FROM {self.table} t WHERE t.key = s.key AND s.{quoted(info.name)} IS NULL "
            f"AND {column} NOT IN (SELECT id FROM {seen} o))"
        )

    def _typed(self, info: FieldInfo) -> str:
        column = f"s.{quoted(info.name)}"
        if info.shape is Shape.LINK:
            return f"coalesce({map_of(info)}.id, {self._kept_link(info)})"
        if info.shape is Shape.KEYS:
            return keys_of(info, column, own=info.target is self.declared.model)
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
            parts = f"{parts_of(f'lower({column})')} WITH ORDINALITY u(v, n)"
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
