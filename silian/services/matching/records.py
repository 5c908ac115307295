"""From the rows of a sheet to needs and offers, each with a key of its own."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from silian.engines.matching import Need, Offer
from silian.language import gettext as _
from silian.register.sheets import Amount, Row, Table

T = TypeVar("T")


def needs_of(table: Table) -> tuple[Need, ...]:
    """Return the needs of ``table``, in its order."""
    return _records(table, _need)


def offers_of(table: Table) -> tuple[Offer, ...]:
    """Return the research results of ``table``, in its order."""
    return _records(table, _offer)


def repeated_rows(table: Table) -> list[tuple[int, int]]:
    """Return (row, earlier row) for each row whose title and organisation stood in the table before.

    Where no organisation is given, the whole text must be the same.
    """
    first: dict[tuple[object, ...], int] = {}
    repeated = []
    for row in table.rows:
        values = row.values
        rest = values.get("organisation") or (values.get("text"), values.get("summary"))
        earlier = first.setdefault((values.get("title"), values.get("title_en"), rest), row.number)
        if earlier != row.number:
            repeated.append((row.number, earlier))
    return repeated


def _records(table: Table, make: Callable[[str, Mapping[str, Any]], T]) -> tuple[T, ...]:
    return tuple(make(key, row.values) for key, row in zip(_keys(table.rows), table.rows, strict=True))


def _keys(rows: Sequence[Row]) -> list[str]:
    """Return each row's own number or code, with the row number where it is missing or used twice."""
    own = [str(row.values.get("id", "")) for row in rows]
    used = Counter(own)
    row_numbers = [f"{row.sheet} {_('第{row}行').format(row=row.number)}".strip() for row in rows]
    return [
        key if key and used[key] == 1 else f"{key} {row}".strip()
        for key, row in zip(own, row_numbers, strict=True)
    ]


def _need(key: str, values: Mapping[str, Any]) -> Need:
    text = values.get("text", "")
    return Need(
        key=key,
        title=values.get("title") or _start(text),
        text=text,
        organisation=values.get("organisation", ""),
        field=values.get("field", ""),
        place=values.get("place", ""),
        budget_yuan=_yuan(values.get("budget"), highest=True),
        readiness_min=values.get("readiness_min"),
        cooperation=_codes(values.get("cooperation")),
    )


def _offer(key: str, values: Mapping[str, Any]) -> Offer:
    summary = values.get("summary", "")
    return Offer(
        key=key,
        title=values.get("title") or values.get("title_en") or _start(summary),
        keywords=values.get("keywords", ""),
        summary=summary,
        title_en=values.get("title_en", ""),
        summary_en=values.get("summary_en", ""),
        organisation=values.get("organisation", ""),
        field=values.get("field", ""),
        place=values.get("place", ""),
        readiness=values.get("readiness"),
        ip_state=values.get("ip_state", ""),
        asked_price_yuan=_yuan(values.get("asked_price"), highest=False),
        cooperation=_codes(values.get("transfer_form")),
    )


def _codes(cell: str | None) -> tuple[str, ...]:
    return tuple(code for code in re.split(r"[、,，;；/\s]+", cell or "") if code)


def _start(text: str) -> str:
    return text.strip().split("\n", 1)[0][:40]


def _yuan(amount: Amount | None, *, highest: bool) -> int | None:
    """Return the most (of a budget) or the least (of a price) that ``amount`` names, None where it is open."""
    if amount is None:
        return None
    bound = (
        amount.high_yuan if highest else amount.low_yuan if amount.low_yuan is not None else amount.high_yuan
    )
    return None if bound is None else int(bound)
