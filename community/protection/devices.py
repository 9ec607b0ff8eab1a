"""Devices that the server knows again: an id that it gave itself, signed, in a cookie.

An id that a browser makes up (X-Device) tells one browser's requests apart as long as nobody lies; what is counted
(공감, confirmations) or shown to the sender alone (photos not sent yet) asks for the signed one.
"""

import secrets

from django.conf import settings
from django.core import signing

COOKIE = "maptag_device"
REMEMBERED_DAYS = 400
_SIGNER = signing.Signer(salt="community.device")


def signed_id(request) -> str:
    """The id that this browser was given, "" without one or with a forged one."""
    try:
        return _SIGNER.unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return ""


def remember(request, response):
    """Give the browser an id if it has none, which `request` has from now on, too. It says nothing about its owner,
    and nothing to other sites."""
    if not signed_id(request):
        request.COOKIES[COOKIE] = _SIGNER.sign(secrets.token_urlsafe(16))
        response.set_cookie(
            COOKIE,
            request.COOKIES[COOKIE],
            max_age=REMEMBERED_DAYS * 86_400,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
