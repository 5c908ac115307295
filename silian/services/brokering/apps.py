"""The broker's bench as a Django application."""

from django.apps import AppConfig


class BrokeringConfig(AppConfig):
    """The bench keeps notes, pairs put off, saved searches and visits; everything else belongs to matching."""

    name = "silian.services.brokering"
    label = "brokering"
