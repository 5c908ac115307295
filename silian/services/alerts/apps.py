"""Alerts as a Django application."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Listens for results that newly fit a need."""

    name = "silian.services.alerts"
    label = "alerts"

    def ready(self) -> None:
        """Run after every model has been loaded."""
        # Models must be loaded before the modules that read them.
        from silian.services.alerts import following  # noqa: PLC0415

        following.connect()
