"""Reads of matching: the matches of a record, one pair, what waits for somebody; a fixed number of queries each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.reference.models import Organisation
from silian.register.declaration import get
from silian.register.permissions import changeable
from silian.register.standing import Standing
from silian.register.waiting import Waiting
from silian.services.matching.access import Place, Seat, place_of, seat
from silian.services.matching.engine import match_of, on_offer
from silian.services.matching.models import (
    Contact,
    Decision,
    Introduction,
    MatchState,
    Progress,
    Side,
    StoredMatch,
    Verdict,
)
from silian.services.matching.presenting import Part, Shown, lit

LONGEST_LIST = 50
JOINED = ("need__company__zone", "need__field", "need__zone", "achievement__zone", "achievement__field")


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


@dataclass(frozen=True)
class Matches:
    """The matches of one record: those to look at, those declined, and how matching stands."""

    side: Side
    to_see: tuple[Meeting, ...] = ()
    declined: tuple[Meeting, ...] = ()
    state: MatchState | None = None
    acts: bool = False
    belongs: bool = False


def stale_needs(collection: str) -> list[Need]:
    """Return needs that wait to be matched, or were matched with another collection of results."""
    stale = ~Q(match_state__state=Progress.DONE) | ~Q(match_state__collection=collection)
    rows = Need.objects.filter(stale | Q(match_state=None)).select_related("company")
    return list(rows.defer("search_text", "company__search_text").order_by("pk"))


def _slim(rows: QuerySet[Any]) -> QuerySet[Any]:
    unseen = ("need__search_text", "achievement__search_text", "need__company__search_text")
    return rows.select_related(*JOINED).defer(*unseen)


def _meetings(standing: Standing, rows: Sequence[Any]) -> list[Meeting]:
    """Return the visible pairs of ``rows`` (matches or introductions) with all that belongs to them; 4 queries."""
    pairs = Q(need__in={row.need_id for row in rows}, achievement__in={row.achievement_id for row in rows})
    met = _by_pair(Introduction.objects.filter(pairs).select_related("asked_by", "answered_by"))
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


def matches_of_need(standing: Standing, need: Need) -> Matches:
    """Return the ranked matches of a need as the person may see them."""
    rows = _slim(StoredMatch.objects.filter(need=need, achievement__in=on_offer(timezone.localdate())))
    found = _meetings(standing, list(rows.order_by("rank")))
    state = MatchState.objects.filter(need=need).first()
    return _matches(Side.NEED, found, place_of(standing, need), state)


def matches_of_achievement(standing: Standing, achievement: Achievement) -> Matches:
    """Return the needs that a result fits, best first, as the person may see them."""
    rows = _slim(StoredMatch.objects.filter(achievement=achievement)).order_by("-score", "need")
    found = _meetings(standing, list(rows[:LONGEST_LIST]))
    return _matches(Side.RESULT, found, place_of(standing, achievement), None)


def _matches(side: Side, found: list[Meeting], place: Place, state: MatchState | None) -> Matches:
    declined = [one for one in found if place.belongs and one.declined_by(side)]
    to_see = tuple(one for one in found if one not in declined)
    return Matches(side, to_see, tuple(declined), state, place.acts, place.belongs)


def find_meeting(standing: Standing, need: str, achievement: str) -> Meeting | None:
    """Return the pair of these keys if the person may know of it: a match, or decided or talked about before."""
    key = {"need__key": need.replace("\0", ""), "achievement__key": achievement.replace("\0", "")}
    for model in (StoredMatch, Introduction, Decision):
        row = _slim(model.objects.filter(**key)).first()
        if row is not None:
            return next(iter(_meetings(standing, [row])), None)
    return None


@dataclass(frozen=True)
class Desk:
    """What waits for one person: requests to answer, answers received, requests sent, matches to decide on."""

    to_answer: list[Meeting] = field(default_factory=list)
    in_contact: list[Meeting] = field(default_factory=list)
    refused: list[Meeting] = field(default_factory=list)
    sent: list[Meeting] = field(default_factory=list)
    to_decide: list[Meeting] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many things wait for the person."""
        return len(self.to_answer) + len(self.to_decide)


def _mine(standing: Standing) -> dict[Side, Q]:
    """Return the rows in which the person acts for each side."""
    return {
        Side.NEED: Q(need__in=changeable(get("needs"), standing).order_by()),
        Side.RESULT: Q(achievement__in=changeable(get("achievements"), standing).order_by()),
    }


def desk(standing: Standing) -> Desk:
    """Return what waits for the person, at most fifty of each kind."""
    mine = _mine(standing)
    asked_by_me = Q(asked_side=Side.NEED) & mine[Side.NEED] | Q(asked_side=Side.RESULT) & mine[Side.RESULT]
    asked_of_me = Q(asked_side=Side.RESULT) & mine[Side.NEED] | Q(asked_side=Side.NEED) & mine[Side.RESULT]
    either = mine[Side.NEED] | mine[Side.RESULT]

    def introductions(state: Contact, whose: Q) -> list[Meeting]:
        rows = Introduction.objects.filter(whose, state=state)
        return _meetings(standing, list(_slim(rows)[:LONGEST_LIST]))

    return Desk(
        introductions(Contact.ASKED, asked_of_me),
        introductions(Contact.IN_CONTACT, either),
        introductions(Contact.REFUSED, asked_by_me),
        introductions(Contact.ASKED, asked_by_me),
        _meetings(standing, _undecided(mine[Side.NEED])),
    )


def _undecided(mine: Q) -> list[StoredMatch]:
    """Return good matches of the person's needs on which their side said nothing yet, best first."""
    said = Decision.objects.filter(mine, side=Side.NEED).values_list("need_id", "achievement_id")
    talking = Introduction.objects.filter(mine).values_list("need_id", "achievement_id")
    decided = {*said, *talking}
    rows = _slim(
        StoredMatch.objects.filter(mine, level__gte=3, achievement__in=on_offer(timezone.localdate()))
    )
    found = (row for row in rows.order_by("-score")[: LONGEST_LIST + len(decided)])
    return [row for row in found if (row.need_id, row.achievement_id) not in decided][:LONGEST_LIST]


def waiting(standing: Standing) -> list[Waiting]:
    """Return what the home page says of matching: requests to answer and good matches nobody decided on.

    An administrator acts for everybody and is told of nobody's matches.
    """
    if standing.administrator:
        return []
    mine = _mine(standing)
    asked_of_me = Q(asked_side=Side.RESULT) & mine[Side.NEED] | Q(asked_side=Side.NEED) & mine[Side.RESULT]
    same = {"need": OuterRef("need"), "achievement": OuterRef("achievement")}
    undecided = StoredMatch.objects.filter(
        mine[Side.NEED],
        ~Exists(Decision.objects.filter(side=Side.NEED, **same)),
        ~Exists(Introduction.objects.filter(**same)),
        level__gte=3,
        achievement__in=on_offer(timezone.localdate()),
    )
    requests = Introduction.objects.filter(asked_of_me, state=Contact.ASKED)
    page = reverse("desk")
    return [
        Waiting(_("等您答复的对接申请"), requests.count(), page, _("去答复"), group="innovation"),
        Waiting(
            _("等您决定的匹配"), min(undecided.count(), LONGEST_LIST), page, _("去看看"), group="industry"
        ),
    ]
