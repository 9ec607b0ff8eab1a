"""Standard output of a command whose reader may have enough before the command is done: `manage.py geocode | head`."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class _Pipe(io.FileIO):
    """Ends the command in silence, as the shell's own tools end, once nobody reads what it writes.

    Not by SIGPIPE itself: it would also end a web server whose visitor hangs up. And not as an OSError, which commands
    take for a fault of the file that they read.
    """

    def write(self, data):
        try:
            return super().write(data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            raise SystemExit(128 + signal.SIGPIPE) from None


@contextmanager
def ending_with_its_reader() -> Iterator[None]:
    """Within, a write to sys.stdout raises SystemExit where its reader has gone."""
    plain = sys.stdout
    if plain is None or plain.isatty():
        yield
        return
    pipe = io.BufferedWriter(_Pipe(plain.fileno(), "wb", closefd=False))
    as_before = {"line_buffering": plain.line_buffering, "write_through": plain.write_through}
    sys.stdout = io.TextIOWrapper(pipe, plain.encoding, plain.errors, **as_before)
    try:
        yield
    finally:
        sys.stdout.flush()
