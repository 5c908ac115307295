"""What is doubtful about a row and yet no reason to refuse it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

if TYPE_CHECKING:
    from silian.register.declaration import Register


@dataclass(frozen=True)
class Caution:
    """One doubt: the field it is about (empty for the whole row), a Chinese sentence and the values in it.

    The sentence is marked with ``gettext_noop`` where it is written and translated where it is read, so that a
    report kept from yesterday is in the reader's language.
    """

    field: str
    sentence: str
    values: Mapping[str, str] = made(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.sentence).format(**self.values)


Check = Callable[[Any], list[Caution]]
"""Takes a row, perhaps not yet in the database, and returns what is doubtful about it."""


def cautions(declared: "Register", record: Any) -> list[Caution]:
    """Return all that the register's checks doubt about a row."""
    return [found for check in declared.warnings for found in check(record)]
