"""A policy for companies, talents or results, as a catalogue entry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class PolicyKind(models.TextChoices):
    """What a policy is about."""

    RD_SUBSIDY = "rd_subsidy", _("研发补助")
    CONTRACT_SUBSIDY = "contract_subsidy", _("技术合同补助")
    INTEREST_SUBSIDY = "interest_subsidy", _("贷款贴息")
    VOUCHER = "voucher", _("创新券")
    PROOF_OF_CONCEPT = "proof_of_concept", _("概念验证")
    FIRST_UNIT = "first_unit", _("首台套")
    TALENT = "talent", _("人才政策")
    CLINICAL = "clinical", _("临床研究")
    COMPUTE = "compute", _("算力")
    SPECIALISED = "specialised", _("专精特新")
    GREEN = "green", _("绿色低碳")
    FARM_MACHINERY = "farm_machinery", _("农机装备")
    LISTING = "listing", _("上市")
    OWNERSHIP_REFORM = "ownership_reform", _("权属改革")
    SPACE = "space", _("空间载体")
    TAX = "tax", _("税收")
    IP = "ip", _("知识产权")
    OTHER = "other", _("其他")


class PolicyEntry(Record):
    """A policy for companies, talents or results, as a catalogue entry."""

    title = models.CharField(_("名称"), max_length=300)
    issuer = models.CharField(_("发布单位"), max_length=200, blank=True, default="")
    region = models.CharField(_("适用地区"), max_length=100, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=PolicyKind.choices, blank=True, default="")
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    benefit = models.TextField(_("支持内容"), blank=True, default="")
    audience = models.TextField(_("适用对象"), blank=True, default="")
    summary = models.TextField(_("摘要"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("政策")


register(
    PolicyEntry,
    slug="policies",
    columns=("title", "issuer", "region", "kind", "issued_on", "valid_until"),
    filters=("kind", "region", "valid_until"),
    search=("title", "issuer", "benefit", "audience", "summary"),
    key_from=("title",),
    synonyms={"title": ("政策名称",), "issuer": ("发文机关",)},
)
