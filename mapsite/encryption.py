"""Secrets at rest, encrypted with keys that can be changed: the first of CONTACT_KEYS writes, all of them read."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from .characters import xml_safe


def encrypt(text: str) -> bytes:
    # As every field of text (mapsite.fields): what no XML can hold is nobody's words.
    text = xml_safe(text)
    return _keys().encrypt(text.encode()) if text else b""


def decrypt(data: bytes) -> str:
    """The text, or "" when its key is gone: then nobody can be written to any more."""
    try:
        return _keys().decrypt(bytes(data)).decode() if data else ""
    except InvalidToken:
        return ""


def secrets() -> list[str]:
    """The first writes, all read. SECRET_KEY stands last: it wrote before a site had keys for contacts of their own."""
    return [*settings.CONTACT_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in secrets()])


def is_current(data: bytes) -> bool:
    """Was `data` encrypted with the key that writes now?"""
    return _reads(secrets()[0], data)


def print_of(data: bytes) -> str:
    """The `key_print` of the secret that reads `data`, or ""."""
    return next((key_print(secret) for secret in secrets() if _reads(secret, data)), "")


def _reads(secret: str, data: bytes) -> bool:
    try:
        _fernet(secret).decrypt(bytes(data))
    except InvalidToken:
        return False
    return True


def rotate(data: bytes) -> bytes | None:
    """`data` encrypted with the key that writes now; None when no key reads it."""
    try:
        return _keys().rotate(bytes(data))
    except InvalidToken:
        return None


def key_print(secret: str) -> str:
    """16 hex digits that tell one secret from another and say nothing else about it."""
    return hmac.new(secret.encode(), b"maptag.key-print", "sha256").hexdigest()[:16]
