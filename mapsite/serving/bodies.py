"""Bodies of requests are read here, whole, before a thread is busy with them: within a size, a time and a total."""

import time
from collections import Counter
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

from maptag.publishing.storage import is_full

from .ending import Deadlines
from .limits import MEGABYTE, UNSTATED, most_bytes, stated_length

# A phone at the edge of its net sends 8 KiB/s; whoever sends a byte a second is gone after the first number.
PATIENCE_S = 20
SLOWEST_BYTES_S = 8 * 1024
LONGEST_S = 600
IN_MEMORY = 256 * 1024
# Of one process: what has arrived of unfinished bodies, and how many of them one address may have.
MOST_WAITING = 512 * MEGABYTE
MOST_AT_ONCE = 100


class BodyRefused(Exception):
    """The body is not taken; `status` is 400, 408, 413, 503 or 507."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


class Intake:
    """All bodies that one process is reading."""

    def __init__(self, deadlines: Deadlines):
        self.deadlines = deadlines
        self.waiting = 0
        self.senders: Counter = Counter()

    async def read(self, path: str, headers: dict, sender: str, chunks) -> SpooledTemporaryFile:
        """The whole body, at its start, from the async iterator `chunks` of bytes; BodyRefused."""
        most = _most(path, headers)
        body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        with self._place(sender):
            try:
                await self._fill(body, chunks, most)
            except BaseException as error:
                body.close()
                if is_full(error):
                    raise BodyRefused(507) from error
                raise
        body.seek(0)
        return body

    @contextmanager
    def _place(self, sender: str):
        if self.senders[sender] >= MOST_AT_ONCE:
            raise BodyRefused(503)
        self.senders[sender] += 1
        try:
            yield
        finally:
            self.senders[sender] -= 1
            if not self.senders[sender]:
                del self.senders[sender]

    async def _fill(self, body, chunks, most: int):
        start, length = time.monotonic(), 0
        try:
            while chunk := await self._next(chunks, start, length):
                length += len(chunk)
                self.waiting += len(chunk)
                if length > most:
                    raise BodyRefused(413)
                if self.waiting > MOST_WAITING:
                    raise BodyRefused(503)
                body.write(chunk)
        finally:
            self.waiting -= length

    async def _next(self, chunks, start: float, length: int) -> bytes:
        """The next piece, b"" after the last. BodyRefused when the sender is slower than the slowest, or the
        process ends."""
        allowed = min(PATIENCE_S + length / SLOWEST_BYTES_S, LONGEST_S)
        try:
            async with self.deadlines.within(start + allowed - time.monotonic()):
                while not (chunk := await anext(chunks)):
                    pass
                return bytes(chunk)
        except StopAsyncIteration:
            return b""
        except TimeoutError:
            raise BodyRefused(503 if self.deadlines.are_over else 408) from None


def _most(path: str, headers: dict) -> int:
    """How many bytes may come. BodyRefused: when the headers say already that it is more."""
    most = most_bytes(path)
    try:
        stated = stated_length(headers.get("content-length"))
    except ValueError:
        raise BodyRefused(400) from None
    if stated is None:
        return min(most, UNSTATED)
    if stated > most:
        raise BodyRefused(413)
    return most
