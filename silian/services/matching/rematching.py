"""Matches follow the registers: what changed is matched again, through one index for all needs."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.services.matching import actions, engine
from silian.services.matching.models import MatchState, StoredMatch
from silian.services.matching.queries import stale_needs


def follow_changes() -> int:
    """Match every need whose text or whose possible results changed; returns how many got new matches.

    A need whose ranking stays the same keeps its stored matches.
    """
    now = timezone.now()
    actions.queue_changed(now)
    held = engine.collection(timezone.localdate())
    needs = stale_needs(held.version)
    actions.mark_running(needs, now)
    left = {need.pk: need for need in needs}
    try:
        return _match(held, needs, left, now)
    finally:
        # Whatever broke off, the pages must not say for ever that it is running.
        if left:
            note = _("匹配中断了。保存一次需求会重新匹配；一再中断请联系管理员。")
            actions.mark_failed(left.values(), note, timezone.now())


def _match(held: engine.Collection, needs: list[Need], left: dict[int, Need], read_at: datetime) -> int:
    """Store what changed; a need saved after ``read_at`` is found by its later time and matched again."""
    stored = _stored(needs)
    same: list[Need] = []
    changed = 0
    for ranking in engine.rankings(held, needs):
        need = ranking.need
        if stored.get(need.pk) == ranking.order:
            same.append(need)
            continue
        found = ranking.explained()
        actions.store_matches(need, found, collection=held.version, note=held.note, now=read_at)
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
