"""Reasons as data: which words are shared, which sentences are closest, and what keeps a level down."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from silian.engines.matching import text
from silian.engines.matching.model import Level, Miss, SentencePair, SharedTerm, Signal
from silian.engines.matching.weights import Weights

ABSENT_SHOWN = 4
SENTENCES_READ = 16
CHARACTERS_READ = 20_000  # the score counts the whole text, reasons quote its start
_FAR_IN_MEANING = 0.2


class Reading:
    """A text read once: its sentences with their terms, and where each pair of characters stands.

    ``first_terms`` are those of the first line, the title.
    """

    __slots__ = ("compact", "first_terms", "lengths", "places", "terms", "texts")

    def __init__(self, source: str, rarity: Mapping[str, float]) -> None:
        """Split ``source``; ``rarity`` weighs the terms that are known."""
        source = source[:CHARACTERS_READ]
        self.texts = text.sentences(source)[:SENTENCES_READ]
        self.terms = [
            {term: rarity[term] for term in text.terms(sentence) if term in rarity} for sentence in self.texts
        ]
        self.first_terms = text.terms(source.split("\n", 1)[0])
        self.compact = text.compact(source)
        self.places: dict[str, list[int]] = {}
        for at in range(len(self.compact) - 1):
            self.places.setdefault(self.compact[at : at + 2], []).append(at)
        self.lengths = [sqrt(sum(weight**2 for weight in found.values())) or 1.0 for found in self.terms]


def readable_terms(contributions: Mapping[str, float], need: Reading, offer: Reading) -> list[SharedTerm]:
    """Return ``contributions`` as the phrases both texts use, heaviest first, their sum unchanged.

    Shared bigrams that follow each other in both texts are joined ("锂离子电池"); the words inside
    such a phrase count for it.
    """
    phrases = _phrases(contributions, need, offer)
    totals: dict[str, float] = {}
    for term, points in contributions.items():
        surface = text.surface(term)
        home = next((phrase for phrase in phrases if surface in phrase), surface)
        totals[home] = totals.get(home, 0.0) + points
    return sorted(
        (SharedTerm(word, points) for word, points in totals.items()), key=lambda term: -term.points
    )


def _phrases(terms: Iterable[str], need: Reading, offer: Reading) -> list[str]:
    """Return the longest runs that the bigrams among ``terms`` form in both texts, longest first."""
    pairs = [text.surface(term) for term in terms if text.is_bigram(term)]
    starts = sorted(at for pair in pairs for at in need.places.get(pair, ()))
    phrases: set[str] = set()
    begin = end = -1
    for at in starts:
        if at == end - 1 and need.compact[begin : at + 2] in offer.compact:
            end = at + 2
            continue
        phrases.add(need.compact[begin:end])
        begin, end = at, at + 2
    phrases.add(need.compact[begin:end])
    return sorted(phrases - {""}, key=lambda phrase: (-len(phrase), phrase))


def closest_sentences(need: Reading, offer: Reading) -> SentencePair | None:
    """Return the sentences with the largest cosine of rarity-weighted terms; None where nothing is shared."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    for i, ours in enumerate(need.terms):
        for j, theirs in enumerate(offer.terms):
            shared = ours.keys() & theirs.keys()
            if shared:
                dot = sum(ours[term] * theirs[term] for term in shared)
                best = max(best, (dot / (need.lengths[i] * offer.lengths[j]), -i, -j))
    similarity, i, j = best
    return SentencePair(need.texts[-i], offer.texts[-j], similarity) if similarity else None


def find_misses(
    level: Level,
    evidence: float,
    weights: Weights,
    absent: Sequence[str],
    meaning: float | None,
    signals: Sequence[Signal],
) -> tuple[Miss, ...]:
    """Return why ``level`` is not higher, and every signal against the pair whatever its level."""
    against = [Miss("signal", (signal.name,), signal.points) for signal in signals if signal.points < 0]
    if level is Level.STRONG:
        return tuple(against)
    misses = [Miss("gap", (Level(level + 1).name,), weights.thresholds[Level(level + 1)] - evidence)]
    if absent:
        misses.append(Miss("terms", tuple(absent[:ABSENT_SHOWN])))
    if meaning is not None and meaning < _FAR_IN_MEANING:
        misses.append(Miss("meaning", points=meaning))
    return tuple(misses + against)
