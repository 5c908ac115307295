"""Rows per second into the register of companies: the platform's import against django-import-export's default.

Both run on the same embedded PostgreSQL with the same history triggers and the same six columns. The peer
is timed on fewer rows, because its cost per row does not depend on their number.
Run with ``python -m benchmarks.import_speed``.
"""

import csv
import os
import tempfile
import time
from pathlib import Path

from benchmarks.table import show

ROWS = 100_000
PEER_ROWS = 5_000
COLUMNS = ("key", "name", "uscc", "size", "city", "staff")
SIZES = ("large", "medium", "small", "micro")


def write_sheet(path: Path, rows: int, first: int = 0) -> None:
    """Write ``rows`` invented companies as csv."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for n in range(first, first + rows):
            writer.writerow(
                (
                    f"b{n:07d}",
                    f"第{n}号精密制造有限公司",
                    f"9151{n:014d}",
                    SIZES[n % 4],
                    f"城市{n % 21}",
                    n % 900,
                )
            )


def ours(path: Path) -> float:
    """Return seconds for the platform's whole import: reading, checks, history, commit."""
    from silian.register.declaration import get  # noqa: PLC0415 needs settings
    from silian.register.imports.actions import Choices, import_file  # noqa: PLC0415 needs settings
    from silian.register.standing import Standing  # noqa: PLC0415 needs settings

    begun = time.perf_counter()
    found = import_file(get("company"), path, Standing(administrator=True), Choices(), trial=False)
    assert found.written, found.faults[:3]
    return time.perf_counter() - begun


def peer(path: Path, *, bulk: bool) -> float:
    """Return seconds for a django-import-export import of the same columns, by default or in its bulk mode."""
    import tablib  # noqa: PLC0415 benchmark only
    from import_export import resources  # noqa: PLC0415 benchmark only

    from silian.chains.industry.models import Company  # noqa: PLC0415 needs settings

    class CompanyResource(resources.ModelResource):
        class Meta:
            model = Company
            fields = COLUMNS
            import_id_fields = ("key",)
            use_bulk = bulk
            skip_diff = bulk
            batch_size = 1000

    begun = time.perf_counter()
    data = tablib.Dataset().load(path.read_text(encoding="utf-8"), format="csv")
    result = CompanyResource().import_data(data, raise_errors=True)
    assert result.totals["new"] == PEER_ROWS
    return time.perf_counter() - begun


def main() -> None:
    """Print both speeds and their ratio, for new rows and for rows that changed."""
    os.environ["SILIAN_DATA_DIR"] = tempfile.mkdtemp(prefix="silian-bench-")
    from silian.config.running import prepared_site  # noqa: PLC0415 after the directory is chosen

    folder = Path(os.environ["SILIAN_DATA_DIR"])
    with prepared_site():
        for number, name in enumerate(("default", "bulk"), 1):
            write_sheet(folder / f"{name}.csv", PEER_ROWS, first=number * 10**6)
        write_sheet(folder / "ours.csv", ROWS)
        slow = PEER_ROWS / peer(folder / "default.csv", bulk=False)
        bulk = PEER_ROWS / peer(folder / "bulk.csv", bulk=True)
        fast = ROWS / ours(folder / "ours.csv")
        again = ROWS / ours(folder / "ours.csv")
    lines = (
        (f"django-import-export, default, {PEER_ROWS:,} rows", slow),
        (f"django-import-export, bulk, {PEER_ROWS:,} rows", bulk),
        (f"silian, {ROWS:,} new rows", fast),
        (f"silian, the same {ROWS:,} rows again", again),
    )
    heading = ("import of companies, six columns, with history", "rows/s", "ratio")
    show("Import", heading, [(name, f"{speed:,.0f}", f"{speed / slow:.1f}") for name, speed in lines])


if __name__ == "__main__":
    main()
