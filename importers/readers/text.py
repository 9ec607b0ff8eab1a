"""Plain text: a .txt file, or a notice's text that was pasted."""

from collections.abc import Iterator

from importers.records import Record

from .csv import decode
from .flow import Flow, Paragraph


def read(path, warn) -> Iterator[Record]:
    """Yield a Record per line. Unreadable: encoding, too_large."""
    text = decode(path, warn)
    return Flow().records(Paragraph(line) for line in text.replace("\r", "\n").split("\n"))
