"""Reads of matching: the matches of a record, one pair, what waits for somebody; a fixed number of queries each."""

from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.declaration import get
from silian.register.permissions import changeable
from silian.register.standing import Standing
from silian.register.waiting import Waiting
from silian.services.matching.access import Place, Seat, place_of
from silian.services.matching.engine import on_offer
from silian.services.matching.meetings import Meeting, meetings, slim
from silian.services.matching.models import (
    Contact,
    Decision,
    Introduction,
    MatchState,
    Outcome,
    Progress,
    Reason,
    Side,
    StoredMatch,
    Verdict,
)

__all__ = [
    "Contact",
    "Decision",
    "Introduction",
    "Meeting",
    "Outcome",
    "Reason",
    "Seat",
    "Side",
    "StoredMatch",
    "Verdict",
    "desk",
    "find_meeting",
    "matches_of_achievement",
    "matches_of_need",
    "meetings",
    "mine_of",
    "on_offer",
    "place_of",
    "slim",
    "stale_needs",
    "waiting",
]
LONGEST_LIST = 50


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


def matches_of_need(standing: Standing, need: Need) -> Matches:
    """Return the ranked matches of a need as the person may see them."""
    rows = slim(StoredMatch.objects.filter(need=need, achievement__in=on_offer(timezone.localdate())))
    found = meetings(standing, list(rows.order_by("rank")))
    state = MatchState.objects.filter(need=need).first()
    return _matches(Side.NEED, found, place_of(standing, need), state)


def matches_of_achievement(standing: Standing, achievement: Achievement) -> Matches:
    """Return the needs that a result fits, best first, as the person may see them."""
    rows = slim(StoredMatch.objects.filter(achievement=achievement)).order_by("-score", "need")
    found = meetings(standing, list(rows[:LONGEST_LIST]))
    return _matches(Side.RESULT, found, place_of(standing, achievement), None)


def _matches(side: Side, found: list[Meeting], place: Place, state: MatchState | None) -> Matches:
    declined = [one for one in found if place.belongs and one.declined_by(side)]
    to_see = tuple(one for one in found if one not in declined)
    return Matches(side, to_see, tuple(declined), state, place.acts, place.belongs)


def find_meeting(standing: Standing, need: str, achievement: str) -> Meeting | None:
    """Return the pair of these keys if the person may know of it: a match, or decided or talked about before."""
    key = {"need__key": need.replace("\0", ""), "achievement__key": achievement.replace("\0", "")}
    for model in (StoredMatch, Introduction, Decision):
        row = slim(model.objects.filter(**key)).first()
        if row is not None:
            return next(iter(meetings(standing, [row])), None)
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


def mine_of(standing: Standing) -> dict[Side, Q]:
    """Return the rows in which the person acts for each side."""
    return {
        Side.NEED: Q(need__in=changeable(get("needs"), standing).order_by()),
        Side.RESULT: Q(achievement__in=changeable(get("achievements"), standing).order_by()),
    }


def _asked_of(standing: Standing, mine: dict[Side, Q]) -> Q:
    """Return the open requests that wait for the person: a broker's wait for members of the side itself."""
    own = mine_of(replace(standing, zones=frozenset(), administrator=False))
    by_the_other = Q(asked_side=Side.RESULT) & mine[Side.NEED] | Q(asked_side=Side.NEED) & mine[Side.RESULT]
    by_a_broker = Q(need_agreed_at=None) & own[Side.NEED] | Q(result_agreed_at=None) & own[Side.RESULT]
    return by_the_other | Q(asked_side="") & by_a_broker


def desk(standing: Standing) -> Desk:
    """Return what waits for the person, at most fifty of each kind."""
    mine = mine_of(standing)
    asked_by_me = Q(asked_side=Side.NEED) & mine[Side.NEED] | Q(asked_side=Side.RESULT) & mine[Side.RESULT]
    asked_by_me |= Q(asked_side="", asked_by=standing.user_id)
    asked_of_me = _asked_of(standing, mine)
    either = mine[Side.NEED] | mine[Side.RESULT]

    def introductions(state: Contact, whose: Q) -> list[Meeting]:
        rows = Introduction.objects.filter(whose, state=state)
        return meetings(standing, list(slim(rows)[:LONGEST_LIST]))

    return Desk(
        introductions(Contact.ASKED, asked_of_me),
        introductions(Contact.IN_CONTACT, either),
        introductions(Contact.REFUSED, asked_by_me),
        introductions(Contact.ASKED, asked_by_me),
        meetings(standing, _undecided(mine[Side.NEED])),
    )


def _undecided(mine: Q) -> list[StoredMatch]:
    """Return good matches of the person's needs on which their side said nothing yet, best first."""
    said = Decision.objects.filter(mine, side=Side.NEED).values_list("need_id", "achievement_id")
    talking = Introduction.objects.filter(mine).values_list("need_id", "achievement_id")
    decided = {*said, *talking}
    rows = slim(
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
    mine = mine_of(standing)
    same = {"need": OuterRef("need"), "achievement": OuterRef("achievement")}
    undecided = StoredMatch.objects.filter(
        mine[Side.NEED],
        ~Exists(Decision.objects.filter(side=Side.NEED, **same)),
        ~Exists(Introduction.objects.filter(**same)),
        level__gte=3,
        achievement__in=on_offer(timezone.localdate()),
    )
    requests = Introduction.objects.filter(_asked_of(standing, mine), state=Contact.ASKED)
    page = reverse("desk")
    return [
        Waiting(_("等您答复的对接申请"), requests.count(), page, _("去答复"), group="innovation"),
        Waiting(
            _("等您决定的匹配"), min(undecided.count(), LONGEST_LIST), page, _("去看看"), group="industry"
        ),
    ]
