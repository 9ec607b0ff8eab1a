"""What members of staff did that an auditor may ask about: signing in and out, downloads, changes by administrators.

개인정보의 안전성 확보조치 기준 제8조 asks for who, when, from where and what, kept for a year at least.
"""

from dataclasses import dataclass

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.admin.models import LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Max
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .addresses import address_of
from .models import AccessEvent, User

Kind = AccessEvent.Kind


@dataclass(frozen=True, slots=True)
class Client:
    """Whose request it is: the account (None before signing in) and the IP address."""

    user: User | None
    address: str


def client_of(request) -> Client:
    user = getattr(request, "user", None)
    return Client(user if user is not None and user.is_authenticated else None, address_of(request))


def log(kind: Kind, client: Client, detail: str = "", email: str = "", entry: LogEntry | None = None) -> None:
    """Append one event. `email` names the account where nobody is signed in."""
    AccessEvent.objects.bulk_create([_event(kind, client, detail, email, entry)], ignore_conflicts=True)


def _event(kind, client, detail, email="", entry=None) -> AccessEvent:
    user = client.user
    return AccessEvent(
        kind=kind,
        user_id=user.pk if user else None,
        email=user.email if user else email,
        address=client.address,
        detail=detail[: AccessEvent.DETAIL_LENGTH],
        admin_entry=entry.pk if entry else None,
    )


@receiver(user_logged_in)
def log_sign_in(sender, request, user, **kwargs):
    log(Kind.SIGN_IN, Client(user, address_of(request)))


@receiver(user_logged_out)
def log_sign_out(sender, request, user, **kwargs):
    # Signing out with a session that has ended already names nobody.
    if user is not None and request is not None:
        log(Kind.SIGN_OUT, Client(user, address_of(request)))


@receiver(user_login_failed)
def log_failed_sign_in(sender, credentials, request=None, **kwargs):
    """Only addresses of accounts are kept: what else stands in that field may be a mistyped password."""
    if request is None:
        return
    email = str(credentials.get("email") or credentials.get("username") or "").lower()
    exists = User.objects.filter(email=email).exists()
    log(Kind.REFUSED, Client(None, address_of(request)), email=email if exists else "")


@receiver(mfa_signals.authentication_failed)
def log_wrong_code(sender, request, user, **kwargs):
    """The password was right, the second factor was not."""
    log(Kind.REFUSED, Client(None, address_of(request)), _("2단계 인증 번호가 틀림"), email=user.email)


_ACCOUNT = {
    account_signals.password_set: gettext_lazy("비밀번호 정함"),
    account_signals.password_changed: gettext_lazy("비밀번호 바꿈"),
    account_signals.password_reset: gettext_lazy("비밀번호 다시 정함"),
    account_signals.email_changed: gettext_lazy("이메일 주소 바꿈"),
    mfa_signals.authenticator_added: gettext_lazy("2단계 인증 더함"),
    mfa_signals.authenticator_removed: gettext_lazy("2단계 인증 뺌"),
    mfa_signals.authenticator_reset: gettext_lazy("복구 코드 다시 만듦"),
}


@receiver(list(_ACCOUNT))
def log_own_account(sender, signal, request, user, authenticator=None, **kwargs):
    """What opens the account another time was changed by whoever is signed in."""
    detail = str(_ACCOUNT[signal])
    if authenticator is not None:
        detail += f" ({authenticator.get_type_display()})"
    log(Kind.ADMINISTRATION, Client(user, address_of(request)), detail)


def last_admin_entry(user) -> int:
    """Where the administration's own log of `user` ends: what comes after a request belongs to it."""
    return LogEntry.objects.filter(user=user).aggregate(last=Max("pk"))["last"] or 0


def log_admin_entries(client: Client, after: int) -> None:
    """Copy what the administration wrote since entry `after` beside the address it came from."""
    entries = LogEntry.objects.filter(user=client.user, pk__gt=after).select_related("content_type").order_by("pk")
    events = [
        _event(Kind.ADMINISTRATION, client, f"{entry.content_type} “{entry.object_repr}”: {entry}", entry=entry)
        for entry in entries
    ]
    AccessEvent.objects.bulk_create(events, ignore_conflicts=True)
