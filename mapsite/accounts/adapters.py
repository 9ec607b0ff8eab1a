"""allauth, closed: accounts are made by an administrator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import get_user_model
from django.shortcuts import render

from .addresses import address_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Limits of signing in count by the same address as those of citizens."""
        return address_of(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on signs in users that an administrator has entered, matched by an address verified on both sides."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.is_existing:
            return
        user = _owner_of(_verified_addresses(sociallogin))
        if user is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown_user.html", status=403))
        sociallogin.connect(request, user)


def _verified_addresses(sociallogin) -> list[str]:
    # Some providers send "email_verified": "false", a text, which allauth takes for true.
    return [address.email.lower() for address in sociallogin.email_addresses if address.verified in (True, "true")]


def _owner_of(addresses: list[str]):
    """The active user whose own address, verified here too, is one of `addresses`; else None."""
    users = get_user_model().objects.filter(
        is_active=True, emailaddress__email__in=addresses, emailaddress__verified=True, emailaddress__primary=True
    )[:2]
    return users[0] if len(users) == 1 else None
