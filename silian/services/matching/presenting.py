"""A match as a page shows it: words lit in both texts, reasons as bars that add up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from silian.engines.matching import Match, SharedTerm
from silian.language import gettext as _
from silian.services.matching import wording

TERMS_SHOWN = 8
FULL_WIDTH = 100.0  # points that fill a bar


@dataclass(frozen=True)
class Part:
    """A piece of text, lit where both sides use it."""

    text: str
    lit: bool


@dataclass(frozen=True)
class Bar:
    """One kind of reason: its points, and where its bar begins and how long it is, 0-100."""

    kind: str
    label: str
    points: float
    start: float
    width: float


def lit(text: str, words: Iterable[str]) -> list[Part]:
    """Return ``text`` in pieces, those of ``words`` lit; spaces between their characters do not matter."""
    patterns = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    if not patterns or not text:
        return [Part(text, False)] if text else []
    spaced = (r"\s*".join(map(re.escape, word)) for word in patterns)
    pieces = re.split(f"({'|'.join(spaced)})", text, flags=re.IGNORECASE)
    return [Part(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]


@dataclass(frozen=True)
class Shown:
    """A match in words and figures; where the need is masked, nothing of its text is in it."""

    match: Match
    masked: bool

    @property
    def level(self) -> str:
        """Return the level's code: strong, good, weak or none."""
        return self.match.level.name.lower()

    @property
    def mark(self) -> str:
        """Return the level as a shape and a word."""
        return wording.level_mark(self.match.level)

    @property
    def terms(self) -> Sequence[SharedTerm]:
        """Return the heaviest shared words."""
        return () if self.masked else self.match.terms[:TERMS_SHOWN]

    @property
    def words(self) -> list[str]:
        """Return every shared word."""
        return [] if self.masked else [term.text for term in self.match.terms]

    @property
    def need_sentence(self) -> list[Part]:
        """Return the need's closest sentence, lit."""
        pair = None if self.masked else self.match.sentences
        return lit(pair.need, self.words) if pair else []

    @property
    def result_sentence(self) -> list[Part]:
        """Return the result's closest sentence, lit."""
        pair = None if self.masked else self.match.sentences
        return lit(pair.offer, self.words) if pair else []

    @property
    def bars(self) -> list[Bar]:
        """Return the reasons as bars, each beginning where the one before ended."""
        labels = {"lexical": _("词语"), "meaning": _("意思")}
        rows = [(kind, labels[kind], self.match.parts.get(kind, 0.0)) for kind in labels]
        if self.match.similarity is None:
            rows.pop()
        rows += [
            (signal.name, wording.signal_name(signal.name), signal.points) for signal in self.match.signals
        ]
        bars, at = [], 0.0
        for kind, label, points in rows:
            if abs(points) < 0.05:
                continue
            colour = "against" if points < 0 else kind if kind in labels else "fact"
            start = max(0.0, min(at, at + points))
            bars.append(Bar(colour, label, points, start, min(abs(points), FULL_WIDTH - start)))
            at += points
        return bars

    @property
    def signals(self) -> list[tuple[str, bool]]:
        """Return what each structured fact says, and whether it speaks for the pair."""
        if self.masked:
            return []
        told = [signal for signal in self.match.signals if signal.points]
        return [(wording.signal_sentence(signal), signal.points > 0) for signal in told]

    @property
    def missing(self) -> list[str]:
        """Return why the level is not higher."""
        return [] if self.masked else wording.objections(self.match)

    def as_data(self) -> dict[str, Any]:
        """Return the same for a program."""
        return {
            "rank": self.match.rank,
            "score": round(self.match.score, 2),
            "level": int(self.match.level),
            "level_name": wording.level_name(self.match.level),
            "parts": {name: round(points, 2) for name, points in self.match.parts.items()},
            "terms": [{"text": term.text, "points": round(term.points, 2)} for term in self.terms],
            "need_sentence": "".join(part.text for part in self.need_sentence),
            "result_sentence": "".join(part.text for part in self.result_sentence),
            "signals": [{"text": text, "speaks_for": good} for text, good in self.signals],
            "missing": self.missing,
            "targets": [] if self.masked else [asdict(target) for target in self.match.targets],
            "chances": {name.lower(): round(chance, 3) for name, chance in self.match.chances.items()},
        }
