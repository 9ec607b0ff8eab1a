"""Python's garbage collector, told to wait while a batch is at work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_waiting = 0
_resume = False


@contextmanager
def paused() -> Iterator[None]:
    """No search for cyclic garbage until the block ends, in this process and all its threads.

    A batch makes some dozen objects for each of its texts, all of them alive until it ends, and the collector walked
    them over and over: 15,000 addresses a second with it, 22,000 without. Blocks must be short, and bounded in what
    they allocate. Objects without cycles are freed at once as ever. A collector that is off already stays off.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _waiting, _resume
    with _lock:
        if not _waiting:
            _resume = gc.isenabled()
            gc.disable()
        _waiting += 1


def _leave() -> None:
    global _waiting
    with _lock:
        _waiting -= 1
        if not _waiting and _resume:
            gc.enable()
