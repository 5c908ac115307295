"""Matching as a Django application; the modules that read sheets stay free of Django."""

from django.apps import AppConfig

from silian.register.waiting import add_source


class MatchingConfig(AppConfig):
    """Follows changes of needs and results, and shows matches on their pages."""

    name = "silian.services.matching"
    label = "matching"

    def ready(self) -> None:
        """Run after every register has been declared."""
        # Models must be loaded before the modules that read them.
        from silian.services.matching import following, panels, queries  # noqa: PLC0415

        following.connect()
        panels.add_panels()
        add_source(queries.waiting)
