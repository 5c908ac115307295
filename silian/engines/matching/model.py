"""What goes into matching and what comes out: needs, offers, and matches that carry their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class MatchingError(Exception):
    """A fault of matching; the message says what, where, why and what to do.

    ``template`` and ``values`` are kept apart so that a page can word it in another language.
    """

    def __init__(self, template: str, **values: object) -> None:
        """Take the message in Chinese with named placeholders, and what goes into them."""
        super().__init__(template.format(**values))
        self.template, self.values = template, values


class Level(IntEnum):
    """How well an offer fits a need; the thresholds are calibrated data (``weights.json``)."""

    NONE = 1
    WEAK = 2
    GOOD = 3
    STRONG = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A technology need of a company.

    ``budget_yuan`` is the most it can pay, in 元; ``cooperation`` the forms it wants (codes as in ``signals``).
    """

    key: str
    title: str
    text: str = ""
    organisation: str = ""
    field: str = ""
    place: str = ""
    budget_yuan: int | None = None
    readiness_min: int | None = None
    cooperation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A research result on offer. ``readiness`` is TRL 1-9, ``asked_price_yuan`` in 元.

    ``cooperation`` names the forms its owners accept, ``past_deals`` how many introductions of theirs led
    to talks.
    """

    key: str
    title: str
    keywords: str = ""
    summary: str = ""
    title_en: str = ""
    summary_en: str = ""
    organisation: str = ""
    field: str = ""
    place: str = ""
    readiness: int | None = None
    ip_state: str = ""
    asked_price_yuan: int | None = None
    cooperation: tuple[str, ...] = ()
    past_deals: int | None = None


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A word both texts use and the points it brings."""

    text: str
    points: float


@dataclass(frozen=True, slots=True)
class SentencePair:
    """The closest sentence of each text; ``similarity`` is 0-1."""

    need: str
    offer: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Signal:
    """A structured fact for (points > 0) or against (points < 0) a pair.

    ``name`` is one of field, readiness, place, ip_state, price, cooperation, history, targets; ``need`` and
    ``offer`` are the two values compared (of targets: how many are met and how many missed).
    """

    name: str
    points: float
    need: str
    offer: str


@dataclass(frozen=True, slots=True)
class Target:
    """One figure a need asks for; ``stated`` is what the result says, "" where it says nothing.

    ``verdict`` is met, missed or not_stated.
    """

    wanted: str
    stated: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Miss:
    """Why the level is not higher.

    ``kind`` is ``terms`` (values: words of the need that the offer lacks), ``meaning`` (the texts
    as a whole are far apart), ``signal`` (values: name of a signal against), ``gap`` (``points`` to
    the next level), ``raise_signal`` and ``raise_terms`` (values: the smallest thing that would raise the
    level: a signal that no longer speaks against, or words the offer would have to show), or ``top``
    (only ``points`` offers were listed).
    """

    kind: str
    values: tuple[str, ...] = ()
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """One offer for one need, with every reason.

    ``score`` is the sum of ``parts`` (lexical, meaning, signals), in points; ``similarity`` of the
    whole texts is 0-1, None where no encoder was used. ``chances`` gives the chance, 0-1, that experts
    would give at least the level so named; ``targets`` each figure the need asks for.
    """

    need: str
    offer: str
    rank: int
    score: float
    level: Level
    parts: Mapping[str, float]
    similarity: float | None
    terms: tuple[SharedTerm, ...]
    sentences: SentencePair | None
    signals: tuple[Signal, ...]
    misses: tuple[Miss, ...]
    targets: tuple[Target, ...] = ()
    chances: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedMatches:
    """What fits one need, best first, and the next ones that just missed it or the list, best first."""

    need: str
    matches: tuple[Match, ...] = field(default=())
    just_missed: tuple[Match, ...] = field(default=())
