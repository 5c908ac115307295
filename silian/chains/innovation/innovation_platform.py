"""A key laboratory, engineering centre or other recognised platform."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class PlatformLevel(models.TextChoices):
    """Who recognised the platform."""

    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")
    MUNICIPAL = "municipal", _("市级")


class PlatformKind(models.TextChoices):
    """Kinds of platforms."""

    KEY_LAB = "key_lab", _("重点实验室")
    ENGINEERING = "engineering", _("工程研究中心")
    TECHNOLOGY = "technology", _("技术创新中心")
    INDUSTRY = "industry", _("产业创新中心")
    JOINT_LAB = "joint_lab", _("联合实验室")
    PUBLIC = "public", _("公共技术平台")
    STATION = "station", _("试验站")
    ENTERPRISE = "enterprise", _("企业技术中心")
    CLINICAL = "clinical", _("临床医学研究中心")
    MANUFACTURING = "manufacturing", _("制造业创新中心")
    FACILITY = "facility", _("重大科技基础设施")
    PILOT = "pilot", _("中试平台")
    OTHER = "other", _("其他")


class InnovationPlatform(Record):
    """A key laboratory, engineering centre or other recognised platform."""

    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    level = models.CharField(_("级别"), max_length=20, choices=PlatformLevel.choices, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=PlatformKind.choices, blank=True, default="")
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("技术领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    host = models.ForeignKey(
        "reference.Organisation",
        verbose_name=_("依托单位"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    zone = models.ForeignKey(
        "reference.Zone",
        verbose_name=_("园区"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("创新平台")


register(
    InnovationPlatform,
    slug="innovation-platforms",
    columns=("name", "level", "kind", "host", "field", "recognised_on"),
    filters=("level", "kind", "city", "zone", "field"),
    search=("name", "name_en", "summary"),
    key_from=("name",),
    owner=("host__key",),
    zone="zone__key",
    synonyms={"name": ("平台名称",), "host": ("承担单位", "建设单位")},
)
