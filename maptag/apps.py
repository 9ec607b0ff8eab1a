from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaptagConfig(AppConfig):
    name = "maptag"
    verbose_name = _("지도태그")
