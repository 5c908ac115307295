"""Vectors in few dimensions: near enough to tell which of a million are worth comparing in all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from silian.engines.matching.encoders.protocol import Vectors
from silian.engines.matching.lexical import Floats

FROM = 20_000  # fewer vectors than this are all compared
AXES = 32
_SAMPLE = 20_000
_ROWS_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The principal axes of a sample, shape (dimensions, 32), and every vector along them."""

    axes: Vectors
    vectors: Vectors

    @classmethod
    def of(cls, vectors: "npt.NDArray[Any] | None") -> "Sketch | None":
        """Return the sketch of ``vectors``; None where they are few."""
        if vectors is None or len(vectors) < FROM:
            return None
        sample = vectors[:: max(1, len(vectors) // _SAMPLE)].astype(np.float32)
        _values, axes = np.linalg.eigh(sample.T @ sample)
        kept = np.ascontiguousarray(axes[:, -AXES:], dtype=np.float32)
        parts = range(0, len(vectors), _ROWS_AT_ONCE)
        seen = [vectors[start : start + _ROWS_AT_ONCE].astype(np.float32) @ kept for start in parts]
        return cls(kept, np.concatenate(seen))

    def similarity(self, vector: Vectors, at: "npt.NDArray[Any]") -> Floats:
        """Return roughly the cosine of ``vector`` with those at ``at``."""
        seen = vector @ self.axes
        if len(at) > len(self.vectors) // 4:
            return np.asarray((self.vectors @ seen)[at], dtype=np.float32)
        return np.asarray(self.vectors[at] @ seen, dtype=np.float32)
