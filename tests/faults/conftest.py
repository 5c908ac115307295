"""Whole installations in processes of their own, with real PostgreSQL and the real web server."""

import inspect
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

SILIAN = [sys.executable, "-c", "from silian.config.cli import main; main()"]
MANAGE = [sys.executable, str(Path(__file__).parents[2] / "manage.py")]
PASSWORD = "correct horse battery"
HOPELESS = 300  # seconds after which waiting is given up; no measure of speed


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "SILIAN_DATA_DIR"}}
    return kept | changes


def silian(*arguments: object, **changes: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    command = [*SILIAN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment(**changes), check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(what: Callable[[], Any], every: float = 0.05) -> Any:
    """Return the first true answer of ``what``; what never comes true is a failure, not an endless run."""
    begun = time.monotonic()
    while not (found := what()):
        assert time.monotonic() - begun < HOPELESS, inspect.getsource(what)
        time.sleep(every)
    return found


def listens(port: int) -> bool:
    """Return whether a program takes connections on a local port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def lives(pid: int) -> bool:
    """Return whether a process runs; one that ended and was not yet collected does not."""
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@dataclass
class Installation:
    """One data directory and the site that serves it."""

    directory: Path
    port: int = field(default_factory=free_port)
    changes: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[str] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Start ``silian serve`` without waiting for it."""
        command = [
            *SILIAN,
            "serve",
            "--data",
            str(self.directory),
            "--port",
            str(self.port),
            "--workers",
            "1",
        ]
        with (self.directory.parent / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment(**self.changes), start_new_session=True
            )

    def log(self) -> str:
        return (self.directory.parent / "serve.log").read_text()

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            return requests.get(f"{self.address}/", timeout=30).status_code == 200
        except requests.ConnectionError:
            return False

    def serve(self) -> "Installation":
        """Start ``silian serve`` and return once it answers."""
        self.begin()
        eventually(self.answers)
        return self

    def postmaster(self) -> list[str]:
        """Return the lines of PostgreSQL's own note about its process, empty while it does not run."""
        kept = self.directory / "postgres" / "postmaster.pid"
        return kept.read_text().splitlines() if kept.exists() else []

    def connect(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(host=self.postmaster()[4], user="postgres", dbname="silian", autocommit=True)

    def kill(self) -> None:
        """Kill site, worker and PostgreSQL at once, as a power cut would."""
        assert self.process is not None
        lines = self.postmaster()
        if lines:
            os.kill(int(lines[0]), signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if lines:
            eventually(lambda: not lives(int(lines[0])))

    def stop(self) -> None:
        """End the site as Ctrl-C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()

    def signed_in(self) -> requests.Session:
        """Return a browser of the administrator."""
        browser = requests.Session()
        page = browser.get(f"{self.address}/accounts/login/")
        token = browser.cookies["csrftoken"]
        form = {"login": "admin", "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = browser.post(f"{self.address}/accounts/login/", form, headers={"Referer": page.url})
        assert answer.status_code == 200, answer.text
        return browser

    def post(self, browser: requests.Session, path: str, form: dict[str, str], **files: Any) -> Any:
        """Send a form with the mark that it comes from this site."""
        form = form | {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        return browser.post(f"{self.address}{path}", form, **files)


@pytest.fixture(scope="session")
def finished() -> Iterator[Path]:
    """Return a data directory with all tables and an administrator, to be copied."""
    with tempfile.TemporaryDirectory(prefix="silian-finished-") as folder:
        yield _finished(Path(folder) / "data")


def _finished(directory: Path) -> Path:
    sheet = directory.parent / "zones.csv"
    sheet.write_text("key,name\nhere,此园区\n", encoding="utf-8")
    done = silian("import", "zones", sheet, "--data", directory)
    assert done.returncode == 0, done.stderr
    names = {"DJANGO_SUPERUSER_USERNAME": "admin", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    names |= {"DJANGO_SUPERUSER_EMAIL": "admin@example.org", "SILIAN_DATA_DIR": str(directory)}
    subprocess.run(
        [*MANAGE, "createsuperuser", "--noinput"], env=environment(**names), check=True, capture_output=True
    )
    return directory


@pytest.fixture
def empty() -> Iterator[Installation]:
    """Return an installation whose data directory does not exist yet, outside a folder that pytest locks up."""
    with tempfile.TemporaryDirectory(prefix="silian-fault-") as folder:
        made = Installation(Path(folder) / "data")
        yield made
        made.stop()


@pytest.fixture
def installation(finished: Path, empty: Installation) -> Installation:
    """Return a stopped installation of its own with all tables and an administrator."""
    subprocess.run(["cp", "-a", str(finished), str(empty.directory)], check=True)
    return empty
