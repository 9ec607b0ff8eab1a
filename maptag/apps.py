from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MaptagConfig(AppConfig):
    name = "maptag"
    verbose_name = _("지도태그")

    def ready(self):
        from .sandbox.checks import check_sandbox

        checks.register(check_sandbox, checks.Tags.security)
