"""The embedded database: one site per directory, other versions refused, stopped even after a crash."""

import json
from pathlib import Path

import pytest

from silian.config import database


def test_a_second_site_on_one_directory_is_refused(tmp_path: Path) -> None:
    held = database.lock(tmp_path)
    with pytest.raises(database.DatabaseError, match=r"正被另一个 silian serve（进程 [0-9]+）使用"):
        database.lock(tmp_path)
    held.close()
    database.lock(tmp_path).close()


def test_a_directory_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("14\n")
    with pytest.raises(database.DatabaseError, match="里是 PostgreSQL 14 的数据"):
        database.check_version(tmp_path)


def test_a_killed_process_does_not_keep_the_server_running(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    cluster.chmod(0o755)
    tmp_path.chmod(0o755)
    (cluster / ".handle_pids.json").write_text(json.dumps([2**22 - 1]))
    database._forget_the_dead(cluster)
    assert json.loads((cluster / ".handle_pids.json").read_text()) == []
