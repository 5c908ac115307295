"""Structured facts for and against a pair: each one a function from two values to a strength of -1 to 1."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from silian.engines.matching import text
from silian.engines.matching.lexical import Floats
from silian.engines.matching.model import Need, Offer, Signal

_PLACE = re.compile(r"(.+?)(?:特别行政区|自治区|自治州|地区|省|市|区|县|$)")
_NO_PLACE = re.compile(
    r"^(高新|高新技术产业开发|经济技术开发|经济开发|经开|开发|园|工业园|产业园|科技园|全国|国内)$"
)
_NO_FIELD = frozenset(("其他", "其它", "综合", "other", "others"))


def field_strength(need: str, offer: str) -> float:
    """Return 1 where both name the same field, 0.5 where the names share a word, else -0.5.

    Names in different scripts (Materials, 材料) and names that name none (其他) say nothing: 0.
    """
    ours, theirs = text.compact(need), text.compact(offer)
    if ours.isascii() != theirs.isascii() or {ours, theirs} & _NO_FIELD:
        return 0.0
    if ours == theirs:
        return 1.0
    shared = set(text.terms(need)) & set(text.terms(offer))
    return 0.5 if shared or ours in theirs or theirs in ours else -0.5


def readiness_strength(need: int, offer: int) -> float:
    """Return 1 where the offer is as ready as asked (TRL), less a third for each level it lacks, to -1."""
    return 1.0 if offer >= need else max(-1.0, -(need - offer) / 3)


def place_strength(need: str, offer: str) -> float:
    """Return 1 where both lie in one province, city or district; another place is no argument against."""
    return 1.0 if _places(need) & _places(offer) else 0.0


def _places(name: str) -> set[str]:
    plain = text.compact(name).replace("台", "臺")
    return {place for place in _PLACE.findall(plain) if len(place) > 1 and not _NO_PLACE.search(place)}


def ip_state_strength(_need: str, offer: str) -> float:
    """Return how well the offer is protected: granted or protected 1, other rights 0.5, none -1."""
    strengths = {
        "granted": 1.0,
        "protected": 1.0,
        "pending": 0.5,
        "software": 0.5,
        "secret": 0.5,
        "none": -1.0,
    }
    return strengths.get(offer, 0.0)


def price_strength(need: int, offer: int) -> float:
    """Return 1 where the asked price is within the budget (both 元), -1 from twice the budget on."""
    return 1.0 if offer <= need else -min(1.0, offer / max(need, 1) - 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which value of the need meets which value of the offer, and the function that compares them."""

    name: str
    of_need: Callable[[Need], Any]
    of_offer: Callable[[Offer], Any]
    strength: Callable[[Any, Any], float]


RULES = (
    Rule("field", lambda need: need.field, lambda offer: offer.field, field_strength),
    Rule("readiness", lambda need: need.readiness_min, lambda offer: offer.readiness, readiness_strength),
    Rule("place", lambda need: need.place, lambda offer: offer.place, place_strength),
    Rule("ip_state", lambda need: need.key, lambda offer: offer.ip_state, ip_state_strength),
    Rule("price", lambda need: need.budget_yuan, lambda offer: offer.asked_price_yuan, price_strength),
)


class SignalTable:
    """All signals of a collection of offers, each distinct value compared once a need."""

    def __init__(self, offers: Sequence[Offer], points: dict[str, float]) -> None:
        """Number the distinct values of ``offers``; ``points`` is each signal's full worth."""
        self._points = points
        self._values: list[list[Any]] = []
        self._codes: list[np.ndarray[Any, Any]] = []
        for rule in RULES:
            numbers: dict[Any, int] = {}
            codes = [numbers.setdefault(rule.of_offer(offer), len(numbers)) for offer in offers]
            self._values.append(list(numbers))
            self._codes.append(np.array(codes, dtype=np.int32))

    def points(self, need: Need) -> Floats:
        """Return the sum of signals of ``need`` with every offer, in points, shape (offers,)."""
        total = np.zeros(len(self._codes[0]), dtype=np.float32)
        for rule, values, codes in zip(RULES, self._values, self._codes, strict=True):
            ours = rule.of_need(need)
            if _missing(ours) or not any(not _missing(value) for value in values):
                continue
            worth = self._points[rule.name]
            of_value = [0.0 if _missing(value) else worth * rule.strength(ours, value) for value in values]
            total += np.array(of_value, dtype=np.float32)[codes]
        return total

    def of_pair(self, need: Need, offer: Offer) -> tuple[Signal, ...]:
        """Return the signals of one pair; a fact that either side does not state gives none."""
        found = []
        for rule in RULES:
            ours, theirs = rule.of_need(need), rule.of_offer(offer)
            if not _missing(ours) and not _missing(theirs):
                points = self._points[rule.name] * rule.strength(ours, theirs)
                shown = "" if rule.name == "ip_state" else str(ours)
                found.append(Signal(rule.name, points, shown, str(theirs)))
        return tuple(found)


def _missing(value: object) -> bool:
    return value is None or value == ""
