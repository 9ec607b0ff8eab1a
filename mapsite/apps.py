from django.apps import AppConfig


class MapsiteConfig(AppConfig):
    name = "mapsite"
