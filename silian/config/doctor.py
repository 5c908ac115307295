"""A check-up of an installation: what is wrong and what to do about it."""

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version

from silian.config import environment as env
from silian.language import gettext as _

LEAST_FREE_BYTES = 2 << 30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    about: str
    good: bool
    words: str


def findings() -> list[Finding]:
    """Look at versions, directory, disk, database, migrations and worker."""
    directory = env.data_directory()
    found = [_versions(), _disk(), _permissions()]
    if not found[-1].good:
        return found
    # Settings are read on import and make the directory, so look at it first.
    from silian.config.running import prepared_database  # noqa: PLC0415

    with prepared_database():
        found += [_database(), _migrations(), _worker(), _accounts()]
    return [*found, Finding(_("数据目录"), True, str(directory))]


def _versions() -> Finding:
    good = sys.version_info >= (3, 11)
    words = f"silian {version('silian')}, Python {sys.version.split()[0]}, Django {version('django')}"
    return Finding(_("版本"), good, words if good else words + _("。需要 Python 3.11 或更新的版本。"))


def _disk() -> Finding:
    place = env.data_directory()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    good = free > LEAST_FREE_BYTES
    words = _("{place} 还有 {free} GB 可用").format(place=place, free=f"{free / 2**30:.1f}")
    return Finding(_("磁盘"), good, words if good else words + _("。请至少腾出 2 GB。"))


def _permissions() -> Finding:
    place = env.data_directory()
    while not place.exists():
        place = place.parent
    good = os.access(place, os.W_OK | os.X_OK)
    return Finding(
        _("权限"),
        good,
        (_("{place} 可以写入") if good else _("{place} 不能写入。请用 --data 换一个目录。")).format(
            place=place
        ),
    )


def _database() -> Finding:
    from django.db import connection  # noqa: PLC0415 needs settings

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, pg_size_pretty(pg_database_size(current_database()))"
        )
        number, size = cursor.fetchone()
    good = number >= 160000
    return Finding(
        _("数据库"),
        good,
        f"PostgreSQL {number // 10000}, {size}" + ("" if good else _("。需要 16 或更新的版本。")),
    )


def _migrations() -> Finding:
    from django.db import connection  # noqa: PLC0415 needs settings
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 needs settings

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        _("数据表"),
        not missing,
        _("都是这个版本的")
        if not missing
        else _("有 {count} 处要升级。请运行一次 silian serve，它先备份，再升级。").format(count=missing),
    )


def _worker() -> Finding:
    from datetime import timedelta  # noqa: PLC0415 needs settings

    from django.db import connection  # noqa: PLC0415 needs settings
    from django.utils import timezone  # noqa: PLC0415 needs settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_tasks_database_dbtaskresult')")
        if cursor.fetchone()[0] is None:
            return Finding(_("后台任务"), True, _("没有任务在等"))
        cursor.execute(
            "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY' AND enqueued_at < %s",
            [timezone.now() - timedelta(minutes=5)],
        )
        waiting = cursor.fetchone()[0]
    return Finding(
        _("后台任务"),
        not waiting,
        _("没有任务在等")
        if not waiting
        else _("有 {count} 个任务等了五分钟以上。请启动 silian serve，后台任务由它来做。").format(
            count=waiting
        ),
    )


def _accounts() -> Finding:
    from django.db import connection  # noqa: PLC0415 needs settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_user')")
        if cursor.fetchone()[0] is None:
            return Finding(_("账号"), True, _("还没有"))
        cursor.execute("SELECT count(*) FROM accounts_user WHERE is_superuser AND is_active")
        count = cursor.fetchone()[0]
    return Finding(
        _("账号"),
        bool(count),
        _("有 {count} 个管理员").format(count=count)
        if count
        else _("没有管理员。请运行 python manage.py createsuperuser。"),
    )
