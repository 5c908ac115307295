"""Matching for programs: matches with reasons, decisions, requests for contact and answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Router, Schema
from ninja.responses import Status

from silian.register.actions import Forbidden
from silian.register.api import SignedIn
from silian.register.declaration import get
from silian.register.pages.access import find, standing
from silian.register.schemas import FieldProblems, Problem
from silian.services.matching import actions
from silian.services.matching.asking_api import add_asking
from silian.services.matching.models import MESSAGE_CHARACTERS, Side, Verdict
from silian.services.matching.pages import meeting_or_404
from silian.services.matching.queries import Matches, Meeting, matches_of_achievement, matches_of_need

SIDE = Literal["need", "result"]
REASON = Literal["direction", "readiness", "price", "partners", "organisation", "other"]
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: FieldProblems}


class DecisionOut(Schema):
    """One decision; the reason is told to the side that gave it."""

    side: str
    verdict: str
    reason: str
    made_at: datetime


class ContactOut(Schema):
    """Where the introduction of a pair stands."""

    asked_side: str
    state: str
    message: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None


class MatchOut(Schema):
    """A pair; the title of a confidential need is left out until both sides agreed to talk."""

    need: str
    need_title: str | None
    achievement: str
    achievement_title: str
    match: dict[str, Any] | None
    decisions: list[DecisionOut]
    contact: ContactOut | None


class MatchesOut(Schema):
    """Matches of one record, best first, and how matching stands."""

    state: str | None
    matched_at: datetime | None
    items: list[MatchOut]
    declined: list[MatchOut]


class DecisionIn(Schema):
    """Accept, or decline with a reason."""

    side: SIDE
    verdict: Literal["accept", "decline"]
    reason: REASON | None = None


class AskIn(Schema):
    """A request for contact."""

    side: SIDE
    message: str = Field("", max_length=MESSAGE_CHARACTERS)


class AnswerIn(Schema):
    """The answer to a request."""

    agrees: bool
    message: str = Field("", max_length=MESSAGE_CHARACTERS)


def match_out(one: Meeting) -> dict[str, Any]:
    """Return a pair as the API tells it."""
    seat = one.seat
    return {
        "need": seat.need.key,
        "need_title": None if seat.masked else seat.need.title,
        "achievement": seat.achievement.key,
        "achievement_title": seat.achievement.title,
        "match": one.shown.as_data() if one.shown else None,
        "decisions": [
            {
                "side": decision.side,
                "verdict": decision.verdict,
                "reason": decision.reason if seat.place(Side(decision.side)).belongs else "",
                "made_at": decision.made_at,
            }
            for decision in one.decisions
        ],
        "contact": seat.introduction if seat.insider else None,
    }


def add_matching(api: NinjaAPI) -> None:
    """Add the operations of matching to ``api``."""
    router = Router(tags=["matches"])
    _add_reading(router)
    add_asking(router)
    _add_writing(router)
    api.add_router("/matches", router)


def _add_reading(router: Router) -> None:
    answers = {200: MatchesOut, 404: Problem}

    @router.get("/needs/{key}", response=answers, operation_id="matches_of_need")
    def of_need(request: HttpRequest, key: str) -> Any:
        """Return the ranked matches of a need with their reasons."""
        found = matches_of_need(standing(request), find(get("needs"), request, key))
        return _all(found)

    @router.get("/achievements/{key}", response=answers, operation_id="matches_of_achievement")
    def of_achievement(request: HttpRequest, key: str) -> Any:
        """Return the needs that a result fits, best first, with their reasons."""
        found = matches_of_achievement(standing(request), find(get("achievements"), request, key))
        return _all(found)

    @router.get("/{need}/{achievement}", response={200: MatchOut, 404: Problem}, operation_id="match_read")
    def of_pair(request: HttpRequest, need: str, achievement: str) -> Any:
        """Return one pair."""
        return match_out(meeting_or_404(request, need, achievement))


def _all(found: Matches) -> dict[str, Any]:
    return {
        "state": found.state.state if found.state else None,
        "matched_at": found.state.made_at if found.state else None,
        "items": [match_out(one) for one in found.to_see],
        "declined": [match_out(one) for one in found.declined],
    }


def _carried_out(request: HttpRequest, need: str, achievement: str, step: Callable[[Meeting], object]) -> Any:
    try:
        step(meeting_or_404(request, need, achievement))
    except Forbidden as fault:
        return Status(403, {"detail": str(fault)})
    except actions.OutOfTurn as fault:
        return Status(409, {"detail": str(fault)})
    return Status(200, match_out(meeting_or_404(request, need, achievement)))


def _add_writing(router: Router) -> None:
    answers: Any = {200: MatchOut, **REFUSALS}
    pair = "/{need}/{achievement}"

    @router.post(f"{pair}/decisions", auth=SignedIn(), response=answers, operation_id="match_decide")
    def decide(request: HttpRequest, need: str, achievement: str, body: DecisionIn) -> Any:
        """Accept or decline a match for one side; declining needs a reason."""
        who, now = standing(request), timezone.now()
        side, verdict = Side(body.side), Verdict(body.verdict)
        if verdict == Verdict.DECLINE and not body.reason:
            return Status(409, {"detail": _("请选择回绝的原因。")})
        return _carried_out(
            request,
            need,
            achievement,
            lambda one: actions.decide(one.seat, side, verdict, body.reason or "", who, now),
        )

    @router.post(f"{pair}/contact", auth=SignedIn(), response=answers, operation_id="match_ask")
    def ask(request: HttpRequest, need: str, achievement: str, body: AskIn) -> Any:
        """Ask the other side to talk."""
        who, now, side = standing(request), timezone.now(), Side(body.side)
        return _carried_out(
            request,
            need,
            achievement,
            lambda one: actions.ask_for_contact(one.seat, side, body.message, who, now),
        )

    @router.post(f"{pair}/contact/answer", auth=SignedIn(), response=answers, operation_id="match_answer")
    def answer(request: HttpRequest, need: str, achievement: str, body: AnswerIn) -> Any:
        """Answer a request for contact."""
        who, now = standing(request), timezone.now()
        return _carried_out(
            request,
            need,
            achievement,
            lambda one: actions.answer(one.seat, agrees=body.agrees, message=body.message, who=who, now=now),
        )

    @router.post(f"{pair}/contact/close", auth=SignedIn(), response=answers, operation_id="match_close")
    def close(request: HttpRequest, need: str, achievement: str) -> Any:
        """End a contact."""
        who, now = standing(request), timezone.now()
        return _carried_out(request, need, achievement, lambda one: actions.close(one.seat, who, now))
