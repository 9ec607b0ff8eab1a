from django.apps import AppConfig


class MapsiteConfig(AppConfig):
    name = "mapsite"

    def ready(self):
        # Both register what they check.
        from . import checks as settings_checks  # noqa: F401
        from .operation import checks as database_checks  # noqa: F401
