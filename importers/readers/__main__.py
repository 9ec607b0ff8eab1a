"""Print what the readers make of a file: `python -m importers.readers FILE`, one JSON line a DocumentRecord.

With `--limits MEGABYTES SECONDS` it is the child process of `importers.uploads.reading`: FILE is the number of an open
descriptor, the process is shut in before it reads a byte, and tells format, warnings and faults as JSON lines between
the Records.
"""

import json
import os
import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

from importers.readers import READERS

# What readers import when they first need it.
READING = (
    *READERS.values(),
    "cryptography.hazmat.primitives.ciphers",
    "lxml.etree",
    "olefile",
    "pypdfium2",
    "xlrd",
    "encodings.cp949",
)
DRAWING = ("pypdfium2", "PIL.Image", "PIL.PngImagePlugin", "importers.readers.pdf.pictures")
ROOT = Path(__file__).resolve().parents[2]


def main():
    parser = ArgumentParser(prog="python -m importers.readers", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--limits", nargs=2, type=int, metavar=("MEGABYTES", "SECONDS"))
    parser.add_argument("--picture", type=int, metavar="PAGE", help="write this page of a PDF as PNG instead")
    args = parser.parse_args()
    if args.limits:
        args.file = _shut_in(int(args.file), *args.limits, DRAWING if args.picture else READING)
    if args.picture:
        from importers.readers.pdf.pictures import write

        write(Path(args.file), args.picture, sys.stdout.buffer)
    else:
        # On a screen or in a pipeline, what is no DocumentRecord stands aside.
        _stream(args.file, sys.stdout if args.limits else sys.stderr)


def _shut_in(descriptor: int, megabytes: int, seconds: int, modules) -> Path:
    from maptag.sandbox import Limits, confine, taken_over

    path = taken_over(descriptor)
    if os.geteuid() == 0:
        # The user that root becomes may not be allowed to read this installation.
        for name in modules:
            import_module(name)
    confine(Limits(megabytes, seconds), readable=[ROOT / "importers", ROOT / "maptag"])
    return path


def _stream(path, aside):
    from importers.readers import Unreadable, read

    try:
        reading = read(path)
        _write(aside, format=reading.format)
        try:
            for record in reading:
                _write(sys.stdout, **record.as_dict())
        finally:
            # Also of a document without text: they name the pages that a person can look at.
            for warning in reading.warnings:
                _write(aside, warning=warning.code, details=warning.details)
        _write(aside, end=True)
    except Unreadable as unreadable:
        _write(aside, unreadable=unreadable.code, details=unreadable.details)
    except MemoryError:
        _write(aside, unreadable="too_large", details={})
    except BrokenPipeError:
        # Whoever listened has gone; the flush at exit would complain once more.
        sys.stdout = None
    except Exception as error:
        _write(aside, unreadable="broken", details={}, cause=f"{type(error).__name__}: {error}"[:500])


def _write(stream, **message):
    stream.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    main()
