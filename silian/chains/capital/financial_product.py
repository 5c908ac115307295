"""A loan, guarantee or other product that companies may ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.fields import MoneyField
from silian.register.record import Record


class ProductKind(models.TextChoices):
    """Kinds of products."""

    LOAN = "loan", _("贷款")
    GUARANTEE = "guarantee", _("担保")
    LEASING = "leasing", _("融资租赁")
    INSURANCE = "insurance", _("保险")
    EQUITY = "equity", _("股权投资")
    IP_PLEDGE = "ip_pledge", _("知识产权质押")
    SUPPLY_CHAIN = "supply_chain", _("供应链金融")
    OTHER = "other", _("其他")


class FinancialProduct(Record):
    """A loan, guarantee or other product that companies may ask for."""

    name = models.CharField(_("名称"), max_length=200)
    financier = models.ForeignKey(
        "capital.Financier", verbose_name=_("金融机构"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("类别"), max_length=20, choices=ProductKind.choices, blank=True, default="")
    limit_yuan = MoneyField(_("最高额度"))
    rate_text = models.CharField(_("利率或费率"), max_length=200, blank=True, default="")
    term_months = models.PositiveIntegerField(_("最长期限（月）"), null=True, blank=True)
    conditions = models.TextField(_("申请条件"), blank=True, default="")
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("金融产品")


register(
    FinancialProduct,
    slug="financial-products",
    columns=("name", "financier", "kind", "limit_yuan", "rate_text", "term_months"),
    filters=("kind", "financier", "limit_yuan", "term_months"),
    search=("name", "conditions", "summary"),
    key_from=("name",),
    owner=("financier__key",),
    zone="financier__zone__key",
    synonyms={"name": ("产品名称",), "financier": ("机构名称", "银行")},
)
