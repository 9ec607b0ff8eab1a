"""What a second factor is computed from, encrypted in the database: whoever reads a dump can't sign in with it."""

import logging

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret

from mapsite import encryption

logger = logging.getLogger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where its key is gone one that nobody has, since the codes of an empty one can be computed."""
        secret = encryption.decrypt(encrypted_text.encode())
        if not secret:
            logger.error("a second factor can't be read: the key that encrypted it is missing in CONTACT_KEYS")
        return secret or generate_totp_secret()


def sealed_texts(data: dict) -> list[str]:
    """The encrypted texts in `Authenticator.data`: an app's secret, or what recovery codes are made from."""
    return [*(data[name] for name in ("secret", "seed") if name in data), *data.get("migrated_codes", [])]


def with_texts(data: dict, texts: list[str]) -> dict:
    """`data` with `texts` in the places of its `sealed_texts`."""
    rest = iter(texts)
    single = {name: next(rest) for name in ("secret", "seed") if name in data}
    codes = {"migrated_codes": list(rest)} if "migrated_codes" in data else {}
    return data | single | codes
