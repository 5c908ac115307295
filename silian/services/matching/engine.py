"""Rows of the registers to needs and offers and back; with asking.py the only file that sees ORM and engine."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Count, DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Extract

from silian.chains.industry.models import Need as NeedRow
from silian.chains.innovation.models import Achievement
from silian.engines.matching import (
    Encoder,
    EncoderError,
    Level,
    Match,
    Matcher,
    Miss,
    Need,
    Offer,
    RememberedTerms,
    SentencePair,
    SharedTerm,
    Signal,
    Target,
    open_encoder,
)
from silian.language import gettext as _
from silian.reference.models import Organisation
from silian.services.listings.queries import demotions
from silian.services.matching.demoting import demoted
from silian.services.matching.field_paths import field_paths
from silian.services.matching.models import StoredMatch

TOP = 20
# Rarities and means move with the collection: after so many changed rows every need is matched again.
LEAST_DRIFT, MOST_DRIFT = 50, 0.05


@dataclass(frozen=True)
class Collection:
    """All results on offer, indexed; ``version`` changes whenever one of them does.

    ``changed`` are the rows that came, went or changed since the collection of version ``previous``; it is ""
    where so much changed since the last complete matching (``drift`` rows) that everything counts as changed.
    """

    version: str
    matcher: Matcher | None
    rows: tuple[int, ...] = ()
    hashes: tuple[str, ...] = ()
    fields: dict[int, str] | None = None
    note: str = ""
    lost: tuple[float, ...] = ()
    terms: RememberedTerms = dataclass_field(default_factory=RememberedTerms)
    previous: str = ""
    changed: frozenset[int] = frozenset()
    drift: int = 0


@dataclass(frozen=True)
class Found:
    """One result for a need: the row, the hash of both texts, and the engine's match."""

    achievement: int
    text_hash: str
    match: Match


@dataclass(frozen=True)
class Ranking:
    """What fits one need: (row, text hash) best first, and the same with reasons when asked."""

    need: NeedRow
    order: tuple[tuple[int, str], ...]
    explained: Callable[[], list[Found]]


_held: Collection | None = None
_lock = Lock()


def on_offer(today: date) -> QuerySet[Achievement]:
    """Return the results that take part: published and still valid."""
    return Achievement.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), published=True)


def version(today: date) -> str:
    """Return a short text that changes whenever the results on offer or the encoder do; one query."""
    # A sum of times, to the microsecond, and not the latest one: a long import may write an earlier time later.
    second = Extract("updated_at", "epoch", output_field=DecimalField(max_digits=20, decimal_places=6))
    thin = Sum("pk", filter=Q(listing__thin=True))
    found = on_offer(today).aggregate(count=Count("pk"), sum=Sum("pk"), times=Sum(second), thin=thin)
    encoder = hashlib.sha256(settings.SILIAN_ENCODER.encode()).hexdigest()[:8]
    return f"{found['count']}/{found['sum'] or 0}/{found['times'] or 0}/{found['thin'] or 0}/{encoder}"


def collection(today: date) -> Collection:
    """Return the results on offer, indexed once in this process and again only when they changed."""
    global _held
    with _lock:
        wanted = version(today)
        if _held is None or _held.version != wanted:
            known = _held.terms if _held else RememberedTerms()
            _held = _compared(_indexed(wanted, today, known), _held)
        return _held


def forget() -> None:
    """Have the next call index everything anew, as after an encoder that changed or went away in the middle."""
    global _held
    with _lock:
        _held = None


def _compared(new: Collection, old: Collection | None) -> Collection:
    """Return ``new`` with what changed since ``old``."""
    if old is None or new.note != old.note:
        return new
    before, after = (set(zip(one.rows, one.hashes, strict=True)) for one in (old, new))
    changed = frozenset(pk for pk, _digest in before ^ after)
    drift = old.drift + len(changed)
    if drift > max(LEAST_DRIFT, len(new.rows) * MOST_DRIFT):
        return new
    return replace(new, previous=old.version, changed=changed, drift=drift)


def _indexed(wanted: str, today: date, known: RememberedTerms) -> Collection:
    rows = list(on_offer(today).defer("search_text").order_by("pk"))
    fields = field_paths()
    if not rows:
        return Collection(wanted, None, fields=fields)
    names = dict(Organisation.objects.values_list("key", "name"))
    offers = [offer_of(row, names, fields) for row in rows]
    demotion = demotions()
    lost = tuple(demotion.get(row.pk, 0.0) for row in rows)
    note = ""
    try:
        matcher = Matcher(offers, encoder=_encoder(), read=known)
    except EncoderError as error:
        note = _("{fault}这一次只按词语匹配。").format(fault=_(error.template).format(**error.values))
        matcher = Matcher(offers, read=known)
    known.forget_unused()
    pks, hashes = tuple(row.pk for row in rows), tuple(map(text_hash, offers, lost))
    return Collection(wanted, matcher, pks, hashes, fields, note, lost, known)


def _encoder() -> Encoder | None:
    directory = Path(settings.DATA_DIRECTORY) / "vectors"
    return open_encoder(settings.SILIAN_ENCODER, cache_directory=directory, api_key=settings.SILIAN_API_KEY)


def _yuan(*amounts: Decimal | None) -> int | None:
    return next((int(amount) for amount in amounts if amount is not None), None)


def offer_of(row: Achievement, names: dict[str, str], fields: dict[int, str]) -> Offer:
    """Return what the engine compares of a result."""
    return Offer(
        key=str(row.pk),
        title=row.title,
        summary=row.summary,
        title_en=row.title_en,
        summary_en=row.summary_en,
        organisation="、".join(names.get(key, key) for key in row.owners),
        field=fields.get(row.field_id or 0, ""),
        place=row.city,
        readiness=row.readiness,
        ip_state=row.ip_state,
        asked_price_yuan=_yuan(row.asked_price_yuan),
        cooperation=tuple(row.transfer_form),
    )


def need_of(row: NeedRow, fields: dict[int, str]) -> Need:
    """Return what the engine compares of a need; its company must be joined already."""
    texts = (row.problem, row.present_state, row.target_figures)
    return Need(
        key=str(row.pk),
        title=row.title,
        text="\n".join(text for text in texts if text),
        organisation=row.company.name,
        field=fields.get(row.field_id or 0, ""),
        place=row.city,
        budget_yuan=_yuan(row.budget_max_yuan, row.budget_yuan),
        readiness_min=row.readiness_min,
        cooperation=tuple(row.cooperation_form),
    )


def text_hash(compared: Need | Offer, lost: float = 0.0) -> str:
    """Return 16 characters that change with anything the engine compares, and with the points a listing loses."""
    said = f"{compared!r}{lost or ''}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def rankings(held: Collection, rows: Sequence[NeedRow], top: int = TOP) -> Iterator[Ranking]:
    """Yield what fits each need of ``rows``, through one index; reasons are worked out when asked for."""
    if held.matcher is None or not rows:
        yield from (Ranking(row, (), list) for row in rows)
        return
    matcher = held.matcher
    needs = [need_of(row, held.fields or {}) for row in rows]
    batch = matcher.batch(needs)
    least = matcher.weights.thresholds[Level.WEAK]
    lost = np.array(held.lost, dtype=np.float32)
    for at, (row, whole) in enumerate(zip(rows, batch.scores(), strict=True)):
        scores = whole - lost
        order = [int(i) for i in np.argsort(-scores, kind="stable")[:top] if scores[i] >= least]
        hashes = [text_hash(needs[at]) + held.hashes[i] for i in order]

        def explained(at: int = at, order: list[int] = order, hashes: list[str] = hashes) -> list[Found]:
            return [
                Found(held.rows[i], digest, demoted(batch.explain(at, i, rank), held.lost[i]))
                for rank, (i, digest) in enumerate(zip(order, hashes, strict=True), start=1)
            ]

        yield Ranking(row, tuple((held.rows[i], d) for i, d in zip(order, hashes, strict=True)), explained)


def reasons_of(match: Match) -> dict[str, Any]:
    """Return every reason of a match as JSON."""
    found = asdict(match)
    kept = ("terms", "sentences", "signals", "misses", "similarity", "targets", "chances")
    return {name: found[name] for name in kept}


def match_of(row: StoredMatch) -> Match:
    """Return the engine's match that ``row`` was made from."""
    reasons = row.reasons
    sentences = reasons["sentences"]
    return Match(
        need=str(row.need_id),
        offer=str(row.achievement_id),
        rank=row.rank,
        score=row.score,
        level=Level(row.level),
        parts=row.parts,
        similarity=reasons["similarity"],
        terms=tuple(SharedTerm(**term) for term in reasons["terms"]),
        sentences=SentencePair(**sentences) if sentences else None,
        signals=tuple(Signal(**signal) for signal in reasons["signals"]),
        misses=tuple(Miss(m["kind"], tuple(m["values"]), m["points"]) for m in reasons["misses"]),
        targets=tuple(Target(**target) for target in reasons.get("targets", ())),
        chances=reasons.get("chances", {}),
    )
