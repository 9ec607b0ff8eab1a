from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MaptagConfig(AppConfig):
    name = "maptag"
    verbose_name = _("지도태그")

    def ready(self):
        from mapsite.accounts.models import Department

        from .publishing.public_fields import refuse_personal
        from .sandbox.checks import check_sandbox

        # Everybody reads it, and accounts, on which all else stands, knows no detector.
        Department._meta.get_field("name").validators.append(refuse_personal)
        checks.register(check_sandbox, checks.Tags.security)
