"""What goes into an examination and what comes out: a listing, six marks with their evidence, a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

QUESTIONS = ("problem", "improvement", "readiness", "ip", "form", "contact")
MOST = 5
PUBLISH_FROM = 15
"""The least sum of the six marks (0-30) with which a listing is published."""

Kind = Literal["result", "need"]


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who stands behind a listing: people with an address, those heard of lately, requests left unanswered."""

    people: int = 0
    active: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A result or need as it is examined.

    ``text`` is the description; ``targets`` and ``present`` are a need's target figures and present state.
    ``readiness`` is TRL 1-9 (of a need: the least it takes), ``money_yuan`` the asked price or budget in 元,
    ``has_deadline`` whether a need says until when, ``forms`` codes of how to work together.
    """

    kind: Kind
    title: str
    text: str = ""
    targets: str = ""
    present: str = ""
    readiness: int | None = None
    ip_state: str = ""
    forms: tuple[str, ...] = ()
    money_yuan: int | None = None
    has_deadline: bool = False
    contacts: Contacts = Contacts()

    @property
    def whole(self) -> str:
        """Return all texts but the title, one below the other."""
        return "\n".join(text for text in (self.text, self.targets, self.present) if text)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the listing, and the words in it that count."""

    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The points (0-5) proposed for one question, the rule that gave them, and what speaks for them.

    ``rule`` is a code that pages put into words; ``values`` are what the sentence names.
    """

    question: str
    points: int
    rule: str
    evidence: tuple[Evidence, ...] = ()
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What six marks come to: their sum (0-30), the questions that block, and whether to publish."""

    total: int
    blocked_by: tuple[str, ...]
    publish: bool


def judge(points: Mapping[str, int]) -> Verdict:
    """Return the verdict on the points of all six questions: a zero blocks, else the sum decides.

    Raises ValueError for a question that is missing or unknown, and for points outside 0-5.
    """
    if set(points) != set(QUESTIONS) or not all(0 <= value <= MOST for value in points.values()):
        raise ValueError(f"six marks of 0-{MOST} for {', '.join(QUESTIONS)} are needed, not {dict(points)}")
    blocked: Sequence[str] = [question for question in QUESTIONS if points[question] == 0]
    total = sum(points.values())
    return Verdict(total, tuple(blocked), not blocked and total >= PUBLISH_FROM)
