"""Who acts for an organisation, as a panel on its page for those who may manage it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from silian.reference.models import Organisation
from silian.register.declaration import all_registers
from silian.register.pages.access import standing
from silian.register.panels import Panel, add_panel
from silian.services.accounts.models import AdmissionKind
from silian.services.accounts.queries import may_manage, members_of, open_admissions


def members_panel(request: HttpRequest, record: Any) -> Panel | None:
    """Return the number of members with the way to their page; None to those who may not manage them."""
    if not request.user.is_authenticated:
        return None
    organisation = Organisation.objects.select_related("zone").filter(key=record.key).first()
    if organisation is None or not may_manage(standing(request), organisation):
        return None
    members = list(members_of(organisation))
    asking = open_admissions(organisation=organisation, kind=AdmissionKind.APPLICATION).count()
    context = {"organisation": organisation, "members": members, "asking": asking}
    return Panel("members", _("成员"), len(members), "accounts/panel.html", context)


def add_panels() -> None:
    """Add the panel to every register whose rows are organisations; called once when the site starts."""
    for declared in all_registers():
        if declared.owner == ("key",):
            add_panel(declared.slug, members_panel)
