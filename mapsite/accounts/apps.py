from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mapsite.accounts"
    label = "accounts"
    verbose_name = _("사용자와 부서")

    def ready(self):
        # Signing in and out is told by signals of Django and allauth.
        from . import access_log  # noqa: F401


class AdministrationConfig(AdminConfig):
    default_site = "mapsite.accounts.site.MaptagAdminSite"
