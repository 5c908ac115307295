"""BM25F over words and bigrams: how much of a need's wording an offer shares, weighted by rarity."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from silian.engines.matching import text

BACKGROUND = 200
MOST_REPEATS = 2  # a text that says a word more often is longer for it, not more about it

Floats = npt.NDArray[np.float32]
Reader = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bm25f:
    """Parameters of BM25F: term saturation, length normalisation, and a weight for each field."""

    k1: float
    b: float
    field_weights: Mapping[str, float]
    need_weights: Mapping[str, float]


class LexicalIndex:
    """An exact in-memory index of offers; scores are comparable between collections of any size.

    Rarity (idf) is divided by its largest possible value, so one shared word counts at most
    ``k1 + 1`` times its weight in the need whether there are eighty offers or a million.
    """

    def __init__(
        self, offers: Sequence[Mapping[str, str]], parameters: Bm25f, read: Reader = text.terms
    ) -> None:
        """Index ``offers``, each a mapping from field name to text, which ``read`` turns into terms."""
        self._parameters = parameters
        self._read = read
        self._vocabulary: dict[str, int] = {}
        self._averages: dict[str, float] = {}
        frequency = self._weighted_frequency(offers)
        self._rarity = self._rarities(frequency)
        self._set(frequency, len(offers))

    def beside(self, offers: Sequence[Mapping[str, str]]) -> "LexicalIndex":
        """Return an index of other ``offers`` that weighs their terms as this one does.

        A score there is what the offer would have here, with the rarities of today's collection.
        """
        other = copy(self)
        other._vocabulary = dict(self._vocabulary)
        frequency = other._weighted_frequency(offers)
        unknown = np.ones(len(other._vocabulary) - len(self._rarity), dtype=np.float32)
        other._rarity = np.concatenate((self._rarity, unknown))
        other._set(frequency, len(offers))
        return other

    def _set(self, frequency: sparse.csr_matrix, size: int) -> None:
        self._by_offer = self._weigh(frequency)
        self._by_term = self._by_offer.T.tocsr()
        self._terms = list(self._vocabulary)
        self.size = size

    def _average(self, field: str, lengths: Floats) -> float:
        filled = lengths[lengths > 0]
        return self._averages.setdefault(field, float(filled.mean()) if filled.size else 1.0)

    def _weighted_frequency(self, offers: Sequence[Mapping[str, str]]) -> sparse.csr_matrix:
        p = self._parameters
        total: Any = None
        for field, weight in p.field_weights.items():
            counts = self._count((self._read(offer.get(field, "")) for offer in offers), grow=True)
            lengths = np.asarray(counts.sum(axis=1)).ravel()
            norm = weight / (1 - p.b + p.b * np.maximum(lengths, 1) / self._average(field, lengths))
            counts.data = np.minimum(counts.data, MOST_REPEATS)
            part = sparse.diags_array(norm) @ counts
            if total is not None:
                total.resize((len(offers), len(self._vocabulary)))
                part = total + part
            total = part
        return total.tocsr()

    @staticmethod
    def _rarities(frequency: sparse.csr_matrix) -> Floats:
        # Thirty offers about batteries do not make "battery" a common word: each term counts as
        # missing from BACKGROUND more texts.
        count = frequency.shape[0] + BACKGROUND
        documents = np.bincount(frequency.indices, minlength=frequency.shape[1])
        rarity = np.log1p((count - documents + 0.5) / (documents + 0.5)) / np.log((count + 1) / 1.5)
        return np.asarray(rarity, dtype=np.float32)

    def _weigh(self, frequency: sparse.csr_matrix) -> sparse.csr_matrix:
        k1 = self._parameters.k1
        saturated = frequency.data * (k1 + 1) / (frequency.data + k1)
        frequency.data = (saturated * self._rarity[frequency.indices]).astype(np.float32)
        return frequency

    def _count(self, texts: Iterable[Sequence[str]], *, grow: bool) -> sparse.csr_matrix:
        vocabulary = self._vocabulary
        starts, columns = [0], []
        for found in texts:
            if grow:
                columns += [vocabulary.setdefault(term, len(vocabulary)) for term in found]
            else:
                columns += [vocabulary[term] for term in found if term in vocabulary]
            starts.append(len(columns))
        ones = np.ones(len(columns), dtype=np.float32)
        matrix = sparse.csr_matrix(
            (ones, np.array(columns, dtype=np.int32), np.array(starts, dtype=np.int64)),
            shape=(len(starts) - 1, len(vocabulary)),
        )
        matrix.sum_duplicates()
        return matrix

    def queries(self, needs: Sequence[Mapping[str, str]]) -> sparse.csr_matrix:
        """Return one row a need: each known term's weight, the root of its weighted frequency."""
        total: Any = 0
        for field, weight in self._parameters.need_weights.items():
            total = total + weight * self._count((text.terms(n.get(field, "")) for n in needs), grow=False)
        result = total.tocsr()
        result.data = np.sqrt(result.data).astype(np.float32)
        return result

    def reach(self, title: str) -> float:
        """Return the raw score of an offer that repeats every term of ``title`` over and over.

        A term no offer has counts as the rarest: what is not to be had here is part of what was asked.
        """
        weight, most = self._parameters.need_weights["title"], self._parameters.k1 + 1
        counts = Counter(text.terms(title))
        return sum(sqrt(weight * n) * most * min(1.0, self._rarity_of(term)) for term, n in counts.items())

    def scores(self, queries: sparse.csr_matrix) -> Floats:
        """Return raw scores, shape (queries, offers); 0 where no term is shared."""
        return np.asarray((queries @ self._by_term).toarray(), dtype=np.float32)

    def shared(self, queries: sparse.csr_matrix, row: int, offer: int) -> dict[str, float]:
        """Return each term that need ``row`` and ``offer`` share, with its part of the raw score."""
        line = slice(queries.indptr[row], queries.indptr[row + 1])
        of_offer = slice(self._by_offer.indptr[offer], self._by_offer.indptr[offer + 1])
        common, in_need, in_offer = np.intersect1d(
            queries.indices[line], self._by_offer.indices[of_offer], assume_unique=True, return_indices=True
        )
        products = queries.data[line][in_need] * self._by_offer.data[of_offer][in_offer]
        return {self._terms[term]: float(points) for term, points in zip(common, products, strict=True)}

    def absent(self, terms: Sequence[str], offer: int) -> list[str]:
        """Return the words among ``terms`` that ``offer`` lacks, rarest first."""
        line = slice(self._by_offer.indptr[offer], self._by_offer.indptr[offer + 1])
        present = set(self._by_offer.indices[line].tolist())
        wanted = [term for term in dict.fromkeys(terms) if not text.is_bigram(term)]
        lacking = [term for term in wanted if self._vocabulary.get(term) not in present]
        longest = [term for term in lacking if not any(term != other and term in other for other in lacking)]
        return sorted(longest, key=lambda term: -self._rarity_of(term))

    def worth(self, terms: Sequence[str], queries: sparse.csr_matrix, row: int) -> dict[str, float]:
        """Return the raw score that each of ``terms`` would bring need ``row`` from an offer that names it once.

        A term that no offer has yet counts as the rarest, with the weight of once in the title.
        """
        line = slice(queries.indptr[row], queries.indptr[row + 1])
        asked = dict(zip(queries.indices[line].tolist(), queries.data[line].tolist(), strict=True))
        once = sqrt(self._parameters.need_weights["title"])
        return {
            term: asked.get(self._vocabulary.get(term, -1), once) * min(1.0, self._rarity_of(term))
            for term in terms
        }

    def _rarity_of(self, term: str) -> float:
        at = self._vocabulary.get(term)
        return float("inf") if at is None else float(self._rarity[at])

    def rarity(self) -> dict[str, float]:
        """Return how rare each known term is: 1 in one offer only, near 0 in all."""
        return dict(zip(self._vocabulary, self._rarity.tolist(), strict=True))
