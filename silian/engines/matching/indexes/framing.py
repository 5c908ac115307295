"""From texts to what indexes keep and are asked: weighted terms by number, the same for every index."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import sqrt

from silian.engines.matching import text
from silian.engines.matching.encoders.protocol import Vectors
from silian.engines.matching.indexes.protocol import Entry, Query
from silian.engines.matching.lexical import MOST_REPEATS
from silian.engines.matching.model import Level
from silian.engines.matching.weights import Weights


@lru_cache(maxsize=1_000_000)
def term_id(term: str) -> int:
    """Return the number of ``term``, the same in every process: 63 bits of its hash."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all entries of one index share: weights, and the average number of terms of each field."""

    weights: Weights
    averages: Mapping[str, float]

    def entry(
        self,
        key: int,
        texts: Mapping[str, str],
        *,
        vector: Vectors | None = None,
        published: bool = True,
        zone: str = "",
        field: str = "",
        valid_until: date | None = None,
    ) -> Entry:
        """Return the result ``key`` with these ``texts`` (by field: title, keywords, summary) as an entry."""
        p = self.weights.bm25f
        weighted: dict[str, float] = {}
        for name, weight in p.field_weights.items():
            found = text.terms(texts.get(name, ""))
            share = weight / (1 - p.b + p.b * len(found) / self.averages.get(name, 1.0)) if found else 0.0
            for term, count in Counter(found).items():
                weighted[term] = weighted.get(term, 0.0) + share * min(count, MOST_REPEATS)
        terms = {term_id(term): f * (p.k1 + 1) / (f + p.k1) for term, f in weighted.items()}
        return Entry(
            key=key,
            terms=terms,
            vector=vector,
            published=published,
            zone=zone,
            field=field,
            valid_until=valid_until,
        )

    def query(self, title: str, description: str, *, vector: Vectors | None = None) -> Query:
        """Return the need of this title and text as a query."""
        weights, p = self.weights, self.weights.bm25f
        in_title = Counter(text.terms(title))
        asked: Counter[str] = Counter()
        for found, weight in (
            (in_title, p.need_weights["title"]),
            (Counter(text.terms(description)), p.need_weights["text"]),
        ):
            for term, count in found.items():
                asked[term] += weight * count  # type: ignore[assignment]
        reach = weights.half_of_title * (p.k1 + 1)
        return Query(
            terms={term_id(term): sqrt(weight) for term, weight in asked.items()},
            title={
                term_id(term): reach * sqrt(p.need_weights["title"] * count)
                for term, count in in_title.items()
            },
            vector=vector,
            half_base=weights.half_base,
            lexical=weights.lexical,
            meaning=weights.meaning if vector is not None else 0.0,
            least=weights.thresholds[Level.WEAK],
        )
