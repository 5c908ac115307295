"""A published batch of opportunities of a region."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import ADMINISTRATOR, register
from silian.register.record import Record


class OpportunityList(Record):
    """A published batch of opportunities of a region."""

    title = models.CharField(_("名称"), max_length=200)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    issuer = models.CharField(_("发布单位"), max_length=200, blank=True, default="")
    batch = models.CharField(_("批次"), max_length=50, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = _("机会清单")


register(
    OpportunityList,
    slug="opportunity-lists",
    columns=("title", "batch", "issuer", "issued_on"),
    filters=("issued_on",),
    search=("title", "issuer", "batch"),
    key_from=("title",),
    maintained_by=ADMINISTRATOR,
)
