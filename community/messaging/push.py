"""Web Push (RFC 8030, 8188, 8291, 8292): a short text, encrypted for one browser."""

import base64
import json
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from py_vapid import Vapid

from . import outside

LIVES_S = 24 * 3600


class Gone(Exception):
    """The browser has unsubscribed, or never was one."""


class PushBusy(Exception):
    """The push service asks to come back later, or could not be reached."""


class PushRefused(Exception):
    """The push service does not take this message: a wrong key, or something too large. The browser is still there."""


def clean_subscription(text: str) -> str:
    """A browser's PushSubscription as JSON text with what is needed alone; raises ValidationError."""
    try:
        keys = json.loads(text[:4000])
        kept = {"endpoint": keys["endpoint"], "keys": {k: keys["keys"][k] for k in ("p256dh", "auth")}}
        _receiver(kept)
        sound = kept["endpoint"].isascii() and urlsplit(kept["endpoint"]).scheme == "https"
    # Brackets by the thousand are a RecursionError.
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise ValidationError(_("이 브라우저의 알림을 켤 수 없습니다."))
    return json.dumps(kept)


def public_key() -> str:
    """What the page gives to `pushManager.subscribe` as applicationServerKey; "" when push is not set up."""
    if not settings.VAPID_PRIVATE_KEY:
        return ""
    key = Vapid.from_raw(settings.VAPID_PRIVATE_KEY.encode()).public_key
    return _encode(key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))


def send(subscription: str, payload: dict):
    """Raises Gone, PushBusy or PushRefused."""
    receiver = json.loads(subscription)
    if not settings.VAPID_PRIVATE_KEY:
        raise PushRefused("VAPID_PRIVATE_KEY is not set")
    public, auth = _receiver(receiver)
    body = http_ece.encrypt(
        json.dumps(payload).encode(), private_key=ec.generate_private_key(ec.SECP256R1()), dh=public, auth_secret=auth
    )
    headers = {"Content-Encoding": "aes128gcm", "TTL": str(LIVES_S), "Content-Type": "application/octet-stream"}
    try:
        answer = outside.post(receiver["endpoint"], body, headers | _signature(receiver["endpoint"]))
    except outside.Forbidden as error:
        raise Gone(str(error)) from error
    except outside.Unreachable as error:
        # Even if it did arrive: the browser shows a second one with the same tag in the place of the first.
        raise PushBusy(str(error)) from error
    if answer.status in (404, 410):
        raise Gone(f"push service: {answer.status}")
    if answer.status == 429 or answer.status >= 500:
        raise PushBusy(f"push service: {answer.status}")
    if answer.status >= 300:
        raise PushRefused(f"push service: {answer.status} {answer.body[:120].decode(errors='replace')}".strip())


def _signature(endpoint: str) -> dict:
    parts = urlsplit(endpoint)
    contact = settings.VAPID_CONTACT or f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": contact}
    return Vapid.from_raw(settings.VAPID_PRIVATE_KEY.encode()).sign(claims)


def _receiver(subscription: dict) -> tuple[bytes, bytes]:
    public, auth = (_decode(subscription["keys"][name]) for name in ("p256dh", "auth"))
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    return public, auth


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
