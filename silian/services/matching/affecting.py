"""Which needs a changed result can concern, so that no other need is matched again."""

from collections.abc import Mapping, Sequence

from silian.chains.industry.models import Need
from silian.engines.matching import Level
from silian.services.matching.engine import Collection, need_of

NEAR = 0.98  # rarities move a little with every change: what comes so near to a need's last place may take it


def reached(held: Collection, rows: Sequence[Need], weakest: Mapping[int, float]) -> set[int]:
    """Return which needs, matched with ``held.previous``, a changed result may now enter.

    ``weakest`` is the score of the last place of each need whose list is full. Only the changed results are scored.
    """
    kept = [at for at, pk in enumerate(held.rows) if pk in held.changed]
    if held.matcher is None or not kept or not rows:
        return set()
    changed = held.matcher.beside([held.matcher.offers[at] for at in kept])
    batch = changed.batch([need_of(row, held.fields or {}) for row in rows])
    least = held.matcher.weights.thresholds[Level.WEAK]
    best = ((row.pk, float(scores.max())) for row, scores in zip(rows, batch.scores(), strict=True))
    return {pk for pk, score in best if score >= NEAR * weakest.get(pk, least)}
