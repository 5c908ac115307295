"""A technical problem that a company wants solved."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.fields import CodesField, MoneyField
from silian.register.record import Record
from silian.register.sheets.known import NEED_FIELDS, named


class CooperationForm(models.TextChoices):
    """How the company wants to work."""

    JOINT_DEVELOPMENT = "joint_development", _("合作开发")
    COMMISSION = "commission", _("委托开发")
    TRANSFER = "transfer", _("技术转让")
    LICENCE = "licence", _("技术许可")
    CONSULTING = "consulting", _("技术咨询")
    SERVICE = "service", _("技术服务")
    EQUITY = "equity", _("作价入股")
    OPEN = "open", _("面议")


class Need(Record):
    """A technical problem that a company wants solved."""

    title = models.CharField(_("需求名称"), max_length=300)
    problem = models.TextField(_("拟解决的问题"), blank=True, default="")
    present_state = models.TextField(_("现状"), blank=True, default="")
    target_figures = models.TextField(_("目标指标"), blank=True, default="")
    budget_yuan = MoneyField(_("预算"))
    budget_max_yuan = MoneyField(_("预算上限"))
    deadline_on = models.DateField(_("截止日期"), null=True, blank=True)
    cooperation_form = CodesField(_("合作方式"), choices=CooperationForm.choices)
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("技术领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    company = models.ForeignKey(
        "industry.Company", verbose_name=_("企业"), on_delete=models.CASCADE, related_name="+"
    )
    readiness_min = models.PositiveSmallIntegerField(
        _("最低成熟度"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    zone = models.ForeignKey(
        "reference.Zone",
        verbose_name=_("园区"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    confidential = models.BooleanField(_("保密"), default=False)
    published = models.BooleanField(_("公开"), default=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("技术需求")


register(
    Need,
    slug="needs",
    columns=("title", "company", "field", "budget_yuan", "cooperation_form", "deadline_on", "city"),
    filters=("field", "cooperation_form", "city", "zone", "published", "budget_yuan", "deadline_on"),
    search=("title", "problem", "present_state", "target_figures"),
    key_from=("title+company",),
    owner=("company__key",),
    zone="company__zone__key",
    published="published",
    confidential="confidential",
    synonyms={
        "title": ("需求", "难题名称", "需求标题"),
        "company": ("企业名称", "需求单位", "单位名称"),
        "problem": ("需求描述", "技术难题", "需求内容"),
        "budget_yuan": ("拟投入资金", "投入预算"),
        "present_state": ("现有水平", "现有基础", "现有工作基础", "现有条件", "技术现状"),
        "target_figures": ("指标要求", "技术指标", "主要技术指标", "考核指标", "预期指标", "预期目标"),
    },
    sheet=named(
        NEED_FIELDS,
        problem="text",
        company="organisation",
        city="place",
        budget_yuan="budget",
        deadline_on="deadline",
        cooperation_form="cooperation",
    ),
)
