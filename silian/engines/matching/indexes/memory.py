"""The index in memory: every entry is scored by its words, those that can still win are compared in meaning."""

from collections.abc import Iterable, Sequence

import numpy as np

from silian.engines.matching.indexes.protocol import (
    Entry,
    Hit,
    Only,
    Query,
    asked_half,
    check_dimensions,
    rarities,
    text_points,
)
from silian.engines.matching.indexes.segment import Array, Segment, highest
from silian.engines.matching.lexical import Floats

_MOST_SEGMENTS = 8
_FIRST_LOOK = 64  # entries compared in meaning first; the last place among them bounds all others
_LAST_LOOK = 1024  # of very many, those that a sketch of their vectors ranks first are compared exactly
_NEAREST = 0.85  # among very many, nothing but a copy is nearer, and a copy shares its words too
_ROWS_AT_ONCE = 65_536


class MemoryIndex:
    """Segments, the newest last; a replaced entry is dead where it was, and merging drops the dead."""

    def __init__(self) -> None:
        """Begin empty; the first entries decide how many dimensions vectors have (0: none)."""
        self._segments: list[Segment] = []
        self._places: dict[int, tuple[Segment, int]] = {}
        self._dimensions: int | None = None
        self._hidden: dict[Only, list[Array]] = {}  # by segment, until an entry changes

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._places)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries. Raises ``IndexMismatch``, and then nothing has changed."""
        new = list({entry.key: entry for entry in entries}.values())
        if not new:
            return
        kept = self._dimensions if self._places else None
        for entry in new:
            check_dimensions(kept, entry.vector)
            kept = 0 if entry.vector is None else len(entry.vector)
        if not self._places:
            self._segments = []
        self._dimensions = kept
        self.remove([entry.key for entry in new])
        self._add(Segment.of(new))
        if len(self._segments) > _MOST_SEGMENTS:
            self.merge()

    def remove(self, keys: Sequence[int]) -> None:
        """Take entries out; keys that are not there are no fault."""
        self._hidden = {}
        for key in keys:
            if key in self._places:
                segment, at = self._places.pop(key)
                segment.alive[at] = False

    def merge(self) -> None:
        """Make one segment of all: searching is fastest so."""
        parts, self._segments, self._places = self._segments, [], {}
        if parts:
            self._add(Segment.merged(parts))

    def _add(self, segment: Segment) -> None:
        self._hidden = {}
        self._segments.append(segment)
        self._places.update((key, (segment, at)) for at, key in enumerate(segment.keys.tolist()))

    def search(self, query: Query, only: Only, top: int) -> list[Hit]:
        """Return the best ``top`` entries, best first, ties by key. Raises ``IndexMismatch``."""
        if not self._places:
            return []
        if query.vector is not None:
            check_dimensions(self._dimensions, query.vector)
        wanted = np.fromiter(query.terms, np.int64, len(query.terms))
        documents = sum((s.documents(wanted) for s in self._segments), np.zeros(len(wanted), np.int64))
        rarity = rarities(documents, len(self))
        worth = np.fromiter(query.terms.values(), np.float32, len(wanted)) * rarity
        known = {int(t): float(r) for t, r, n in zip(wanted, rarity, documents, strict=True) if n}
        half = asked_half(query, known)
        hits: list[tuple[float, int]] = []
        for segment, hidden in zip(self._segments, self._hidden_from(only), strict=True):
            at, points = _best(segment, query, half, segment.raw(wanted, worth, hidden), top)
            if len(points) > top:
                best = points >= np.partition(points, -top)[-top]
                at, points = at[best], points[best]
            hits += zip((-points).tolist(), segment.keys[at].tolist(), strict=True)
        return [
            Hit(key, -points) for points, key in sorted(hits)[:top] if points < 0 and -points >= query.least
        ]

    def _hidden_from(self, only: Only) -> list[Array]:
        if only not in self._hidden:
            self._hidden = {only: [segment.hidden(only) for segment in self._segments]}
        return self._hidden[only]


def _best(segment: Segment, query: Query, half: float, raw: Floats, top: int) -> tuple[Array, Floats]:
    """Return the positions of the best entries of ``segment`` and their points.

    Meaning adds at most ``query.meaning``: whoever cannot reach the last place with that is not looked at. Up to
    ``sketch.FROM`` entries this is exact.
    """
    first = highest(raw, max(top, _FIRST_LOOK))
    points = _points(segment, query, half, raw, first)
    if segment.vectors is None or query.vector is None:
        return first, points
    bound = max(query.least, float(np.partition(points, -top)[-top]) if len(points) >= top else 0.0)
    # What words alone must bring:
    alone = bound - query.meaning * (1.0 if segment.sketch is None else _NEAREST)
    least = half * alone / (query.lexical - alone) if 0 < alone < query.lexical else 0.0
    rest = np.flatnonzero(raw >= least if least > 0 else raw >= 0)
    if segment.sketch is not None and len(rest) > _LAST_LOOK:
        roughly = text_points(
            query, half, np.maximum(raw[rest], 0), segment.sketch.similarity(query.vector, rest)
        )
        rest = rest[highest(roughly, max(_LAST_LOOK, 10 * top))]
    parts = [rest[start : start + _ROWS_AT_ONCE] for start in range(0, len(rest), _ROWS_AT_ONCE)]
    found = [_points(segment, query, half, raw, part) for part in parts]
    return rest, np.concatenate(found) if found else np.zeros(0, dtype=np.float32)


def _points(segment: Segment, query: Query, half: float, raw: Floats, at: Array) -> Floats:
    """Return the points of the entries at ``at``; 0 for those that may not be found."""
    points = text_points(query, half, np.maximum(raw[at], 0), segment.similarity(query, at))
    return np.asarray(np.where(raw[at] < 0, 0, points), dtype=np.float32)
