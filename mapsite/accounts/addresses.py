"""From which IP address somebody asks, through proxies of our own."""

import ipaddress

from django.conf import settings


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
