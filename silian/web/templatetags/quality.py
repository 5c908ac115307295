"""Shares as pages show them."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """Return a share of 0-1 in percent: 0.384 is 38 %."""
    return f"{share:.0%}"
