"""Figures over very long lists, kept until one of the records they are about changes."""

import hashlib
from collections.abc import Callable
from functools import cache as once
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection

from silian.register.declaration import Register, of

Found = TypeVar("Found")
LONG_LIST = 10_000  # from so many rows on, counting costs more than asking whether something changed
KEPT_SECONDS = 600  # of two people who save at the same moment, one may go uncounted so long


def _linked(declared: Register) -> list[Register]:
    targets = (of(info.target) for info in declared.fields if info.target is not None)
    return [target for target in targets if target is not None]


@once
def _question(declared: Register) -> str:
    """Return the query for the newest event of a register, of those it points at, and of those these point at."""
    near = _linked(declared)
    about = {declared.slug: declared} | {each.slug: each for one in near for each in [one, *_linked(one)]}
    quote = connection.ops.quote_name
    tables = [quote(each.events._meta.db_table) for each in about.values()]
    return "SELECT " + ", ".join(f"(SELECT MAX(pgh_id) FROM {table})" for table in tables)


def _newest_events(declared: Register) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_question(declared))
        return tuple(cursor.fetchone())


def kept(declared: Register, asked: str, rows_of: Callable[[Found], int], work: Callable[[], Found]) -> Found:
    """Return what ``work`` finds in the rows of a register and those they point at, two steps far.

    It is kept while none of these changes, if it is about very many rows (``rows_of`` counts them). ``asked``
    names all else that the answer depends on: best the text of the query.
    """
    name = hashlib.sha256(f"{declared.slug}|{asked}".encode()).hexdigest()
    held: tuple[tuple[Any, ...], Found] | None = cache.get(name)
    # Only where the rows turned out to be very many is it worth asking for changes. They are asked for before
    # the work: what changes in between is then counted again, not missed.
    newest = _newest_events(declared) if held else ()
    if held and held[0] == newest:
        return held[1]
    found = work()
    if rows_of(found) > LONG_LIST:
        cache.set(name, (newest, found), KEPT_SECONDS)
    return found
