"""How often one address or device may do something. Counted in PostgreSQL, so that all web processes agree."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mapsite.accounts.addresses import address_of, neighbourhood

from ..encryption import fingerprint
from ..models import RequestCount
from .devices import signed_id

# From one address, of what is no use to anybody: beyond, its answer costs less.
JUNK_A_MINUTE = 60


class TooMany(Exception):
    """Answered with 429; `retry_after` in seconds."""

    def __init__(self, retry_after: int):
        super().__init__("too many requests")
        self.retry_after = retry_after
        self.message = _("짧은 시간에 너무 많이 보냈습니다. 잠시 뒤에 다시 보내 주세요.")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: `network` is the IP address, `device` the hash of the browser's id, or "".

    The id is the one that the server gave it (`recognised`), else one that it made up; `claimed` is the made-up one in
    any case, which ties it to what it sent before it was given another.
    """

    network: str = ""
    device: str = ""
    claimed: str = ""
    recognised: bool = True

    @property
    def network_hash(self) -> str:
        return fingerprint(neighbourhood(self.network), "network")

    @property
    def devices(self) -> set[str]:
        """All hashes under which this browser may have sent something."""
        return {self.device, self.claimed} - {""}


def sender_of(request) -> Sender:
    """From the address of the connection (or of the proxies in front), the server's cookie, and the header X-Device or
    field device."""
    claimed = request.headers.get("X-Device") or request.POST.get("device", "")
    claimed = fingerprint(claimed[:100], "device")
    own_id = fingerprint(signed_id(request), "device")
    return Sender(address_of(request), own_id or claimed, claimed, recognised=bool(own_id))


def count(action: str, subject: str, most: int, seconds: int):
    """Count one `action` of `subject` (a hash; "" is not counted); raises TooMany after `most` in `seconds`."""
    if subject:
        _count(action, subject, most, seconds)


@contextmanager
def counted(action: str, subject: str, most: int, seconds: int):
    """As `count`, but what turns out to be junk (ValidationError) is given back and counted by itself.

    Many share an address: what somebody there sends that is no use must not use up what the others may do. Call it
    outside of a transaction, which would take the count back. Raises TooMany also beyond JUNK_A_MINUTE.
    """
    window = _count(action, subject, most, seconds) if subject else None
    try:
        yield
    except ValidationError:
        RequestCount.objects.filter(subject=f"{action}:{subject}", window=window, count__gt=0).update(
            count=F("count") - 1
        )
        count("junk", subject, JUNK_A_MINUTE, 60)
        raise


def _count(action: str, subject: str, most: int, seconds: int) -> datetime:
    """The window in which it was counted."""
    start = int(timezone.now().timestamp()) // seconds * seconds
    window = datetime.fromtimestamp(start, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [f"{action}:{subject}", window])
        if cursor.fetchone()[0] > most:
            raise TooMany(max(1, int(start + seconds - timezone.now().timestamp())))
    return window


_COUNT = """
INSERT INTO community_requestcount (subject, window, count) VALUES (%s, %s, 1)
ON CONFLICT (subject, window) DO UPDATE SET count = community_requestcount.count + 1
RETURNING count
""".replace("window", '"window"')


def forget_old():
    """Remove the counters of windows that are over."""
    RequestCount.objects.filter(window__lt=timezone.now() - timedelta(days=1)).delete()
