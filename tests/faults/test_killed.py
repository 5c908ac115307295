"""Power goes in the middle of an import and of a migration: nothing half-written, and it can be done again."""

import os
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.faults.conftest import Installation, eventually, silian

pytestmark = pytest.mark.slow
ROWS = 10_000
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO \"industry_company\"%'"


def companies(folder: Path) -> Path:
    """Write a sheet that is large enough for the background."""
    path = folder / "companies.csv"
    lines = [f"c{n},第{n}号精密制造有限公司,{'主营精密零件。' * 4},{n}" for n in range(ROWS)]
    path.write_text("\n".join(["key,name,summary,staff", *lines]), encoding="utf-8")
    return path


def counts(site: Installation) -> tuple[Any, ...]:
    """Return how many companies, events of companies, and organisations made for them there are."""
    with site.connect() as connection:
        found = connection.execute(
            "SELECT (SELECT count(*) FROM industry_company), (SELECT count(*) FROM industry_companyevent), "
            "(SELECT count(*) FROM reference_organisation)"
        ).fetchone()
    assert found is not None
    return found


def state(site: Installation) -> str:
    with site.connect() as connection:
        found = connection.execute("SELECT state FROM register_importrun").fetchone()
    assert found is not None
    return str(found[0])


def upload(site: Installation, sheet: Path) -> tuple[Any, str]:
    """Send the sheet through the page and return the browser and the import's page once it was checked."""
    browser = site.signed_in()
    with sheet.open("rb") as file:
        answer = site.post(browser, "/companies/import/", {}, files={"file": file})
    assert answer.status_code == 200, answer.text
    eventually(lambda: state(site) == "checked")
    return browser, answer.url.removeprefix(site.address)


def test_a_power_cut_in_an_import_leaves_nothing_and_the_import_runs_again(
    installation: Installation, tmp_path: Path
) -> None:
    site = installation.serve()
    browser, page = upload(site, companies(tmp_path))
    # Another transaction holds the table, so that the import stands still in the middle of its writing.
    holder = site.connect()
    holder.autocommit = False
    holder.execute("LOCK TABLE industry_company IN SHARE MODE")
    site.post(browser, page, {"step": "write"})
    with site.connect() as watcher:
        eventually(lambda: watcher.execute(WAITING).fetchone())
    site.kill()
    holder.close()
    site.serve()
    assert (counts(site), state(site)) == ((0, 0, 0), "failed")
    assert "没有写入任何数据" in browser.get(site.address + page).text
    site.post(browser, page, {"step": "write"})
    eventually(lambda: state(site) == "done")
    assert counts(site) == (ROWS, ROWS, ROWS)


def test_a_worker_killed_alone_is_replaced_and_its_import_can_be_run_again(
    installation: Installation, tmp_path: Path
) -> None:
    site = installation.serve()
    browser, page = upload(site, companies(tmp_path))
    with site.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE industry_company IN SHARE MODE")
        site.post(browser, page, {"step": "write"})
        with site.connect() as watcher:
            eventually(lambda: watcher.execute(WAITING).fetchone())
        kill_worker(site)
        eventually(lambda: state(site) == "failed")
    assert counts(site) == (0, 0, 0)
    site.post(browser, page, {"step": "write"})
    eventually(lambda: state(site) == "done")
    assert counts(site) == (ROWS, ROWS, ROWS)


def kill_worker(site: Installation) -> None:
    """Kill the process of the background tasks, as the kernel does when memory runs out."""
    assert site.process is not None
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (folder / "cmdline").exists():
            words = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if b"db_worker" in words and int(parent) == site.process.pid:
                os.kill(int(folder.name), signal.SIGKILL)


def applied(connection: "psycopg.Connection[Any]") -> int:
    known = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if known is None or known[0] is None:
        return 0
    found = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    return int(found[0]) if found else 0


def reachable(site: Installation) -> "psycopg.Connection[Any] | None":
    try:
        return site.connect()
    except (psycopg.OperationalError, IndexError):
        return None


def test_a_power_cut_in_the_migrations_is_made_good_by_the_next_start(empty: Installation) -> None:
    empty.begin()
    connection = eventually(lambda: reachable(empty), every=0.005)
    eventually(lambda: applied(connection) >= 20, every=0.002)
    empty.kill()
    connection.close()
    empty.serve()
    with empty.connect() as now:
        assert applied(now) > 40
    assert len(list((empty.directory / "backups").glob("*before-migration.dump"))) == 1
    empty.stop()
    said = silian("doctor", "--data", empty.directory).stdout
    assert "✓ 数据表：都是这个版本的" in said
