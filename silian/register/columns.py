"""How a value of a register is shown to people: money in 万元, codes by name, links by title."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from silian.register.declaration import of
from silian.register.fields import FieldInfo, Shape, naming

Names = Mapping[str, Mapping[str, str]]
"""For each KEYS field: the names of the records that its keys stand for."""


@dataclass(frozen=True)
class Cell:
    """One value on a page: its words, where it leads, and the exact value for the pointer."""

    info: FieldInfo
    text: str
    url: str = ""
    title: str = ""


def plain_number(value: Decimal | int | float) -> str:
    """Return a number with thousands separated and without needless decimals."""
    text = f"{value:,.2f}" if isinstance(value, Decimal | float) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal) -> str:
    """Return an amount in 元, 万元 or 亿元; in English in yuan, thousand, million or billion."""
    chinese = get_language() != "en"
    steps = (
        ((10**8, "亿元"), (10**4, "万元"))
        if chinese
        else ((10**9, " bn yuan"), (10**6, " m yuan"), (10**3, " k yuan"))
    )
    for size, unit in steps:
        if abs(value) >= size:
            return plain_number(round(Decimal(value) / size, 2)) + unit
    return plain_number(value) + ("元" if chinese else " yuan")


def exact_money(value: Decimal) -> str:
    """Return the exact amount in 元, for the pointer."""
    return _("{amount} 元").format(amount=f"{value:,}")


def text_of(info: FieldInfo, value: Any) -> str:
    """Return the words for a value that is neither a link nor a list of keys; unknown is empty."""
    if value is None or value == "":
        return ""
    if info.shape is Shape.MONEY:
        return money(Decimal(value))
    if info.shape is Shape.FLAG:
        return _("是") if value else _("否")
    if info.shape is Shape.CODE:
        return dict(info.choices).get(str(value), str(value))
    if info.shape is Shape.CODES:
        labels = dict(info.choices)
        return _("、").join(labels.get(code, code) for code in value)
    if info.shape is Shape.NUMBER:
        return plain_number(value)
    return str(value)


def cell(info: FieldInfo, record: Any, names: Names) -> Cell:
    """Return how ``record`` shows the field ``info``."""
    if info.shape is Shape.LINK:
        linked = getattr(record, info.name)
        return Cell(info, str(linked), linked.get_absolute_url()) if linked else Cell(info, "")
    value = getattr(record, info.name)
    if info.shape is Shape.KEYS:
        known = names.get(info.name, {})
        return Cell(info, _("、").join(known.get(key, key) for key in value))
    exact = exact_money(value) if info.shape is Shape.MONEY and value is not None else ""
    return Cell(info, text_of(info, value), title=exact)


def names_of_keys(fields: Iterable[FieldInfo], records: Iterable[Any]) -> dict[str, dict[str, str]]:
    """Return the names behind all keys of ``records``; one query per KEYS field."""
    records = list(records)
    found: dict[str, dict[str, str]] = {}
    for info in fields:
        if info.shape is not Shape.KEYS:
            continue
        keys = {key for record in records for key in getattr(record, info.name)}
        named = info.target.objects.filter(key__in=keys).annotate(shown_name=naming(info.target))
        found[info.name] = dict(named.values_list("key", "shown_name"))
    return found


def key_links(info: FieldInfo, record: Any, names: Names) -> list[tuple[str, str]]:
    """Return name and address of each record that a KEYS field of ``record`` lists."""
    declared = of(info.target)
    if declared is None:
        return []
    known = names.get(info.name, {})
    return [
        (known.get(key, key), reverse(f"{declared.name}_detail", args=[key]))
        for key in getattr(record, info.name)
    ]
