"""The processes that `silian serve` runs beside itself: the site, and the worker of the background tasks.

Run as ``python -m silian.config.children site HOST PORT WORKERS`` or ``… db_worker [again]``, with DATABASE_URL set.
"""

import os
import sys

import click
import django

from silian import language
from silian.config.environment import SettingError
from silian.config.faults import EXPLAINED, Refused
from silian.config.updating import (
    bring_up_to_date,
    clear_interrupted_imports,
    continue_matching,
    schedule_daily_work,
)


def site(host: str, port: int, workers: int) -> None:
    """Serve the pages until told to stop; the database is brought up to date first."""
    django.setup()
    bring_up_to_date(os.environ["DATABASE_URL"])
    clear_interrupted_imports()
    continue_matching()
    schedule_daily_work()
    _load_pages()
    # Settings are read on import, and the processes that answer are forks of this one.
    from django.db import connections  # noqa: PLC0415 needs settings
    from granian import Granian  # noqa: PLC0415 slow import
    from granian.constants import Interfaces  # noqa: PLC0415 slow import
    from granian.log import LogLevels  # noqa: PLC0415 slow import

    connections.close_all()
    Granian(
        "silian.config.wsgi:application",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.WSGI,
        blocking_threads=8,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def _load_pages() -> None:
    """Import everything that answers requests, once for all processes of the site."""
    from django.urls import get_resolver  # noqa: PLC0415 needs settings

    import silian.config.wsgi  # noqa: F401, PLC0415 needs settings

    assert get_resolver().url_patterns


def db_worker(again: bool) -> None:
    """Do background tasks until told to stop; ``again`` after a worker that died over its task."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 needs settings
    from django_tasks_db.management.commands.db_worker import Command  # noqa: PLC0415 needs settings

    class QuietCommand(Command):
        """The worker as it comes, with the levels of logging that the settings say."""

        def configure_logging(self, verbosity: int) -> None:
            """Leave logging as it is."""

    if again:
        clear_interrupted_imports()
    call_command(QuietCommand())


def main(role: str, *words: str) -> None:
    """Play ``role``; a setting that cannot be right, or a backup that fails, is said in one sentence."""
    language.use(os.environ.get("SILIAN_LANG", "zh"))
    try:
        if role == "site":
            host, port, workers = words
            site(host, int(port), int(workers))
        else:
            db_worker("again" in words)
    except (SettingError, Refused) as fault:
        click.echo(str(fault), err=True)
        sys.exit(EXPLAINED)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
