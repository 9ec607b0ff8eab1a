"""One's own account: its e-mail address, its session, single sign-on, and the end of signing in again in place."""

from http import HTTPStatus

from allauth.account.views import EmailView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .sessions import background, seconds_left, stay


class StaffEmailView(EmailView):
    """A new address replaces the old one when its owner confirms it, and in no other way."""

    def _action_primary(self, request, *args, **kwargs):
        return None


@login_not_required
@never_cache
def sign_on(request, provider_id):
    """allauth's way to a provider of single sign-on, by a page that goes there.

    `form-action` of our policy holds for where a form's answer redirects to, by way of whichever hosts a city's
    sign-on has; a page may lead anywhere.
    """
    answer = openid_connect.login(request, provider_id)
    if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
        return render(request, "socialaccount/leaving.html", {"address": answer.url})
    return answer


@background
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request):
    """Whose session it is, its CSRF token, and how many seconds are left of it (null: as long as the browser lives).

    A POST says that its owner is there; asking does not. 401 where there is none.
    """
    if request.method == "POST":
        stay(request.session)
    answer = {"user": request.user.pk, "name": str(request.user), "left": seconds_left(request.session)}
    return JsonResponse(answer | {"token": get_token(request)})


@never_cache
@require_safe
def renewed(request):
    """Where signing in again in place ends: tells the page that waits for it."""
    return render(request, "account/renewed.html")
