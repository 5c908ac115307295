"""Finds the thresholds of the levels on the labelled pairs and writes them into weights.json.

A threshold is the lowest whole score from which on at least the stated share of judged pairs was
given the stated level by the experts. Run: ``python -m benchmarks.calibrate_levels``.
"""

import json
from pathlib import Path

import numpy as np

import silian.engines.matching as matching
from benchmarks import data
from silian.engines.matching.encoders.choose import default_cache_directory

# level -> (level the experts gave at least, share of the pairs from the threshold on)
TARGETS = {"weak": (2, 0.90), "good": (3, 0.33), "strong": (3, 0.38)}
WEIGHTS = Path(matching.__file__).with_name("weights.json")


def scored_pairs(encoder: matching.Encoder | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the scores and expert levels of all judged pairs, two arrays of equal length."""
    judged = data.judged()
    offers = data.achievements()
    position = {offer.key: at for at, offer in enumerate(offers)}
    wanted = [need for need in data.needs() if need.key in judged]
    scores, levels = [], []
    matcher = matching.Matcher(offers, encoder=encoder)
    for need, line in zip(wanted, matcher.batch(wanted).scores(), strict=True):
        for offer, level in judged[need.key].items():
            scores.append(line[position[offer]])
            levels.append(level)
    return np.array(scores), np.array(levels)


def threshold(scores: np.ndarray, levels: np.ndarray, least: int, share: float) -> int:
    """Return the lowest whole score from which on ``share`` of the pairs have at least level ``least``."""
    for candidate in range(1, 100):
        above = levels[scores >= candidate]
        if len(above) and (above >= least).mean() >= share:
            return candidate
    raise SystemExit(f"no score reaches level {least} in {share:.0%} of the pairs")


def main() -> None:
    """Print each threshold with the shares behind it, and write weights.json."""
    weights = json.loads(WEIGHTS.read_text("utf-8"))
    encoders = {
        "lexical": None,
        "hybrid": matching.open_encoder("bundled", cache_directory=default_cache_directory()),
    }
    for kind, encoder in encoders.items():
        scores, levels = scored_pairs(encoder)
        for name, (least, share) in TARGETS.items():
            found = threshold(scores, levels, least, share)
            above = levels[scores >= found]
            shares = ", ".join(f">={k}: {(above >= k).mean():.2f}" for k in (2, 3, 4))
            print(f"{kind:8} {name:7} from {found:3} points: {len(above):5} pairs, experts gave {shares}")
            weights["levels"][kind][name] = float(found)
    WEIGHTS.write_text(json.dumps(weights, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
