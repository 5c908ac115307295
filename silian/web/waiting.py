"""What waits in the registers: drafts, records that expire or lack something, imports that were not finished."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.register.declaration import get
from silian.register.models import ImportRun, ImportState
from silian.register.permissions import changeable
from silian.register.standing import Standing
from silian.register.waiting import Waiting

SOON_DAYS = 60
UNFINISHED = (ImportState.CHECKED, ImportState.FAULTY, ImportState.FAILED)


@dataclass(frozen=True)
class Task:
    """One kind of thing to do in one register; ``key`` stands in the address of its list."""

    key: str
    slug: str
    words: Any
    action: Any
    condition: Callable[[], Q]


def _expiring(name: str) -> Callable[[], Q]:
    def condition() -> Q:
        today = timezone.localdate()
        return Q(**{f"{name}__range": (today, today + timedelta(days=SOON_DAYS))})

    return condition


def _lacking(*names: str) -> Callable[[], Q]:
    def condition() -> Q:
        return Q(*((f"{name}__isnull", True) for name in names), _connector=Q.OR)

    return condition


PUBLISH, RENEW, COMPLETE = gettext_lazy("核对并公开"), gettext_lazy("更新日期"), gettext_lazy("补全")
TASKS = (
    Task(
        "result-drafts", "achievements", gettext_lazy("还没有公开的成果"), PUBLISH, lambda: Q(published=False)
    ),
    Task(
        "results-expiring",
        "achievements",
        gettext_lazy("60 天内到期的成果"),
        RENEW,
        _expiring("valid_until"),
    ),
    Task(
        "results-incomplete",
        "achievements",
        gettext_lazy("没有领域或成熟度的成果"),
        COMPLETE,
        _lacking("field", "readiness"),
    ),
    Task("need-drafts", "needs", gettext_lazy("还没有公开的需求"), PUBLISH, lambda: Q(published=False)),
    Task("needs-closing", "needs", gettext_lazy("60 天内截止的需求"), RENEW, _expiring("deadline_on")),
    Task("needs-incomplete", "needs", gettext_lazy("没有领域的需求"), COMPLETE, _lacking("field")),
    Task(
        "qualifications-expiring",
        "qualifications",
        gettext_lazy("60 天内到期的企业资质"),
        RENEW,
        _expiring("valid_until"),
    ),
    Task("policies-expiring", "policies", gettext_lazy("60 天内到期的政策"), RENEW, _expiring("valid_until")),
)
BY_KEY = {task.key: task for task in TASKS}


def rows_of(task: Task, standing: Standing) -> QuerySet[Any]:
    """Return the rows that a task is about and that the person may change, the longest untouched first."""
    rows = changeable(get(task.slug), standing).filter(task.condition())
    return rows.order_by("updated_at", "pk")


def of_registers(standing: Standing) -> list[Waiting]:
    """Return how many rows of each task wait for the person; one query per register."""
    found: dict[str, int] = {}
    for slug in dict.fromkeys(task.slug for task in TASKS):
        counts = {task.key: Count("pk", filter=task.condition()) for task in TASKS if task.slug == slug}
        rows = changeable(get(slug), standing)
        found |= rows.order_by().aggregate(**counts)
    return [
        Waiting(
            str(task.words),
            found.get(task.key, 0),
            reverse("waiting", args=[task.key]),
            str(task.action),
            get(task.slug).group,
        )
        for task in TASKS
    ]


def of_imports(standing: Standing) -> list[Waiting]:
    """Return the person's imports that were checked but not written, each with its page; the newest five."""
    if standing.user_id is None:
        return []
    runs = ImportRun.objects.filter(user_id=standing.user_id, state__in=UNFINISHED).order_by("-created_at")[
        :5
    ]
    return [
        Waiting(
            _("导入“{name}”：{state}").format(name=run.file_name, state=run.get_state_display()),
            1,
            reverse(f"{get(run.register).name}_import_run", args=[run.pk]),
            _("继续导入"),
            get(run.register).group,
        )
        for run in runs
    ]
