"""Ranking quality over judged lists: nDCG, recall and MRR at k, with bootstrap intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RELEVANT = 3  # a level from here on counts as a hit


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over needs with the bounds of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def ndcg(levels: Sequence[int], k: int = 10) -> float:
    """Return nDCG@k of ``levels`` (1-4) in ranked order, gain 2^(level-1)-1; 0 where all are 1."""
    gains = np.exp2(np.asarray(levels, dtype=float) - 1) - 1
    discounts = 1 / np.log2(np.arange(2, min(k, len(gains)) + 2))
    ideal = np.sort(gains)[::-1][:k] @ discounts
    return float(gains[:k] @ discounts / ideal) if ideal else 0.0


def recall(levels: Sequence[int], k: int = 10) -> float:
    """Return the share of relevant entries (level >= 3) that stand among the first ``k``."""
    hits = [level >= RELEVANT for level in levels]
    return sum(hits[:k]) / sum(hits) if any(hits) else 0.0


def reciprocal_rank(levels: Sequence[int], k: int = 10) -> float:
    """Return 1/rank of the first relevant entry among the first ``k``, else 0."""
    return next((1 / rank for rank, level in enumerate(levels[:k], start=1) if level >= RELEVANT), 0.0)


MEASURES = {"ndcg@10": ndcg, "recall@10": recall, "mrr@10": reciprocal_rank}


def measure(
    rankings: Mapping[str, Sequence[int]], *, draws: int = 2000, seed: int = 1
) -> dict[str, Estimate]:
    """Return each measure over ``rankings`` (need -> levels in ranked order).

    Only needs with a level >= 3 count. Intervals are percentile bootstrap over needs.
    """
    judged = [levels for levels in rankings.values() if max(levels, default=0) >= RELEVANT]
    if not judged:
        return {}
    picks = np.random.default_rng(seed).integers(0, len(judged), (draws, len(judged)))
    result = {}
    for name, function in MEASURES.items():
        values = np.array([function(levels) for levels in judged])
        low, high = np.quantile(values[picks].mean(axis=1), (0.025, 0.975))
        result[name] = Estimate(float(values.mean()), float(low), float(high))
    return result
