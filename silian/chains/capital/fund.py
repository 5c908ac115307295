"""A fund that invests in companies or in other funds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.fields import MoneyField
from silian.register.record import Record


class FundKind(models.TextChoices):
    """Kinds of funds."""

    FUND_OF_FUNDS = "fund_of_funds", _("母基金")
    SUB_FUND = "sub_fund", _("子基金")
    ANGEL = "angel", _("天使基金")
    VENTURE = "venture", _("创投基金")
    INDUSTRY = "industry", _("产业基金")
    MERGER = "merger", _("并购基金")
    OTHER = "other", _("其他")


class Fund(Record):
    """A fund that invests in companies or in other funds."""

    name = models.CharField(_("名称"), max_length=200)
    manager = models.ForeignKey(
        "reference.Organisation",
        verbose_name=_("管理机构"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    manager_name = models.CharField(_("管理机构名称"), max_length=200, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=FundKind.choices, blank=True, default="")
    size_yuan = MoneyField(_("规模"))
    stage = models.CharField(_("投资阶段"), max_length=50, blank=True, default="")
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("投资领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("基金")


register(
    Fund,
    slug="funds",
    columns=("name", "kind", "stage", "manager", "size_yuan", "founded_on"),
    filters=("kind", "stage", "field", "size_yuan"),
    search=("name", "manager_name", "summary"),
    key_from=("name",),
    owner=("manager__key",),
    zone="manager__zone__key",
    synonyms={"name": ("基金名称",), "manager": ("管理人",)},
)
