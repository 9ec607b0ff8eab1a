"""allauth, closed: accounts are made by an administrator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import get_user_model
from django.shortcuts import render


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on signs in users that an administrator has entered, matched by a verified e-mail address."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        user = get_user_model().objects.filter(email__in=[e.lower() for e in verified], is_active=True).first()
        if user is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown_user.html", status=403))
        sociallogin.connect(request, user)
