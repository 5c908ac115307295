"""Pairs as one person meets them: the match, both sides' decisions, the introduction; loaded in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from silian.reference.models import Organisation
from silian.register.standing import Standing
from silian.services.matching.access import Seat, seat
from silian.services.matching.engine import match_of
from silian.services.matching.models import Decision, Introduction, Side, StoredMatch, Verdict
from silian.services.matching.presenting import Part, Shown, lit

JOINED = ("need__company__zone", "need__field", "need__zone", "achievement__zone", "achievement__field")
PEOPLE = ("asked_by", "need_agreed_by", "result_agreed_by", "answered_by", "closed_by")


@dataclass(frozen=True)
class Meeting:
    """A pair as one person meets it: the match with its reasons, decisions of both sides, the introduction."""

    seat: Seat
    shown: Shown | None
    decisions: tuple[Decision, ...] = ()
    owners: tuple[str, ...] = ()

    def latest(self, side: Side) -> Decision | None:
        """Return what ``side`` decided last."""
        return next((decision for decision in self.decisions if decision.side == side), None)

    @property
    def by_need(self) -> Decision | None:
        """Return the last decision of the need's side."""
        return self.latest(Side.NEED)

    @property
    def by_result(self) -> Decision | None:
        """Return the last decision of the result's side."""
        return self.latest(Side.RESULT)

    @property
    def accepted_sides(self) -> set[str]:
        """Return the sides whose last word was to accept."""
        last = (self.latest(side) for side in Side)
        return {decision.side for decision in last if decision and decision.verdict == Verdict.ACCEPT}

    def declined_by(self, side: Side) -> bool:
        """Return whether ``side`` does not want to see this match again."""
        last = self.latest(side)
        return bool(last and last.verdict == Verdict.DECLINE)

    @property
    def need_title(self) -> list[Part]:
        """Return the need's title with shared words lit."""
        return [] if self.seat.masked else lit(self.seat.need.title, self._words)

    @property
    def achievement_title(self) -> list[Part]:
        """Return the result's title with shared words lit."""
        return lit(self.seat.achievement.title, self._words)

    def lit(self, text: str) -> list[Part]:
        """Return any text of the pair with shared words lit."""
        return lit(text, self._words)

    @property
    def _words(self) -> list[str]:
        return self.shown.words if self.shown else []


def slim(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return ``rows`` (matches, introductions, decisions) with all that a pair needs joined."""
    unseen = ("need__search_text", "achievement__search_text", "need__company__search_text")
    return rows.select_related(*JOINED).defer(*unseen)


def meetings(standing: Standing, rows: Sequence[Any]) -> list[Meeting]:
    """Return the visible pairs of ``rows`` (matches or introductions) with all that belongs to them; 4 queries."""
    pairs = Q(need__in={row.need_id for row in rows}, achievement__in={row.achievement_id for row in rows})
    met = _by_pair(Introduction.objects.filter(pairs).select_related(*PEOPLE))
    decided = _by_pair(Decision.objects.filter(pairs).select_related("user"))
    matched = _by_pair(StoredMatch.objects.filter(pairs))
    keys = {key for row in rows for key in row.achievement.owners}
    names = dict(Organisation.objects.filter(key__in=keys).values_list("key", "name"))
    found = []
    for row in rows:
        pair = (row.need_id, row.achievement_id)
        one = seat(standing, row.need, row.achievement, next(iter(met[pair]), None))
        if one.visible:
            match = next(iter(matched[pair]), None)
            found.append(
                Meeting(
                    one,
                    Shown(match_of(match), one.masked) if match else None,
                    tuple(decided[pair]) if one.insider else (),
                    tuple(names.get(key, key) for key in row.achievement.owners),
                )
            )
    return found


def _by_pair(rows: Iterable[Any]) -> defaultdict[tuple[int, int], list[Any]]:
    found: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.need_id, row.achievement_id].append(row)
    return found
