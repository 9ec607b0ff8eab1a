"""Django's administration without a door of its own."""

from allauth.account.utils import get_next_redirect_url
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class MaptagAdminSite(AdminSite):
    """Signing in and passwords are allauth's, with its limits and second factor; here one only arrives."""

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Whoever is signed in goes on, or is told that this is not theirs: no second form to try passwords in."""
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(get_next_redirect_url(request) or "admin:index")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")
