"""Model fields of registers, and one description of a field that pages, imports, exports and the API share."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, override

HIDDEN = frozenset({"id", "created_at", "updated_at", "search_text"})


class KeysField(ArrayField):  # type: ignore[type-arg]
    """Keys of rows in another register, such as the owners of a result; order kept."""

    def __init__(self, to: str = "", **options: Any) -> None:
        self.to = to
        options.pop("base_field", None)
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(models.CharField(max_length=64), **options)

    def deconstruct(self) -> Any:
        """Return what a migration needs to build this field again."""
        name, path, args, options = super().deconstruct()
        options.pop("base_field", None)
        return name, path, args, {**options, "to": self.to}


class CodesField(ArrayField):  # type: ignore[type-arg]
    """Several codes out of a fixed list, such as the ways in which a result may be handed on."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        self.codes = options.pop("choices", ())
        options.pop("base_field", None)
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(models.CharField(max_length=20), verbose_name=verbose_name, **options)

    def deconstruct(self) -> Any:
        """Return what a migration needs to build this field again; the codes are no matter of the database."""
        name, path, args, options = super().deconstruct()
        options.pop("base_field", None)
        return name, path, args, options


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in yuan with two decimals; unknown is null."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_digits", 18)
        options.setdefault("decimal_places", 2)
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(*args, **options)


class Shape(StrEnum):
    """How a value is entered, compared and shown."""

    TEXT = "text"
    LONG = "long"
    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    FLAG = "flag"
    LINK = "link"
    KEYS = "keys"


@dataclass(frozen=True)
class FieldInfo:
    """One column of a register as people see it."""

    name: str
    shape: Shape
    field: Any

    @property
    def label(self) -> str:
        """Return the field's name in the language in use."""
        return _label(self.field, get_language())

    @property
    def required(self) -> bool:
        """Return whether a row without this value is refused."""
        return not self.field.blank and not self.field.has_default()

    @property
    def column(self) -> str:
        """Return the name of the database column."""
        return str(self.field.column)

    @cached_property
    def target(self) -> Any:
        """Return the model a LINK or KEYS field points at, else None."""
        if self.shape is Shape.LINK:
            return self.field.related_model
        if self.shape is Shape.KEYS:
            return apps.get_model(self.field.to)
        return None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return codes with their labels in the language in use."""
        return list(_choices(self.field, get_language()))

    def choices_lazily(self) -> list[tuple[str, str]]:
        """Return the same, for a form that asks each time it is shown."""
        return self.choices

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Return every way to write a code (code, Chinese label, English label) with the code it means."""
        known: dict[str, str] = {}
        for language in ("zh-hans", "en"):
            with override(language):
                known.update({label.casefold(): code for code, label in self.choices})
        known.update({code.casefold(): code for code, _label in self.choices})
        return known

    def wordings(self, code: str) -> tuple[str, ...]:
        """Return the names of a code in Chinese and in English."""
        found = []
        for language in ("zh-hans", "en"):
            with override(language):
                found.append(dict(self.choices)[code])
        return tuple(dict.fromkeys(found))

    def labels(self) -> tuple[str, str]:
        """Return the field's name in Chinese and in English."""
        with override("zh-hans"):
            chinese = str(self.field.verbose_name)
        with override("en"):
            return chinese, str(self.field.verbose_name)


@cache
def _label(field: Any, _language: str | None) -> str:
    return str(field.verbose_name)


@cache
def _choices(field: Any, _language: str | None) -> tuple[tuple[str, str], ...]:
    codes = getattr(field, "codes", None) or field.choices or ()
    return tuple((str(code), str(label)) for code, label in codes)


def _shape(field: Any) -> Shape:
    if isinstance(field, KeysField):
        return Shape.KEYS
    if isinstance(field, CodesField):
        return Shape.CODES
    if isinstance(field, models.ForeignKey):
        return Shape.LINK
    if field.choices:
        return Shape.CODE
    for kind, shape in (
        (MoneyField, Shape.MONEY),
        (models.BooleanField, Shape.FLAG),
        (models.DateField, Shape.DATE),
        ((models.IntegerField, models.DecimalField, models.FloatField), Shape.NUMBER),
        (models.TextField, Shape.LONG),
    ):
        if isinstance(field, kind):
            return shape
    return Shape.TEXT


def naming(model: Any, path: str = "") -> Any:
    """Return the expression for what a row of ``model`` is called in the language in use.

    path: how to get there from the row that is asked for, such as ``field__``.
    """
    known = {field.name for field in model._meta.concrete_fields}
    own = next((name for name in ("name", "title", "number") if name in known), "key")
    english = next((name for name in ("name_en", "title_en") if name in known), "")
    if get_language() != "en" or not english:
        return F(path + own)
    return Coalesce(NullIf(F(path + english), Value("")), F(path + own))


def describe(model: Any) -> tuple[FieldInfo, ...]:
    """Return the model's own fields in order, without those the machinery keeps for itself."""
    fields: Iterable[Any] = model._meta.concrete_fields
    return tuple(FieldInfo(field.name, _shape(field), field) for field in fields if field.name not in HIDDEN)
