"""The child: a line of JSON and a picture come in, a line of JSON and the WebP files go out."""

import json
import sys

from community.reports.picturing.work import TooLarge, process
from maptag.sandbox import Limits, confine


def main():
    # The decoder of HEIC works in a thread of its own.
    confine(Limits(int(sys.argv[1]), int(sys.argv[2]), threads=1))
    strokes = json.loads(sys.stdin.buffer.readline())
    try:
        measured, files = process(sys.stdin.buffer.read(), strokes)
    except TooLarge as reason:
        answer, files = {"refused": str(reason)}, {}
    except Exception as error:  # whatever a decoder raises at a hostile file
        answer, files = {"refused": "unreadable", "cause": type(error).__name__}, {}
    else:
        answer = measured.as_dict() | {"files": {name: len(content) for name, content in files.items()}}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(files.values()))


main()
