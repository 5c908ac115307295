"""Alerts in the background: one task writes to everybody who has not been told."""

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from silian.services.alerts import mail
from silian.services.alerts.actions import give_back, take_unmailed
from silian.services.alerts.queries import letters


@task()
def tell_owners() -> int:
    """Write to the owners of needs; returns how many mails went out.

    An alert is given back, to be told with the next ones, only where no mail about it went out at all.
    """
    sent = 0
    told: set[int] = set()
    failed: set[int] = set()
    for address, alerts in letters(take_unmailed(timezone.now())).items():
        went = mail.send(address, alerts)
        sent += went
        (told if went else failed).update(alert.pk for alert in alerts)
    give_back(failed - told)
    return sent


def enqueue() -> None:
    """Have the worker write, unless that is waiting already: one mail then tells of all that came meanwhile."""
    waiting = DBTaskResult.objects.filter(task_path=tell_owners.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        tell_owners.enqueue()
