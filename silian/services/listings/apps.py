"""Listings as a Django application."""

from django.apps import AppConfig

from silian.register.publication import add_rule
from silian.register.waiting import add_source


class ListingsConfig(AppConfig):
    """Shows how listings stand on their pages, and says who may publish where an examination is needed."""

    name = "silian.services.listings"
    label = "listings"

    def ready(self) -> None:
        """Run after every register has been declared."""
        # Models must be loaded before the modules that read them.
        from silian.services.listings import access, panels, publishing, queries  # noqa: PLC0415

        panels.add_panels()
        add_source(queries.waiting)
        for slug in access.KINDS:
            add_rule(slug, publishing.rule)
