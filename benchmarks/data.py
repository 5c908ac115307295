"""Where the public data lie, and the labelled needs and achievements as the engine takes them."""

import json
import os
from pathlib import Path

from silian.engines.matching import Need, Offer

DATA = Path(os.environ.get("SILIAN_DATA", Path(__file__).parents[2] / "shared" / "data"))
PAIRS = DATA / "needs_achievements"


def present() -> bool:
    """Return whether the labelled pairs are here."""
    return (PAIRS / "relevance_dev.jsonl").exists()


def needs() -> list[Need]:
    """Return the 371 company needs."""
    rows = [json.loads(line) for line in (PAIRS / "needs.jsonl").open(encoding="utf-8")]
    return [Need(key=row["id"], title=row["title"], text=row["text"]) for row in rows]


def achievements() -> list[Offer]:
    """Return the 12,272 achievements, each a title in keywords."""
    rows = [json.loads(line) for line in (PAIRS / "achievements.jsonl").open(encoding="utf-8")]
    return [Offer(key=row["id"], title=row["title_keywords"]) for row in rows]


def judged() -> dict[str, dict[str, int]]:
    """Return need -> achievement -> level 1-4."""
    found: dict[str, dict[str, int]] = {}
    for line in (PAIRS / "relevance_dev.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        found.setdefault(row["need"], {})[row["achievement"]] = row["level"]
    return found
