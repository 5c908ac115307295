"""The weights and thresholds of matching: data with the command that made them, not code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from silian.engines.matching.lexical import Bm25f
from silian.engines.matching.model import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each kind of evidence is worth, in points.

    The raw lexical score that is worth half of ``lexical`` is ``half_base`` plus ``half_of_title``
    of what the need's title can reach: a long title asks for more shared words.
    """

    bm25f: Bm25f
    half_base: float
    half_of_title: float
    lexical: float
    meaning: float
    signals: Mapping[str, float]
    thresholds: Mapping[Level, float]

    def level(self, score: float) -> Level:
        """Return the highest level whose threshold ``score`` reaches."""
        reached = [level for level, least in self.thresholds.items() if score >= least]
        return max(reached, default=Level.NONE)


def load_weights(*, with_meaning: bool, path: Path | None = None) -> Weights:
    """Return the weights shipped with Silian, or those of the file ``path`` of the same form."""
    raw = path.read_text("utf-8") if path else files(__package__).joinpath("weights.json").read_text("utf-8")
    data: Any = json.loads(raw)
    kind = "hybrid" if with_meaning else "lexical"
    levels = data["levels"][kind]
    return Weights(
        bm25f=Bm25f(**data["bm25f"]),
        half_base=data["half_lexical"]["base"],
        half_of_title=data["half_lexical"]["of_title"],
        lexical=data["points"][kind]["lexical"],
        meaning=data["points"][kind]["meaning"],
        signals=data["signals"],
        thresholds={
            Level.WEAK: levels["weak"],
            Level.GOOD: levels["good"],
            Level.STRONG: levels["strong"],
        },
    )
