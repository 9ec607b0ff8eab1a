"""Plain text: a .txt file, or a notice's text that was pasted."""

from collections.abc import Iterator

from importers.readers.flow import Flow, FlowParagraph
from importers.readers.text.csv import decode
from importers.records import DocumentRecord


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield a DocumentRecord per line. Unreadable: encoding, too_large."""
    text = decode(path, warn)
    return Flow().records(FlowParagraph(line) for line in text.replace("\r", "\n").split("\n"))
