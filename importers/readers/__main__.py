"""Print what the readers make of a file: `python -m importers.readers FILE`, one JSON line a Record.

With `--limits MEGABYTES SECONDS` it is the child process of `importers.reading`: limited before it reads a byte, and
telling format, warnings and faults as JSON lines between the Records.
"""

import json
import sys
from argparse import ArgumentParser


def main():
    parser = ArgumentParser(prog="python -m importers.readers", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--limits", nargs=2, type=int, metavar=("MEGABYTES", "SECONDS"))
    args = parser.parse_args()
    if args.limits:
        _limit(*args.limits)
    # On a screen or in a pipeline, what is no Record stands aside.
    _stream(args.file, sys.stdout if args.limits else sys.stderr)


def _limit(megabytes: int, seconds: int):
    import resource

    # Address space would count the mapped libraries too; data is what a bomb fills.
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _stream(path, aside):
    from importers.readers import Unreadable, read

    try:
        reading = read(path)
        _write(aside, format=reading.format)
        for record in reading:
            _write(sys.stdout, **record.as_dict())
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
