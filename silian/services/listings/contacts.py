"""Who stands behind listings: people with an address, those heard of lately, requests left unanswered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from silian.services.accounts.queries import colleagues_of
from silian.services.listings.access import Record, owners_of
from silian.services.listings.engine import Contacts
from silian.services.listings.models import Confirmation

SIGNED_IN = timedelta(days=90)
CONFIRMED = timedelta(days=180)
PATIENCE = timedelta(days=14)


def contacts_of(records: Sequence[Record], now: datetime) -> list[Contacts]:
    """Return who stands behind each of ``records``, all of one kind; three queries for any number."""
    if not records:
        return []
    colleagues = colleagues_of(key for record in records for key in owners_of(record))
    confirmed = Confirmation.objects.filter(
        by__in={each.user_id for each in colleagues}, at__gte=now - CONFIRMED
    )
    heard = set(confirmed.values_list("by", flat=True))
    heard |= {each.user_id for each in colleagues if each.last_login and each.last_login >= now - SIGNED_IN}
    unanswered = _unanswered(records, now)
    found = []
    for record in records:
        people = {each.user_id for each in colleagues if each.organisation in owners_of(record)}
        found.append(Contacts(len(people), len(people & heard), unanswered.count(record.pk)))
    return found


def _unanswered(records: Sequence[Record], now: datetime) -> list[int]:
    """Return the primary key of its record for each request for contact that waits for long."""
    model = type(records[0])
    other = "need" if model.__name__ == "Achievement" else "result"
    asked = Q(
        introduction_rows__state="asked",
        introduction_rows__asked_side=other,
        introduction_rows__asked_at__lt=now - PATIENCE,
    )
    rows = model.objects.filter(asked, pk__in=[record.pk for record in records])
    return list(rows.order_by().values_list("pk", flat=True))
