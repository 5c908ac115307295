"""Server time and queries of list, search and detail pages with 100,000 companies and 50,000 results.

Run with ``python -m benchmarks pages``. Each page is asked of the site's own handler, without a network: seven
times as after a change of the records, when all chips and totals are worked out anew, and seven times without.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.import_speed import write_sheet
from benchmarks.table import show

COMPANIES = 100_000
RESULTS = 50_000
ROUNDS = 7
TOPICS = ("石墨烯散热膜", "机器视觉缺陷检测", "钙钛矿电池", "减速器故障诊断", "锂电池回收", "工业废水处理")


def write_results(path: Path) -> None:
    """Write invented, published results as csv."""
    with path.open("w", encoding="utf-8") as out:
        out.write("key,name,summary,published,owners,price_yuan\n")
        for n in range(RESULTS):
            topic = TOPICS[n % len(TOPICS)]
            out.write(f"r{n},第{n}号{topic}技术,{topic}的方法与装置。编号{n}。,true,b{n:07d},{n * 10}\n")


def fill(folder: Path) -> None:
    """Import both registers."""
    from silian.register.declaration import get  # noqa: PLC0415 needs settings
    from silian.register.imports.actions import Choices, import_file  # noqa: PLC0415 needs settings
    from silian.register.standing import Standing  # noqa: PLC0415 needs settings

    write_sheet(folder / "companies.csv", COMPANIES)
    write_results(folder / "results.csv")
    for slug, name in (("companies", "companies.csv"), ("achievements", "results.csv")):
        found = import_file(get(slug), folder / name, Standing(administrator=True), Choices(), trial=False)
        assert found.written, found.faults[:3]


PAGES = (
    ("home", "/"),
    ("companies, first page", "/companies/"),
    ("companies, page 1000", "/companies/?page=1000"),
    ("companies, by name", "/companies/?sort=name"),
    ("companies, one city", "/companies/?city=城市3"),
    ("companies, common word", "/companies/?q=精密制造"),
    ("companies, rare word", "/companies/?q=第77777号"),
    ("companies, no hit", "/companies/?q=量子钟"),
    ("results, first page", "/achievements/"),
    ("results, two words", "/achievements/?q=石墨烯 散热"),
    ("one company", "/companies/b0050000/"),
    ("one result", "/achievements/r25000/"),
    ("suggestions", "/companies/pick/?zone=第4242号"),
    ("API, companies", "/api/companies?limit=50"),
    ("search everywhere, common", "/search/?q=精密制造"),
    ("search everywhere, two letters", "/search/?q=散热"),
    ("search everywhere, rare", "/search/?q=第49999号"),
    ("search everywhere, no hit", "/search/?q=量子钟"),
)


def timed(ask: Callable[[], Any], *, anew: bool) -> float:
    """Return the median milliseconds of an answer, with all that was kept forgotten before if ``anew``."""
    from django.core.cache import cache  # noqa: PLC0415 needs settings

    times = []
    for _round in range(ROUNDS):
        if anew:
            cache.clear()
        begun = time.perf_counter()
        answer = ask()
        times.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, answer.status_code
    return statistics.median(times)


def queries(ask: Callable[[], Any]) -> int:
    """Return how many queries an answer takes at most."""
    from django.core.cache import cache  # noqa: PLC0415 needs settings
    from django.db import connection  # noqa: PLC0415 needs settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 needs settings

    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def rows() -> list[list[str]]:
    """Return one line per page."""
    from django.conf import settings  # noqa: PLC0415 needs settings
    from django.test import Client  # noqa: PLC0415 needs settings

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    found = []
    for name, address in PAGES:
        target = 100 if name.startswith("search everywhere") else 50
        ask = partial(client.get, address)
        asked = queries(ask)
        medians = [timed(ask, anew=anew) for anew in (False, True)]
        ratios = [f"{median / target:.2f}" for median in medians]
        shown = [f"{median:.0f} ms" for median in medians]
        found.append([name, *shown, str(asked), f"{target} ms", *ratios])
    return found


def main() -> None:
    """Print one line per page."""
    os.environ["SILIAN_DATA_DIR"] = tempfile.mkdtemp(prefix="silian-bench-")
    from silian.config.running import prepared_site  # noqa: PLC0415 after the directory is chosen

    with prepared_site():
        fill(Path(os.environ["SILIAN_DATA_DIR"]))
        heading = (
            "page",
            "median",
            "after a change",
            "queries",
            "target",
            "median / target",
            "after a change",
        )
        show(f"Pages with {COMPANIES:,} companies and {RESULTS:,} results", heading, rows())


if __name__ == "__main__":
    main()
