"""How a listing stands, as a panel on its page for its owners and those who examine it."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from silian.register.pages.access import standing
from silian.register.panels import Panel, add_panel
from silian.services.listings.access import KINDS, Record, place_of, register_of
from silian.services.listings.queries import history_of


def listing_panel(request: HttpRequest, record: Record) -> Panel | None:
    """Return how a listing stands; None to those who neither own nor examine it."""
    place = place_of(standing(request), record)
    if not place.reads:
        return None
    until = getattr(record, "valid_until", None)
    past = history_of(record)
    context = {
        "place": place,
        "slug": register_of(record).slug,
        "history": past,
        "until": until,
        "expired": until is not None and until < timezone.localdate(),
        "needed": settings.SILIAN_EXAMINATION,
    }
    return Panel("listing", _("审核与有效期"), len(past.examinations), "listings/panel.html", context)


def add_panels() -> None:
    """Add the panel to results and needs; called once when the site starts."""
    for slug in KINDS:
        add_panel(slug, listing_panel)
