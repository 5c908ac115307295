"""A company of the region."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.reference.organisation import organisation_triggers
from silian.reference.uscc import check_uscc
from silian.register.declaration import register
from silian.register.fields import MoneyField
from silian.register.record import Record


class CompanySize(models.TextChoices):
    """Size classes of the national statistics."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class Company(Record):
    """A company of the region."""

    name = models.CharField(_("全称"), max_length=200, db_index=True)
    short_name = models.CharField(_("简称"), max_length=100, blank=True, default="")
    former_name = models.CharField(_("曾用名"), max_length=200, blank=True, default="")
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="", db_index=True)
    size = models.CharField(_("规模"), max_length=20, choices=CompanySize.choices, blank=True, default="")
    zone = models.ForeignKey(
        "reference.Zone",
        verbose_name=_("园区"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    industry_code = models.ForeignKey(
        "reference.IndustryCode",
        verbose_name=_("行业"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("职工人数"), null=True, blank=True)
    revenue_yuan = MoneyField(_("营业收入"))
    rd_expense_yuan = MoneyField(_("研发费用"))
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("企业")
        triggers = organisation_triggers("company")


register(
    Company,
    slug="companies",
    columns=("name", "size", "zone", "industry_code", "founded_on", "staff", "revenue_yuan"),
    filters=("size", "city", "zone", "industry_code", "founded_on", "revenue_yuan"),
    search=("name", "short_name", "former_name", "name_en", "uscc"),
    key_from=("uscc", "name"),
    owner=("key",),
    zone="zone__key",
    warnings=(check_uscc,),
    synonyms={
        "name": ("企业名称", "公司名称", "单位名称"),
        "uscc": ("信用代码", "社会信用代码", "纳税人识别号"),
        "staff": ("从业人数", "员工人数"),
        "revenue_yuan": ("年营业收入", "销售收入"),
        "rd_expense_yuan": ("研发投入",),
        "zone": ("所在园区", "所属园区"),
    },
)
