"""An expert, technology manager or other person who helps results on their way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import register
from silian.register.record import Record


class PersonKind(models.TextChoices):
    """What the person does for results."""

    EXPERT = "expert", _("专家")
    TECHNOLOGY_MANAGER = "technology_manager", _("技术经理人")
    INCUBATOR_MANAGER = "incubator_manager", _("孵化器管理人")
    INVESTMENT_MANAGER = "investment_manager", _("投资经理人")
    PROFESSIONAL_MANAGER = "professional_manager", _("职业经理人")
    OTHER = "other", _("其他")


class Person(Record):
    """An expert, technology manager or other person who helps results on their way."""

    name = models.CharField(_("姓名"), max_length=100)
    name_en = models.CharField(_("英文姓名"), max_length=200, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=20, choices=PersonKind.choices, blank=True, default="")
    organisation = models.ForeignKey(
        "reference.Organisation",
        verbose_name=_("单位"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    field = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("技术领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    city = models.CharField(_("城市"), max_length=50, blank=True, default="")
    title = models.CharField(_("职称或职务"), max_length=200, blank=True, default="")
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("人才")


register(
    Person,
    slug="people",
    columns=("name", "kind", "organisation", "title", "field", "city"),
    filters=("kind", "field", "city"),
    search=("name", "name_en", "title", "summary"),
    key_from=(),
    owner=("organisation__key",),
    zone="organisation__zone__key",
    synonyms={"organisation": ("工作单位", "所在单位"), "title": ("职称", "职务")},
    sort="name",
)
