"""An instrument, computer, data set or expert service that others may use."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class ResourceKind(models.TextChoices):
    """Kinds of shared resources."""

    INSTRUMENT = "instrument", _("科研仪器")
    COMPUTING = "computing", _("算力")
    DATASET = "dataset", _("数据集")
    EXPERT_SERVICE = "expert_service", _("专家服务")
    FACILITY = "facility", _("大科学装置")
    OTHER = "other", _("其他")


class SharedResource(Record):
    """An instrument, computer, data set or expert service that others may use."""

    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=ResourceKind.choices, blank=True, default="")
    owner = models.ForeignKey(
        "reference.Organisation",
        verbose_name=_("所属单位"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("技术领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    price_text = models.CharField(_("收费标准"), max_length=200, blank=True, default="")
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("共享资源")


register(
    SharedResource,
    slug="shared-resources",
    columns=("name", "kind", "owner", "field", "city", "price_text"),
    filters=("kind", "city", "field"),
    search=("name", "name_en", "summary"),
    key_from=("name",),
    owner=("owner__key",),
    zone="owner__zone__key",
    synonyms={"name": ("资源名称", "仪器名称", "设备名称"), "owner": ("管理单位",)},
)
