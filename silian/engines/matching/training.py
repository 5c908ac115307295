"""Learns from judged pairs what words and meaning are worth, where levels begin, and how likely each level is.

Everything is measured on needs that were not learned from: five folds over needs, the same need sent twice in
one fold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from silian.engines.matching.levels import (
    RATED,
    Curve,
    calibration_error,
    fit_curve,
    likeliest,
    reliability,
)
from silian.engines.matching.matcher import Matcher
from silian.engines.matching.model import Level, MatchingError, Need
from silian.engines.matching.quality import RELEVANT, ndcg

Numbers = npt.NDArray[np.float64]
Judged = Mapping[str, Mapping[str, int]]

POINTS = 90.0  # what words and meaning are worth together
SHARES = tuple(float(share) for share in np.round(np.arange(0.0, 0.85, 0.05), 2))
FOLDS, SEEDS = 5, (0, 1, 2)
FEWEST_NEEDS, FEWEST_PAIRS = 20, 200
# level -> (level the experts gave at least, share of the pairs from its threshold on)
BEGINS = {Level.WEAK: (2, 0.90), Level.GOOD: (3, 0.33), Level.STRONG: (3, 0.38)}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Judged pairs as arrays of one length: number of the need, evidence of words and meaning (0-1), level 1-4."""

    need: npt.NDArray[np.intp]
    words: Numbers
    meaning: Numbers
    level: npt.NDArray[np.intp]
    titles: tuple[str, ...]  # of the needs

    def points(self, share: float) -> Numbers:
        """Return the points of each pair where meaning has ``share`` of them and words the rest."""
        return POINTS * ((1 - share) * self.words + share * self.meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What was learned, and how good it is on needs that were not learned from.

    ``measured``: ndcg@10, mae of the level, level = 1/(1+mae), and ece of each level's chance. ``diagram``
    holds for each level [said, came true, pairs].
    """

    share: float
    thresholds: Mapping[Level, float]
    curves: Mapping[Level, Curve]
    measured: Mapping[str, float]
    diagram: Mapping[Level, list[tuple[float, float, int]]] = field(default_factory=dict)


def judged_pairs(matcher: Matcher, needs: Sequence[Need], judged: Judged) -> Pairs:
    """Return the judged pairs of ``needs`` and the offers of ``matcher`` with their evidence.

    Raises ``MatchingError`` where there are too few to learn from.
    """
    position = {offer.key: at for at, offer in enumerate(matcher.offers)}
    wanted = [need for need in needs if judged.get(need.key)]
    rows: list[int] = []
    parts: list[Numbers] = []
    for row, (words, near) in enumerate(matcher.batch(wanted).evidence()):
        known = sorted(
            (position[key], level) for key, level in judged[wanted[row].key].items() if key in position
        )
        if known:
            at, levels = np.array(known).T
            parts.append(np.stack((words[at], near[at], levels)).astype(float))
            rows += [row] * len(known)
    if len(rows) < FEWEST_PAIRS or len(set(rows)) < FEWEST_NEEDS:
        raise MatchingError(
            "标注太少，学不出权重：有 {pairs} 对、{needs} 条需求，至少要 {least} 对、{fewest} 条需求。"
            "请先用 silian export decisions 积累更多决定，或用附带的权重。",
            pairs=len(rows),
            needs=len(set(rows)),
            least=FEWEST_PAIRS,
            fewest=FEWEST_NEEDS,
        )
    all_words, all_near, all_levels = np.concatenate(parts, axis=1)
    titles = tuple(need.title for need in wanted)
    return Pairs(np.array(rows), all_words, all_near, all_levels.astype(np.intp), titles)


def ranking_quality(pairs: Pairs, points: Numbers) -> dict[int, float]:
    """Return nDCG@10 of each need that has a good offer (level 3 or 4)."""
    found = {}
    for need in np.unique(pairs.need):
        mine = pairs.need == need
        levels = pairs.level[mine][np.argsort(-points[mine], kind="stable")]
        if levels.max() >= RELEVANT:
            found[int(need)] = ndcg(levels.tolist())
    return found


def folds(pairs: Pairs, seed: int) -> list[npt.NDArray[np.intp]]:
    """Return the numbers of the needs of each fold; needs of one title stay together."""
    groups: dict[str, list[int]] = {}
    for need in np.unique(pairs.need).tolist():
        groups.setdefault(pairs.titles[need], []).append(need)
    order = np.random.default_rng(seed).permutation(len(groups))
    listed = list(groups.values())
    return [np.array([need for at in order[part::FOLDS] for need in listed[at]]) for part in range(FOLDS)]


def best_share(quality: Mapping[float, Mapping[int, float]], needs: Sequence[int]) -> float:
    """Return the share of meaning that ranks ``needs`` best, each share counted with its neighbours."""
    means = [float(np.mean([quality[share][need] for need in needs])) for share in quality]
    smooth = np.convolve(np.pad(means, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid")
    return list(quality)[int(np.argmax(smooth))]


def fit(points: Numbers, levels: npt.NDArray[np.intp]) -> dict[Level, Curve]:
    """Return the curve of each level's chance."""
    return {level: fit_curve(points, levels >= level) for level in RATED}


def threshold(points: Numbers, levels: npt.NDArray[np.intp], least: int, share: float) -> float:
    """Return the lowest whole score from which on ``share`` of the pairs have at least level ``least``.

    Where no score reaches the share, that of the best tenth.
    """
    for candidate in range(1, 100):
        above = levels[points >= candidate]
        if len(above) >= FEWEST_NEEDS and (above >= least).mean() >= share:
            return float(candidate)
    return float(np.ceil(np.quantile(points, 0.9)))


def train(pairs: Pairs, *, with_meaning: bool) -> Trained:
    """Return what ``pairs`` teach, measured by cross-validation over needs."""
    shares = SHARES if with_meaning else (0.0,)
    quality = {share: ranking_quality(pairs, pairs.points(share)) for share in shares}
    needs = list(next(iter(quality.values())))
    if not needs:
        raise MatchingError("标注里没有一条需求有级别 3 或 4 的成果，学不出先后。请补充接受或联系过的配对。")
    held_out = [
        [
            quality[best_share(quality, sorted(set(needs) - set(fold.tolist())))][need]
            for need in fold
            if need in needs
        ]
        for seed in SEEDS
        for fold in folds(pairs, seed)
    ]
    share = best_share(quality, needs)
    points = pairs.points(share)
    starts = {level: threshold(points, pairs.level, *BEGINS[level]) for level in RATED}
    measured, diagram = calibration(pairs, points)
    return Trained(
        share=share,
        thresholds=_rising(starts),
        curves=fit(points, pairs.level),
        measured={"ndcg@10": float(np.mean(list(chain.from_iterable(held_out)))), **measured},
        diagram=diagram,
    )


def _rising(starts: Mapping[Level, float]) -> dict[Level, float]:
    rising = np.maximum.accumulate([starts[level] for level in RATED])
    return {
        level: float(start) + at * 0.5 * (start == rising[at - 1])
        for at, (level, start) in enumerate(zip(RATED, rising, strict=True))
    }


def calibration(
    pairs: Pairs, points: Numbers
) -> tuple[dict[str, float], dict[Level, list[tuple[float, float, int]]]]:
    """Return how true the chances are of needs that they were not learned from, and the diagrams."""
    said: dict[Level, list[Numbers]] = {level: [] for level in RATED}
    levels: list[npt.NDArray[np.intp]] = []
    errors: list[Numbers] = []
    for seed in SEEDS:
        for fold in folds(pairs, seed):
            mine = np.isin(pairs.need, fold)
            curves = fit(points[~mine], pairs.level[~mine])
            levels.append(pairs.level[mine])
            for level in RATED:
                said[level].append(curves[level].at(points[mine]))
            named = [likeliest(curves, each) for each in points[mine].tolist()]
            errors.append(np.abs(np.array(named) - pairs.level[mine]).astype(float))
    true = np.concatenate(levels)
    diagrams = {level: reliability(np.concatenate(said[level]), true >= level) for level in RATED}
    mae = float(np.concatenate(errors).mean())
    measured = {"mae": mae, "level": 1 / (1 + mae)}
    measured |= {f"ece_{level.name.lower()}": calibration_error(diagrams[level]) for level in RATED}
    return measured, {
        level: [(round(b.said, 3), round(b.came_true, 3), b.pairs) for b in bins]
        for level, bins in diagrams.items()
    }
