"""Weights learned from judged pairs, as a file that `SILIAN_WEIGHTS` names."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from silian.engines.matching import Matcher, Need
from silian.engines.matching.training import POINTS, Judged, Trained, judged_pairs, train
from silian.engines.matching.weights import weights_data
from silian.services.matching.saving import replacing


def train_all(
    matchers: Mapping[str, Matcher], needs: Sequence[Need], judged: Judged
) -> tuple[dict[str, Any], dict[str, Trained]]:
    """Return the data of a weights file and what was learned, for each kind in ``matchers``.

    Kinds are ``lexical`` and ``hybrid``; one that is absent keeps the weights in use. Raises ``MatchingError``.
    """
    data, learned = weights_data(), {}
    for kind, matcher in matchers.items():
        pairs = judged_pairs(matcher, needs, judged)
        learned[kind] = train(pairs, with_meaning=kind == "hybrid")
        _put(data, kind, learned[kind])
        counted = f"{len(pairs.level)} judged pairs of {len(set(pairs.need.tolist()))} needs"
        data.setdefault("measured", {})[kind] = {
            "on": f"{counted}, five folds over needs",
            **{name: round(value, 4) for name, value in learned[kind].measured.items()},
            "reliability": {level.name.lower(): bars for level, bars in learned[kind].diagram.items()},
        }
    data["made_by"] = "silian train-ranker"
    return data, learned


def _put(data: dict[str, Any], kind: str, learned: Trained) -> None:
    worth = data["points"][kind]
    worth["lexical"] = round(POINTS * (1 - learned.share), 2)
    worth["meaning"] = round(POINTS * learned.share, 2)
    data["levels"][kind] = {level.name.lower(): start for level, start in learned.thresholds.items()}
    data["chances"][kind] = {
        level.name.lower(): {"points": list(curve.points), "chances": list(curve.chances)}
        for level, curve in learned.curves.items()
    }


def save_weights(data: Mapping[str, Any], path: Path) -> None:
    """Write ``data`` to ``path``, whole or not at all, short lists on one line. Raises ``CannotSave``."""
    with replacing(path) as part:
        part.write_text(_laid_out(data) + "\n", "utf-8")


def _laid_out(value: Any, depth: int = 0) -> str:
    if not isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    inner = "  " * (depth + 1)
    rows = [f"{inner}{json.dumps(key)}: {_laid_out(each, depth + 1)}" for key, each in value.items()]
    return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}" if rows else "{}"
