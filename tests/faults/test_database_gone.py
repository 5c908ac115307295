"""The database goes away for half a minute while people read: they are told, and the site comes back by itself."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from silian.config import database
from tests.faults.conftest import Installation, eventually

AWAY_SECONDS = 30
PATHS = ("/", "/zones/", "/api/zones", "/search/?q=x")


def answers(site: Installation, until: float) -> set[tuple[str, int, bool]]:
    """Ask for every page in turn and return what came: path, status, and whether it says what is wrong."""
    found = set()
    while time.monotonic() < until:
        for path in PATHS:
            answer = requests.get(site.address + path)
            found.add(
                (
                    path,
                    answer.status_code,
                    "数据库暂时无法连接" in answer.json()["detail"]
                    if path.startswith("/api/")
                    else "数据库暂时无法连接" in answer.text,
                )
            )
    return found


@pytest.mark.slow
def test_without_a_database_every_page_says_so_and_the_site_recovers(empty: Installation) -> None:
    with tempfile.TemporaryDirectory(prefix="silian-server-") as folder:
        server = database.start(Path(folder))
        empty.changes["DATABASE_URL"] = database.url(server)
        empty.serve()
        server.stop()
        until = time.monotonic() + AWAY_SECONDS
        with ThreadPoolExecutor(4) as pool:
            seen = set().union(*pool.map(lambda _n: answers(empty, until), range(4)))
        server.ensure_postgres_running()
        eventually(empty.answers)
        back = {requests.get(empty.address + path).status_code for path in PATHS}
        empty.stop()
        server.cleanup()
    assert seen == {(path, 503, True) for path in PATHS}
    assert back == {200}
