"""A link of an industry chain, with what feeds it and who is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.fields import KeysField
from silian.register.record import Record


class Position(models.TextChoices):
    """Where the link stands in its chain."""

    UPSTREAM = "upstream", _("上游")
    MIDSTREAM = "midstream", _("中游")
    DOWNSTREAM = "downstream", _("下游")
    SERVICE = "service", _("配套服务")


class ChainLink(Record):
    """A link of an industry chain, with what feeds it and who is there."""

    chain = models.ForeignKey(
        "industry.IndustryChain", verbose_name=_("产业链"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True, default="")
    position = models.CharField(_("位置"), max_length=20, choices=Position.choices, blank=True, default="")
    upstream = KeysField(verbose_name=_("上游环节"), to="industry.ChainLink")
    companies = KeysField(verbose_name=_("企业"), to="industry.Company")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("产业链环节")


register(
    ChainLink,
    slug="chain-links",
    columns=("name", "chain", "position", "upstream", "companies"),
    filters=("chain", "position"),
    search=("name", "name_en"),
    key_from=(),
    maintained_by=ADMINISTRATOR,
    sort="name",
)
