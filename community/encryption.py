"""Contact data at rest: encrypted for whoever must write to a reporter, fingerprinted for whoever must only compare."""

from django.db import models
from django.utils.crypto import salted_hmac

from mapsite.encryption import decrypt, encrypt


def fingerprint(value: str, purpose: str) -> str:
    """32 hex digits by which two values can be compared, but not read back without the site's secret; "" for ""."""
    value = value.strip().lower()
    return salted_hmac(f"community.{purpose}", value, algorithm="sha256").hexdigest()[:32] if value else ""


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
