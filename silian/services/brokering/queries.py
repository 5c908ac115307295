"""Reads of the bench: needs left, results of the chosen need, the pair, what changed; a fixed number of queries each."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.reference.models import TechnologyField, Zone
from silian.register.declaration import get
from silian.register.permissions import changeable
from silian.register.standing import Standing
from silian.services.brokering.circles import circles_of
from silian.services.brokering.models import Note, Postponed, SavedSearch, Trail, Visit
from silian.services.brokering.wish import State, Wish
from silian.services.matching.queries import (
    Decision,
    Introduction,
    Meeting,
    Side,
    StoredMatch,
    Verdict,
    find_meeting,
    meetings,
    mine_of,
    on_offer,
    slim,
)

MOST_NEEDS, MOST_RESULTS, MOST_NEWS = 60, 50, 12
PAIR = {"need": OuterRef("need"), "achievement": OuterRef("achievement")}


@dataclass(frozen=True)
class Left:
    """One need on the left: how many of its matches fit the filters, and how many of them are new."""

    need: Need
    count: int
    fresh: int


@dataclass(frozen=True)
class Bench:
    """The whole bench for one person."""

    needs: list[Left]
    more_needs: int
    all_needs: int
    need: Need | None
    results: list[Meeting]
    chosen: Meeting | None


@dataclass(frozen=True)
class News:
    """One thing that happened since the last visit: in words, on which pair."""

    at: datetime
    words: str
    need: Need
    achievement: Any


def _states(standing: Standing, since: datetime | None) -> dict[str, Q]:
    today = timezone.localdate()
    put_off = Exists(Postponed.objects.filter(user=standing.user_id, until__gt=today, **PAIR))
    talked = Exists(Introduction.objects.filter(**PAIR))
    undecided = Q(said=None) & ~Q(talked) & ~Q(put_off)
    return {
        State.OPEN: undecided,
        State.NEW: undecided & fresh_since(since),
        State.LATER: Q(said=None) & ~Q(talked) & Q(put_off),
        State.ACCEPTED: Q(said=Verdict.ACCEPT) & ~Q(talked),
        State.TALKING: Q(talked),
        State.DECLINED: Q(said=Verdict.DECLINE) & ~Q(talked),
    }


def fresh_since(since: datetime | None) -> Q:
    """Return the matches that came up, or whose level changed, after ``since``; none on a first visit."""
    if since is None:
        return Q(pk__in=[])
    newer = Q(first_at__gt=since) | Q(changed_at__gt=since)
    return Q(Exists(Trail.objects.filter(newer, **PAIR)))


def narrowed(standing: Standing, wish: Wish, since: datetime | None) -> QuerySet[StoredMatch]:
    """Return the matches of the person's needs that fit the filters."""
    last = Decision.objects.filter(side=Side.NEED, **PAIR).order_by("-pk").values("verdict")[:1]
    rows = StoredMatch.objects.filter(
        mine_of(standing)[Side.NEED], level__gte=2, achievement__in=on_offer(timezone.localdate())
    ).annotate(said=Subquery(last))
    rows = rows.filter(_states(standing, since)[wish.state])
    if wish.level:
        rows = rows.filter(level={"strong": 4, "good": 3, "weak": 2}[wish.level])
    if wish.field:
        field = Q(achievement__field__key=wish.field) | Q(achievement__field__parent__key=wish.field)
        rows = rows.filter(field)
    if wish.zone:
        rows = rows.filter(achievement__zone__key=wish.zone)
    if wish.q:
        columns = ("need__title", "need__company__name", "achievement__title", "achievement__summary")
        rows = rows.filter(_any(columns, wish.q))
    return rows


def _any(columns: tuple[str, ...], words: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": words})
    return found


def bench(standing: Standing, wish: Wish, since: datetime | None) -> Bench:
    """Return the bench as the person wishes it; without a chosen need or result the first one is chosen."""
    rows = narrowed(standing, wish, since)
    counted = (
        rows.values("need")
        .annotate(count=Count("pk"), fresh=Count("pk", filter=fresh_since(since)), best=Max("score"))
        .order_by("-fresh", "-best", "need")
    )
    figures = {row["need"]: row for row in counted}
    shown = list(figures)[:MOST_NEEDS]
    known = Need.objects.select_related("company").defer("search_text", "company__search_text")
    needs = known.in_bulk(shown)
    left = [Left(needs[pk], figures[pk]["count"], figures[pk]["fresh"]) for pk in shown]
    mine = changeable(get("needs"), standing)
    asked = known.filter(pk__in=mine.order_by(), key=wish.need).first() if wish.need else None
    need = asked or (left[0].need if left else None)
    best = slim(rows.filter(need=need)).order_by("rank")[:MOST_RESULTS]
    results = meetings(standing, list(best)) if need else []
    at = next((one for one in results if one.seat.achievement.key == wish.at), None)
    chosen = at or next(iter(results), None)
    return Bench(left, len(figures) - len(shown), mine.count(), need, results, chosen)


def last_visit(standing: Standing) -> datetime | None:
    """Return when the person's visit before the present one ended."""
    held = Visit.objects.filter(user=standing.user_id).first()
    return held.before_at if held else None


def asked_pair(standing: Standing, wish: Wish) -> Meeting | None:
    """Return the pair that the address names, if the person acts for its need."""
    found = find_meeting(standing, wish.need, wish.at) if wish.need and wish.at else None
    return found if found and found.seat.of_need.acts else None


def following(standing: Standing, wish: Wish, one: Meeting) -> str:
    """Return the key of the result that stands after ``one`` in the list as it is filtered, empty after the last."""
    rows = narrowed(standing, wish, last_visit(standing)).filter(need=one.seat.need).order_by("rank")
    keys = list(rows.values_list("achievement__key", flat=True)[:MOST_RESULTS])
    key = one.seat.achievement.key
    if key not in keys:
        return ""
    at = keys.index(key)
    return next(iter(keys[at + 1 :] or keys[:at][-1:]), "")


def compared(standing: Standing, wish: Wish) -> list[Meeting]:
    """Return the results of the need that are held side by side, in the order in which they were chosen."""
    rows = slim(StoredMatch.objects.filter(need__key=wish.need, achievement__key__in=wish.compare))
    found = {one.seat.achievement.key: one for one in meetings(standing, list(rows)) if one.seat.of_need.acts}
    return [found[key] for key in wish.compare if key in found]


def decided_pairs(standing: Standing, decisions: list[int], most: int) -> list[tuple[int, Meeting]]:
    """Return the pairs of these decisions that the person belongs to, by decision, newest first."""
    mine = mine_of(replace(standing, organisations=dict.fromkeys(standing.organisations, "editor")))
    rows = slim(Decision.objects.filter(mine[Side.NEED] | mine[Side.RESULT], pk__in=decisions))
    held = list(rows.order_by("-made_at")[:most])
    found = {(one.seat.need.pk, one.seat.achievement.pk): one for one in meetings(standing, held)}
    pairs = ((row.pk, found.get((row.need_id, row.achievement_id))) for row in held)
    return [(pk, one) for pk, one in pairs if one is not None]


def notes_of(standing: Standing, one: Meeting) -> list[Note]:
    """Return the notes on a pair that the person's circles wrote, newest first."""
    pair = {"need": one.seat.need, "achievement": one.seat.achievement}
    return list(Note.objects.filter(circle__in=circles_of(standing), **pair).select_related("user"))


def put_off(standing: Standing, one: Meeting) -> Postponed | None:
    """Return until when the person put the pair off, if they did."""
    pair = {"need": one.seat.need, "achievement": one.seat.achievement}
    return Postponed.objects.filter(user=standing.user_id, until__gt=timezone.localdate(), **pair).first()


def saved_searches(standing: Standing) -> list[SavedSearch]:
    """Return the person's saved searches by name."""
    return list(SavedSearch.objects.filter(user=standing.user_id))


def choices(standing: Standing) -> dict[str, list[tuple[str, str]]]:
    """Return fields and zones that occur among the results of the person's matches, by name."""
    mine = StoredMatch.objects.filter(mine_of(standing)[Side.NEED])
    fields = TechnologyField.objects.filter(pk__in=mine.values("achievement__field")).order_by("key")
    zones = Zone.objects.filter(pk__in=mine.values("achievement__zone")).order_by("key")
    return {
        "field": [(field.key, str(field)) for field in fields],
        "zone": [(zone.key, str(zone)) for zone in zones],
    }


def news(standing: Standing, since: datetime | None) -> list[News]:
    """Return what changed on the person's needs since ``since``: answers of the other side, levels; newest first."""
    if since is None:
        return []
    mine = mine_of(standing)[Side.NEED]
    found = [*_answers(mine, since), *_levels(mine, since)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_NEWS]


def _answers(mine: Q, since: datetime) -> list[News]:
    said = Decision.objects.filter(mine, side=Side.RESULT, made_at__gt=since)
    told = Introduction.objects.filter(mine, answered_at__gt=since)
    joined = ("need", "achievement")
    found = [
        News(
            row.made_at,
            _("成果方：{verdict}").format(verdict=row.get_verdict_display()),
            row.need,
            row.achievement,
        )
        for row in said.select_related(*joined)[:MOST_NEWS]
    ]
    found += [
        News(row.answered_at, row.stage, row.need, row.achievement)
        for row in told.select_related(*joined)[:MOST_NEWS]
        if row.answered_at
    ]
    return found


def _levels(mine: Q, since: datetime) -> list[News]:
    names = {1: _("无"), 2: _("弱"), 3: _("较强"), 4: _("强")}
    rows = Trail.objects.filter(mine, changed_at__gt=since).exclude(level_before=F("level"))
    present = rows.filter(Exists(StoredMatch.objects.filter(**PAIR))).select_related("need", "achievement")
    return [
        News(
            row.changed_at,
            _("级别 {before} → {after}").format(before=names[row.level_before], after=names[row.level]),
            row.need,
            row.achievement,
        )
        for row in present.order_by("-changed_at")[:MOST_NEWS]
        if row.changed_at and row.level_before
    ]
