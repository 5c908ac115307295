"""Two texts side by side, cut into pieces, with the words lit in which they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import IGNORECASE, escape, findall, split

import rjieba

COMPARED = 6_000  # characters of each text


@dataclass(frozen=True)
class Piece:
    """A part of one text; ``lit`` where the other text has something else."""

    text: str
    lit: bool


def differing(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, word by word; blanks and stops never count as a difference."""
    ours, theirs = _words(left), _words(right)
    found: tuple[list[Piece], list[Piece]] = ([], [])
    matcher = SequenceMatcher(None, [w.strip().lower() for w in ours], [w.strip().lower() for w in theirs], autojunk=False)  # fmt: skip
    for kind, a, b, c, d in matcher.get_opcodes():
        for side, words in zip(found, (ours[a:b], theirs[c:d]), strict=True):
            if words:
                part = "".join(words)
                side.append(Piece(part, kind != "equal" and any(map(str.isalnum, part))))
    return found


def _words(text: str) -> list[str]:
    """Return the words of a text with the blanks behind them."""
    return [part for word in rjieba.cut(text[:COMPARED]) for part in findall(r"\s*\S+\s*|\s+", word)]


def lit(text: str, words: Iterable[str]) -> list[Piece]:
    """Return ``text`` in pieces, those of ``words`` lit whatever their case."""
    ordered = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    if not ordered:
        return [Piece(text, False)]
    parts = split(f"({'|'.join(map(escape, ordered))})", text, flags=IGNORECASE)
    return [Piece(part, at % 2 == 1) for at, part in enumerate(parts) if part]
