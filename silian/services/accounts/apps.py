"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Keeps the short label that AUTH_USER_MODEL uses."""

    name = "silian.services.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Show members on the pages of organisations."""
        # Panels need the models, which are there only now.
        from silian.services.accounts.panels import add_panels  # noqa: PLC0415 needs models

        add_panels()
