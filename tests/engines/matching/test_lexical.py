"""BM25F against a plain reading of its formula."""

import math

import numpy as np
import pytest

from silian.engines.matching.lexical import BACKGROUND, Bm25f, LexicalIndex

PARAMETERS = Bm25f(k1=1.2, b=0.75, field_weights={"title": 1.0, "summary": 0.5}, need_weights={"title": 4.0})
OFFERS = [
    {"title": "hydrogen electrode", "summary": "iridium iridium coating"},
    {"title": "hydrogen tank"},
    {"title": "rail bogie", "summary": "hydrogen"},
]


def by_hand(term, offer):
    """Return the weight of ``term`` in ``offer`` by the formula of the module, one offer at a time."""
    frequency = 0.0
    for field, weight in PARAMETERS.field_weights.items():
        lengths = [len(o.get(field, "").split()) for o in OFFERS]
        average = sum(lengths) / sum(1 for length in lengths if length)
        words = offer.get(field, "").split()
        norm = 1 - PARAMETERS.b + PARAMETERS.b * max(len(words), 1) / average
        frequency += weight * words.count(term) / norm
    df = sum(any(term in o.get(field, "").split() for field in PARAMETERS.field_weights) for o in OFFERS)
    count = len(OFFERS) + BACKGROUND
    rarity = math.log1p((count - df + 0.5) / (df + 0.5)) / math.log((count + 1) / 1.5)
    return rarity * frequency * (PARAMETERS.k1 + 1) / (frequency + PARAMETERS.k1)


def test_scores_follow_the_formula():
    index = LexicalIndex(OFFERS, PARAMETERS)
    scores = index.scores(index.queries([{"title": "hydrogen iridium unknown"}]))
    expected = [2 * by_hand("hydrogen", o) + 2 * by_hand("iridium", o) for o in OFFERS]
    np.testing.assert_allclose(scores, [expected], rtol=1e-5)


def test_shared_terms_add_up_to_the_score():
    index = LexicalIndex(OFFERS, PARAMETERS)
    queries = index.queries([{"title": "iridium hydrogen electrode"}])
    shared = index.shared(queries, 0, 0)
    assert set(shared) == {"iridium", "hydrogen", "electrode"}
    assert sum(shared.values()) == pytest.approx(float(index.scores(queries)[0, 0]), rel=1e-6)


def test_absent_words_are_named_rarest_first():
    index = LexicalIndex(OFFERS, PARAMETERS)
    assert index.absent(["hydrogen", "iridium", "never", "electrode"], 2) == ["never", "iridium", "electrode"]


def test_an_index_of_one_offer_still_tells_a_match_from_none():
    index = LexicalIndex([{"title": "hydrogen"}], PARAMETERS)
    scores = index.scores(index.queries([{"title": "hydrogen"}, {"title": "rail"}]))
    assert scores[0, 0] > 0 == scores[1, 0]
