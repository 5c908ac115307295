"""A university, research institute or hospital."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.reference.organisation import organisation_triggers
from silian.reference.uscc import check_uscc
from silian.register.declaration import register
from silian.register.record import Record


class InstitutionKind(models.TextChoices):
    """Kinds of institutions."""

    UNIVERSITY = "university", _("高校")
    INSTITUTE = "institute", _("科研院所")
    HOSPITAL = "hospital", _("医院")
    PLATFORM_BODY = "platform_body", _("新型研发机构")
    LAB = "lab", _("实验室")
    COLLEGE = "college", _("高职院校")
    OTHER = "other", _("其他")


class Institution(Record):
    """A university, research institute or hospital."""

    name = models.CharField(_("全称"), max_length=200, db_index=True)
    short_name = models.CharField(_("简称"), max_length=100, blank=True, default="")
    former_name = models.CharField(_("曾用名"), max_length=200, blank=True, default="")
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=InstitutionKind.choices, blank=True, default="")
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    zone = models.ForeignKey(
        "reference.Zone",
        verbose_name=_("园区"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="", db_index=True)
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("高校院所")
        triggers = organisation_triggers("institution")


register(
    Institution,
    slug="institutions",
    columns=("name", "kind", "city", "zone"),
    filters=("kind", "city", "zone"),
    search=("name", "short_name", "name_en", "summary"),
    key_from=("uscc", "name"),
    owner=("key",),
    zone="zone__key",
    warnings=(check_uscc,),
    synonyms={"name": ("单位名称", "高校名称", "院所名称"), "uscc": ("信用代码",)},
    sort="name",
)
