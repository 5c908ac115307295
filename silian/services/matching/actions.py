"""Writes of matching: stored matches and how they stand, decisions, introductions; each one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.actions import Forbidden
from silian.register.standing import Standing
from silian.services.matching.access import Seat
from silian.services.matching.engine import Found, reasons_of
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


class OutOfTurn(Exception):
    """The step does not fit where the introduction stands; the message says what can be done."""


@transaction.atomic
def queue_changed(now: datetime) -> None:
    """Queue every need that was never matched or was changed since; three statements for any number."""
    new = Need.objects.filter(match_state=None).values_list("pk", flat=True)
    MatchState.objects.bulk_create(
        (MatchState(need_id=pk, changed_at=now) for pk in new), ignore_conflicts=True, batch_size=2000
    )
    changed = Need.objects.filter(match_state__state=Progress.DONE, updated_at__gt=F("match_state__made_at"))
    MatchState.objects.filter(need__in=changed).update(state=Progress.QUEUED, changed_at=now)


@transaction.atomic
def queue_needs_of(achievement: Achievement, now: datetime) -> None:
    """Queue the needs that a changed result is matched with; others are found when the work is done."""
    concerned = StoredMatch.objects.filter(achievement=achievement).values("need_id")
    MatchState.objects.filter(need__in=concerned).update(state=Progress.QUEUED, changed_at=now)


@transaction.atomic
def queue_all(now: datetime) -> None:
    """Queue every need, as after an import whose rows carry the time it began."""
    queue_changed(now)
    MatchState.objects.update(state=Progress.QUEUED, changed_at=now)


@transaction.atomic
def resume(now: datetime) -> int:
    """Queue what a crash left running and return how many; called when the site starts."""
    return MatchState.objects.filter(state=Progress.RUNNING).update(state=Progress.QUEUED, changed_at=now)


@transaction.atomic
def mark_running(needs: Sequence[Need], now: datetime) -> None:
    """Note that these needs are being matched."""
    queued = MatchState.objects.filter(need__in=needs).filter(~Q(state=Progress.DONE))
    queued.update(state=Progress.RUNNING, changed_at=now)


@transaction.atomic
def mark_failed(needs: Iterable[Need], note: str, now: datetime) -> None:
    """Note that matching of these needs broke off."""
    broken = MatchState.objects.filter(need__in=list(needs), state=Progress.RUNNING)
    broken.update(state=Progress.FAILED, note=note, changed_at=now)


@transaction.atomic
def store_matches(need: Need, found: Sequence[Found], *, collection: str, note: str, now: datetime) -> None:
    """Put ``found`` in place of the stored matches of ``need``; two workers take turns.

    ``now`` is when the need was read: what was changed after that is matched again.
    """
    MatchState.objects.get_or_create(need=need, defaults={"changed_at": now})
    state = MatchState.objects.select_for_update().get(need=need)
    StoredMatch.objects.filter(need=need).delete()
    StoredMatch.objects.bulk_create(_row(need, each, now) for each in found)
    state.state, state.note, state.collection = Progress.DONE, note, collection
    state.changed_at = state.made_at = now
    state.save()


def _row(need: Need, found: Found, now: datetime) -> StoredMatch:
    match = found.match
    return StoredMatch(
        need=need,
        achievement_id=found.achievement,
        rank=match.rank,
        score=match.score,
        level=match.level,
        parts=dict(match.parts),
        reasons=reasons_of(match),
        text_hash=found.text_hash,
        made_at=now,
    )


@transaction.atomic
def keep_matches(needs: Sequence[Need], *, collection: str, note: str, now: datetime) -> None:
    """Note that the matches of these needs are the same with the new collection."""
    MatchState.objects.filter(need__in=needs).update(
        state=Progress.DONE, collection=collection, note=note, changed_at=now, made_at=now
    )


def _check_acts(seat: Seat, side: Side) -> None:
    if not seat.place(side).acts:
        raise Forbidden(
            _("您不能代表{side}做这件事。请联系本机构的管理员，或所属园区的工作人员。").format(
                side=side.label
            )
        )


@transaction.atomic
def decide(seat: Seat, side: Side, verdict: Verdict, reason: str, who: Standing, now: datetime) -> Decision:
    """Note what ``side`` thinks of the match. Raises Forbidden; a decline needs a reason."""
    _check_acts(seat, side)
    return Decision.objects.create(
        need=seat.need,
        achievement=seat.achievement,
        side=side,
        verdict=verdict,
        reason=reason if verdict == Verdict.DECLINE else "",
        user_id=who.user_id,
        made_at=now,
    )


@transaction.atomic
def ask_for_contact(seat: Seat, side: Side, message: str, who: Standing, now: datetime) -> Introduction:
    """Ask the other side to talk; who asks accepts the match. Raises Forbidden, or OutOfTurn if a case is open."""
    _check_acts(seat, side)
    # Both sides may ask at once: the row of the need makes them take turns.
    Need.objects.select_for_update(of=("self",)).get(pk=seat.need.pk)
    if Introduction.objects.filter(
        need=seat.need, achievement=seat.achievement, state__in=[Contact.ASKED, Contact.IN_CONTACT]
    ).exists():
        raise OutOfTurn(_("这一对已经有进行中的联系。请打开撮合页面查看，并答复或结束它。"))
    decide(seat, side, Verdict.ACCEPT, "", who, now)
    return Introduction.objects.create(
        need=seat.need,
        achievement=seat.achievement,
        asked_side=side,
        message=message,
        asked_by_id=who.user_id,
        asked_at=now,
    )


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
def answer(seat: Seat, *, agrees: bool, message: str, who: Standing, now: datetime) -> Introduction:
    """Answer a request for contact for the side that was asked. Raises Forbidden, OutOfTurn."""
    held = _held(seat, Contact.ASKED)
    _check_acts(seat, held.answering_side)
    held.state = Contact.IN_CONTACT if agrees else Contact.REFUSED
    held.answer, held.answered_by_id, held.answered_at = message, who.user_id, now
    held.save()
    if agrees:
        decide(seat, held.answering_side, Verdict.ACCEPT, "", who, now)
    return held


@transaction.atomic
def close(seat: Seat, who: Standing, now: datetime) -> Introduction:
    """End a contact, by either side. Raises Forbidden, OutOfTurn."""
    if not seat.sides:
        _check_acts(seat, Side.NEED)
    held = _held(seat, Contact.IN_CONTACT)
    held.state, held.closed_at, held.closed_by_id = Contact.CLOSED, now, who.user_id
    held.save()
    return held
