"""A recognition that a company holds, with its dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class QualificationKind(models.TextChoices):
    """Recognitions on a company's way up."""

    TECH_SME = "tech_sme", _("科技型中小企业")
    HIGH_TECH = "high_tech", _("高新技术企业")
    INNOVATIVE_SME = "innovative_sme", _("创新型中小企业")
    SPECIALISED_SME = "specialised_sme", _("专精特新中小企业")
    LITTLE_GIANT = "little_giant", _("专精特新小巨人")
    CHAMPION = "champion", _("制造业单项冠军")
    GAZELLE = "gazelle", _("瞪羚企业")
    UNICORN = "unicorn", _("独角兽企业")
    LISTED = "listed", _("上市公司")
    OTHER = "other", _("其他")


class Qualification(Record):
    """A recognition that a company holds, with its dates."""

    company = models.ForeignKey(
        "industry.Company", verbose_name=_("企业"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("类别"), max_length=20, choices=QualificationKind.choices)
    number = models.CharField(_("证书编号"), max_length=60, blank=True, default="")
    valid_from = models.DateField(_("有效期自"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("企业资质")


register(
    Qualification,
    slug="qualifications",
    columns=("company", "kind", "number", "valid_from", "valid_until"),
    filters=("kind", "company", "valid_until"),
    search=("number",),
    key_from=("number",),
    owner=("company__key",),
    zone="company__zone__key",
    synonyms={"company": ("企业名称", "公司名称"), "kind": ("资质类别", "资质名称")},
)
