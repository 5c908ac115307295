"""Rows that point at others: what a reader may not see of those others is left out."""

from collections.abc import Iterable
from typing import Any

from silian.register.declaration import Register, of
from silian.register.fields import FieldInfo, Shape
from silian.register.permissions import visible
from silian.register.standing import Standing


def seen(target: Any, standing: Standing | None) -> Any:
    """Return the rows of a model that a person may see; all of them if nobody in particular asks."""
    declared = of(target)
    if standing is None or declared is None:
        return target.objects.all()
    return visible(declared, standing)


def is_hidden(declared: Register, key: str, standing: Standing | None) -> bool:
    """Return whether there is a row of this key which the person may not see."""
    if standing is None or standing.administrator or not declared.guarded:
        return False
    present = declared.model.objects.filter(key=key).exists()
    return present and not visible(declared, standing).filter(key=key).exists()


def guarded_links(fields: Iterable[FieldInfo], standing: Standing | None) -> list[FieldInfo]:
    """Return the fields that may point at rows which are hidden from this person."""
    if standing is None or standing.administrator:
        return []
    found = []
    for info in fields:
        target = of(info.target) if info.target is not None else None
        if target is not None and target.guarded:
            found.append(info)
    return found


def seen_keys(info: FieldInfo, keys: Iterable[str], standing: Standing | None) -> set[str]:
    """Return those of ``keys`` whose rows the person may see; one query."""
    return set(seen(info.target, standing).filter(key__in=set(keys)).values_list("key", flat=True))


def _keys(info: FieldInfo, record: Any) -> list[str]:
    value = getattr(record, info.name)
    if info.shape is Shape.LINK:
        return [value.key] if value is not None else []
    return list(value)


def veil(fields: Iterable[FieldInfo], records: list[Any], standing: Standing) -> None:
    """Blank in ``records``, which are shown and never saved, each link to a row the person may not see."""
    for info in guarded_links(fields, standing):
        known = seen_keys(info, [key for record in records for key in _keys(info, record)], standing)
        for record in records:
            keys = _keys(info, record)
            left = [key for key in keys if key in known]
            if left != keys:
                setattr(record, info.name, None if info.shape is Shape.LINK else left)
