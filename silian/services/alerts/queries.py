"""Reads of alerts: who is to be told of what."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from silian.services.accounts.queries import colleagues_of
from silian.services.alerts.models import Alert


def letters(alerts: Iterable[int]) -> dict[str, list[Alert]]:
    """Return the alerts that each address is told of: those of its organisations' needs; two queries.

    A result that was withdrawn since, or has run out, is told to nobody.
    """
    still = Q(achievement__valid_until=None) | Q(achievement__valid_until__gte=timezone.localdate())
    rows = Alert.objects.filter(still, pk__in=list(alerts), achievement__published=True)
    found = list(rows.select_related("need__company", "achievement").order_by("need_id", "achievement_id"))
    of_company: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in found:
        of_company[alert.need.company.key].append(alert)
    letter: defaultdict[str, list[Alert]] = defaultdict(list)
    for person in colleagues_of(of_company):
        letter[person.email] += of_company[person.organisation]
    return dict(letter)
