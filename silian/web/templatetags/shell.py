"""Amounts on public pages: short for reading, exact for the pointer."""

from decimal import Decimal

from django import template

from silian.register import columns
from silian.web.public import charts

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    """Return an amount in 万元 or 亿元."""
    return columns.money(amount)


@register.filter
def exact(amount: Decimal) -> str:
    """Return the exact amount in 元."""
    return charts.exact(amount)
