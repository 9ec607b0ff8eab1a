"""What must be set before citizens may come: each error says in words what to write into .env."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32
_UNSENT = ("console", "filebased", "locmem", "dummy")


@register(Tags.security)
def production(app_configs=None, **_kwargs) -> list[Error]:
    """Errors while DEBUG is off; a demonstration may do without."""
    if settings.DEBUG:
        return []
    return [*_proxies(), *_contact_keys(), *_mail()]


def refuse_unsafe():
    """Raises ImproperlyConfigured with all that is wrong; a web server runs none of Django's checks by itself."""
    errors = production()
    if errors:
        raise ImproperlyConfigured("\n".join(f"{error.msg}\n    {error.hint}" for error in errors))


def _proxies():
    if settings.TRUSTED_PROXIES is None:
        yield Error(
            "TRUSTED_PROXIES must be set when DEBUG is off.",
            hint="Write the number of your own proxies in front of the site that append to X-Forwarded-For: "
            "TRUSTED_PROXIES=1 for one nginx, TRUSTED_PROXIES=0 only where citizens reach this server directly. "
            "Without it all citizens behind the proxy would share one limit.",
            id="maptag.E011",
        )


def _contact_keys():
    keys = settings.CONTACT_KEYS
    if not keys or any(len(key) < SHORTEST_KEY for key in keys) or settings.SECRET_KEY in keys:
        yield Error(
            f"CONTACT_KEYS must hold a key of its own, of at least {SHORTEST_KEY} characters, when DEBUG is off.",
            hint="`manage.py make_contact_key` prints one for .env. What SECRET_KEY has encrypted so far stays "
            "readable; `manage.py rotate_contact_keys` then encrypts it with the new key.",
            id="maptag.E012",
        )


def _mail():
    module = settings.EMAIL_BACKEND.removeprefix("django.core.mail.backends.").partition(".")[0]
    if settings.EMAIL_BACKEND.startswith("django.core.mail.backends.") and module in _UNSENT:
        yield Error(
            f"EMAIL_URL must send mail when DEBUG is off; {settings.EMAIL_BACKEND} sends none.",
            hint="Write the mail server: EMAIL_URL=smtp+tls://user:password@host:587. Citizens would wait for letters "
            "that only the server's log has.",
            id="maptag.E013",
        )
