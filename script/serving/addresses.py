"""Under which names and addresses this machine is reached."""

import ipaddress
import socket
import subprocess

# Reserved for documentation: the kernel only looks up which way it would go, nothing is sent.
_FAR = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
WILDCARDS = {"0.0.0.0": socket.AF_INET, "::": socket.AF_INET6}


def reached_at(host: str) -> str:
    """The host, as an address writes it, that leads to a server bound to `host`, also from another machine."""
    if host in WILDCARDS:
        return _bracketed(_way_out(WILDCARDS[host]) or next(iter(_own_addresses()), "localhost"))
    return "localhost" if host in ("127.0.0.1", "::1", "localhost") else _bracketed(host)


def answering_to(host: str) -> list[str]:
    """What may stand in a request's Host: the machine's own names and addresses, never just any name, by which
    a page of somebody else could read a demo inside the network (DNS rebinding)."""
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if host in WILDCARDS:
        name = socket.gethostname().lower()
        hosts += [name, f"{name.split('.')[0]}.local", *_full_name(), *map(_bracketed, _own_addresses())]
    return list(dict.fromkeys([*hosts, reached_at(host)]))


def probed_at(host: str) -> str:
    """Where this machine itself asks a server bound to `host`."""
    return _bracketed({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host))


def _own_addresses() -> list[str]:
    return _lines("hostname", "-I")


def _full_name() -> list[str]:
    return [name.lower() for name in _lines("hostname", "-f")]


def _lines(*command: str) -> list[str]:
    try:
        # A resolver that does not answer must not hold up the start.
        return subprocess.run(command, capture_output=True, text=True, timeout=2).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        return []


def _way_out(family: int) -> str:
    """The address of the network that other machines are most likely in: of the default route."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_FAR[family], 9))
        except OSError:
            return ""
        return probe.getsockname()[0]


def _bracketed(host: str) -> str:
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host
