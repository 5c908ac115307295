"""Decisions as labelled pairs, in the form that `silian evaluate --relevance` reads."""

import json
from collections.abc import Iterator

from silian.services.matching.models import Contact, Decision, Introduction, Reason, Side, Verdict

MET, OTHERWISE_DECLINED, WRONG_DIRECTION = 4, 2, 1
Pair = tuple[str, str]


def labelled_pairs() -> dict[Pair, int]:
    """Return (need key, achievement key) -> level 1-4.

    4 where both sides met or the match was accepted, 1 where the direction was wrong, 2 for other declines. The
    last word of a side counts; where the sides differ, that of the need's side.
    """
    found: dict[Pair, int] = {}
    rows = Decision.objects.order_by("pk").values_list(
        "need__key", "achievement__key", "side", "verdict", "reason"
    )
    last = {(need, achievement, side): (verdict, reason) for need, achievement, side, verdict, reason in rows}
    for side in (Side.RESULT, Side.NEED):
        for (need, achievement, said_by), (verdict, reason) in last.items():
            if said_by == side:
                found[need, achievement] = _level(verdict, reason)
    met = Introduction.objects.filter(state__in=[Contact.IN_CONTACT, Contact.CLOSED])
    return found | dict.fromkeys(met.values_list("need__key", "achievement__key"), MET)


def _level(verdict: str, reason: str) -> int:
    if verdict == Verdict.ACCEPT:
        return MET
    return WRONG_DIRECTION if reason == Reason.DIRECTION else OTHERWISE_DECLINED


def lines() -> Iterator[str]:
    """Yield one JSON object a pair, in the order of keys."""
    for (need, achievement), level in sorted(labelled_pairs().items()):
        pair = {"need": need, "achievement": achievement, "level": level}
        yield json.dumps(pair, ensure_ascii=False) + "\n"
