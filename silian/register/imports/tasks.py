"""Imports too large to wait for run in the worker; the page shows how they stand."""

from typing import Any

from django.contrib.auth import get_user_model
from django_tasks import task

from silian.register.declaration import get
from silian.register.imports.actions import Choices, carry_out, claim
from silian.register.models import ImportRun, ImportState
from silian.register.sheets import UnreadableSheet
from silian.register.standing import Standing, standing_of

INLINE_BYTES = 1_000_000


def start(made: ImportRun, standing: Standing, choices: Choices, *, trial: bool) -> None:
    """Try or write an import: at once if the file is small, else in the background."""
    if not claim(made, trial=trial):
        return
    chosen = {
        "mapping": dict(choices.mapping),
        "adds_missing": choices.adds_missing,
        "spares_unknown": choices.spares_unknown,
        "leaves_out_faulty": choices.leaves_out_faulty,
        "publishes": choices.publishes,
    }
    if made.file.size <= INLINE_BYTES:
        _run(str(made.pk), standing.user_id, chosen, trial)
    else:
        run_import.enqueue(str(made.pk), standing.user_id, chosen, trial)


@task()
def run_import(run: str, user: int | None, chosen: dict[str, Any], trial: bool) -> None:
    """Carry out one step of an import for the person who asked for it."""
    _run(run, user, chosen, trial)


def _run(run: str, user: int | None, chosen: dict[str, Any], trial: bool) -> None:
    made = ImportRun.objects.get(pk=run)
    if made.state not in (ImportState.CHECKING, ImportState.WRITING):
        # A restart has called it off, and its page has said so.
        return
    standing = standing_of(get_user_model().objects.get(pk=user)) if user else Standing()
    failed: dict[str, Any] = {"state": ImportState.FAILED}
    try:
        carry_out(made, get(made.register), standing, Choices(**chosen), trial=trial)
        failed = {}
    except UnreadableSheet as fault:
        failed["report"] = {"unreadable": str(fault)}
    finally:
        if failed:
            ImportRun.objects.filter(pk=run).update(**failed)
