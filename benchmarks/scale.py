"""One need in very many results: both indexes, brute force and bm25s on the same texts in the same run."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import bm25s
import numpy as np

from benchmarks import data
from benchmarks.table import show
from silian.engines.matching import CachedEncoder, load_weights
from silian.engines.matching.encoders.bundled import BundledEncoder
from silian.engines.matching.encoders.choose import default_cache_directory
from silian.engines.matching.indexes import Entry, Frame, Index, MemoryIndex, Only, Query
from silian.engines.matching.meaning import need_texts

RESULTS = int(os.environ.get("RESULTS", "1000000"))
IN_POSTGRES = int(os.environ.get("IN_POSTGRES", "100000"))
BATCH = 50_000
NEEDS = 100
TODAY = Only(on=date(2026, 11, 25))
Vectors = Any


class Invented:
    """Results spliced from halves of two real ones, each with the vector between theirs and a little noise."""

    def __init__(self) -> None:
        """Encode the real titles, or take their vectors from the cache."""
        self.titles = [offer.title for offer in data.achievements()]
        self.encoder = CachedEncoder(BundledEncoder(), default_cache_directory())
        raw = self.encoder.encode(self.titles)
        self.mean = raw.mean(axis=0)
        self.vectors = _unit(raw - self.mean)
        weights = load_weights(with_meaning=True)
        self.frame = Frame(weights=weights, averages={"title": 18.0})

    def entries(self, size: int) -> Iterator[list[Entry]]:
        """Yield ``size`` results in batches; the same ones at every run."""
        for start in range(0, size, BATCH):
            chance = np.random.default_rng(start)
            count = min(BATCH, size - start)
            one, other = chance.integers(0, len(self.titles), (2, count))
            noise = chance.normal(0, 0.3 / np.sqrt(self.vectors.shape[1]), (count, self.vectors.shape[1]))
            vectors = _unit(self.vectors[one] + 0.5 * self.vectors[other] + noise)
            yield [
                self.frame.entry(start + at, {"title": self._title(a, b)}, vector=vectors[at])
                for at, (a, b) in enumerate(zip(one, other, strict=True))
            ]

    def _title(self, a: int, b: int) -> str:
        first, second = self.titles[a], self.titles[b]
        return f"{first} {second[: len(second) // 2]}"

    def queries(self, *, with_vectors: bool) -> list[Query]:
        """Return the first needs as queries."""
        needs = data.needs()[:NEEDS]
        vectors = _unit(self.encoder.encode([need_texts(need)[1] for need in needs]) - self.mean)
        return [
            self.frame.query(need.title, need.text, vector=vector if with_vectors else None)
            for need, vector in zip(needs, vectors, strict=True)
        ]


def _unit(vectors: Vectors) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _fill(index: Index, batches: Iterator[list[Entry]]) -> tuple[float, float]:
    """Return entries a second of analysis (texts to entries) and of indexing."""
    analysing = indexing = 0.0
    begun = time.perf_counter()
    for entries in batches:
        analysed = time.perf_counter()
        index.put(entries)
        indexed = time.perf_counter()
        analysing, indexing = analysing + analysed - begun, indexing + indexed - analysed
        begun = time.perf_counter()
    return len(index) / analysing, len(index) / indexing


def _timed(search: Callable[[Query], Sequence[int]], queries: list[Query]) -> tuple[list[float], list[Any]]:
    milliseconds, found = [], []
    for query in queries[:5]:
        search(query)
    for query in queries:
        begun = time.perf_counter()
        found.append(search(query))
        milliseconds.append(1000 * (time.perf_counter() - begun))
    return milliseconds, found


def _row(
    name: str, size: int, times: list[float], found: list[Any], exact: list[Any], peer: float
) -> list[str]:
    # A need that nothing fits has no first ten to be missed; it counts where something was found all the same.
    judged = [(set(f), set(e)) for f, e in zip(found, exact, strict=True) if f or e]
    recall = np.mean([len(f & e) / max(len(e), 1) for f, e in judged])
    spread = [f"{q:.1f}" for q in np.percentile(times, [50, 90])]
    return [name, f"{size:,}", *spread, f"{recall:.3f} of {len(judged)}", f"{median(times) / peer:.2f}"]


def _brute_force(index: MemoryIndex, query: Query) -> list[int]:
    """Return the best ten when every entry is compared in all dimensions: so many places leave none out."""
    return [hit.key for hit in index.search(query, TODAY, len(index))[:10]]


class Peer:
    """bm25s on the same terms."""

    def __init__(self) -> None:
        """Begin empty."""
        self._numbers: dict[int, int] = {}
        self._ids: list[list[int]] = []
        self._retriever = bm25s.BM25()

    def collect(self, batches: Iterator[list[Entry]]) -> Iterator[list[Entry]]:
        """Pass ``batches`` on, keeping their terms."""
        numbers = self._numbers
        for entries in batches:
            self._ids += [[numbers.setdefault(term, len(numbers)) for term in e.terms] for e in entries]
            yield entries

    def index(self) -> None:
        """Index what was collected."""
        vocabulary = {str(number): number for number in range(len(self._numbers))}
        tokens = bm25s.tokenization.Tokenized(ids=self._ids, vocab=vocabulary)
        self._retriever.index(tokens, show_progress=False)
        self._ids = []

    def search(self, query: Query) -> list[int]:
        """Return the best ten."""
        asked = [str(self._numbers[term]) for term in query.terms if term in self._numbers]
        found, _scores = self._retriever.retrieve([asked], k=10, show_progress=False)
        return [int(key) for key in found[0]]


def main() -> None:
    """Print milliseconds a need, recall of the first ten against brute force, and the ratio to bm25s."""
    invented = Invented()
    lexical, both = invented.queries(with_vectors=False), invented.queries(with_vectors=True)
    other, memory = Peer(), MemoryIndex()
    analysed, indexed = _fill(memory, other.collect(invented.entries(RESULTS)))
    memory.merge()
    other.index()
    peer, _found = _timed(other.search, lexical)
    base = median(peer)
    rows = [
        [
            "bm25s, words only",
            f"{RESULTS:,}",
            *[f"{q:.1f}" for q in np.percentile(peer, [50, 90])],
            "-",
            "1.00",
        ]
    ]
    for name, queries in (("memory, words only", lexical), ("memory, words and meaning", both)):
        times, found = _timed(lambda query: [hit.key for hit in memory.search(query, TODAY, 10)], queries)
        some = queries[:: NEEDS // 10]
        exact = [_brute_force(memory, query) for query in some]
        rows.append(_row(name, RESULTS, times, found[:: NEEDS // 10], exact, base))
    rows.append(_in_postgres(invented, both, base))
    show(
        f"One need in many results, {NEEDS} needs",
        ["index", "results", "p50 ms", "p90 ms", "recall@10", "of bm25s"],
        rows,
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"  texts to entries {analysed:,.0f}/s, entries indexed {indexed:,.0f}/s, peak {peak:.1f} GB, all with one core"
    )


def _in_postgres(invented: Invented, queries: list[Query], base: float) -> list[str]:
    # optional extra: the embedded server
    from silian.config import database  # noqa: PLC0415
    from silian.services.matching.postgres_index import PostgresIndex  # noqa: PLC0415

    exact = MemoryIndex()
    _fill(exact, invented.entries(IN_POSTGRES))
    exact.merge()
    best = [[hit.key for hit in exact.search(query, TODAY, 10)] for query in queries]
    with TemporaryDirectory() as folder:
        server = database.start(Path(folder) / "data")
        try:
            index = PostgresIndex(database.url(server))
            _analysed, indexed = _fill(index, invented.entries(IN_POSTGRES))
            index.settle()
            print(f"  PostgreSQL: {indexed:,.0f} entries indexed a second")
            times, found = _timed(lambda query: [hit.key for hit in index.search(query, TODAY, 10)], queries)
            index.close()
        finally:
            server.cleanup()
    return _row("PostgreSQL, words and meaning", IN_POSTGRES, times, found, best, base)
