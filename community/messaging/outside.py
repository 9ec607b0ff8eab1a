"""Requests to addresses that others gave us: webhooks, push services, pictures by URL. Never into our own network.

The name is resolved once, every address of it must be public, and the connection goes to that very address, so that
a second answer of the name server (DNS rebinding) is never asked for. Each redirect is checked the same way.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

# Seconds for each step, and for a whole answer.
TIMEOUT, LONGEST = 10, 30
REDIRECTS = 3
_REDIRECTING = (301, 302, 303, 307, 308)


class Forbidden(Exception):
    """The address leads somewhere that we don't go."""


class Unreachable(Exception):
    """No answer, or more than allowed."""


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    status: int
    body: bytes
    content_type: str


def fetch(url: str, most_bytes: int) -> OutsideAnswer:
    """GET, through at most three redirects. Raises Forbidden or Unreachable."""
    for _n in range(REDIRECTS + 1):
        answer, location = _request("GET", url, b"", {"Accept": "*/*"}, most_bytes)
        if answer.status not in _REDIRECTING or not location:
            return answer
        url = urljoin(url, location)
    raise Unreachable("too many redirects")


def post(url: str, body: bytes, headers: dict) -> OutsideAnswer:
    """POST; a redirect is an answer like any other. Raises Forbidden or Unreachable."""
    return _request("POST", url, body, headers, 10_000)[0]


def check(url: str):
    """Whether we would go there at all. Raises Forbidden or Unreachable."""
    parts = _parts(url)
    public_address(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))


def public_address(host: str, port: int) -> str:
    """One IP address of `host`; raises Forbidden when any of its addresses is not public."""
    try:
        addresses = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (socket.gaierror, UnicodeError) as error:
        raise Unreachable("unknown host") from error
    if not addresses or not all(map(is_public, addresses)):
        raise Forbidden("not a public address")
    return sorted(addresses, key=lambda address: ":" in address)[0]


def is_public(address: str) -> bool:
    """Neither private, loopback, link-local, multicast nor reserved; nor such an address inside an IPv6 one."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _request(method: str, url: str, body: bytes, headers: dict, most_bytes: int) -> tuple[OutsideAnswer, str | None]:
    parts = _parts(url)
    path = parts.path or "/"
    if parts.query:
        path += f"?{parts.query}"
    connection = _connection(parts)
    # The time-out of a socket begins anew with each byte: a drop every nine seconds would hold a thread for ever.
    late = threading.Event()
    alarm = threading.Timer(LONGEST, _cut, [connection, late])
    alarm.daemon = True
    alarm.start()
    try:
        connection.request(method, path, body or None, {"User-Agent": "Maptag", **headers})
        response = connection.getresponse()
        content = response.read(most_bytes + 1)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        alarm.cancel()
        connection.close()
    if late.is_set():
        raise Unreachable("too slow")
    if len(content) > most_bytes:
        raise Unreachable("answer too large")
    answer = OutsideAnswer(response.status, content, response.getheader("Content-Type", ""))
    return answer, response.getheader("Location")


def _cut(connection, late: threading.Event):
    late.set()
    if connection.line:
        with suppress(OSError):
            connection.line.shutdown(socket.SHUT_RDWR)


def _parts(url: str):
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Forbidden("only http and https")
    if port not in (None, 80, 443, 8080, 8443):
        raise Forbidden("port")
    return parts


def _connection(parts) -> http.client.HTTPConnection:
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = public_address(parts.hostname, port)
    if secure:
        return _PinnedHTTPS(parts.hostname, port, address)
    return _PinnedHTTP(parts.hostname, port, address)


class _PinnedHTTP(http.client.HTTPConnection):
    """Speaks to `address` under the name `host`."""

    def __init__(self, host, port, address):
        super().__init__(host, port, timeout=TIMEOUT)
        self.address = address
        # http.client lets go of `sock` where the answer ends with the connection, before the answer is read.
        self.line = None

    def connect(self):
        self.sock = self.line = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedHTTPS(_PinnedHTTP):
    default_port = 443

    def connect(self):
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.line = self.sock
        self.sock.do_handshake()
