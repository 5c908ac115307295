"""One item of an opportunity list: a supply or a demand with its investment and financing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.fields import MoneyField
from silian.register.record import Record


class Direction(models.TextChoices):
    """Which side the item is on."""

    SUPPLY = "supply", _("供给")
    DEMAND = "demand", _("需求")


class Opportunity(Record):
    """One item of an opportunity list: a supply or a demand with its investment and financing."""

    list = models.ForeignKey(
        "industry.OpportunityList", verbose_name=_("机会清单"), on_delete=models.CASCADE, related_name="+"
    )
    direction = models.CharField(_("方向"), max_length=20, choices=Direction.choices)
    title = models.CharField(_("名称"), max_length=300)
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("技术领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    company_or_org = models.CharField(_("发布主体"), max_length=200, blank=True, default="")
    investment_yuan = MoneyField(_("投资额"))
    financing_yuan = MoneyField(_("融资额"))
    summary = models.TextField(_("内容"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("城市机会")


register(
    Opportunity,
    slug="opportunities",
    columns=(
        "title",
        "direction",
        "list",
        "city",
        "field",
        "company_or_org",
        "investment_yuan",
        "financing_yuan",
    ),
    filters=("direction", "list", "city", "field", "investment_yuan"),
    search=("title", "company_or_org", "summary"),
    key_from=("title",),
    maintained_by=ADMINISTRATOR,
    synonyms={"title": ("机会名称", "项目名称"), "direction": ("供需", "类别")},
)
