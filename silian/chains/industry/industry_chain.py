"""A chain of industry, made of links."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.record import Record


class IndustryChain(Record):
    """A chain of industry, made of links."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    summary = models.TextField(_("简介"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("产业链")


register(
    IndustryChain,
    slug="industry-chains",
    columns=("name", "name_en", "summary"),
    search=("name", "name_en", "summary"),
    key_from=("name",),
    maintained_by=ADMINISTRATOR,
    sort="name",
)
