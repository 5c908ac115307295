"""Matching of needs and offers: scored, levelled and explained, in memory.

from silian.engines.matching import Matcher, Need, Offer

matcher = Matcher([Offer(key="1", title="高韧性立方氮化硼单晶")])
for answer in matcher.match([Need(key="a", title="立方氮化硼单晶的研制")]):
    print(answer.matches[0].level, answer.matches[0].terms)
"""

from silian.engines.matching.encoders import CachedEncoder, Encoder, EncoderError, open_encoder
from silian.engines.matching.matcher import Batch, Matcher
from silian.engines.matching.model import (
    Level,
    Match,
    MatchingError,
    Miss,
    Need,
    NeedMatches,
    Offer,
    SentencePair,
    SharedTerm,
    Signal,
    Target,
)
from silian.engines.matching.quality import Estimate, measure
from silian.engines.matching.remembering import RememberedTerms
from silian.engines.matching.weights import Weights, load_weights

__all__ = [
    "Batch",
    "CachedEncoder",
    "Encoder",
    "EncoderError",
    "Estimate",
    "Level",
    "Match",
    "Matcher",
    "MatchingError",
    "Miss",
    "Need",
    "NeedMatches",
    "Offer",
    "RememberedTerms",
    "SentencePair",
    "SharedTerm",
    "Signal",
    "Target",
    "Weights",
    "load_weights",
    "measure",
    "open_encoder",
]
