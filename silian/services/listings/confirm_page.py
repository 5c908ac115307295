"""The page behind the link of a reminder: it shows the listing and one button; only the button changes anything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from silian.services.listings.links import BadLink, read_token
from silian.services.listings.queries import names_of
from silian.services.listings.validity import TERM, confirm


@never_cache
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click; a mail scanner that opens the link changes nothing."""
    try:
        link = read_token(token)
    except BadLink as fault:
        return render(request, "listings/confirm.html", {"fault": str(fault)}, status=410)
    record = link.listing.achievement
    today = timezone.localdate()
    if request.method == "POST":
        confirm(link, today, timezone.now())
        record = type(record).objects.get(pk=record.pk) if record else None
    assert record is not None
    names = names_of([record])
    context = {
        "record": record,
        "owners": [names.get(key, key) for key in record.owners],
        "done": record.valid_until != link.until,
        "new_day": today + TERM,
        "expired": link.until < today,
    }
    return render(request, "listings/confirm.html", context)
