"""The matches of a need and of a result, as a panel on their pages."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.pages.access import standing
from silian.register.panels import Panel, add_panel
from silian.services.matching.models import Reason
from silian.services.matching.queries import Matches, matches_of_achievement, matches_of_need

FIRST = 5


def _panel(found: Matches) -> Panel:
    context = {
        "matches": found,
        "first": found.to_see[:FIRST],
        "rest": found.to_see[FIRST:],
        "reasons": Reason.choices,
    }
    return Panel("matches", _("匹配"), len(found.to_see), "matching/panel.html", context)


def need_panel(request: HttpRequest, need: Need) -> Panel:
    """Return the results that fit a need."""
    return _panel(matches_of_need(standing(request), need))


def achievement_panel(request: HttpRequest, achievement: Achievement) -> Panel:
    """Return the needs that a result fits."""
    return _panel(matches_of_achievement(standing(request), achievement))


def add_panels() -> None:
    """Add both panels; called once when the site starts."""
    add_panel("needs", need_panel)
    add_panel("achievements", achievement_panel)
