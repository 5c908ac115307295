"""Rows that list the keys of others, which no foreign key protects: who would be left pointing at nothing."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.deletion import Collector

from silian.register.declaration import Register, all_registers, of
from silian.register.fields import FieldInfo, Shape

Listing = tuple[Register, FieldInfo, "QuerySet[Any]"]


def going_with(record: Any) -> dict[Any, set[str]]:
    """Return the keys of all rows that deleting ``record`` would delete, by model; ProtectedError if it may not."""
    collector = Collector(using="default", origin=record)
    collector.collect([record])
    gone: dict[Any, set[str]] = {}
    deleted: Any = collector.data
    for model, kept in deleted.items():
        if of(model):
            gone[model] = {row.key for row in kept}
    for rows in collector.fast_deletes:
        if of(rows.model):
            gone.setdefault(rows.model, set()).update(rows.values_list("key", flat=True))
    return gone


def listing(gone: Mapping[Any, set[str]]) -> list[Listing]:
    """Return the fields that list keys of ``gone`` with the rows that do so and are not gone themselves."""
    found = []
    for declared in all_registers():
        for info in declared.fields:
            if info.shape is not Shape.KEYS or not gone.get(info.target):
                continue
            rows = declared.model.objects.filter(**{f"{info.name}__overlap": sorted(gone[info.target])})
            rows = rows.exclude(key__in=gone.get(declared.model, ()))
            if rows.exists():
                found.append((declared, info, rows))
    return found
