"""Notices changes of needs and results, however they were made, and has matching follow them."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from silian.chains.industry.models import Need
from silian.chains.innovation.models import Achievement
from silian.register.signals import rows_written
from silian.services.matching import tasks
from silian.services.matching.actions import queue_all, queue_changed, queue_needs_of


def _need_saved(**_about: Any) -> None:
    queue_changed(timezone.now())
    transaction.on_commit(tasks.enqueue)


def _achievement_saved(instance: Achievement, **_about: Any) -> None:
    queue_needs_of(instance, timezone.now())
    transaction.on_commit(tasks.enqueue)


def _gone(**_about: Any) -> None:
    transaction.on_commit(tasks.enqueue)


def _rows_written(sender: Any, **_about: Any) -> None:
    if sender is Need:
        queue_all(timezone.now())
    if sender in (Need, Achievement):
        transaction.on_commit(tasks.enqueue)


def connect() -> None:
    """Listen; called once when the site starts."""
    post_save.connect(_need_saved, sender=Need, dispatch_uid="need saved")
    post_save.connect(_achievement_saved, sender=Achievement, dispatch_uid="achievement saved")
    post_delete.connect(_gone, sender=Achievement, dispatch_uid="achievement gone")
    rows_written.connect(_rows_written, dispatch_uid="rows written")
