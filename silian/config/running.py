"""Start and stop everything: database, migrations, worker, site."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from silian.config import environment as env
from silian.config.database import DatabaseError, lock, prepared, revive
from silian.config.keeping import back_up


class Refused(RuntimeError):
    """A command cannot do what was asked; the message says why and what to do."""


@contextmanager
def prepared_database() -> Iterator[str]:
    """Give the address of the installation's database, with Django set up on it."""
    with prepared() as address:
        # Settings are read on import, so this must wait until the address is known.
        import django  # noqa: PLC0415

        django.setup()
        yield address


@contextmanager
def prepared_site() -> Iterator[str]:
    """Give the address of a database whose tables are those of this version."""
    with prepared_database() as address:
        bring_up_to_date(address)
        yield address


def bring_up_to_date(address: str) -> None:
    """Run the migrations that are missing, after a backup if there is anything to lose."""
    from django.core.management import call_command  # noqa: PLC0415 needs settings
    from django.db import connection  # noqa: PLC0415 needs settings
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 needs settings

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.introspection.table_names():
        click.echo(f"backup before migration: {back_up(address, None, 'before-migration')}")
    call_command("migrate", verbosity=0)


def clear_interrupted_imports() -> None:
    """Mark imports that a crash cut short, so that their pages say to run them again; nothing of them was written."""
    from silian.register.models import ImportRun, ImportState  # noqa: PLC0415 needs settings

    ImportRun.objects.filter(state__in=[ImportState.CHECKING, ImportState.WRITING]).update(
        state=ImportState.FAILED
    )


def continue_matching() -> None:
    """Have the worker go on with matching that a crash cut short."""
    from silian.services.matching.tasks import resume_matching  # noqa: PLC0415 needs settings

    resume_matching()


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise Refused(
                f"{host}:{port} cannot be used ({fault.strerror}). Stop the program that uses it, "
                f"or choose another with --port {port + 1}."
            ) from fault


def serve_site(host: str, port: int, workers: int, before: Callable[[], None] | None = None) -> None:
    """Run database, worker and site until interrupted."""
    # From here on a plain kill also stops the database, even while everything is still starting.
    signal.signal(signal.SIGTERM, _interrupt)
    _check_port(host, port)
    directory = env.data_directory()
    held = lock(directory)
    try:
        with prepared_site():
            clear_interrupted_imports()
            if before:
                before()
            continue_matching()
            _run_children(host, port, workers)
    finally:
        held.close()


WORKER = ("django", "db_worker")
GRANIAN = ["granian", "--interface", "wsgi", "--blocking-threads", "8", "--no-ws", "--log-level", "error"]
PAUSE = 1.0
LONGEST_PAUSE = 30.0
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def _leave_with_parent() -> None:
    """Ask Linux to stop this child when ``silian serve`` is killed, so that it does not keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _child(arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", *arguments], env=os.environ, preexec_fn=_leave_with_parent)


class _Worker:
    """The process of the background tasks; started again when it ends, ever more slowly while it keeps ending."""

    def __init__(self) -> None:
        self.pause = PAUSE
        self.begun = time.monotonic()
        self.process = _child(WORKER)

    def look_after(self) -> None:
        """Start the process again if it has ended and the pause is over."""
        lasted = time.monotonic() - self.begun
        if self.process.poll() is None:
            self.pause = PAUSE if lasted > LONGEST_PAUSE else self.pause
            return
        if lasted < self.pause or not _database_answers():
            return
        clear_interrupted_imports()
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        self.begun = time.monotonic()
        self.process = _child(WORKER)


def _database_answers() -> bool:
    from django.db import Error, connection  # noqa: PLC0415 needs settings

    connection.close()
    try:
        connection.ensure_connection()
    except Error:
        return False
    return True


def _revive_database() -> None:
    try:
        if revive(env.data_directory()):
            click.echo("PostgreSQL had stopped and was started again.", err=True)
    except DatabaseError as fault:
        click.echo(str(fault), err=True)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _run_children(host: str, port: int, workers: int) -> None:
    worker = _Worker()
    address = ("--host", host, "--port", str(port), "--workers", str(workers))
    site = _child([*GRANIAN, *address, "silian.config.wsgi:application"])
    click.echo(f"四链 Silian: http://{host}:{port}/   (Ctrl-C 停止)")
    try:
        while site.poll() is None:
            _revive_database()
            worker.look_after()
            time.sleep(1)
    except KeyboardInterrupt:
        click.echo("…")
    finally:
        _end(site, worker.process)
    if site.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise Refused(f"the site stopped with code {site.returncode}; its last lines above say why.")


def _end(*children: "subprocess.Popen[bytes]") -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
