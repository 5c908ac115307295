"""Runs the benchmarks: ``python -m benchmarks``, or some: ``python -m benchmarks platform``."""

import subprocess
import sys

from benchmarks import data

PARTS = {
    "quality": ("matching_quality",),
    "matching": ("ranking", "main_job"),
    "platform": ("import_speed", "pages", "load"),
    "import": ("import_speed",),
    "pages": ("pages",),
    "load": ("load",),
    "scale": ("scale",),
    "listings": ("marks", "twins"),
}
chosen = sys.argv[1:] or ["quality", "matching", "platform"]
unknown = [name for name in chosen if name not in PARTS]
if unknown:
    raise SystemExit(f"There is no benchmark {', '.join(unknown)}. Known: {', '.join(PARTS)}.")
if {"matching", "quality", "scale"} & set(chosen) and not data.present():
    raise SystemExit(
        f"No public data in {data.DATA}: set SILIAN_DATA to the folder that holds needs_achievements."
    )
for part in chosen:
    for module in PARTS[part]:
        # One process each: a benchmark chooses its own data directory before Django is set up.
        subprocess.run([sys.executable, "-c", f"from benchmarks.{module} import main; main()"], check=True)
