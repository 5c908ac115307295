"""Start and stop everything: database, migrations, worker, site."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Event

import click

from silian.config import environment as env
from silian.config.database import answers, lock, prepared, revive
from silian.config.faults import EXPLAINED, DatabaseError, Refused
from silian.config.updating import bring_up_to_date
from silian.language import gettext as _


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


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            reason = (
                _("正被占用，多半是四链已经在运行，或是别的程序")
                if fault.errno == errno.EADDRINUSE
                else fault.strerror
            )
            raise Refused(
                _(
                    "{host}:{port} 用不了：{reason}。\n"
                    "先在浏览器里打开 {url} 看看。要换一个端口，请在命令后面加 --port {other}；"
                    "用 make 时写 make demo PORT={other}。"
                ).format(host=host, port=port, reason=reason, url=_url(host, port), other=port + 1)
            ) from fault


def _url(host: str, port: int) -> str:
    """Return the site's address as a browser of this machine takes it."""
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"


def serve_site(
    host: str,
    port: int,
    workers: int,
    before: Callable[[str], None] | None = None,
    words: Callable[[], str] | None = None,
) -> None:
    """Run database, site and worker until interrupted; ``before`` gets the database's address, ``words`` are
    printed below the site's."""
    # From here on a plain kill also stops the database, even while everything is still starting.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    _check_port(host, port)
    directory = env.data_directory()
    held = lock(directory)
    try:
        with prepared() as address:
            if before:
                before(address)
            _run_children(address, host, port, workers, words)
    finally:
        held.close()


PAUSE = 1.0
LONGEST_PAUSE = 30.0
WATCH = 1.0  # seconds between two looks at what runs
LOOK = 0.05  # the same while the site is starting
PATIENCE = 5.0  # seconds for one answer of a site that is starting
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def _leave_with_parent() -> None:
    """Ask Linux to stop this child when ``silian serve`` is killed, so that it does not keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _child(*words: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "silian.config.children", *words]
    return subprocess.Popen(command, env=os.environ, preexec_fn=_leave_with_parent)


class _Worker:
    """The process of the background tasks; started again when it ends, ever more slowly while it keeps ending."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pause = PAUSE
        self.begun = time.monotonic()
        self.process = _child("db_worker")

    def look_after(self) -> None:
        """Start the process again if it has ended and the pause is over."""
        lasted = time.monotonic() - self.begun
        if self.process.poll() is None:
            self.pause = PAUSE if lasted > LONGEST_PAUSE else self.pause
            return
        if lasted < self.pause or not answers(self.address):
            return
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        self.begun = time.monotonic()
        self.process = _child("db_worker", "again")


def _revive_database() -> None:
    try:
        if revive(env.data_directory()):
            click.echo(_("PostgreSQL 意外停止，已重新启动。"), err=True)
    except DatabaseError as fault:
        click.echo(str(fault), err=True)


_told = Event()
"""Set once this process was told to stop: Python drops an exception that a signal raises while it forks."""


def _interrupt(_number: int, _frame: object) -> None:
    _told.set()
    raise KeyboardInterrupt


def _run_children(address: str, host: str, port: int, workers: int, words: Callable[[], str] | None) -> None:
    """Run the site, and the worker once the site answers: until then the site needs every processor."""
    if not env.text("SILIAN_ORIGINS", ""):
        os.environ.setdefault("SILIAN_ADDRESS", _url(host, port))
    site, worker = _child("site", host, str(port), str(workers)), None
    try:
        while site.poll() is None and not _told.is_set():
            _revive_database()
            if worker:
                worker.look_after()
            elif _serves(host, port):
                worker = _Worker(address)
                _welcome(_url(host, port), words() if words else "")
            time.sleep(WATCH if worker else LOOK)
    except KeyboardInterrupt:
        pass
    finally:
        if _told.is_set():
            click.echo(_("正在停止……"))
        _end(site, *([worker.process] if worker else []))
    if _told.is_set():
        return
    if site.returncode == EXPLAINED:
        sys.exit(1)
    if site.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise Refused(_("网站停止了（代码 {code}），原因见上面最后几行。").format(code=site.returncode))


def _serves(host: str, port: int) -> bool:
    """Return whether the site answers a request, whatever the answer."""
    site = HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=PATIENCE)
    try:
        site.request("GET", "/")
        site.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        site.close()
    return True


def _welcome(url: str, words: str) -> None:
    click.echo(
        "\n".join(
            [
                "",
                _("四链已经启动，请在浏览器里打开："),
                "",
                f"    {url}",
                "",
                *([words, ""] if words else []),
                _("停止：在这个窗口里按 Ctrl+C。数据都会留着，下次运行同一条命令即可。"),
            ]
        )
    )


def _end(*children: "subprocess.Popen[bytes]") -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
