"""Target figures of a need against the figures of results: met, missed, or not stated."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from silian.engines.matching.figures import AT_LEAST, AT_MOST, EXACTLY, Figure, figures
from silian.engines.matching.model import Need, Offer, Target

MET, MISSED, NOT_STATED = "met", "missed", "not_stated"
SAME_NAME = 0.6  # share of the shorter name's pieces that the other name has


def targets_of(need: Need) -> list[Figure]:
    """Return the figures of ``need`` that set a bound: at least, or at most."""
    return [figure for figure in figures(f"{need.title}\n{need.text}") if figure.relation != EXACTLY]


def stated_in(offer: Offer) -> list[Figure]:
    """Return the figures that ``offer`` states about itself."""
    texts = (offer.title, offer.keywords, offer.summary, offer.title_en, offer.summary_en)
    return figures("\n".join(part for part in texts if part))


def is_same_quantity(one: Figure, other: Figure) -> bool:
    """Return whether both figures measure the same: one kind of unit, and names that share most pieces."""
    shared = one.pieces & other.pieces
    return one.kind == other.kind and len(shared) >= SAME_NAME * min(len(one.pieces), len(other.pieces))


def meets(target: Figure, stated: Figure) -> str:
    """Return ``met`` or ``missed``, or ``not_stated`` where ``stated`` bounds the other side and leaves it open."""
    if target.relation == AT_LEAST:
        if stated.relation == AT_MOST:
            return MISSED if stated.high < target.low else NOT_STATED
        return MET if stated.low >= target.low else MISSED
    if stated.relation == AT_LEAST:
        return MISSED if stated.low > target.high else NOT_STATED
    return MET if stated.high <= target.high else MISSED


def compare(targets: Sequence[Figure], stated: Sequence[Figure]) -> tuple[Target, ...]:
    """Return each of ``targets`` with the figure of a result that speaks of it, the kindest one first."""
    return tuple(_judged(target, [f for f in stated if is_same_quantity(target, f)]) for target in targets)


def _judged(target: Figure, stated: Sequence[Figure]) -> Target:
    for verdict in (MET, MISSED):
        for figure in stated:
            if meets(target, figure) == verdict:
                return Target(target.words, figure.words, verdict)
    return Target(target.words, "", NOT_STATED)


def targets_strength(found: Sequence[Target]) -> float:
    """Return the share of targets met less the share missed, -1 to 1; what is not stated counts for neither."""
    if not found:
        return 0.0
    verdicts = [target.verdict for target in found]
    return (verdicts.count(MET) - verdicts.count(MISSED)) / len(found)


class TargetIndex:
    """Which offers speak of the quantities that a need sets targets for."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        """Take ``offers``; they are read once a need with targets comes."""
        self._offers = offers

    @cached_property
    def _figures(self) -> dict[int, list[Figure]]:
        found = ((at, stated_in(offer)) for at, offer in enumerate(self._offers))
        return {at: stated for at, stated in found if stated}

    @cached_property
    def _speaking(self) -> dict[tuple[str, str], list[int]]:
        speaking: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, stated in self._figures.items():
            for key in {(figure.kind, piece) for figure in stated for piece in figure.pieces}:
                speaking[key].append(at)
        return speaking

    def stated(self, at: int) -> list[Figure]:
        """Return the figures of the offer at position ``at``."""
        return self._figures.get(at, [])

    def strengths(self, need: Need) -> dict[int, float]:
        """Return the strength (-1 to 1) for the position of each offer that meets or misses a target."""
        targets = targets_of(need)
        keys = {(target.kind, piece) for target in targets for piece in target.pieces}
        near = {at for key in keys for at in self._speaking.get(key, ())}
        return {at: targets_strength(compare(targets, self._figures[at])) for at in sorted(near)}
