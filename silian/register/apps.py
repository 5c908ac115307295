"""The machinery as a Django application."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Gives each declared register its permissions once all models are known."""

    name = "silian.register"
    label = "register"

    def ready(self) -> None:
        """Run after every register has been declared."""
        # Models must be loaded before the modules that read declarations.
        from silian.register.declaration import all_registers  # noqa: PLC0415
        from silian.register.permissions import add_permissions  # noqa: PLC0415

        for declared in all_registers():
            add_permissions(declared)
