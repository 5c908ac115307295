"""What every index promises, and the arithmetic that all of them share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from silian.engines.matching.encoders.protocol import Vectors
from silian.engines.matching.lexical import BACKGROUND, Floats
from silian.engines.matching.model import MatchingError


class IndexMismatch(MatchingError):
    """Vectors of another encoder were offered or asked for; the index must be filled anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result as an index keeps it: saturated weights of its terms (by ``term_id``), its centred vector."""

    key: int
    terms: Mapping[int, float]
    vector: Vectors | None = None
    published: bool = True
    zone: str = ""
    field: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One need: weights of its terms, what its title asks for, its centred vector, and what evidence is worth.

    The raw score worth half of ``lexical`` points is ``half_base`` plus what the title can reach, weighed by rarity.
    Entries with fewer than ``least`` points are no answer.
    """

    terms: Mapping[int, float]
    title: Mapping[int, float] = field(default_factory=dict)
    vector: Vectors | None = None
    half_base: float
    lexical: float
    meaning: float = 0.0
    least: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which entries may be found: published ones, valid on ``on``, of a zone or field where one is named."""

    on: date
    zone: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found, with its points for words and meaning."""

    key: int
    score: float


class Index(Protocol):
    """A collection of entries that answers one need at a time; an entry put again takes the old one's place."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries. Raises ``IndexMismatch`` where a vector has other dimensions than those kept."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Take entries out; keys that are not there are no fault."""
        ...

    def search(self, query: Query, only: Only, top: int) -> list[Hit]:
        """Return the best ``top`` entries with more than 0 and at least ``query.least`` points, ties by key.

        Raises ``IndexMismatch`` where the query's vector has other dimensions than those kept.
        """
        ...

    def __len__(self) -> int:
        """Return how many entries there are."""
        ...


def rarities(documents: npt.NDArray[Any], size: int) -> Floats:
    """Return how rare terms are that ``documents`` of ``size`` entries have, as ``LexicalIndex`` counts it."""
    count = size + BACKGROUND
    rarity = np.log1p((count - documents + 0.5) / (documents + 0.5)) / np.log((count + 1) / 1.5)
    return np.asarray(rarity, dtype=np.float32)


def asked_half(query: Query, rarity: Mapping[int, float]) -> float:
    """Return the raw score that is worth half of the lexical points; a term nobody has counts as the rarest."""
    return query.half_base + sum(
        weight * min(1.0, rarity.get(term, 1.0)) for term, weight in query.title.items()
    )


def text_points(query: Query, half: float, raw: Floats, similarity: Floats | None) -> Floats:
    """Return the points of words and meaning from raw scores and cosines."""
    points = query.lexical * raw / (raw + half)
    if similarity is not None:
        points = points + query.meaning * np.maximum(similarity, 0)
    return np.asarray(points, dtype=np.float32)


def check_dimensions(kept: int | None, vector: Vectors | None) -> None:
    """Raise ``IndexMismatch`` where ``vector`` cannot be compared with vectors of ``kept`` dimensions."""
    given = 0 if vector is None else len(vector)
    if kept is not None and given != kept:
        raise IndexMismatch(
            "索引里的向量是 {kept} 维，给出的是 {given} 维：编码器换过了。请清空索引并重新建立，不能混用。",
            kept=kept,
            given=given,
        )
