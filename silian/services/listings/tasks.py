"""Listings in the background: once a day what is due, expired, alike and thin; and on request what is alike."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from silian.chains.innovation.models import Achievement
from silian.register.signals import rows_written
from silian.services.listings.mail import send_reminder
from silian.services.listings.thin import measure_all
from silian.services.listings.twins import look_for_twins
from silian.services.listings.validity import remind

HOUR = time(7)  # of the installation's time zone: mail goes out before people start


@task()
def daily() -> None:
    """Do the day's work on listings, after putting down tomorrow's."""
    schedule_daily()
    today = timezone.localdate()
    remind(today, timezone.now(), send_reminder)
    measure_all()
    # Nothing was saved, and yet what is on offer, or its order, may have changed.
    rows_written.send(sender=Achievement)
    look_for_twins(timezone.now())


@task()
def find_alike() -> int:
    """Compare all listings now; returns how many new pairs there are."""
    measure_all()
    rows_written.send(sender=Achievement)
    return look_for_twins(timezone.now())


def schedule_daily() -> None:
    """Put down the next day's work, unless it is down already; called when the site starts, too."""
    ready = DBTaskResult.objects.filter(task_path=daily.module_path, status=TaskResultStatus.READY)
    if not ready.exists():
        daily.using(run_after=next_run(timezone.localtime())).enqueue()


def next_run(now: datetime) -> datetime:
    """Return the next seven o'clock after ``now``, in its time zone."""
    at = datetime.combine(now.date(), HOUR, tzinfo=now.tzinfo)
    return at if at > now else at + timedelta(days=1)


def look_now() -> None:
    """Have the worker compare all listings, unless that is waiting already."""
    ready = DBTaskResult.objects.filter(task_path=find_alike.module_path, status=TaskResultStatus.READY)
    if not ready.exists():
        find_alike.enqueue()
