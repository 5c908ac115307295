"""What fits a text that nobody registered, and why any pair fits or not; sees tables and engine, writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need as NeedRow
from silian.chains.innovation.models import Achievement
from silian.engines.matching import Level, Match, Matcher, Need, Offer
from silian.reference.models import Organisation
from silian.register.declaration import get
from silian.register.permissions import visible
from silian.register.standing import Standing
from silian.services.matching import engine
from silian.services.matching.demoting import demoted
from silian.services.matching.field_paths import field_paths
from silian.services.matching.presenting import Shown

TITLE_CHARACTERS = 40
MISSED = 3


@dataclass(frozen=True, kw_only=True)
class Told:
    """A need or a result as somebody tells it; ``yuan`` is the budget of a need, the price of a result, in 元."""

    text: str
    title: str = ""
    field: str = ""
    place: str = ""
    readiness: int | None = None
    yuan: int | None = None

    @property
    def heading(self) -> str:
        """Return the title, or the start of the text where none was given."""
        return self.title.strip() or self.text.strip().split("\n", 1)[0][:TITLE_CHARACTERS]


@dataclass(frozen=True)
class Fit:
    """A record that fits, or nearly does, with the reasons."""

    key: str
    title: str
    shown: Shown


@dataclass(frozen=True)
class Fits:
    """The records that reach a level, best first, those that nearly do, and what to know about the answer."""

    items: tuple[Fit, ...] = ()
    just_missed: tuple[Fit, ...] = ()
    note: str = ""


def results_for(told: Told, top: int) -> Fits:
    """Return the results on offer that fit a need told in words; only published ones take part."""
    held = engine.collection(timezone.localdate())
    if held.matcher is None:
        return Fits(note=_("还没有公开的成果可以匹配。"))
    need = Need(
        key="told",
        title=told.heading,
        text=told.text,
        field=told.field,
        place=told.place,
        budget_yuan=told.yuan,
        readiness_min=told.readiness,
    )
    batch = held.matcher.batch([need])
    lost = dict(zip(map(str, held.rows), held.lost, strict=True))
    scores = next(batch.scores()) - np.array(held.lost, dtype=np.float32)
    found = batch.best(0, scores, top, MISSED)
    keys = {int(match.offer) for match in (*found.matches, *found.just_missed)}
    rows = Achievement.objects.only("key", "title").in_bulk(keys)

    def shown(matches: Sequence[Match]) -> tuple[Fit, ...]:
        known = [(rows[int(match.offer)], match) for match in matches if int(match.offer) in rows]
        pairs = ((row, demoted(match, lost[match.offer])) for row, match in known)
        return tuple(Fit(row.key, row.title, Shown(match, masked=False)) for row, match in pairs)

    return Fits(shown(found.matches), shown(found.just_missed), held.note)


def needs_that_fit(standing: Standing, told: Told, top: int) -> Fits:
    """Return the needs a person may read that a result told in words fits, best first."""
    offer = Offer(
        key="told",
        title=told.heading,
        summary=told.text,
        field=told.field,
        place=told.place,
        readiness=told.readiness,
        asked_price_yuan=told.yuan,
    )
    rows = (
        visible(get("needs"), standing).select_related("company").defer("search_text", "company__search_text")
    )
    held = engine.collection(timezone.localdate())
    found = _needs_for(held, offer, list(rows.order_by("pk")), top)
    items = tuple(Fit(row.key, row.title, Shown(match, masked=False)) for row, match in found)
    return Fits(items, note=held.note)


def explained(need: NeedRow, row: Achievement) -> Shown:
    """Return how a result fits a need, whether it does or not; ``rank`` counts among the results on offer."""
    held = engine.collection(timezone.localdate())
    fields = held.fields or field_paths()
    told = [engine.need_of(need, fields)]
    alone = _beside(held, _offer(row, fields)).batch(told)
    lost = dict(zip(held.rows, held.lost, strict=True)).get(row.pk, 0.0)
    score, better = float(next(alone.scores())[0]) - lost, 0
    if held.matcher is not None:
        others = next(held.matcher.batch(told).scores()) - np.array(held.lost, dtype=np.float32)
        better = sum(float(o) > score and pk != row.pk for o, pk in zip(others, held.rows, strict=True))
    return Shown(demoted(alone.explain(0, 0, 1 + better), lost), masked=False)


def _offer(row: Achievement, fields: dict[int, str]) -> Offer:
    names = dict(Organisation.objects.filter(key__in=row.owners).values_list("key", "name"))
    return engine.offer_of(row, names, fields)


def _beside(held: engine.Collection, offer: Offer) -> Matcher:
    """Return a matcher of ``offer`` alone that weighs words and meaning as among the results on offer."""
    return held.matcher.beside([offer]) if held.matcher else Matcher([offer])


def _needs_for(
    held: engine.Collection, offer: Offer, needs: Sequence[NeedRow], top: int
) -> list[tuple[NeedRow, Match]]:
    fields = held.fields or field_paths()
    batch = _beside(held, offer).batch([engine.need_of(need, fields) for need in needs])
    scored = sorted(((float(s[0]), at) for at, s in enumerate(batch.scores())), key=lambda pair: -pair[0])
    matches = [(needs[at], batch.explain(at, 0, 1)) for _score, at in scored[:top]]
    reached = [(need, match) for need, match in matches if match.level > Level.NONE]
    return [(need, replace(match, rank=rank)) for rank, (need, match) in enumerate(reached, start=1)]
