"""What every encoder promises."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from silian.engines.matching.model import MatchingError

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]  # done, total


class EncoderError(MatchingError):
    """An encoder cannot be used; the message says why and what to do."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1; ``name`` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """Return what tells this encoder's vectors from every other's."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return float32 vectors of length 1, shape (texts, dimensions).

        Raises ``EncoderError`` when the vectors cannot be had.
        """
        ...


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Return ``vectors`` scaled to length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
