from django.apps import AppConfig


class MapsiteConfig(AppConfig):
    name = "mapsite"

    def ready(self):
        from . import checks  # noqa: F401 (registers them)
