"""An import from upload to done: try it, write it, take it back; each step one transaction."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from silian.register.declaration import Register
from silian.register.imports.doubting import doubtful_rows
from silian.register.imports.reading import read_sheet
from silian.register.imports.sql import run
from silian.register.imports.staging import Staging
from silian.register.imports.undo import Undone, undo
from silian.register.imports.writing import (
    Outcome,
    differences,
    forbid_foreign_rows,
    forbid_unexamined_rows,
    outcome,
    write,
)
from silian.register.models import ImportRun, ImportState
from silian.register.permissions import own_zone
from silian.register.signals import rows_written
from silian.register.standing import Standing

SHOWN_FAULTS = 500
MANY_ROWS = 1000
LOCK_SPACE = 0x51A


@dataclass(frozen=True)
class Choices:
    """What the person decided about an import."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    adds_missing: bool = False
    spares_unknown: bool = False
    leaves_out_faulty: bool = False
    publishes: bool = False


@dataclass(frozen=True)
class Findings:
    """What an import does or would do."""

    rows: int
    outcome: Outcome
    fault_rows: int
    faults: list[dict[str, Any]]
    matches: list[dict[str, Any]]
    doubts: list[dict[str, Any]]
    differences: list[dict[str, Any]]
    warnings: list[dict[str, Any]] = field(default_factory=list)
    kinds: list[dict[str, Any]] = field(default_factory=list)
    spared: list[dict[str, Any]] = field(default_factory=list)
    skipped: int = 0
    written: bool = False
    context: UUID | None = None

    def report(self) -> dict[str, Any]:
        """Return the findings as JSON can hold them."""
        whole = asdict(self)
        whole.pop("context")
        return whole | {"doubts": self.doubts[:SHOWN_FAULTS], "doubt_count": len(self.doubts)}


class _Trial(Exception):
    """Ends a trial so that its transaction is rolled back."""


def import_file(
    declared: Register, path: Path, standing: Standing, choices: Choices, *, trial: bool, source: str = ""
) -> Findings:
    """Check a sheet and, unless ``trial`` or faulty, write it whole; raises UnreadableSheet for a useless file."""
    sheet = read_sheet(declared, path, choices.mapping)
    if choices.publishes and declared.published and declared.published not in sheet.columns:
        sheet = sheet.with_column(declared.published, "true")
    zone = own_zone(declared, standing)
    if zone and zone[0] not in sheet.columns:
        sheet = sheet.with_column(*zone)
    findings: Findings | None = None
    with pghistory.context(source=source or path.name, user=standing.user_id) as context:
        try:
            with transaction.atomic():
                _lock(declared)
                staging = Staging(declared, sheet.columns, standing)
                rows = staging.load(sheet.rows)
                staging.check(adds_missing=choices.adds_missing, spares_unknown=choices.spares_unknown)
                forbid = _before(staging, standing)
                result = outcome(declared, sheet.columns)
                changed = differences(declared, sheet.columns, standing) if trial else []
                doubtful = doubtful_rows(declared, sheet.columns, SHOWN_FAULTS) if trial else []
                write(declared, sheet.columns, standing)
                if rows > MANY_ROWS and not trial:
                    # Without fresh figures the planner would sort the whole table for the next list.
                    run(f"ANALYZE {staging.table}")
                forbid += forbid_foreign_rows(declared, standing)
                faults, fault_rows = _faults()
                refused = forbid > 0 or (fault_rows > 0 and not choices.leaves_out_faulty)
                findings = Findings(
                    rows,
                    result,
                    fault_rows,
                    faults,
                    sheet.matches,
                    sheet.doubts,
                    changed,
                    doubtful,
                    _kinds("bad"),
                    _kinds("spared"),
                    sheet.skipped,
                    written=not (trial or refused),
                    context=UUID(str(context.id)) if context else None,
                )
                if not findings.written:
                    raise _Trial
        except _Trial:
            pass
    assert findings is not None
    if findings.written:
        rows_written.send(sender=declared.model)
    return findings


def _before(staging: Staging, standing: Standing) -> int:
    """Make the typed rows, leaving out rows already in the register that the person may not change."""
    staging.make_ready()
    forbidden = forbid_foreign_rows(staging.declared, standing)
    if forbidden + forbid_unexamined_rows(staging.declared, staging.columns, standing):
        run("DELETE FROM ready r USING bad b WHERE b.line = r.line")
    return forbidden


def _lock(declared: Register) -> None:
    """Let imports into one register take turns."""
    run(f"SELECT pg_advisory_xact_lock({LOCK_SPACE}, hashtext('{declared.slug}'))")


def _faults() -> tuple[list[dict[str, Any]], int]:
    shown = run(
        f"SELECT line, field, value, problem FROM bad ORDER BY line, field LIMIT {SHOWN_FAULTS}"
    ).fetchall()
    rows = run("SELECT count(DISTINCT line) FROM bad").fetchone()[0]
    return [
        {"row": line, "field": name, "value": value, "problem": problem}
        for line, name, value, problem in shown
    ], rows


def _kinds(table: str) -> list[dict[str, Any]]:
    """Return how many rows and different cells each kind of fault in a table concerns, the most frequent first."""
    found = run(
        f"SELECT field, problem, count(DISTINCT line), count(DISTINCT value) FROM {table} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    return [dict(zip(("field", "problem", "rows", "values"), row, strict=True)) for row in found]


def keep_upload(declared: Register, upload: UploadedFile[bytes], standing: Standing) -> ImportRun:
    """Keep an uploaded file with a new import and return the import."""
    made = ImportRun(
        register=declared.slug, user_id=standing.user_id, file_name=Path(upload.name or "sheet").name[:255]
    )
    suffix = Path(made.file_name).suffix.lower()[:8]
    made.file.save(f"{made.pk}{suffix}", upload, save=False)
    made.save()
    return made


def claim(made: ImportRun, *, trial: bool) -> bool:
    """Note that a step of a kept import begins; returns False if another began or ended it in the meantime."""
    open_states = [ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAULTY, ImportState.FAILED]
    made.state = ImportState.CHECKING if trial else ImportState.WRITING
    return bool(ImportRun.objects.filter(pk=made.pk, state__in=open_states).update(state=made.state))


@transaction.atomic
def carry_out(
    made: ImportRun, declared: Register, standing: Standing, choices: Choices, *, trial: bool
) -> Findings:
    """Try or write a kept import and note the result with it, both or neither."""
    findings = import_file(
        declared, Path(made.file.path), standing, choices, trial=trial, source=f"import:{made.pk}"
    )
    ticked = asdict(choices)
    made.mapping = ticked.pop("mapping")
    made.report = findings.report() | ticked | {"trial": trial}
    if findings.written:
        made.state, made.context, made.finished_at = ImportState.DONE, findings.context, timezone.now()
    else:
        made.state = ImportState.FAULTY if findings.fault_rows else ImportState.CHECKED
    made.save()
    return findings


@transaction.atomic
def take_back(made: ImportRun, declared: Register) -> Undone:
    """Undo a finished import; CannotUndo says why not."""
    locked = ImportRun.objects.select_for_update().get(pk=made.pk, state=ImportState.DONE)
    assert locked.context is not None
    done = undo(declared, locked.context)
    locked.state = ImportState.UNDONE
    locked.report = {**locked.report, "undone": asdict(done)}
    locked.save()
    rows_written.send(sender=declared.model)
    return done
