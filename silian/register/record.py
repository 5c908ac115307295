"""What every row of every register has: a key people can write down, and when it was last changed."""

import re
import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

RESERVED_KEYS = frozenset({"new", "import", "export", "pick"})
UNUSABLE_KEY = _("不能使用这个编号。请换一个编号。")
KEY_PATTERN = r"^[\w.\-]{1,64}$"


def check_key(value: str) -> None:
    """Raise ValidationError unless ``value`` can stand in an address."""
    if value in RESERVED_KEYS or (value and value.strip(".") == ""):
        raise ValidationError(UNUSABLE_KEY)
    if not re.fullmatch(KEY_PATTERN, value):
        raise ValidationError(_("编号只能由字母、汉字、数字、点、横线和下划线组成，最长 64 个字符。"))


def new_key() -> str:
    """Return a key for a record entered by hand."""
    return secrets.token_hex(5)


class Record(models.Model):
    """The common part of every register's rows."""

    key = models.CharField(_("编号"), max_length=64, unique=True, default=new_key, validators=[check_key])
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        abstract = True
        ordering = ("id",)
        # Lists show the newest changes first unless a register says otherwise.
        indexes = [models.Index(fields=["updated_at", "id"], name="%(class)s_changed")]

    def __str__(self) -> str:
        if get_language() == "en":
            # Read what is loaded only: a page must not ask the database once more for every row.
            english = self.__dict__.get("name_en") or self.__dict__.get("title_en")
            if english:
                return str(english)
        shown = getattr(self, "name", "") or getattr(self, "title", "") or self.key
        return str(shown)

    def get_absolute_url(self) -> str:
        """Return the address of the record's page."""
        return reverse(f"{self._meta.model_name}_detail", args=[self.key])
