"""How often one address or device may do something. Counted in PostgreSQL, so that all web processes agree."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from .encryption import fingerprint
from .models import RequestCount


class TooMany(Exception):
    """Answered with 429; `retry_after` in seconds."""

    def __init__(self, retry_after: int):
        super().__init__("too many requests")
        self.retry_after = retry_after
        self.message = _("짧은 시간에 너무 많이 보냈습니다. 잠시 뒤에 다시 보내 주세요.")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: `network` is the IP address, `device` the hash of an id that the browser made up, or ""."""

    network: str = ""
    device: str = ""

    @property
    def network_hash(self) -> str:
        return fingerprint(neighbourhood(self.network), "network")


def sender_of(request) -> Sender:
    """From the address of the connection (or of the proxies in front) and the header X-Device or field device."""
    device = request.headers.get("X-Device") or request.POST.get("device", "")
    return Sender(address_of(request), fingerprint(device[:100], "device"))


def address_of(request) -> str:
    """The client's IP address, as `client_address` tells it."""
    return client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def client_address(connected: str, forwarded: str) -> str:
    """The IP address of whoever asks, through as many proxies of our own as TRUSTED_PROXIES says.

    `connected` is the address of the connection, `forwarded` X-Forwarded-For, to which each proxy appends whom it
    heard. Counted from the right: what stands further left is what the client itself wrote.
    """
    proxies = settings.TRUSTED_PROXIES or 0
    hops = forwarded.split(",")
    if not proxies or len(hops) < proxies:
        return connected
    return _without_port(hops[-proxies].strip()) or connected


def _without_port(written: str) -> str:
    """The address in "192.0.2.1:443" or "[2001:db8::1]:443", as some proxies write it; "" for what is none."""
    bare = written[1:].partition("]")[0] if written.startswith("[") else written
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


def neighbourhood(address: str) -> str:
    """An IPv6 subscriber has a whole /64 to write from: that counts as one address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False).network_address
    return str(parsed)


def count(action: str, subject: str, most: int, seconds: int):
    """Count one `action` of `subject` (a hash; "" is not counted); raises TooMany after `most` in `seconds`."""
    if not subject:
        return
    start = int(timezone.now().timestamp()) // seconds * seconds
    window = datetime.fromtimestamp(start, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [f"{action}:{subject}", window])
        if cursor.fetchone()[0] > most:
            raise TooMany(max(1, int(start + seconds - timezone.now().timestamp())))


_COUNT = """
INSERT INTO community_requestcount (subject, window, count) VALUES (%s, %s, 1)
ON CONFLICT (subject, window) DO UPDATE SET count = community_requestcount.count + 1
RETURNING count
""".replace("window", '"window"')


def forget_old():
    """Remove the counters of windows that are over."""
    RequestCount.objects.filter(window__lt=timezone.now() - timedelta(days=1)).delete()
