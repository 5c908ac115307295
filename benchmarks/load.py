"""Fifty readers for a minute against ``silian serve``, and how long ``silian demo`` takes to its first page.

Run with ``python -m benchmarks load``. The readers share the machine's processors with site and database.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from benchmarks.table import show

READERS = 50
SECONDS = 60
PAUSE = 1.0  # a reader looks at a page before asking for the next
PATHS = ("/", "/companies/", "/achievements/", "/needs/", "/search/?q=%E6%9D%90%E6%96%99", "/api/companies")
COMMAND = [sys.executable, "-c", "from silian.config.cli import main; main()", "demo"]


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo(folder: str) -> Iterator[tuple[int, float]]:
    """Start the sample region; gives its port and the seconds until its first page came."""
    port, begun = free_port(), time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SILIAN_DATA_DIR")}
    process = subprocess.Popen(
        [*COMMAND, "--data", folder, "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit("silian demo ended before its first page came.")
            time.sleep(0.02)
        yield port, time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def read(port: int, number: int, until: float, times: list[float], faults: list[str]) -> None:
    """Ask for one page after the other until ``until``; notes seconds per page and what went wrong."""
    connection = HTTPConnection("127.0.0.1", port)
    turn = number
    time.sleep(PAUSE * number / READERS)
    while time.monotonic() < until:
        path = PATHS[turn % len(PATHS)]
        begun = time.perf_counter()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        except OSError as fault:
            faults.append(f"{path}: {fault}")
            connection.close()
            continue
        times.append(time.perf_counter() - begun)
        if answer.status != 200:
            faults.append(f"{path}: {answer.status}")
        turn += 1
        time.sleep(PAUSE)


def load(port: int) -> list[str]:
    """Return pages, pages per second, median, p95 and errors of all readers together."""
    times: list[float] = []
    faults: list[str] = []
    until = time.monotonic() + SECONDS
    readers = [threading.Thread(target=read, args=(port, n, until, times, faults)) for n in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    p95 = statistics.quantiles(times, n=20)[-1]
    return [
        str(len(times)),
        f"{len(times) / SECONDS:.0f}/s",
        f"{1000 * statistics.median(times):.0f} ms",
        f"{1000 * p95:.0f} ms",
        f"{p95 / 0.5:.2f}",
        str(len(faults)),
    ]


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory(prefix="silian-bench-") as folder:
        with demo(folder) as (_port, first):
            pass
        with demo(folder) as (port, second):
            line = load(port)
    heading = ("silian demo", "first page", "target", "ratio")
    starts = (("first start", first, 90), ("second start", second, 6))
    show("Start", heading, [(n, f"{s:.1f} s", f"{t} s", f"{s / t:.2f}") for n, s, t in starts])
    heading = ("pages", "rate", "median", "p95", "p95 / 500 ms", "errors")  # type: ignore[assignment]
    show(f"{READERS} readers for {SECONDS} s, {PAUSE:.0f} s between pages", heading, [line])


if __name__ == "__main__":
    main()
