from django.apps import AppConfig


class MapsiteConfig(AppConfig):
    name = "mapsite"

    def ready(self):
        # Both register what they check.
        from .checks import database, production  # noqa: F401
