"""A field of technology; fields form a tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.record import Record


class TechnologyField(Record):
    """A field of technology; fields form a tree."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    parent = models.ForeignKey(
        "reference.TechnologyField",
        verbose_name=_("上级领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("技术领域")


register(
    TechnologyField,
    slug="technology-fields",
    columns=("key", "name", "name_en", "parent"),
    filters=("parent",),
    search=("key", "name", "name_en"),
    key_from=("name",),
    maintained_by=ADMINISTRATOR,
    sort="key",
)
