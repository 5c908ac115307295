"""Listens for results that newly fit a need."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from silian.register.signals import fits_appeared
from silian.services.alerts import tasks
from silian.services.alerts.actions import note_fits


def _noted(need: int, achievements: list[int], **_about: Any) -> None:
    note_fits(need, achievements, timezone.now())
    transaction.on_commit(tasks.enqueue)


def connect() -> None:
    """Listen; called once when the site starts."""
    fits_appeared.connect(_noted, dispatch_uid="fits noted")
