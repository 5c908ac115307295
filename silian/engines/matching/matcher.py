"""Scores every need against every offer and explains the best pairs."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

import numpy as np

from silian.engines.matching import text
from silian.engines.matching.encoders.protocol import Encoder
from silian.engines.matching.explain import (
    Reading,
    closest_sentences,
    find_misses,
    readable_terms,
)
from silian.engines.matching.figures import Figure
from silian.engines.matching.levels import chances
from silian.engines.matching.lexical import Floats, LexicalIndex, Reader
from silian.engines.matching.meaning import MeaningIndex
from silian.engines.matching.model import Level, Match, MatchingError, Miss, Need, NeedMatches, Offer
from silian.engines.matching.raising import Lacking, smallest_raise
from silian.engines.matching.signals import SignalTable
from silian.engines.matching.targets import compare, targets_of
from silian.engines.matching.weights import Weights, load_weights

Progress = Callable[[str, int, int], None]  # stage (index, encode, match), done, total
NEAR = 0.25  # what has less than this share of the weakest level's points is no near miss
_BLOCK_VALUES = 4_000_000  # scores held at once: 16 MB a matrix


def _need_fields(need: Need) -> dict[str, str]:
    return {"title": need.title, "text": need.text}


def _offer_fields(offer: Offer) -> dict[str, str]:
    return {
        "title": f"{offer.title}\n{offer.title_en}",
        "keywords": offer.keywords,
        "summary": f"{offer.summary}\n{offer.summary_en}",
    }


def _offer_chinese(offer: Offer) -> bool:
    return text.is_chinese(f"{offer.title}\n{offer.summary[:200] or offer.keywords[:200]}")


def _encoding(progress: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress("encode", done, total)) if progress else None


class Matcher:
    """An index of offers that answers needs; the same input always gives the same answer."""

    def __init__(
        self,
        offers: Sequence[Offer],
        *,
        encoder: Encoder | None = None,
        weights: Weights | None = None,
        progress: Progress | None = None,
        read: Reader = text.terms,
        typical: Sequence[Need] = (),
    ) -> None:
        """Index ``offers``, whose terms ``read`` finds; with an ``encoder``, meaning counts too.

        ``typical`` needs tell the encoder what needs in a language that no offer is in have in common.

        Raises ``MatchingError`` where there are no offers, ``EncoderError`` where the encoder fails.
        """
        if not offers:
            raise MatchingError("没有可以匹配的成果：成果表里一行可用的都没有。请检查成果表。")
        self.offers = tuple(offers)
        self.weights = weights or load_weights(with_meaning=encoder is not None)
        self._lexical = LexicalIndex([_offer_fields(offer) for offer in offers], self.weights.bm25f, read)
        self._signals = SignalTable(offers, dict(self.weights.signals))
        self.encoder_name = encoder.name if encoder else ""
        self.meaning: MeaningIndex | None = None
        if encoder is not None:
            self.meaning = MeaningIndex(offers, encoder, _encoding(progress), typical)
        self._chinese = np.array([_offer_chinese(offer) for offer in offers], dtype=bool)
        self._offers_read: dict[int, Reading] = {}

    def beside(self, offers: Sequence[Offer]) -> "Matcher":
        """Return a matcher of other ``offers`` that scores each as if it were one more of this collection."""
        other = copy(self)
        other.offers = tuple(offers)
        other._lexical = self._lexical.beside([_offer_fields(offer) for offer in offers])
        other._signals = SignalTable(offers, dict(self.weights.signals))
        other.meaning = self.meaning.beside(offers) if self.meaning else None
        other._chinese = np.array([_offer_chinese(offer) for offer in offers], dtype=bool)
        other._offers_read = {}
        vars(other).pop("rarity", None)
        return other

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How rare each term of the offers is: 1 in one offer only, near 0 in all."""
        return self._lexical.rarity()

    def offer_read(self, at: int) -> Reading:
        """Return the offer at position ``at``, read once for all needs."""
        if at not in self._offers_read:
            self._offers_read[at] = Reading("\n".join(_offer_fields(self.offers[at]).values()), self.rarity)
        return self._offers_read[at]

    def batch(self, needs: Sequence[Need], progress: Progress | None = None) -> "Batch":
        """Return ``needs`` prepared to be scored together."""
        return Batch(self, needs, progress)

    def why(self, need: Need, offer_at: int) -> Match:
        """Return how ``need`` and the offer at position ``offer_at`` go together, listed or not, with its rank among all."""
        batch = self.batch([need])
        scores = next(batch.scores())
        return batch.explain(0, offer_at, 1 + int((scores > scores[offer_at]).sum()))

    def match(
        self, needs: Sequence[Need], *, top: int = 10, missed: int = 3, progress: Progress | None = None
    ) -> Iterator[NeedMatches]:
        """Yield, need by need, the ``top`` offers that reach a level and the next ``missed`` that do not."""
        batch = self.batch(needs, progress)
        for row, scores in enumerate(batch.scores()):
            yield batch.best(row, scores, top, missed)
            if progress:
                progress("match", row + 1, len(needs))


def _highest(scores: Floats, count: int) -> list[int]:
    """Return the positions of the ``count`` highest scores, highest first, ties in their order."""
    if count < len(scores):
        least = np.partition(scores, -count)[-count]
        above = np.flatnonzero(scores > least)
        level = np.flatnonzero(scores == least)[: count - len(above)]
        candidates = np.concatenate((above, level))
    else:
        candidates = np.arange(len(scores))
    return [int(at) for at in candidates[np.lexsort((candidates, -scores[candidates]))]]


class Batch:
    """Needs prepared against one matcher."""

    def __init__(self, matcher: Matcher, needs: Sequence[Need], progress: Progress | None = None) -> None:
        """Turn ``needs`` into queries of every kind of evidence that ``matcher`` has."""
        self.needs = tuple(needs)
        self._of = matcher
        weights = matcher.weights
        reach = [matcher._lexical.reach(need.title) for need in needs]
        self._half = weights.half_base + weights.half_of_title * np.array(reach, dtype=np.float32)
        self._chinese = np.array([text.is_chinese(f"{n.title}\n{n.text[:200]}") for n in needs], dtype=bool)
        self._vectors = None
        self._read: tuple[int, Reading] | None = None
        self._targets: tuple[int, list[Figure]] | None = None
        if matcher.meaning is not None and needs:
            self._vectors = matcher.meaning.queries(needs, _encoding(progress))
        self._terms = matcher._lexical.queries([_need_fields(need) for need in needs])

    def scores(self) -> Iterator[Floats]:
        """Yield the scores of each need with every offer, in points, shape (offers,)."""
        size = max(1, _BLOCK_VALUES // len(self._of.offers))
        for start in range(0, len(self.needs), size):
            rows = slice(start, min(start + size, len(self.needs)))
            yield from self._block(rows)

    def evidence(self) -> Iterator[tuple[Floats, Floats]]:
        """Yield for each need, before any weight, what words and what meaning say of every offer, each 0-1."""
        of, nothing = self._of, np.zeros(len(self._of.offers), dtype=np.float32)
        for row in range(len(self.needs)):
            raw = of._lexical.scores(self._terms[row : row + 1])[0]
            near = nothing
            if of.meaning and self._vectors is not None:
                near = of.meaning.scores(self._vectors[row])
            yield np.asarray(raw / (raw + self._half[row]), dtype=np.float32), near

    def _block(self, rows: slice) -> Floats:
        of, weights = self._of, self._of.weights
        raw = of._lexical.scores(self._terms[rows])
        across = self._chinese[rows, None] != of._chinese
        mixed = bool(across.any())
        words = np.where(across, weights.lexical_across, weights.lexical) if mixed else weights.lexical
        total = np.asarray(words * raw / (raw + self._half[rows, None]), dtype=np.float32)
        if of.meaning and self._vectors is not None:
            worth = np.where(across, weights.meaning_across, weights.meaning) if mixed else weights.meaning
            total += np.asarray(worth * of.meaning.scores(self._vectors[rows]), dtype=np.float32)
        for line, need in zip(total, self.needs[rows], strict=True):
            line += of._signals.points(need)
        return total

    def best(self, row: int, scores: Floats, top: int, missed: int) -> NeedMatches:
        """Return the explained answer for need ``row`` from its ``scores``."""
        weak = self._of.weights.thresholds[Level.WEAK]
        shown: list[Match] = []
        near: list[Match] = []
        for offer in _highest(scores, top + 10 * missed):
            if len(near) == missed or scores[offer] < weak * NEAR:
                break
            match = self.explain(row, offer, len(shown) + len(near) + 1)
            if match.level > Level.NONE and len(shown) < top and not near:
                shown.append(match)
            elif match.level > Level.NONE:
                near.append(replace(match, misses=(Miss("top", points=top), *match.misses)))
            else:
                near.append(match)
        return NeedMatches(self.needs[row].key, tuple(shown), tuple(near))

    def explain(self, row: int, offer_at: int, rank: int) -> Match:
        """Return the match of need ``row`` with the offer at ``offer_at``, with every reason."""
        of, weights, need = self._of, self._of.weights, self.needs[row]
        offer = of.offers[offer_at]
        shared = of._lexical.shared(self._terms, row, offer_at)
        raw = sum(shared.values())
        similarity = self._similarity(row, offer_at)
        targets = compare(self._targets_of(row), of._signals.stated(offer_at))
        signals = of._signals.of_pair(need, offer, targets)
        across = bool(self._chinese[row] != of._chinese[offer_at])
        words = weights.lexical_across if across else weights.lexical
        parts = {
            "lexical": words * raw / (raw + float(self._half[row])),
            "meaning": (weights.meaning_across if across else weights.meaning) * (similarity or 0.0),
            "signals": sum(signal.points for signal in signals),
        }
        score = sum(parts.values())
        # Levels were calibrated on texts alone: a signal may cost a level, never give one.
        evidence = parts["lexical"] + parts["meaning"] + min(0.0, parts["signals"])
        level = weights.level(evidence)
        points = {term: share * parts["lexical"] / raw for term, share in shared.items()}
        ours, theirs = self._need_read(row), of.offer_read(offer_at)
        absent = of._lexical.absent(ours.first_terms, offer_at) if level < Level.STRONG else []
        lacking = Lacking(raw, float(self._half[row]), words, of._lexical.worth(absent, self._terms, row))
        return Match(
            need=need.key,
            offer=offer.key,
            rank=rank,
            score=score,
            level=level,
            parts=parts,
            similarity=similarity,
            terms=tuple(readable_terms(points, ours, theirs)),
            sentences=closest_sentences(ours, theirs),
            signals=signals,
            misses=(
                *find_misses(level, evidence, weights, absent, similarity, signals),
                *smallest_raise(level, evidence, weights, lacking, signals),
            ),
            targets=targets,
            chances={rated.name: chance for rated, chance in chances(weights.curves, evidence).items()},
        )

    def _similarity(self, row: int, offer_at: int) -> float | None:
        if self._vectors is None or self._of.meaning is None:
            return None
        return self._of.meaning.score(self._vectors[row], offer_at)

    def _targets_of(self, row: int) -> list[Figure]:
        if self._targets is None or self._targets[0] != row:
            self._targets = row, targets_of(self.needs[row])
        return self._targets[1]

    def _need_read(self, row: int) -> Reading:
        if self._read is None or self._read[0] != row:
            need = self.needs[row]
            self._read = row, Reading(f"{need.title}\n{need.text}", self._of.rarity)
        return self._read[1]
