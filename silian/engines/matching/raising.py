"""The smallest thing that would raise the level of a pair: a signal that turns, or words not shown yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from silian.engines.matching.model import Level, Miss, Signal
from silian.engines.matching.weights import Weights

MOST_WORDS = 3  # a pair that lacks more words than this lacks the thing itself


@dataclass(frozen=True, slots=True)
class Lacking:
    """The raw lexical score, what it is halved by, what it is worth in points, and what absent words add to it."""

    raw: float
    half: float
    worth: float
    words: Mapping[str, float]

    def points_with(self, words: Sequence[str]) -> float:
        """Return the lexical points the pair would gain if the offer named ``words`` too."""
        raw = self.raw + sum(self.words[word] for word in words)
        return self.worth * (raw / (raw + self.half) - self.raw / (self.raw + self.half))


def smallest_raise(
    level: Level, evidence: float, weights: Weights, lacking: Lacking, signals: Sequence[Signal]
) -> tuple[Miss, ...]:
    """Return what alone would lift the pair to the next level, the smaller change first; () where nothing would.

    ``points`` of what is returned are those gained.
    """
    if level is Level.STRONG:
        return ()
    gap = weights.thresholds[Level(level + 1)] - evidence
    found = []
    against = min((signal for signal in signals), key=lambda signal: signal.points, default=None)
    net = min(0.0, sum(signal.points for signal in signals))
    if against is not None and against.points < 0:
        # Signals cost a level only as their sum, so that is what must shrink.
        gained = min(-net, -against.points)
        if gained >= gap:
            found.append(Miss("raise_signal", (against.name,), gained))
    heaviest = sorted(lacking.words, key=lambda word: -lacking.words[word])
    for count in range(1, min(MOST_WORDS, len(heaviest)) + 1):
        gained = lacking.points_with(heaviest[:count])
        if gained >= gap:
            found.append(Miss("raise_terms", tuple(heaviest[:count]), gained))
            break
    return tuple(found)
