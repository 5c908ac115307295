"""A result of research that is offered for use."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.fields import CodesField, KeysField, MoneyField
from silian.register.record import Record
from silian.register.sheets.known import RESULT_FIELDS, named


class IpState(models.TextChoices):
    """How far the intellectual property is protected."""

    NONE = "none", _("未申请")
    PENDING = "pending", _("申请中")
    PROTECTED = "protected", _("有专利")
    GRANTED = "granted", _("已授权")
    SOFTWARE = "software", _("软件著作权")
    SECRET = "secret", _("技术秘密")


class TransferForm(models.TextChoices):
    """How the owners want to hand the result on."""

    TRANSFER = "transfer", _("转让")
    LICENCE = "licence", _("许可")
    EQUITY = "equity", _("作价入股")
    JOINT_DEVELOPMENT = "joint_development", _("合作开发")
    OPEN = "open", _("面议")


class Achievement(Record):
    """A result of research that is offered for use."""

    title = models.CharField(_("成果名称"), max_length=300)
    title_en = models.CharField(_("英文名称"), max_length=400, blank=True, default="")
    summary = models.TextField(_("简介"), blank=True, default="")
    summary_en = models.TextField(_("英文简介"), blank=True, default="")
    readiness = models.PositiveSmallIntegerField(
        _("成熟度"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("技术领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    owners = KeysField(verbose_name=_("权属单位"), to="reference.Organisation")
    ip_state = models.CharField(
        _("知识产权状态"), max_length=20, choices=IpState.choices, blank=True, default=""
    )
    transfer_form = CodesField(_("转化方式"), choices=TransferForm.choices)
    asked_price_yuan = MoneyField(_("意向价格"))
    major = models.BooleanField(_("重大成果"), default=False)
    projected_output_yuan = MoneyField(_("预计产值"))
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    zone = models.ForeignKey(
        "reference.Zone",
        verbose_name=_("园区"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    published = models.BooleanField(_("公开"), default=False)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("科技成果")
        # The home page adds up these few of very many at every visit.
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=("projected_output_yuan",), condition=models.Q(major=True), name="major_results"
            ),
        ]


register(
    Achievement,
    slug="achievements",
    columns=("title", "readiness", "field", "owners", "transfer_form", "asked_price_yuan", "city"),
    filters=(
        "readiness",
        "field",
        "transfer_form",
        "ip_state",
        "city",
        "zone",
        "major",
        "published",
        "asked_price_yuan",
    ),
    search=("title", "title_en", "summary", "summary_en"),
    key_from=("title",),
    owner=("owners",),
    zone="zone__key",
    published="published",
    synonyms={
        "title": ("成果", "项目名称", "成果标题"),
        "owners": ("完成单位", "所属单位", "单位"),
        "readiness": ("技术成熟度", "TRL"),
        "summary": ("成果简介", "技术简介"),
    },
    sheet=named(RESULT_FIELDS, owners="organisation", city="place", asked_price_yuan="asked_price"),
)
