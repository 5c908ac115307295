"""Panels that services add to a record's page, such as the matches of a need; the register knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from silian.register.declaration import Register


@dataclass(frozen=True)
class Panel:
    """One counted tab of a record's page; ``template`` is shown with the panel as ``panel``."""

    name: str
    label: str
    count: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Source = Callable[[HttpRequest, Any], Panel | None]
_sources: dict[str, list[Source]] = {}


def add_panel(slug: str, source: Source) -> None:
    """Show what ``source`` returns for a record on every page of the register ``slug``; None shows nothing.

    Called from a service's ``AppConfig.ready``; panels stand in the order in which they were added.
    """
    known = _sources.setdefault(slug, [])
    if source not in known:
        known.append(source)


def panels_of(declared: Register, record: Any, request: HttpRequest) -> list[Panel]:
    """Return the panels that services show for ``record`` to the person who asks."""
    found = (source(request, record) for source in _sources.get(declared.slug, ()))
    return [panel for panel in found if panel is not None]
