"""A class of the national classification of economic activities (GB/T 4754)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.record import Record


class IndustryLevel(models.TextChoices):
    """Levels of the classification."""

    SECTION = "section", _("门类")
    DIVISION = "division", _("大类")
    GROUP = "group", _("中类")
    CLASS = "class", _("小类")


class IndustryCode(Record):
    """A class of the national classification of economic activities (GB/T 4754)."""

    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    level = models.CharField(_("级别"), max_length=20, choices=IndustryLevel.choices)
    parent = models.ForeignKey(
        "reference.IndustryCode",
        verbose_name=_("上级"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("行业分类")


register(
    IndustryCode,
    slug="industry-codes",
    columns=("key", "name", "level", "parent"),
    filters=("level",),
    search=("key", "name", "name_en"),
    key_from=("name",),
    maintained_by=ADMINISTRATOR,
    sort="key",
)
