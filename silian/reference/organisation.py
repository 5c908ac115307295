"""The common part of institutions, companies and financiers; kept in step with them by the database."""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.reference.uscc import check_uscc
from silian.register.declaration import register
from silian.register.record import Record


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    COMPANY = "company", _("企业")
    INSTITUTION = "institution", _("高校院所")
    FINANCIER = "financier", _("金融机构")
    OTHER = "other", _("其他机构")


class Organisation(Record):
    """The common part of institutions, companies and financiers; kept in step with them by the database."""

    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("全称"), max_length=200, db_index=True)
    short_name = models.CharField(_("简称"), max_length=100, blank=True, default="")
    former_name = models.CharField(_("曾用名"), max_length=200, blank=True, default="")
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="", db_index=True)
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    zone = models.ForeignKey(
        "reference.Zone",
        verbose_name=_("园区"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("机构")


register(
    Organisation,
    slug="organisations",
    columns=("name", "kind", "uscc", "city", "zone"),
    filters=("kind", "city", "zone"),
    search=("name", "short_name", "former_name", "name_en", "uscc"),
    key_from=("uscc", "name"),
    owner=("key",),
    zone="zone__key",
    warnings=(check_uscc,),
    synonyms={"name": ("单位名称", "机构名称"), "uscc": ("信用代码", "社会信用代码")},
    sort="name",
)


COPIED = ("name", "short_name", "former_name", "name_en", "uscc", "city", "zone_id")


def organisation_triggers(kind: str) -> list[pgtrigger.Trigger]:
    """Return triggers by which each row of a register also stands in the register of organisations.

    They run once per statement, so an import of any size costs one more INSERT.
    """
    return [
        pgtrigger.Trigger(
            name=f"organisation_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_values"),  # type: ignore[no-untyped-call]
            func=OrganisationCopy(kind),
        )
        for operation in (pgtrigger.Insert, pgtrigger.Update)
    ]


class OrganisationCopy(pgtrigger.Func):
    """The body of the trigger: the columns that the register has, copied to the organisation of the same key."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)  # type: ignore[no-untyped-call]
        self.kind = kind

    def render(self, **context: Any) -> str:
        """Return the SQL for the model that carries the trigger."""
        model = context["meta"].model
        own = {field.column for field in model._meta.concrete_fields}
        columns = [name for name in COPIED if name in own]
        listed = ", ".join(columns)
        updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns)
        absent = [name for name in COPIED if name not in own and name != "zone_id"]
        blanks = "".join(f", {name}" for name in absent), "".join(", ''" for _name in absent)
        return (
            f"INSERT INTO reference_organisation AS o (key, kind, created_at, updated_at, {listed}{blanks[0]}) "
            f"SELECT key, '{self.kind}', now(), now(), {listed}{blanks[1]} FROM new_values "
            f"ON CONFLICT (key) DO UPDATE SET {updates}, updated_at = now() "
            f"WHERE ({', '.join('o.' + name for name in columns)}) "
            f"IS DISTINCT FROM ({', '.join('EXCLUDED.' + name for name in columns)}); RETURN NULL;"
        )
