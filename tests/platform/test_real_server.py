"""A PostgreSQL that somebody else runs, named by DATABASE_URL: served from, checked, and left running."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from silian.config import database

pytestmark = pytest.mark.slow


@pytest.fixture
def address() -> Iterator[str]:
    """Run another server than the one of the tests and give the address of an empty database on it."""
    server = database.start(Path(tempfile.mkdtemp(prefix="silian-other-")))
    yield database.url(server, "elsewhere")
    server.cleanup()


def environment(address: str, directory: Path) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": address, "SILIAN_DATA_DIR": str(directory)}


def silian(*words: str) -> list[str]:
    return [sys.executable, "-c", "from silian.config.cli import main; main()", *words]


def doctor(address: str, directory: Path) -> tuple[int, str]:
    done = subprocess.run(
        silian("--lang", "en", "doctor"),
        env=environment(address, directory),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/companies/")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_serve_and_doctor_use_the_server_that_is_named_and_leave_it_running(
    address: str, tmp_path: Path
) -> None:
    code, words = doctor(address, tmp_path)
    assert (code, "✓ database: PostgreSQL" in words) == (1, True), words
    assert "Run silian serve once" in words
    port = free_port()
    site = subprocess.Popen(
        silian("serve", "--port", str(port), "--workers", "1"), env=environment(address, tmp_path)
    )
    try:
        deadline = time.monotonic() + 240
        while status(port) != 200:
            assert site.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.5)
    finally:
        site.send_signal(signal.SIGTERM)
        assert site.wait(60) == 0
    assert not (tmp_path / "postgres").exists()
    with psycopg.connect(address) as connection:
        connection.execute(
            "INSERT INTO accounts_user (username, password, first_name, last_name, email, is_superuser, is_staff,"
            " is_active, date_joined) VALUES ('admin', '', '', '', '', true, false, true, now())"
        )
    code, words = doctor(address, tmp_path)
    assert (code, "✓ tables: all of this version" in words) == (0, True), words


def test_doctor_says_that_a_server_cannot_be_reached(tmp_path: Path) -> None:
    code, words = doctor(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing", tmp_path)
    assert (code, "Traceback" in words) == (1, False), words
    assert "DATABASE_URL" in words
