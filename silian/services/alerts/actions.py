"""Writes of alerts: note what newly fits, and hand out what nobody was told of yet; each one transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from silian.services.alerts.models import Alert


@transaction.atomic
def note_fits(need: int, achievements: Iterable[int], now: datetime) -> None:
    """Note that these results newly fit a need; a pair noted before is not noted again."""
    rows = (Alert(need_id=need, achievement_id=pk, made_at=now) for pk in achievements)
    Alert.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def take_unmailed(now: datetime) -> list[int]:
    """Return the alerts nobody was written to about, marked as told; two workers never take the same one."""
    open_ = Alert.objects.filter(mailed_at=None).select_for_update(skip_locked=True)
    taken = list(open_.values_list("pk", flat=True))
    Alert.objects.filter(pk__in=taken).update(mailed_at=now)
    return taken


@transaction.atomic
def give_back(alerts: Iterable[int]) -> None:
    """Note that no mail about these alerts went out, so that the next one tells of them."""
    Alert.objects.filter(pk__in=list(alerts)).update(mailed_at=None)
