"""A process that reads hostile files is shut in by itself: it may compute, and tell what it found to who started it.

`confine` is called in the process, before it reads a byte. Afterwards it has no network, starts no process and writes
no file; it reads only what it was handed and what it was told; it is a user of its own where the parent is root.
Pure Python and ctypes, without Django: it is imported by processes that live for a tenth of a second. Needs Linux.
"""

from .confining import Limits, confine, taken_over
from .kernel import missing

__all__ = ["Limits", "confine", "missing", "taken_over"]
