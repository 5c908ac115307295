"""What waits for a person: each part of the site adds what it knows, the home page shows all of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from silian.register.standing import Standing


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: how many, where they are listed, and the one thing to do."""

    words: str
    """What waits, in the language in use: 尚未公开的科技成果."""
    count: int
    url: str
    """The page that lists exactly these rows."""
    action: str
    """The one thing to do, as the words of a button."""
    group: str = "reference"
    """The chain whose colour it has: innovation, industry, capital, talent or reference."""
    examples: tuple[Any, ...] = field(default=())
    """A few records to name; each has words and ``get_absolute_url``."""


Source = Callable[[Standing], list[Waiting]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Let ``source`` be asked for every signed-in person; call it in an application's ``ready``."""
    if source not in _sources:
        _sources.append(source)


def waiting_for(standing: Standing) -> list[Waiting]:
    """Return all that waits for a person, in the order in which the sources were added; empty kinds left out."""
    return [item for source in _sources for item in source(standing) if item.count]
