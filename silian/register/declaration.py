"""The declaration of a register: from it come its pages, imports, exports, API, history and tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pghistory
from django.db import models
from django.db.models.functions import Coalesce, Lower

from silian.register.cautions import Check
from silian.register.fields import FieldInfo, Shape, describe
from silian.register.sheets import Field

OFFICER = "officer"
ADMINISTRATOR = "administrator"


class DeclarationError(ValueError):
    """A register names a field that its model does not have."""


@dataclass(frozen=True, eq=False)
class Register:
    """One register; see :func:`register` for the meaning of each part."""

    model: Any
    slug: str
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    search: tuple[str, ...]
    key_from: tuple[str, ...]
    owner: tuple[str, ...]
    zone: str
    published: str
    confidential: str
    maintained_by: str
    synonyms: dict[str, tuple[str, ...]]
    sheet: Mapping[str, Field]
    warnings: tuple[Check, ...]
    sort: str

    @property
    def group(self) -> str:
        """Return the chain the register belongs to: reference, innovation, industry, capital or talent."""
        return str(self.model._meta.app_label)

    @property
    def name(self) -> str:
        """Return the short code name, such as ``company``."""
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        """Return what one row is called, in the language in use."""
        return str(self.model._meta.verbose_name)

    @property
    def guarded(self) -> bool:
        """Return whether some rows are hidden from some people."""
        return bool(self.published or self.confidential)

    @cached_property
    def fields(self) -> tuple[FieldInfo, ...]:
        """Return all columns in the order of the model."""
        return describe(self.model)

    @cached_property
    def by_name(self) -> dict[str, FieldInfo]:
        """Return the columns by name."""
        return {info.name: info for info in self.fields}

    @cached_property
    def title(self) -> str:
        """Return the field that names a row for people."""
        return next((name for name in ("name", "title", "number") if name in self.by_name), "key")

    @cached_property
    def links(self) -> tuple[FieldInfo, ...]:
        """Return the fields that point at another register."""
        return tuple(info for info in self.fields if info.shape is Shape.LINK)

    @property
    def events(self) -> Any:
        """Return the model that holds the history of this register."""
        return self.model.events.rel.related_model

    def __str__(self) -> str:
        return self.slug


_registers: dict[str, Register] = {}


def register(
    model: Any,
    *,
    slug: str,
    columns: tuple[str, ...],
    filters: tuple[str, ...] = (),
    search: tuple[str, ...] = (),
    key_from: tuple[str, ...] = (),
    owner: tuple[str, ...] = (),
    zone: str = "",
    published: str = "",
    confidential: str = "",
    maintained_by: str = OFFICER,
    synonyms: dict[str, tuple[str, ...]] | None = None,
    sheet: Mapping[str, Field] | None = None,
    warnings: tuple[Check, ...] = (),
    sort: str = "-updated_at",
) -> Register:
    """Declare a register and return it.

    columns: shown in lists unless the reader chooses others. filters: offered as chips or ranges.
    search: text fields that the search looks into. key_from: fields that identify a row in a sheet without keys.
    owner: paths to the key of the organisations whose members may change a row (``company__key``).
    zone: path to the key of the zone whose officers may change a row. published: the flag without which only
    owners, officers and administrators see a row; empty means that everybody sees all.
    confidential: the flag with which only they see a row, be it published or not.
    maintained_by: who changes rows that have neither owner nor zone (OFFICER or ADMINISTRATOR).
    synonyms: other headings under which people send a column. sheet: what is known beyond that about how people
    send it, by field (``silian.register.sheets.known``). warnings: functions from a row to what is
    doubtful about it, shown and never a reason to refuse it. Raises DeclarationError for an unknown field.
    """
    declared = Register(
        model,
        slug,
        columns,
        filters,
        search,
        key_from,
        owner,
        zone,
        published,
        confidential,
        maintained_by,
        synonyms or {},
        sheet or {},
        warnings,
        sort,
    )
    _check(declared)
    if search:
        _add_search_text(model, search)
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=["search_text"] if search else [],
    )(model)
    _registers[slug] = declared
    return declared


def _check(declared: Register) -> None:
    known = {f.name for f in declared.model._meta.fields}
    identifying = {part for name in declared.key_from for part in name.split("+")}
    named = {*declared.columns, *declared.filters, *declared.search, *identifying, *declared.synonyms}
    named |= {declared.published, declared.confidential} - {""}
    unknown = sorted(named - known)
    if unknown:
        raise DeclarationError(
            f"register {declared.slug}: {', '.join(unknown)} is no field of {declared.model.__name__}. "
            f"Known fields: {', '.join(sorted(known))}."
        )


def _add_search_text(model: Any, names: tuple[str, ...]) -> None:
    """Give the model a stored lower-case text of all searched fields, kept by the database itself."""
    parts: list[Any] = []
    for name in names:
        parts += [Coalesce(models.F(name), models.Value("")), models.Value("\n")]
    joined = models.Func(
        *parts[:-1], template="(%(expressions)s)", arg_joiner=" || ", output_field=models.TextField()
    )
    stored = models.GeneratedField(expression=Lower(joined), output_field=models.TextField(), db_persist=True)
    model.add_to_class("search_text", stored)


def all_registers() -> tuple[Register, ...]:
    """Return every register in the order of declaration."""
    return tuple(_registers.values())


def get(name: str) -> Register:
    """Return a register by its slug or code name; DeclarationError names the known ones."""
    for declared in _registers.values():
        if name in {declared.slug, declared.name}:
            return declared
    raise DeclarationError(f"there is no register {name!r}. Known: {', '.join(_registers)}.")


def of(model: Any) -> Register | None:
    """Return the register of a model, or None."""
    return next((declared for declared in _registers.values() if declared.model is model), None)
