"""Who somebody is to the registers: the organisations they act for, the zones they look after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

EDITING_ROLES = frozenset({"manager", "editor"})


@dataclass(frozen=True)
class Standing:
    """What permissions are worked out from; a visitor who has not signed in has the empty one."""

    user_id: int | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)
    zones: frozenset[str] = frozenset()
    administrator: bool = False

    @property
    def officer(self) -> bool:
        """Return whether the person looks after at least one zone."""
        return bool(self.zones)

    @property
    def edits(self) -> frozenset[str]:
        """Return keys of the organisations whose records the person may change."""
        return frozenset(key for key, role in self.organisations.items() if role in EDITING_ROLES)


VISITOR = Standing()


def standing_of(user: Any) -> Standing:
    """Return the standing of a signed-in person or visitor, read once per request."""
    if not getattr(user, "is_authenticated", False):
        return VISITOR
    known: Standing | None = getattr(user, "_standing", None)
    if known is None:
        look_up: Callable[[Any], Standing] = import_string(settings.SILIAN_STANDING)
        known = look_up(user)
        user._standing = known
    return known
