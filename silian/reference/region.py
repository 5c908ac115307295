"""A place of the national list of administrative divisions (GB/T 2260)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.record import Record


class RegionLevel(models.TextChoices):
    """Levels of administrative divisions."""

    PROVINCE = "province", _("省级")
    CITY = "city", _("地级")
    COUNTY = "county", _("县级")


class Region(Record):
    """A place of the national list of administrative divisions (GB/T 2260)."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    level = models.CharField(_("级别"), max_length=20, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "reference.Region",
        verbose_name=_("上级"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("行政区划")


register(
    Region,
    slug="regions",
    columns=("key", "name", "level", "parent"),
    filters=("level", "parent"),
    search=("key", "name", "name_en"),
    key_from=("name",),
    maintained_by=ADMINISTRATOR,
    synonyms={
        "key": ("行政区划代码", "区划代码", "代码"),
        "name": ("行政区划名称", "单位名称", "地名"),
        "level": ("行政级别", "层级", "行政区划级别"),
        "parent": ("上级代码", "上级行政区划", "上级行政区划代码", "所属地区"),
    },
    sort="key",
)
