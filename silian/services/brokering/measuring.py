"""How good the matches were, from judged pairs: order, first three, promised against kept, each with an interval."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from silian.engines.matching.quality import RELEVANT, Estimate, ndcg
from silian.services.brokering.judging import JudgedPair

ENOUGH = 20
"""So many needs (or pairs) it takes before a figure is more than a hint."""
LEAST_SHOWN = 5
"""Groups of fewer pairs are not shown, for they would tell who decided what."""
FIRST = 3
DRAWS, SEED = 2000, 1


@dataclass(frozen=True)
class Measured:
    """One figure: its value with a 95 % interval, None where nothing can be said, and from how many."""

    estimate: Estimate | None
    count: int

    @property
    def enough(self) -> bool:
        """Return whether it was measured on enough to mean something."""
        return self.estimate is not None and self.count >= ENOUGH


def by_need(pairs: Iterable[JudgedPair]) -> list[list[JudgedPair]]:
    """Return the pairs of each need in the order in which they were ranked."""
    found = defaultdict(list)
    for pair in pairs:
        found[pair.need].append(pair)
    return [sorted(each, key=lambda pair: pair.rank) for each in found.values()]


def _mean(groups: Sequence[Sequence[float]], count: int) -> Measured:
    """Return the mean over all values with a bootstrap interval over groups (needs), whose values hang together.

    Where every need says the same, drawing again says nothing: then the rule of three bounds it (3 / number of needs).
    """
    if not groups:
        return Measured(None, 0)
    sums, sizes = np.array([sum(g) for g in groups]), np.array([len(g) for g in groups])
    means, room = sums / sizes, min(3 / len(groups), 1.0)
    if np.ptp(means) == 0 and means[0] in (0, 1):
        return Measured(
            Estimate(float(means[0]), float(max(means[0] - room, 0)), float(min(means[0] + room, 1))), count
        )
    picks = np.random.default_rng(SEED).integers(0, len(groups), (DRAWS, len(groups)))
    low, high = np.quantile(sums[picks].sum(axis=1) / sizes[picks].sum(axis=1), (0.025, 0.975))
    return Measured(Estimate(float(sums.sum() / sizes.sum()), float(low), float(high)), count)


def ordering(pairs: Iterable[JudgedPair]) -> Measured:
    """Return nDCG@10 among the judged pairs of needs that have at least two and an accepted one."""
    lists = [[pair.label for pair in each] for each in by_need(pairs) if len(each) > 1]
    values = [[ndcg(labels)] for labels in lists if max(labels) >= RELEVANT]
    return _mean(values, len(values))


def first_three(pairs: Iterable[JudgedPair]) -> Measured:
    """Return the share of needs that accepted one of the first three, among needs that decided on one of them."""
    firsts = [[pair for pair in each if pair.rank <= FIRST] for each in by_need(pairs)]
    values = [[float(any(pair.accepted for pair in each))] for each in firsts if each]
    return _mean(values, len(values))


def accepted_share(pairs: Sequence[JudgedPair]) -> Measured:
    """Return the share of pairs that were accepted; its interval draws whole needs."""
    return _mean([[float(pair.accepted) for pair in each] for each in by_need(pairs)], len(pairs))


def grouped(pairs: Iterable[JudgedPair], key: Callable[[JudgedPair], str]) -> dict[str, list[JudgedPair]]:
    """Return the pairs by what ``key`` says of them, in the order of those words."""
    found = defaultdict(list)
    for pair in pairs:
        found[key(pair)].append(pair)
    return dict(sorted(found.items()))
