"""Structured facts for and against a pair: each one a function from two values to a strength of -1 to 1."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from silian.engines.matching import text
from silian.engines.matching.figures import Figure
from silian.engines.matching.lexical import Floats
from silian.engines.matching.model import Need, Offer, Signal, Target
from silian.engines.matching.targets import MET, MISSED, TargetIndex, targets_strength

_PLACE = re.compile(r"(.+?)(?:特别行政区|自治区|自治州|地区|省|市|区|县|$)")
_NO_PLACE = re.compile(
    r"^(高新|高新技术产业开发|经济技术开发|经济开发|经开|开发|园|工业园|产业园|科技园|全国|国内)$"
)
_NO_FIELD = frozenset(("其他", "其它", "综合", "other", "others"))


def field_strength(need: str, offer: str) -> float:
    """Return 1 where both name the same field, 0.5 where the names share a word, else -0.5.

    Paths in a tree (集成电路/封装材料) count by the share of their steps that is common: parent and child
    of two steps and one 2/3, siblings on the second step 1/2. Names in different scripts (Materials, 材料)
    and names that name none (其他) say nothing: 0.
    """
    ours, theirs = text.compact(need), text.compact(offer)
    if ours.isascii() != theirs.isascii() or {ours, theirs} & _NO_FIELD:
        return 0.0
    if ours == theirs:
        return 1.0
    common = _common_steps(ours.split("/"), theirs.split("/"))
    if common:
        return common
    shared = set(text.terms(need)) & set(text.terms(offer))
    return 0.5 if shared or ours in theirs or theirs in ours else -0.5


def _common_steps(ours: Sequence[str], theirs: Sequence[str]) -> float:
    shared = 0
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            break
        shared += 1
    return 2 * shared / (len(ours) + len(theirs))


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


def cooperation_strength(need: Sequence[str], offer: Sequence[str]) -> float:
    """Return 1 where a form of working together suits both sides or one is open, 0.5 for a near one, else -0.5."""
    if set(need) & set(offer) or "open" in (*need, *offer):
        return 1.0
    near = {("commission", "joint_development"), ("transfer", "licence"), ("licence", "transfer")}
    return 0.5 if any((ours, theirs) in near for ours in need for theirs in offer) else -0.5


def history_strength(_need: str, deals: int) -> float:
    """Return 0 for owners without a deal so far, 0.5 after the first, towards 1 with more."""
    return 1 - 1 / (1 + max(deals, 0))


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
    Rule("cooperation", lambda need: need.cooperation, lambda offer: offer.cooperation, cooperation_strength),
    Rule("history", lambda need: need.key, lambda offer: offer.past_deals or None, history_strength),
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
        self._targets = TargetIndex(offers)

    def points(self, need: Need) -> Floats:
        """Return the sum of signals of ``need`` with every offer, in points, shape (offers,)."""
        total = np.zeros(len(self._codes[0]), dtype=np.float32)
        for rule, values, codes in zip(RULES, self._values, self._codes, strict=True):
            ours = rule.of_need(need)
            if _missing(ours) or not any(not _missing(value) for value in values):
                continue
            worth = self._points.get(rule.name, 0.0)
            of_value = [0.0 if _missing(value) else worth * rule.strength(ours, value) for value in values]
            total += np.array(of_value, dtype=np.float32)[codes]
        for at, strength in self._targets.strengths(need).items():
            total[at] += self._points.get("targets", 0.0) * strength
        return total

    def stated(self, at: int) -> list[Figure]:
        """Return the figures of the offer at position ``at``."""
        return self._targets.stated(at)

    def of_pair(self, need: Need, offer: Offer, targets: Sequence[Target] = ()) -> tuple[Signal, ...]:
        """Return the signals of one pair; a fact that either side does not state gives none.

        ``targets`` are those of the pair.
        """
        found = []
        for rule in RULES:
            ours, theirs = rule.of_need(need), rule.of_offer(offer)
            if not _missing(ours) and not _missing(theirs):
                points = self._points.get(rule.name, 0.0) * rule.strength(ours, theirs)
                found.append(Signal(rule.name, points, _shown(rule, ours), _words(theirs)))
        verdicts = [target.verdict for target in targets]
        met, missed = verdicts.count(MET), verdicts.count(MISSED)
        if met or missed:
            points = self._points.get("targets", 0.0) * targets_strength(targets)
            found.append(Signal("targets", points, str(met), str(missed)))
        return tuple(found)


def _shown(rule: Rule, value: object) -> str:
    return "" if rule.name in ("ip_state", "history") else _words(value)


def _words(value: object) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _missing(value: object) -> bool:
    return value is None or value in ("", ())
