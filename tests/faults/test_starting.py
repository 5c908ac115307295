"""What keeps an installation from starting is said in one sentence; what was killed starts again."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.faults.conftest import Installation, eventually, free_port, listens, lives, silian

pytestmark = pytest.mark.slow


def refused(*arguments: object) -> str:
    """Return the one sentence on stderr of a command that must fail."""
    done = silian(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("serve", "--data", tmp_path / "data", "--port", port)
    assert f"127.0.0.1:{port} 用不了：正被占用" in said
    assert f"--port {port + 1}" in said
    assert f"make demo PORT={port + 1}" in said
    assert not (tmp_path / "data").exists()


def test_the_data_of_another_postgresql_are_left_alone(tmp_path: Path) -> None:
    cluster = tmp_path / "data" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("14\n")
    for command in (("serve", "--port", free_port()), ("doctor",), ("backup",)):
        assert "holds data of PostgreSQL 14" in refused("--lang", "en", *command, "--data", tmp_path / "data")
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_a_second_serve_on_the_same_directory_is_refused_and_the_first_goes_on(
    installation: Installation,
) -> None:
    installation.serve()
    said = refused("serve", "--data", installation.directory, "--port", free_port())
    assert "正被另一个 silian serve" in said
    assert str(installation.process and installation.process.pid) in said
    assert installation.answers()


def test_a_cluster_that_was_cut_short_while_it_was_made_is_made_again(empty: Installation) -> None:
    made = empty
    made.directory.mkdir()
    made.begin()
    eventually((made.directory / "postgres.part" / "PG_VERSION").exists, every=0.002)
    made.kill()
    made.serve()
    made.stop()
    assert silian("doctor", "--data", made.directory).stdout.count("✗") == 1  # no administrator yet


def test_killing_serve_alone_takes_its_children_along_and_the_port_is_free_again(
    installation: Installation,
) -> None:
    installation.serve()
    assert installation.process is not None
    database = int(installation.postmaster()[0])
    os.kill(installation.process.pid, signal.SIGKILL)
    installation.process.wait()
    # Until its children are gone they still answer, and would be taken for the new site.
    eventually(lambda: not listens(installation.port))
    installation.serve()
    installation.stop()
    eventually(lambda: not lives(database))
    assert not installation.postmaster()


def test_a_database_that_dies_under_the_site_is_started_again(installation: Installation) -> None:
    installation.serve()
    first = installation.postmaster()[0]
    os.kill(int(first), signal.SIGKILL)
    eventually(lambda: installation.postmaster()[:1] not in ([], [first]))
    eventually(installation.answers)
