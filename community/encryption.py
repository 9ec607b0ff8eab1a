"""Contact data at rest: encrypted for whoever must write to a reporter, fingerprinted for whoever must only compare."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac


def fingerprint(value: str, purpose: str) -> str:
    """32 hex digits by which two values can be compared, but not read back without the site's secret; "" for ""."""
    value = value.strip().lower()
    return salted_hmac(f"community.{purpose}", value, algorithm="sha256").hexdigest()[:32] if value else ""


def encrypt(text: str) -> bytes:
    return _keys().encrypt(text.encode()) if text else b""


def decrypt(data: bytes) -> str:
    """The text, or "" when its key is gone: then nobody can be written to any more."""
    try:
        return _keys().decrypt(bytes(data)).decode() if data else ""
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    """The first key writes, all read, so that a key can be changed."""
    secrets = settings.CONTACT_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(s.encode()).digest())) for s in secrets])


class EncryptedTextField(models.BinaryField):
    """Text that the database holds encrypted. It can't be searched: store a `fingerprint` beside it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value is not None else ""

    def get_db_prep_value(self, value, connection, prepared=False):
        data = value if isinstance(value, bytes | memoryview) else encrypt(value or "")
        return super().get_db_prep_value(data, connection, prepared)

    def get_default(self):
        return ""

    def to_python(self, value):
        return value
