"""Which secrets a backup needs, told by their prints, and what is lost without them."""

from django.conf import settings

from community.protection.rotation import values_by_key
from mapsite.encryption import key_print, secrets


def needed() -> dict:
    """{"site": print of SECRET_KEY, "contacts": {print: how many values it encrypts, if any}}."""
    return {"site": key_print(settings.SECRET_KEY), "contacts": values_by_key()}


def losses(prints: dict) -> list[str]:
    """In words, what can't be read or used here of a backup that needed `prints`; empty when the keys fit."""
    here = {key_print(secret) for secret in secrets()}
    unreadable = sum(number for print_, number in prints["contacts"].items() if print_ not in here)
    lost = []
    if unreadable:
        lost.append(
            f"The keys that encrypt {unreadable} values are neither in CONTACT_KEYS nor SECRET_KEY here: names, e-mail "
            "addresses and telephone numbers of reporters, addresses of letters and secrets of webhooks would stay "
            "unreadable for ever, nobody who reported could be answered, and no second factor would fit."
        )
    if prints["site"] != key_print(settings.SECRET_KEY):
        lost.append(
            "SECRET_KEY is another one: private links in new letters to those who reported before, links that end "
            "subscriptions and tokens of Open311 would not fit, and nobody would be recognised by their address."
        )
    return lost
