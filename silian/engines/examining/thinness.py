"""How many of an organisation's listings say next to nothing: what wastes a reader's time, as one measure."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from silian.engines.matching import text

WORDS_MIN = 12  # different words below which a listing says next to nothing
MANY = 5  # organisations with fewer listings are left alone
SHARE_MAX = 0.5  # of its listings may be thin before an organisation's thin ones are demoted
LONGEST = 20_000  # characters read of one text
POINTS_MAX = 10.0  # what a thin listing loses at most, in points of a match


@dataclass(frozen=True, slots=True)
class Thinness:
    """An organisation's listings, how many of them are thin, and what each thin one loses in matching."""

    listings: int
    thin: int

    @property
    def share(self) -> float:
        """Return which part of the listings is thin, 0-1."""
        return self.thin / self.listings if self.listings else 0.0

    @property
    def demotion(self) -> float:
        """Return the points (0-10) a thin listing of this organisation loses: none up to half of five or more."""
        if self.listings < MANY or self.share <= SHARE_MAX:
            return 0.0
        return round(POINTS_MAX * (self.share - SHARE_MAX) / (1 - SHARE_MAX), 2)


def is_thin(title: str, *texts: str) -> bool:
    """Return whether a listing says next to nothing: fewer than twelve different words beyond its title."""
    return len(_words(*texts) - _words(title)) < WORDS_MIN


def _words(*texts: str) -> set[str]:
    return {term for each in texts for term in text.terms(each[:LONGEST]) if not text.is_bigram(term)}


def which_are_thin(listings: Iterable[tuple[Hashable, str, str]]) -> Iterator[bool]:
    """Yield for each (owner, title, text) whether it is thin; what its owner lists already is thin too."""
    seen: set[tuple[Hashable, str]] = set()
    for owner, title, body in listings:
        repeated = (owner, "".join(text.normalise(f"{title}{body}"[:LONGEST]).split()))
        yield repeated in seen or is_thin(title, body)
        seen.add(repeated)
