"""Taking a port for oneself, or telling who has it.

granian sets SO_REUSEPORT: a second server of the same user binds beside the first without an error, and the kernel
deals the connections out among both.
"""

import errno
import os
import pwd
import socket
from contextlib import suppress
from pathlib import Path

_LISTENING = "0A"
_LOOPBACK = ("127.0.0.1", "::1")
_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 (what was asked for is compared)


class PortUnavailable(Exception):
    """The message says why, and what to do."""


def reserve(host: str, port: str) -> list[socket.socket]:
    """Binds `port` of `host`, and of localhost by IPv6 where a browser would look for the site first.

    Keep the sockets: as long as they are open nobody else gets the port, while granian, run by the same user, may
    listen on it. Raises PortUnavailable.
    """
    number = _number(port)
    family, address = _resolve(host, number)
    sockets = [_bind(family, address[0], number), _claim(address[0], number)]
    if socket.has_ipv6 and address[0] in ("127.0.0.1", "0.0.0.0"):  # noqa: S104
        # http://localhost leads to ::1 before 127.0.0.1: whatever listens there would be taken for this site.
        try:
            sockets.append(_bind(socket.AF_INET6, "::1", number))
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise
    return sockets


def _claim(address: str, port: int) -> socket.socket:
    """A name that one process of the machine may hold: between the first look and granian's listening, minutes may
    pass, in which a bound port alone, with SO_REUSEADDR, does not keep another copy of the site away."""
    place = "localhost" if address in (*_LOOPBACK, *_WILDCARDS) else address
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0maptag-{place}-{port}")
    except OSError as error:
        claim.close()
        raise PortUnavailable(_taken(port, _by(port) or " by another copy of Maptag, which is starting")) from error
    return claim


def _number(port: str) -> int:
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise PortUnavailable(f"PORT={port} is no port: a number from 1 to 65535, such as 8000.")
    return int(port)


def _resolve(host: str, port: int):
    try:
        name = "127.0.0.1" if host == "localhost" else host
        family, _kind, _protocol, _name, address = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortUnavailable(
            f"HOST={host} is no address of this machine: try 127.0.0.1, or 0.0.0.0 for all."
        ) from error
    return family, address


def _bind(family: int, address: str, port: int) -> socket.socket:
    attempt = socket.socket(family)
    # Without it the connections of a server that has just ended would count as taken for a minute.
    attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        attempt.bind((address, port))
    except OSError as error:
        attempt.close()
        raise _explained(error, address, port) from error
    # Only now: it lets granian in, but must not let this very attempt in beside another server.
    attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return attempt


def _explained(error: OSError, address: str, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return PortUnavailable(_taken(port, _by(port)))
    if error.errno == errno.EACCES:
        return PortUnavailable(f"Only root may take port {port}. Take one from 1024 on: PORT=8000 script/server")
    if error.errno == errno.EADDRNOTAVAIL and address not in _LOOPBACK:
        return PortUnavailable(f"HOST={address} is no address of this machine: try 127.0.0.1, or 0.0.0.0 for all.")
    return error


def _taken(port: int, by: str) -> str:
    return f"Port {port} is taken{by}.\nEnd that, or take another port: PORT={_free_port(port)} script/server"


def _free_port(after: int) -> int:
    for port in range(after + 1, min(after + 100, 65536)):
        with socket.socket() as attempt, suppress(OSError):
            attempt.bind(("", port))
            return port
    return 0


def _by(port: int) -> str:
    """ " by process 123 (…)", as far as this user may know."""
    listeners = _listeners(port)
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(os.readlink(link) in listeners for link in (process / "fd").iterdir()):
                return f" by {_described(process)}"
    for user in listeners.values():
        return f" by a process of the user {_user_name(user)}"
    return ""


def _listeners(port: int) -> dict[str, int]:
    """The sockets, as /proc/*/fd names them, that have the port: and their user's number."""
    sockets, bound = {}, {}
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        with suppress(OSError):
            for line in table.read_text().splitlines()[1:]:
                _slot, local, _remote, state, *rest = line.split()
                if int(local.rsplit(":", 1)[1], 16) == port:
                    (sockets if state == _LISTENING else bound)[f"socket:[{rest[5]}]"] = int(rest[3])
    return sockets or bound


def _described(process: Path) -> str:
    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    folder = os.readlink(process / "cwd")
    return f"process {process.name} ({command[:80]}, in {folder}, user {_user_name(process.stat().st_uid)})"


def _user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
