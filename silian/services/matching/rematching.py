"""Matches follow the registers: what changed is matched again, through one index for all needs it can concern."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.register.signals import fits_appeared
from silian.services.matching import actions, affecting, engine
from silian.services.matching.models import MatchState, Progress, StoredMatch
from silian.services.matching.queries import stale_needs

WORTH_TELLING = 3  # the level 较强


def follow_changes() -> int:
    """Match every need whose text or whose possible results changed; returns how many got new matches.

    A need that no changed result can concern is not matched, and one whose ranking stays the same keeps its rows.
    """
    now = timezone.now()
    actions.queue_changed(now)
    held = engine.collection(timezone.localdate())
    stale = stale_needs(held.version)
    spared = _spared(held, stale)
    actions.keep_matches(
        [need for need in stale if need.pk in spared], collection=held.version, note=held.note, now=now
    )
    needs = [need for need in stale if need.pk not in spared]
    actions.mark_running(needs, now)
    left = {need.pk: need for need in needs}
    try:
        return _match(held, needs, left, now)
    finally:
        # Whatever broke off, the pages must not say for ever that it is running.
        if left:
            note = _("匹配中断了。保存一次需求会重新匹配；一再中断请联系管理员。")
            actions.mark_failed(left.values(), note, timezone.now())
            engine.forget()


def _spared(held: engine.Collection, needs: Sequence[Need]) -> set[int]:
    """Return the needs that are as they were when matched, and that none of the changed results can concern."""
    if not held.previous:
        return set()
    settled = MatchState.objects.filter(need__in=needs, collection=held.previous, state=Progress.DONE)
    known = set(settled.values_list("need_id", flat=True))
    rows = StoredMatch.objects.filter(need__in=known)
    lost = set(rows.filter(achievement__in=held.changed).values_list("need_id", flat=True))
    lists = rows.values("need_id").annotate(count=Count("pk"), weakest=Min("score")).order_by()
    weakest = {row["need_id"]: row["weakest"] for row in lists if row["count"] == engine.TOP}
    open_ = [need for need in needs if need.pk in known - lost]
    return {need.pk for need in open_} - affecting.reached(held, open_, weakest)


def _match(held: engine.Collection, needs: list[Need], left: dict[int, Need], read_at: datetime) -> int:
    """Store what changed; a need saved after ``read_at`` is found by its later time and matched again."""
    stored = _stored(needs)
    settled = _settled(needs)
    same: list[Need] = []
    changed = 0
    for ranking in engine.rankings(held, needs):
        need = ranking.need
        if stored.get(need.pk) == ranking.order:
            same.append(need)
            continue
        found = ranking.explained()
        actions.store_matches(need, found, collection=held.version, note=held.note, now=read_at)
        _tell(need, stored.get(need.pk), found, settled)
        del left[need.pk]
        changed += 1
    actions.keep_matches(same, collection=held.version, note=held.note, now=read_at)
    left.clear()
    return changed


def _stored(needs: list[Need]) -> dict[int, tuple[tuple[int, str], ...]]:
    """Return the present ranking of each need that was matched before."""
    done = MatchState.objects.filter(need__in=needs).exclude(made_at=None).values_list("need_id", flat=True)
    found: dict[int, list[tuple[int, str]]] = {pk: [] for pk in done}
    rows = StoredMatch.objects.filter(need__in=needs).order_by("need_id", "rank")
    for need, achievement, digest in rows.values_list("need_id", "achievement_id", "text_hash"):
        found.setdefault(need, []).append((achievement, digest))
    return {need: tuple(order) for need, order in found.items()}


def _settled(needs: list[Need]) -> set[int]:
    """Return the needs whose own text has not changed since they were matched."""
    states = MatchState.objects.filter(need__in=needs, need__updated_at__lte=F("made_at"))
    return set(states.values_list("need_id", flat=True))


def _tell(
    need: Need, before: tuple[tuple[int, str], ...] | None, found: Sequence[engine.Found], settled: set[int]
) -> None:
    """Let others know of results that newly fit a need that itself stayed as it was."""
    if need.pk not in settled or before is None:
        return
    known = {achievement for achievement, _digest in before}
    new = [f.achievement for f in found if f.match.level >= WORTH_TELLING and f.achievement not in known]
    if new:
        fits_appeared.send(sender=Need, need=need.pk, achievements=new)
