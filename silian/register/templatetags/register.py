"""Addresses for chips, headings and pages, which keep everything else of the present address."""

from typing import Any

from django import template
from django.http import QueryDict

register = template.Library()


def _address(params: QueryDict) -> str:
    return "?" + params.urlencode()


@register.simple_tag
def toggled(params: QueryDict, name: str, value: str) -> str:
    """Return the address with ``name=value`` added, or taken out if it is there; back to page one."""
    changed = params.copy()
    values = [v for v in changed.getlist(name) if v != value]
    if len(values) == len(changed.getlist(name)):
        values.append(value)
    changed.setlist(name, values)
    changed.pop("page", None)
    return _address(changed)


@register.simple_tag
def replaced(params: QueryDict, **parts: Any) -> str:
    """Return the address with these parameters instead of theirs."""
    changed = params.copy()
    for name, value in parts.items():
        changed[name] = str(value)
    if "page" not in parts:
        changed.pop("page", None)
    return _address(changed)


@register.filter
def item(mapping: dict[str, Any], name: str) -> Any:
    """Return ``mapping[name]``."""
    return mapping.get(name)


@register.simple_tag
def others(params: QueryDict, *names: str) -> list[tuple[str, str]]:
    """Return the parameters of the present address but for ``names`` and the page."""
    left_out = {*names, "page"}
    return [(name, value) for name in params for value in params.getlist(name) if name not in left_out]
