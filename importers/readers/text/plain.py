"""Plain text: a .txt file, or a notice's text that was pasted."""

from collections.abc import Iterator

from importers.readers.flow import Flow, Paragraph
from importers.readers.text.csv import decode
from importers.records import Record


def read(path, warn) -> Iterator[Record]:
    """Yield a Record per line. Unreadable: encoding, too_large."""
    text = decode(path, warn)
    return Flow().records(Paragraph(line) for line in text.replace("\r", "\n").split("\n"))
