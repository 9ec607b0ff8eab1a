from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GeocodingConfig(AppConfig):
    name = "maptag.geocoding"
    label = "geocoding"
    verbose_name = _("주소")
