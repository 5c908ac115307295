"""Writes of matching: stored matches and how they stand; decisions and introductions stand in files of their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.services.matching.deciding import decide
from silian.services.matching.engine import Found, reasons_of
from silian.services.matching.introducing import (
    OutOfTurn,
    answer,
    ask_for_contact,
    close,
    introduce,
    may_answer,
    note_meeting,
)
from silian.services.matching.models import MatchState, Progress, StoredMatch

__all__ = [
    "OutOfTurn",
    "answer",
    "ask_for_contact",
    "close",
    "decide",
    "introduce",
    "keep_matches",
    "mark_failed",
    "mark_running",
    "may_answer",
    "note_meeting",
    "queue_all",
    "queue_changed",
    "queue_needs_of",
    "resume",
    "store_matches",
]


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
