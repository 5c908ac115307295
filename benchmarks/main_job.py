"""Whole commands as a user starts them: time and peak memory of fresh processes."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import data
from benchmarks.table import show

ROOT = Path(__file__).parents[1]
SILIAN = [sys.executable, "-c", "from silian.config.cli import main; main()"]
RUNS = 5


def main() -> None:
    """Print the median of five runs of each command after one to warm the disk."""
    samples = [str(ROOT / "samples" / name) for name in ("needs.xlsx", "results.xlsx")]
    pairs = [str(data.PAIRS / name) for name in ("needs.jsonl", "achievements.jsonl")]
    with TemporaryDirectory() as folder:
        output = ["-o", f"{folder}/matches.xlsx"]
        commands = {
            "silian --help": ["--help"],
            "silian match, sample sheets, lexical": ["match", *samples, *output, "--encoder", "none"],
            "silian match, sample sheets, bundled, vectors kept": ["match", *samples, *output],
            "silian match, 371 x 12,272, lexical": ["match", *pairs, *output, "--encoder", "none"],
            "silian match, 371 x 12,272, bundled, vectors kept": ["match", *pairs, *output],
        }
        rows = []
        for name, arguments in commands.items():
            runs = [run(arguments, folder) for _run in range(RUNS + 1)][1:]
            seconds = [taken for taken, _memory in runs]
            memory = max(peak for _taken, peak in runs)
            rows.append(
                [
                    name,
                    f"{median(seconds):.2f}",
                    f"{min(seconds):.2f}",
                    f"{max(seconds):.2f}",
                    f"{memory:.0f}",
                ]
            )
    show(f"Whole processes, {RUNS} runs", ["command", "median s", "min s", "max s", "peak MB"], rows)


# A process keeps the peak of the one it was forked from, so a small launcher stands between.
LAUNCHER = """
import resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def run(arguments: list[str], cache: str) -> tuple[float, float]:
    """Return seconds and peak memory (MB) of one process."""
    environment = {**os.environ, "SILIAN_CACHE": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    launched = [sys.executable, "-c", LAUNCHER, *SILIAN, *arguments]
    report = subprocess.run(launched, env=environment, capture_output=True, text=True, check=True).stdout
    status, seconds, memory = report.split()
    if status != "0":
        raise SystemExit(f"{' '.join(arguments)} ended with status {status}")
    return float(seconds), float(memory)
