"""Ranking quality and scoring speed on the labelled pairs, against bm25s and single methods in one run."""

import time
from collections.abc import Callable, Iterator, Sequence

import bm25s
import numpy as np

from benchmarks import data
from benchmarks.table import show
from silian.engines.matching import Matcher, Need, Offer, measure, open_encoder, text
from silian.engines.matching.encoders.choose import default_cache_directory

Scores = Iterator[np.ndarray]
RUNS = 5


def main() -> None:
    """Print nDCG@10, recall@10 and MRR@10 of each method, then scoring times as ratios."""
    needs, offers, judged = data.needs(), data.achievements(), data.judged()
    wanted = [need for need in needs if need.key in judged]
    encoder = open_encoder("bundled", cache_directory=default_cache_directory())
    peer = Peer(offers)
    lexical, hybrid = Matcher(offers), Matcher(offers, encoder=encoder)
    draw = np.random.default_rng(1)
    methods: dict[str, Callable[[], Scores]] = {
        "random": lambda: (draw.random(len(offers)) for _ in wanted),
        "bm25s, same terms": lambda: peer.scores(wanted),
        "bundled encoder alone": lambda: meaning_alone(hybrid, wanted),
        "silian, lexical": lambda: lexical.batch(wanted).scores(),
        "silian, bundled encoder": lambda: hybrid.batch(wanted).scores(),
    }
    position = {offer.key: at for at, offer in enumerate(offers)}
    rows = []
    for name, scores in methods.items():
        measures = measure(ranked(scores(), wanted, judged, position))
        cells = [f"{m.value:.3f} ({m.low:.3f}-{m.high:.3f})" for m in measures.values()]
        rows.append([name, *cells])
    show(
        "Judged lists of needs_achievements, mean (95 % bootstrap)",
        ["method", "nDCG@10", "recall@10", "MRR@10"],
        rows,
    )
    show_speed(peer, lexical, needs, offers)


def ranked(
    scores: Scores, needs: Sequence[Need], judged: dict[str, dict[str, int]], position: dict[str, int]
) -> dict[str, list[int]]:
    """Return need -> expert levels in the order of ``scores``, ties in the order of the collection."""
    result = {}
    for need, line in zip(needs, scores, strict=True):
        offers = sorted(judged[need.key], key=position.__getitem__)
        order = np.argsort([-line[position[offer]] for offer in offers], kind="stable")
        result[need.key] = [judged[need.key][offers[at]] for at in order]
    return result


def meaning_alone(hybrid: Matcher, needs: Sequence[Need]) -> Scores:
    """Yield the similarities of whole texts, without words."""
    index = hybrid.meaning
    assert index is not None
    yield from index.scores(index.queries(needs))


class Peer:
    """bm25s over exactly the terms that our lexical index uses, need title and text in one bag."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        """Index ``offers``."""
        self.terms = [text.terms(offer.title) for offer in offers]
        self.index = self.build()

    def build(self) -> bm25s.BM25:
        """Return a fresh index over the same terms."""
        index = bm25s.BM25()
        index.index(self.terms, show_progress=False)
        return index

    def scores(self, needs: Sequence[Need]) -> Scores:
        """Yield the scores of each need with every offer."""
        for need in needs:
            yield self.index.get_scores(self.query(need))

    def query(self, need: Need) -> list[str]:
        """Return the terms of ``need`` that the index knows."""
        known = self.index.vocab_dict
        return [term for term in text.terms(f"{need.title}\n{need.text}") if term in known]


def show_speed(peer: Peer, lexical: Matcher, needs: Sequence[Need], offers: Sequence[Offer]) -> None:
    """Print scoring of all pairs with the ten best of each need, ours and the peer's in turn."""
    queries = [peer.query(need) for need in needs]
    batch = lexical.batch(needs)
    raw_peer = best_of(lambda: [np.argpartition(-peer.index.get_scores(query), 10)[:10] for query in queries])
    own_peer = best_of(lambda: peer.index.retrieve(queries, k=10, show_progress=False, n_threads=0))
    ours = best_of(lambda: [np.argpartition(-line, 10)[:10] for line in batch.scores()])
    pairs = len(needs) * len(offers) / 1e6
    show(
        f"All pairs scored, ten best of each need kept: {len(needs)} x {len(offers)}, best of {RUNS}",
        ["method", "seconds", "million pairs/s", "ratio to bm25s"],
        [
            [name, f"{seconds:.3f}", f"{pairs / seconds:.0f}", f"{seconds / own_peer:.2f}"]
            for name, seconds in (
                ("bm25s, its own top 10", own_peer),
                ("bm25s scores, numpy top 10", raw_peer),
                ("silian, lexical and signals", ours),
            )
        ],
    )


def best_of(work: Callable[[], object]) -> float:
    """Return the shortest of ``RUNS`` runs of ``work``, in seconds."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
