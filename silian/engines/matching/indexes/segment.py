"""A piece of the index in memory that never changes: postings by term, vectors, and what filters ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from silian.engines.matching.indexes.protocol import Entry, Only, Query
from silian.engines.matching.indexes.sketch import Sketch
from silian.engines.matching.lexical import Floats

Array = npt.NDArray[Any]
_BLOCK = 128
_FOREVER = date.max.toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Entries by position; ``alive`` alone is written to, when an entry is replaced or removed."""

    keys: Array
    alive: Array
    published: Array
    until: Array
    zones: Array
    fields: Array
    terms: Array
    starts: Array
    positions: Array
    weights: Array
    vectors: Array | None
    sketch: "Sketch | None"

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Segment":
        """Return ``entries``, whose keys differ, as a segment; vectors are kept at half precision."""
        size = len(entries)
        counts = np.fromiter((len(entry.terms) for entry in entries), np.int64, size)
        total = int(counts.sum())
        terms = np.fromiter((term for entry in entries for term in entry.terms), np.int64, total)
        weights = np.fromiter((w for entry in entries for w in entry.terms.values()), np.float32, total)
        at = np.repeat(np.arange(size, dtype=np.int32), counts)
        given = [entry.vector for entry in entries if entry.vector is not None]
        vectors = np.stack(given).astype(np.float16) if given else None
        return cls(
            np.fromiter((entry.key for entry in entries), np.int64, size),
            np.ones(size, dtype=bool),
            np.fromiter((entry.published for entry in entries), bool, size),
            np.fromiter((_last_day(entry) for entry in entries), np.int32, size),
            np.array([entry.zone for entry in entries], dtype=np.str_),
            np.array([entry.field for entry in entries], dtype=np.str_),
            *_by_term(terms, at, weights),
            vectors,
            Sketch.of(vectors),
        )

    @classmethod
    def merged(cls, parts: Sequence["Segment"]) -> "Segment":
        """Return the living entries of ``parts`` as one segment."""
        terms, at, weights, before = [], [], [], 0
        for part in parts:
            moved = np.cumsum(part.alive, dtype=np.int64) - 1 + before
            kept = part.alive[part.positions]
            terms.append(np.repeat(part.terms, np.diff(part.starts))[kept])
            at.append(moved[part.positions[kept]].astype(np.int32))
            weights.append(part.weights[kept])
            before += int(part.alive.sum())
        living = [part.vectors[part.alive] for part in parts if part.vectors is not None]
        vectors = np.concatenate(living) if living else None

        def joined(name: str) -> Array:
            return np.concatenate([getattr(part, name)[part.alive] for part in parts])

        return cls(
            joined("keys"),
            joined("alive"),
            joined("published"),
            joined("until"),
            joined("zones"),
            joined("fields"),
            *_by_term(np.concatenate(terms), np.concatenate(at), np.concatenate(weights)),
            vectors,
            Sketch.of(vectors),
        )

    def documents(self, wanted: Array) -> Array:
        """Return how many living entries have each of the ``wanted`` terms."""
        counts = np.zeros(len(wanted), dtype=np.int64)
        whole = bool(self.alive.all())
        for at, found in self._found(wanted):
            counts[at] = found.stop - found.start if whole else self.alive[self.positions[found]].sum()
        return counts

    def raw(self, wanted: Array, worth: Array, hidden: Array) -> Floats:
        """Return the raw score of every entry; those at the positions ``hidden`` have -1."""
        scores = np.zeros(len(self.keys), dtype=np.float32)
        for at, found in self._found(wanted):
            scores[self.positions[found]] += worth[at] * self.weights[found]
        scores[hidden] = -1
        return scores

    def similarity(self, query: Query, at: Array) -> Floats | None:
        """Return the cosine of the query with the entries at ``at``; None where vectors do not count."""
        if self.vectors is None or query.vector is None:
            return None
        return np.asarray(self.vectors[at].astype(np.float32) @ query.vector, dtype=np.float32)

    def _found(self, wanted: Array) -> list[tuple[int, slice]]:
        if not len(self.terms):
            return []
        places = np.minimum(np.searchsorted(self.terms, wanted), len(self.terms) - 1)
        there = np.flatnonzero(self.terms[places] == wanted)
        return [(int(i), slice(self.starts[places[i]], self.starts[places[i] + 1])) for i in there]

    def hidden(self, only: Only) -> Array:
        """Return the positions of entries that may not be found."""
        allowed = self.alive & self.published & (self.until >= only.on.toordinal())
        if only.zone:
            allowed &= self.zones == only.zone
        if only.field:
            allowed &= self.fields == only.field
        return np.flatnonzero(~allowed)


def _last_day(entry: Entry) -> int:
    return entry.valid_until.toordinal() if entry.valid_until else _FOREVER


def _by_term(terms: Array, at: Array, weights: Array) -> tuple[Array, Array, Array, Array]:
    order = np.argsort(terms, kind="stable")
    known, starts = np.unique(terms[order], return_index=True)
    return known, np.append(starts, len(terms)), at[order], weights[order]


def highest(scores: Floats, count: int) -> Array:
    """Return the positions of the ``count`` highest scores above 0 (more where several are equal), in no order.

    The best lie in the blocks whose best are best, so that only few of a million are looked at.
    """
    tops = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
    least = float(np.partition(tops, -count)[-count]) if len(tops) > count else 0.0
    blocks = np.flatnonzero((tops >= least) & (tops > 0))
    near = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)[None, :]).ravel()
    near = near[near < len(scores)]
    near = near[scores[near] > 0]
    if len(near) > count:
        near = near[scores[near] >= np.partition(scores[near], -count)[-count]]
    return np.asarray(near)
