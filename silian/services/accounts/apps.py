"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Keeps the short label that AUTH_USER_MODEL uses."""

    name = "silian.services.accounts"
    label = "accounts"
