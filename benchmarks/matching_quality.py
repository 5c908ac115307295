"""The quality of matching on public data against bm25s, each encoder alone and rank fusion, in one run."""

from collections.abc import Callable, Iterable, Sequence

import bm25s
import numpy as np

from benchmarks import data
from benchmarks.matching_tasks import Task, tasks
from benchmarks.table import show
from silian.engines.matching import Encoder, Level, Matcher, Need, Offer, measure, open_encoder, text
from silian.engines.matching.encoders.choose import default_cache_directory
from silian.engines.matching.training import judged_pairs, ranking_quality, train

Lines = Iterable[np.ndarray]
METHODS = ("bm25s", "encoder", "rank fusion", "silian, words", "silian")
RANK_CONSTANT = 60  # of reciprocal rank fusion, as usual


def main() -> None:
    """Print the figures of ranking, of levels, and of needs that nothing fits."""
    encoder = open_encoder("bundled", cache_directory=default_cache_directory())
    assert encoder is not None
    rows = [_judged_row(encoder), *(_row(task, encoder) for task in tasks())]
    show(
        "Ranking: nDCG@10 (awards: MRR@10); silian learned on needs_achievements only, there five folds over needs",
        ["set", "needs", "offers", *METHODS, "target", "silian/target"],
        rows,
    )
    show_levels(encoder)
    show_strangers(encoder)


def bm25s_scores(needs: Sequence[Need], offers: Sequence[Offer]) -> Lines:
    """Yield the scores of bm25s over exactly the terms that our lexical index uses."""
    index = bm25s.BM25()
    index.index([text.terms(f"{offer.title}\n{offer.summary}") for offer in offers], show_progress=False)
    known = index.vocab_dict
    for need in needs:
        found = [term for term in text.terms(f"{need.title}\n{need.text}") if term in known]
        yield index.get_scores(found) if found else np.zeros(len(offers))


def fused(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the reciprocal rank fusion of two lines of scores."""
    ranks = [np.argsort(np.argsort(-line, kind="stable"), kind="stable") for line in (one, other)]
    return np.asarray(sum(1 / (RANK_CONSTANT + rank + 1) for rank in ranks))


def all_methods(
    needs: Sequence[Need], offers: Sequence[Offer], encoder: Encoder
) -> dict[str, Callable[[], Lines]]:
    """Return each method's scores of every need with every offer."""
    words, full = Matcher(offers), Matcher(offers, encoder=encoder, typical=needs)
    batch = full.batch(needs)

    def near() -> Lines:
        return (meaning for _words, meaning in batch.evidence())

    return {
        "bm25s": lambda: bm25s_scores(needs, offers),
        "encoder": near,
        "rank fusion": lambda: (
            fused(a, b) for a, b in zip(bm25s_scores(needs, offers), near(), strict=True)
        ),
        "silian, words": lambda: words.batch(needs).scores(),
        "silian": batch.scores,
    }


def _row(task: Task, encoder: Encoder) -> list[str]:
    figures = {
        name: float(np.mean([_at_ten(task, *pair) for pair in zip(scores(), task.relevant, strict=True)]))
        for name, scores in all_methods(task.needs, task.offers, encoder).items()
    }
    return _cells(task.name, len(task.needs), len(task.offers), figures, task.target)


def _cells(name: str, needs: int, offers: int, figures: dict[str, float], target: float) -> list[str]:
    shown = [f"{figures[method]:.3f}" for method in METHODS]
    ratio = f"{figures['silian'] / target:.2f}"
    return [name, str(needs), str(offers), *shown, f"{target:.3f}", ratio]


def _at_ten(task: Task, scores: np.ndarray, relevant: set[int]) -> float:
    hits = np.isin(np.argsort(-scores, kind="stable")[:10], list(relevant))
    if task.measure == "mrr":
        return float(1 / (1 + hits.argmax())) if hits.any() else 0.0
    discounts = 1 / np.log2(np.arange(2, 12))
    return float(hits @ discounts[: len(hits)] / discounts[: len(relevant)].sum())


def _judged_row(encoder: Encoder) -> list[str]:
    offers, judged = data.achievements(), data.judged()
    wanted = [need for need in data.needs() if need.key in judged]
    position = {offer.key: at for at, offer in enumerate(offers)}
    figures = {}
    for name, scores in all_methods(wanted, offers, encoder).items():
        rankings = {}
        for need, line in zip(wanted, scores(), strict=True):
            known = sorted(judged[need.key], key=position.__getitem__)
            order = np.argsort([-line[position[key]] for key in known], kind="stable")
            rankings[need.key] = [judged[need.key][known[at]] for at in order]
        figures[name] = measure(rankings)["ndcg@10"].value
    pairs = judged_pairs(Matcher(offers, encoder=encoder), wanted, judged)
    figures["silian"] = train(pairs, with_meaning=True).measured["ndcg@10"]
    counted = len(ranking_quality(pairs, pairs.words))
    return _cells("needs_achievements", counted, len(offers), figures, 0.66)


def show_levels(encoder: Encoder) -> None:
    """Print how true levels and their chances are, on needs that were not learned from."""
    offers, judged = data.achievements(), data.judged()
    rows = []
    for name, used in (("words", None), ("bundled", encoder)):
        pairs = judged_pairs(Matcher(offers, encoder=used), data.needs(), judged)
        found = train(pairs, with_meaning=used is not None).measured
        cells = [found[key] for key in ("level", "mae", "ece_weak", "ece_good", "ece_strong")]
        rows.append([name, *(f"{cell:.3f}" for cell in cells)])
    rows.append(["always 2", f"{1 / (1 + np.abs(pairs.level - 2).mean()):.3f}", "", "", "", ""])
    show(
        "Levels, five folds over needs: 1/(1+MAE), and the error of each level's chance (target .720, .030)",
        ["encoder", "1/(1+MAE)", "MAE", "weak", "good", "strong"],
        rows,
    )


def show_strangers(encoder: Encoder) -> None:
    """Print how many pairs a broker would be shown wrongly: of judged needs, and among results on other things."""
    judged = data.judged()
    wanted = [need for need in data.needs() if need.key in judged]
    rows = []
    for name, used in (("words", None), ("bundled", encoder)):
        matcher = Matcher(data.achievements(), encoder=used)
        pairs = judged_pairs(matcher, wanted, judged)
        points = matcher.weights.lexical * pairs.words + matcher.weights.meaning * pairs.meaning
        for level in (Level.WEAK, Level.GOOD, Level.STRONG):
            shown = points >= matcher.weights.thresholds[level]
            wrong = (pairs.level[shown] == 1).mean()
            rows.append([name, level.name.lower(), str(int(shown.sum())), f"{wrong:.1%}"])
    show(
        "False introductions: pairs shown from a level on that experts called unrelated (thresholds from the same pairs)",
        ["encoder", "from level", "pairs shown", "unrelated"],
        rows,
    )


if __name__ == "__main__":
    main()
