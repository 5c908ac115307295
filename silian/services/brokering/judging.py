"""Decisions of this installation as judged pairs: what was shown at which rank, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from silian.reference.models import TechnologyField
from silian.services.matching.queries import Contact, Decision, Introduction, Reason, Side, Verdict

ACCEPTED, OTHERWISE_DECLINED, WRONG_DIRECTION = 4, 2, 1


@dataclass(frozen=True)
class JudgedPair:
    """One decided pair: the need and its field, the match as it was when decided on, label 1-4, the reason of a decline."""

    decision: int
    need: int
    achievement: int
    field: str
    rank: int
    level: int
    label: int
    reason: str
    made_at: datetime

    @property
    def accepted(self) -> bool:
        """Return whether the pair was accepted or both sides talk."""
        return self.label == ACCEPTED


def judged_pairs() -> list[JudgedPair]:
    """Return every pair that was decided on while it was a match; five queries for any number.

    The last word of a side counts, that of the need's side where the two differ; a pair in contact counts as accepted.
    """
    talked = Introduction.objects.filter(state__in=[Contact.IN_CONTACT, Contact.CLOSED])
    met = set(talked.values_list("need_id", "achievement_id"))
    fields = _top_fields()
    rows = Decision.objects.exclude(judged=None).select_related("judged", "need").only(
        "need__field_id", "achievement_id", "side", "verdict", "reason", "made_at",
        "judged__rank", "judged__level",
    )  # fmt: skip
    last: dict[tuple[int, int], Decision] = {}
    # Of the result's side first, so that the need's side overwrites it.
    for side in (Side.RESULT, Side.NEED):
        last |= {(row.need_id, row.achievement_id): row for row in rows.filter(side=side).order_by("pk")}
    return [_pair(row, key in met, fields) for key, row in last.items()]


def newest_decision() -> int:
    """Return the number of the newest decision, 0 where there is none."""
    return Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _pair(row: Decision, met: bool, fields: dict[int, str]) -> JudgedPair:
    accepted = met or row.verdict == Verdict.ACCEPT
    declined = WRONG_DIRECTION if row.reason == Reason.DIRECTION else OTHERWISE_DECLINED
    return JudgedPair(
        row.pk,
        row.need_id,
        row.achievement_id,
        fields.get(row.need.field_id or 0, ""),
        row.judged.rank,
        row.judged.level,
        ACCEPTED if accepted else declined,
        "" if accepted else row.reason,
        row.made_at,
    )


def _top_fields() -> dict[int, str]:
    """Return the key of the topmost field above each field."""
    rows = {
        pk: (key, parent) for pk, key, parent in TechnologyField.objects.values_list("pk", "key", "parent")
    }
    found = {}
    for start in rows:
        at, seen = start, {start}
        while (above := rows[at][1]) in rows and above not in seen:
            at = above
            seen.add(at)
        found[start] = rows[at][0]
    return found
