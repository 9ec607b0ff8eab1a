"""How a web process ends by TERM: what is being answered is answered, and nobody who is slow holds it up.

Granian waits for whatever is open and kills the process after --workers-kill-timeout: one request whose head or body
dribbled, or one reader that took nothing, was enough for that.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
from collections import Counter
from contextlib import asynccontextmanager, contextmanager, suppress

# Seconds from TERM until connections without an answer under way are closed; below granian's time-out (operation/web).
GRACE_S = 2
NUMBERS = (signal.SIGTERM, signal.SIGINT)


def end_while_loading():
    """A child that still imports has the handlers of granian's first process: TERM would be noted there and lost."""
    if multiprocessing.parent_process():
        for number in NUMBERS:
            signal.signal(number, signal.SIG_DFL)


class Deadlines:
    """Time-outs that may all be brought forward to now."""

    def __init__(self):
        self.are_over = False
        self._open: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def within(self, seconds: float):
        """As asyncio.timeout: TimeoutError after `seconds`, or when all are over."""
        async with asyncio.timeout(0 if self.are_over else seconds) as timeout:
            self._open.add(timeout)
            try:
                yield
            finally:
                self._open.discard(timeout)

    def end(self):
        self.are_over = True
        for timeout in self._open:
            with suppress(RuntimeError):  # it is over by itself at this moment
                timeout.reschedule(asyncio.get_running_loop().time())


class Ending:
    """`bodies` end with TERM (the sender hears 503), `sendings` and silent connections `GRACE_S` later."""

    def __init__(self):
        self.bodies, self.sendings = Deadlines(), Deadlines()
        self._answered: Counter = Counter()
        self._loop = None
        self._listening: set[int] = set()

    def watch(self, loop):
        """Hear TERM beside asyncio's own handler, which a wake-up byte calls whatever Python's handler is."""
        self._loop = loop
        for number in NUMBERS:
            signal.signal(number, self._begin)

    @contextmanager
    def working_for(self, client: str):
        """While a thread works for `client` ("host:port") its connection stays, until granian's time-out."""
        self._answered[client] += 1
        try:
            yield
        finally:
            self._answered[client] -= 1
            if not self._answered[client]:
                del self._answered[client]

    def _begin(self, _number, _frame):
        self._listening |= {sock.getsockname()[1] for sock in _sockets() if _is_listening(sock)}
        with suppress(RuntimeError):  # a second TERM finds the loop closed
            self._loop.call_soon_threadsafe(self.bodies.end)
            self._loop.call_soon_threadsafe(self._loop.call_later, GRACE_S, self._close)

    def _close(self):
        self.sendings.end()
        for sock in _sockets():
            with suppress(OSError):
                if sock.getsockname()[1] in self._listening and client_of(sock) not in self._answered:
                    sock.shutdown(socket.SHUT_RDWR)


def close_connection(client: str):
    """Close the socket of `client` ("host:port"). RSGI has no other way to say that an answer is not complete."""
    for sock in _sockets():
        with suppress(OSError):
            if client_of(sock) == client:
                sock.shutdown(socket.SHUT_RDWR)


def client_of(sock: socket.socket) -> str:
    """The other end, as granian writes it. OSError: where there is none."""
    host, port = sock.getpeername()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _sockets():
    """This process's TCP sockets, one after the other, each open only meanwhile."""
    for descriptor in os.listdir("/proc/self/fd"):
        with suppress(OSError, ValueError), socket.socket(fileno=os.dup(int(descriptor))) as sock:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                yield sock


def _is_listening(sock: socket.socket) -> bool:
    return bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
