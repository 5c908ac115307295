"""Rows of the registers to what the engine examines and compares; the only file that sees both."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.engines.examining import (
    Contacts,
    Listing,
    Mark,
    Text,
    Thinness,
    Twin,
    Verdict,
    examine,
    find_twins,
    judge,
    which_are_thin,
)
from silian.engines.matching import Encoder, EncoderError, open_encoder
from silian.services.listings.access import Record

logger = logging.getLogger(__name__)
__all__ = ["Contacts", "Mark", "Thinness", "Twin", "Verdict", "judge", "which_are_thin"]


def _yuan(amount: object) -> int | None:
    return None if amount is None else int(str(amount).partition(".")[0])


def listing_of(row: Record, contacts: Contacts) -> Listing:
    """Return what the engine examines of a result or a need."""
    if isinstance(row, Need):
        return Listing(
            kind="need",
            title=row.title,
            text=row.problem,
            targets=row.target_figures,
            present=row.present_state,
            readiness=row.readiness_min,
            forms=tuple(row.cooperation_form),
            money_yuan=_yuan(row.budget_max_yuan or row.budget_yuan),
            has_deadline=row.deadline_on is not None,
            contacts=contacts,
        )
    return Listing(
        kind="result",
        title=row.title or row.title_en,
        text="\n".join(text for text in (row.summary, row.summary_en) if text),
        readiness=row.readiness,
        ip_state=row.ip_state,
        forms=tuple(row.transfer_form),
        money_yuan=_yuan(row.asked_price_yuan),
        contacts=contacts,
    )


def propose(row: Record, contacts: Contacts) -> tuple[Mark, ...]:
    """Return the six marks that the machine proposes for a listing."""
    return examine(listing_of(row, contacts))


def digest_of(row: Record) -> str:
    """Return 16 characters that change with anything an examination reads of the listing itself."""
    return hashlib.blake2b(repr(listing_of(row, Contacts())).encode(), digest_size=8).hexdigest()


def body_of(row: Record) -> str:
    """Return a listing's description, all its texts one below the other."""
    texts = (row.problem, row.present_state, row.target_figures) if isinstance(row, Need) else (row.summary,)
    return "\n".join(text for text in texts if text)


def texts_of(row: Record) -> Iterator[Text]:
    """Yield a listing's text in each language it is written in."""
    if row.title:
        yield Text(row.pk, row.title, body_of(row))
    if isinstance(row, Achievement) and row.title_en:
        yield Text(row.pk, row.title_en, row.summary_en)


def shown_text(row: Record) -> tuple[str, str]:
    """Return title and description as the reader's language has them, for two listings side by side."""
    if isinstance(row, Achievement) and get_language() == "en" and row.title_en and row.summary_en:
        return row.title_en, row.summary_en
    return row.title, body_of(row)


def twins_among(rows: Sequence[Record]) -> list[Twin]:
    """Return pairs of ``rows`` (by primary key) that may be the same listing; by words alone if no model answers."""
    texts = [text for row in rows for text in texts_of(row)]
    try:
        return find_twins(texts, _encoder())
    except EncoderError as fault:
        logger.warning("listings are compared by their words only: %s", fault)
        return find_twins(texts)


def _encoder() -> Encoder | None:
    directory = Path(settings.DATA_DIRECTORY) / "vectors"
    return open_encoder(settings.SILIAN_ENCODER, cache_directory=directory, api_key=settings.SILIAN_API_KEY)
