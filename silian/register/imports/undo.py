"""The way back: what an import wrote is taken out again, unless somebody changed it since."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from silian.register.declaration import Register
from silian.register.imports.sql import literal, quoted, run
from silian.register.uses import listing


class CannotUndo(Exception):
    """The import cannot be taken back; the message says why and what to do."""


@dataclass(frozen=True)
class Undone:
    """How many rows were deleted, restored, and left because they were changed later."""

    deleted: int
    restored: int
    kept: int


def undo(declared: Register, context: UUID) -> Undone:
    """Delete the rows that the import ``context`` made and restore those it changed; all or nothing."""
    table = quoted(declared.model._meta.db_table)
    events = quoted(declared.events._meta.db_table)
    names = [f.column for f in declared.events._meta.concrete_fields if not f.name.startswith("pgh_")]
    kept_out = {"id", "key", "created_at", "updated_at"}
    columns = [quoted(name) for name in names if name not in kept_out]
    try:
        with transaction.atomic():
            run("DROP TABLE IF EXISTS undoing")
            run(
                "CREATE TEMP TABLE undoing ON COMMIT DROP AS SELECT e.pgh_obj_id AS id, min(e.pgh_id) AS first, "
                "bool_or(e.pgh_label = 'insert') AS made, EXISTS (SELECT 1 FROM "
                f"{events} l WHERE l.pgh_obj_id = e.pgh_obj_id AND l.pgh_id > max(e.pgh_id)) AS later "
                f"FROM {events} e WHERE e.pgh_context_id = {literal(str(context))}::uuid GROUP BY e.pgh_obj_id"
            )
            made = run(f"SELECT t.key FROM {table} t JOIN undoing u USING (id) WHERE u.made AND NOT u.later")
            gone = {declared.model: {key for (key,) in made.fetchall()}}
            deleted = run(
                f"DELETE FROM {table} t USING undoing u WHERE u.id = t.id AND u.made AND NOT u.later"
            ).rowcount
            restored = run(
                f"UPDATE {table} t SET {', '.join(f'{c} = b.{c}' for c in columns)}, updated_at = now() "
                f"FROM undoing u CROSS JOIN LATERAL (SELECT * FROM {events} p WHERE p.pgh_obj_id = u.id "
                "AND p.pgh_id < u.first ORDER BY p.pgh_id DESC LIMIT 1) b "
                "WHERE u.id = t.id AND NOT u.made AND NOT u.later"
            ).rowcount
            # Rows that point here must be noticed now and not when the whole transaction ends.
            run("SET CONSTRAINTS ALL IMMEDIATE")
            if listing(gone):
                raise IntegrityError("keys of these rows are listed elsewhere")
            kept = run("SELECT count(*) FROM undoing WHERE later").fetchone()[0]
    except IntegrityError as fault:
        raise CannotUndo(
            _("已有其他记录指向这次导入的记录，不能撤回。请先删除那些记录，或逐条修改。")
        ) from fault
    return Undone(deleted, restored, kept)
