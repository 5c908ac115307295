"""Addresses of the bench that keep the filters and change the place, and those of the steps on a pair."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from silian.services.brokering.wish import MOST_COMPARED, Wish
from silian.services.matching.queries import Meeting

register = template.Library()


def _attribute(query: str) -> SafeString:
    # Encoded by urlencode: nothing in it but & can mean something in an attribute.
    return mark_safe(query.replace("&", "&amp;"))


@register.simple_tag
def wished(wish: Wish, **changed: str) -> SafeString:
    """Return the query of ``wish`` with these parts changed; ``compare=""`` empties what is held side by side."""
    parts = {name: () if name == "compare" else value for name, value in changed.items()}
    return _attribute(wish.query(**parts))


@register.simple_tag
def comparing(wish: Wish, need: str, key: str) -> SafeString:
    """Return the query with ``key`` put among the results to compare, or taken out; the first gives way to a fourth."""
    kept = tuple(each for each in wish.compare if each != key)
    if len(kept) == len(wish.compare):
        kept = (*kept, key)[-MOST_COMPARED:]
    return _attribute(wish.query(need=need, at=key, compare=kept))


@register.simple_tag
def pair_url(name: str, one: Meeting) -> str:
    """Return the address of a step on a pair."""
    return reverse(name, args=[one.seat.need.key, one.seat.achievement.key])
