"""A high-tech zone, science city or park."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class Zone(Record):
    """A high-tech zone, science city or park."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    area_km2 = models.DecimalField(
        _("面积（平方公里）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    founded_on = models.DateField(_("设立日期"), null=True, blank=True)
    lon = models.DecimalField(_("经度"), max_digits=14, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(_("纬度"), max_digits=14, decimal_places=6, null=True, blank=True)
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("园区")


register(
    Zone,
    slug="zones",
    columns=("name", "city", "area_km2", "founded_on"),
    filters=("city",),
    search=("name", "name_en", "city", "summary"),
    key_from=("name",),
    zone="key",
    synonyms={"name": ("园区名称", "高新区", "科学城"), "city": ("所在城市",)},
    sort="name",
)
