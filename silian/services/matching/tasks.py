"""Matching in the background: one task catches up with whatever changed, however much it was."""

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from silian.services.matching.actions import resume
from silian.services.matching.rematching import follow_changes


@task()
def catch_up() -> int:
    """Match again what changed; returns how many needs got new matches."""
    return follow_changes()


def enqueue() -> None:
    """Have the worker catch up, unless that is waiting already: it will then see this change too."""
    waiting = DBTaskResult.objects.filter(task_path=catch_up.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        catch_up.enqueue()


def resume_matching() -> None:
    """Go on with what a crash interrupted; called when the site starts."""
    resume(timezone.now())
    enqueue()
