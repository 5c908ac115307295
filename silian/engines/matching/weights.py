"""The weights and thresholds of matching: data with the command that made them, not code."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from silian.engines.matching.levels import Curve
from silian.engines.matching.lexical import Bm25f
from silian.engines.matching.model import Level, MatchingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each kind of evidence is worth, in points.

    The raw lexical score that is worth half of ``lexical`` is ``half_base`` plus ``half_of_title``
    of what the need's title can reach: a long title asks for more shared words. Where need and offer are in
    different languages, ``lexical_across`` and ``meaning_across`` hold: words can hardly be shared there.
    """

    bm25f: Bm25f
    half_base: float
    half_of_title: float
    lexical: float
    meaning: float
    lexical_across: float
    meaning_across: float
    signals: Mapping[str, float]
    thresholds: Mapping[Level, float]
    curves: Mapping[Level, Curve]

    def level(self, score: float) -> Level:
        """Return the highest level whose threshold ``score`` reaches."""
        reached = [level for level, least in self.thresholds.items() if score >= least]
        return max(reached, default=Level.NONE)


def load_weights(*, with_meaning: bool, path: Path | None = None) -> Weights:
    """Return the weights shipped with Silian, or those of the file ``path`` of the same form.

    Without ``path``, the file that the environment's SILIAN_WEIGHTS names is read, if any. Raises
    ``MatchingError`` where that file cannot be used.
    """
    named = os.environ.get("SILIAN_WEIGHTS")
    path = path or (Path(named) if named else None)
    try:
        return weights_of(weights_data(path), with_meaning=with_meaning)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MatchingError(
            "权重文件 {path} 用不了（{reason}）。请用 silian train-ranker 重新生成，或去掉 SILIAN_WEIGHTS。",
            path=path,
            reason=repr(error),
        ) from error


def weights_data(path: Path | None = None) -> Any:
    """Return the weights of ``path``, by default those shipped, as they stand in the file."""
    raw = path.read_text("utf-8") if path else files(__package__).joinpath("weights.json").read_text("utf-8")
    return json.loads(raw)


def weights_of(data: Any, *, with_meaning: bool) -> Weights:
    """Return the weights for words alone or with meaning out of the ``data`` of a weights file."""
    kind = "hybrid" if with_meaning else "lexical"
    levels, points = data["levels"][kind], data["points"][kind]
    return Weights(
        bm25f=Bm25f(**data["bm25f"]),
        half_base=data["half_lexical"]["base"],
        half_of_title=data["half_lexical"]["of_title"],
        lexical=points["lexical"],
        meaning=points["meaning"],
        lexical_across=points["lexical_across"],
        meaning_across=points["meaning_across"],
        signals=data["signals"],
        thresholds={
            Level.WEAK: levels["weak"],
            Level.GOOD: levels["good"],
            Level.STRONG: levels["strong"],
        },
        curves={
            Level[name.upper()]: Curve(tuple(curve["points"]), tuple(curve["chances"]))
            for name, curve in data["chances"][kind].items()
        },
    )
