"""A check-up of an installation: what is wrong and what to do about it."""

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version

from silian.config import environment as env

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
    return [*found, Finding("data directory", True, str(directory))]


def _versions() -> Finding:
    good = sys.version_info >= (3, 11)
    words = f"silian {version('silian')}, Python {sys.version.split()[0]}, Django {version('django')}"
    return Finding("versions", good, words if good else words + ". Python 3.11 or newer is needed.")


def _disk() -> Finding:
    place = env.data_directory()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    words = f"{free / 2**30:.1f} GB free at {place}"
    return Finding(
        "disk", free > LEAST_FREE_BYTES, words if free > LEAST_FREE_BYTES else words + ". Free at least 2 GB."
    )


def _permissions() -> Finding:
    place = env.data_directory()
    while not place.exists():
        place = place.parent
    good = os.access(place, os.W_OK | os.X_OK)
    return Finding(
        "permissions",
        good,
        f"{place} can be written" if good else f"{place} cannot be written. Choose another with --data.",
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
        "database",
        good,
        f"PostgreSQL {number // 10000}, {size}" + ("" if good else ". Version 16 or newer is needed."),
    )


def _migrations() -> Finding:
    from django.db import connection  # noqa: PLC0415 needs settings
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 needs settings

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        "migrations",
        not missing,
        "all applied"
        if not missing
        else f"{missing} missing. Run silian serve once; it applies them after a backup.",
    )


def _worker() -> Finding:
    from datetime import timedelta  # noqa: PLC0415 needs settings

    from django.db import connection  # noqa: PLC0415 needs settings
    from django.utils import timezone  # noqa: PLC0415 needs settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_tasks_database_dbtaskresult')")
        if cursor.fetchone()[0] is None:
            return Finding("worker", True, "nothing queued")
        cursor.execute(
            "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY' AND enqueued_at < %s",
            [timezone.now() - timedelta(minutes=5)],
        )
        waiting = cursor.fetchone()[0]
    return Finding(
        "worker",
        not waiting,
        "nothing waits"
        if not waiting
        else f"{waiting} tasks wait for over five minutes. Start silian serve, which runs the worker.",
    )


def _accounts() -> Finding:
    from django.db import connection  # noqa: PLC0415 needs settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_user')")
        if cursor.fetchone()[0] is None:
            return Finding("accounts", True, "none yet")
        cursor.execute("SELECT count(*) FROM accounts_user WHERE is_superuser AND is_active")
        count = cursor.fetchone()[0]
    return Finding(
        "accounts",
        bool(count),
        f"{count} administrators" if count else "no administrator. Run python manage.py createsuperuser.",
    )
