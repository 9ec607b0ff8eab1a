"""The child: a line of JSON and a picture come in, a line of JSON and the WebP files go out."""

import json
import resource
import sys


def limit_to(megabytes: int, seconds: int):
    """Memory and CPU time that this process may have; it can write no file at all."""
    for name, most in (("AS", megabytes * 1024**2), ("CPU", seconds), ("FSIZE", 0), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def main():
    limit_to(int(sys.argv[1]), int(sys.argv[2]))
    from community.picturing.work import TooLarge, process

    strokes = json.loads(sys.stdin.buffer.readline())
    try:
        measured, files = process(sys.stdin.buffer.read(), strokes)
    except TooLarge:
        answer, files = {"refused": "too_large"}, {}
    except Exception as error:  # whatever a decoder raises at a hostile file
        answer, files = {"refused": "unreadable", "cause": type(error).__name__}, {}
    else:
        answer = measured.as_dict() | {"files": {name: len(content) for name, content in files.items()}}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(files.values()))


main()
