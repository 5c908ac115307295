"""The figures of the shipped matching on public judged pairs, kept as data with the command and the day that made them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from silian.engines.matching.quality import Estimate


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Measures of Silian and of a named peer on the same pairs, and the share of good pairs that each level holds there."""

    made_by: str
    on: date
    data: str
    needs: int
    measures: Mapping[str, Estimate]
    peer: str
    peer_measures: Mapping[str, Estimate]
    levels: Mapping[str, float]


def published() -> Benchmark:
    """Return the figures that were measured for this version."""
    held = json.loads(files("silian.engines.matching").joinpath("benchmark.json").read_text("utf-8"))
    return Benchmark(
        made_by=held["made_by"],
        on=date.fromisoformat(held["on"]),
        data=held["data"],
        needs=held["needs"],
        measures={name: Estimate(**each) for name, each in held["measures"].items()},
        peer=held["peer"],
        peer_measures={name: Estimate(**each) for name, each in held["peer_measures"].items()},
        levels=held["levels"],
    )
