"""A patent, software copyright or other protected right."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class IpKind(models.TextChoices):
    """Kinds of rights."""

    INVENTION = "invention", _("发明专利")
    UTILITY = "utility", _("实用新型")
    DESIGN = "design", _("外观设计")
    SOFTWARE = "software", _("软件著作权")
    LAYOUT = "layout", _("集成电路布图设计")
    PLANT = "plant", _("植物新品种")
    OTHER = "other", _("其他")


class IpStage(models.TextChoices):
    """Where the right stands."""

    PENDING = "pending", _("申请中")
    GRANTED = "granted", _("已授权")
    EXPIRED = "expired", _("已失效")


class IntellectualProperty(Record):
    """A patent, software copyright or other protected right."""

    kind = models.CharField(_("类别"), max_length=20, choices=IpKind.choices)
    title = models.CharField(_("名称"), max_length=300)
    number = models.CharField(_("申请号或登记号"), max_length=60, blank=True, default="")
    achievement = models.ForeignKey(
        "innovation.Achievement",
        verbose_name=_("科技成果"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    owner = models.ForeignKey(
        "reference.Organisation",
        verbose_name=_("权利人"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(_("状态"), max_length=20, choices=IpStage.choices, blank=True, default="")
    filed_on = models.DateField(_("申请日"), null=True, blank=True)
    granted_on = models.DateField(_("授权日"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("知识产权")


register(
    IntellectualProperty,
    slug="intellectual-properties",
    columns=("title", "kind", "state", "owner", "filed_on", "granted_on"),
    filters=("kind", "state", "granted_on"),
    search=("title", "number"),
    key_from=("number", "title"),
    owner=("owner__key",),
    zone="owner__zone__key",
    synonyms={
        "title": ("专利名称",),
        "owner": ("专利权人", "申请人"),
        "filed_on": ("申请日期",),
        "granted_on": ("授权日期", "授权公告日"),
    },
)
