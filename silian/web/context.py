"""What the frame of every page needs: the menu, the language and who is there."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from silian.register.declaration import Register, all_registers
from silian.register.standing import standing_of

gettext_noop("四链")  # the site's name where the settings give no other

CHAINS = {
    "innovation": _("创新链"),
    "industry": _("产业链"),
    "capital": _("资金链"),
    "talent": _("人才链"),
    "reference": _("基础数据"),
}


PUBLIC = (
    ("public_lists", _("城市机会清单")),
    ("catalogue", _("重大成果转化目录")),
    ("chain_maps", _("产业链图")),
    ("zone_map", _("园区地图")),
    ("open_data", _("开放数据")),
)


@dataclass(frozen=True)
class Chain:
    """One group of the menu."""

    name: str
    label: Any
    registers: tuple[Register, ...]


def chains() -> list[Chain]:
    """Return the groups of the menu with their registers in order."""
    known = all_registers()
    return [Chain(name, label, tuple(r for r in known if r.group == name)) for name, label in CHAINS.items()]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, the site's name and the person's standing."""
    return {
        "chains": chains(),
        "public_pages": [(name, label, reverse(name)) for name, label in PUBLIC],
        "site_name": gettext(settings.SITE_NAME),
        "languages": settings.LANGUAGES,
        "standing": standing_of(getattr(request, "user", None)),
    }
