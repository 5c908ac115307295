"""A bank, guarantor, fund manager or other source of money."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.reference.organisation import organisation_triggers
from silian.reference.uscc import check_uscc
from silian.register.declaration import register
from silian.register.record import Record


class FinancierKind(models.TextChoices):
    """Kinds of financiers."""

    BANK = "bank", _("银行")
    GUARANTEE = "guarantee", _("担保机构")
    LEASING = "leasing", _("融资租赁")
    INSURANCE = "insurance", _("保险机构")
    VC = "vc", _("创投机构")
    FUND_MANAGER = "fund_manager", _("基金管理人")
    EXCHANGE = "exchange", _("交易场所")
    MICROCREDIT = "microcredit", _("小额贷款")
    OTHER = "other", _("其他")


class Financier(Record):
    """A bank, guarantor, fund manager or other source of money."""

    name = models.CharField(_("全称"), max_length=200, db_index=True)
    short_name = models.CharField(_("简称"), max_length=100, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=FinancierKind.choices, blank=True, default="")
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
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("金融机构")
        triggers = organisation_triggers("financier")


register(
    Financier,
    slug="financiers",
    columns=("name", "kind", "city", "zone"),
    filters=("kind", "city"),
    search=("name", "short_name", "summary"),
    key_from=("uscc", "name"),
    owner=("key",),
    zone="zone__key",
    warnings=(check_uscc,),
    synonyms={"name": ("机构名称",)},
    sort="name",
)
