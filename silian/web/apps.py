"""The shell as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Tells the home page what waits in the registers."""

    name = "silian.web"
    label = "web"

    def ready(self) -> None:
        """Run after every register has been declared."""
        # Models must be loaded before the modules that read declarations.
        from silian.register.waiting import add_source  # noqa: PLC0415
        from silian.web.waiting import of_imports, of_registers  # noqa: PLC0415

        add_source(of_registers)
        add_source(of_imports)
