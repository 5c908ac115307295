"""Introductions: asking, answering, meeting and closing; each step one transaction."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.matching.access import Seat
from silian.services.matching.deciding import check_acts, decide
from silian.services.matching.models import Contact, Introduction, Outcome, Side, Verdict


class OutOfTurn(Exception):
    """The step does not fit where the introduction stands; the message says what can be done."""


@transaction.atomic
def ask_for_contact(
    seat: Seat, side: Side, message: str, who: Standing, now: datetime, *, own_message: str = ""
) -> Introduction:
    """Ask the other side to talk; who asks accepts the match. Raises Forbidden, or OutOfTurn if a case is open.

    own_message: what the asking side's own people are told.
    """
    check_acts(seat, side)
    _check_none_open(seat)
    decide(seat, side, Verdict.ACCEPT, "", who, now)
    return Introduction.objects.create(
        need=seat.need,
        achievement=seat.achievement,
        asked_side=side,
        message=message,
        need_message=own_message,
        asked_by_id=who.user_id,
        asked_at=now,
        **_agreement(side, who, now),
    )


@transaction.atomic
def introduce(seat: Seat, to_need: str, to_result: str, who: Standing, now: datetime) -> Introduction:
    """Bring both sides together, from the need's side or as its broker. Raises Forbidden, OutOfTurn.

    Somebody of the need's company agrees for it by asking; a broker asks both, and neither is bound before it agrees.
    """
    check_acts(seat, Side.NEED)
    if seat.of_need.own:
        return ask_for_contact(seat, Side.NEED, to_result, who, now, own_message=to_need)
    _check_none_open(seat)
    return Introduction.objects.create(
        need=seat.need,
        achievement=seat.achievement,
        message=to_result,
        need_message=to_need,
        asked_by_id=who.user_id,
        asked_at=now,
    )


def _check_none_open(seat: Seat) -> None:
    # Both sides may ask at once: the row of the need makes them take turns.
    Need.objects.select_for_update(of=("self",)).get(pk=seat.need.pk)
    pair = Introduction.objects.filter(need=seat.need, achievement=seat.achievement)
    if pair.filter(state__in=[Contact.ASKED, Contact.IN_CONTACT]).exists():
        raise OutOfTurn(_("这一对已经有进行中的联系。请打开撮合页面查看，并答复或结束它。"))


def _agreement(side: Side, who: Standing, now: datetime) -> dict[str, object]:
    return {f"{side.value}_agreed_by_id": who.user_id, f"{side.value}_agreed_at": now}


def _held(seat: Seat, wanted: Contact) -> Introduction:
    held = (
        Introduction.objects.select_for_update().filter(pk=seat.introduction.pk).first()
        if seat.introduction
        else None
    )
    if held is None or held.state != wanted:
        raise OutOfTurn(_("联系的状态已经变了，这一步没有执行。请刷新页面查看现在的状态。"))
    return held


@transaction.atomic
def answer(
    seat: Seat,
    *,
    agrees: bool,
    message: str,
    who: Standing,
    now: datetime,
    side: Side | None = None,
    on_behalf: bool = False,
) -> Introduction:
    """Answer for a side that was asked; both talk once nobody's answer is missing. Raises Forbidden, OutOfTurn.

    on_behalf: a broker notes what a side said elsewhere; the caller has checked that it has no account of its own.
    """
    held = _held(seat, Contact.ASKED)
    side = side or next((each for each in held.unanswered if may_answer(seat, each)), held.unanswered[0])
    if side not in held.unanswered:
        raise OutOfTurn(_("联系的状态已经变了，这一步没有执行。请刷新页面查看现在的状态。"))
    check_acts(seat, side)
    if not on_behalf and not may_answer(seat, side):
        raise Forbidden(_("牵线需要双方自己同意：请由{side}的成员答复。").format(side=side.label))
    held.answer = "\n".join(filter(None, (held.answer, message)))
    held.answered_by_id, held.answered_at = who.user_id, now
    if agrees:
        for name, value in _agreement(side, who, now).items():
            setattr(held, name, value)
        decide(seat, side, Verdict.ACCEPT, "", who, now)
    if not agrees or not held.unanswered:
        held.state = Contact.IN_CONTACT if agrees else Contact.REFUSED
    held.save()
    return held


def may_answer(seat: Seat, side: Side) -> bool:
    """Return whether the person's own word counts for ``side``: where a broker asked, only that of its members."""
    place, met = seat.place(side), seat.introduction
    if met is None or side not in met.unanswered:
        return False
    return place.own if met.brokered else place.acts


@transaction.atomic
def note_meeting(seat: Seat, meeting_on: date | None, met_on: date | None) -> Introduction:
    """Note for which day a meeting is planned and on which day it was held. Raises Forbidden, OutOfTurn."""
    if not seat.sides:
        check_acts(seat, Side.NEED)
    held = _held(seat, Contact.IN_CONTACT)
    held.meeting_on, held.met_on = meeting_on, met_on
    held.save()
    return held


@transaction.atomic
def close(
    seat: Seat, who: Standing, now: datetime, *, outcome: Outcome | None = None, words: str = ""
) -> Introduction:
    """End a contact, by either side, with what came of it. Raises Forbidden, OutOfTurn."""
    if not seat.sides:
        check_acts(seat, Side.NEED)
    held = _held(seat, Contact.IN_CONTACT)
    held.state, held.closed_at, held.closed_by_id = Contact.CLOSED, now, who.user_id
    held.outcome, held.outcome_words = outcome or "", words
    held.save()
    return held
