"""Document readers, one module a format (READERS): `read(path)` gives a Reading, an iterable of Records.

Readers parse hostile input: outside tests and the command line go through `importers.uploads.reading.read_in_child`.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from importers.readers.detection import detect
from importers.readers.faults import ReadingWarning, Unreadable
from importers.records import DocumentRecord

__all__ = ["Reading", "ReadingWarning", "Unreadable", "detect", "read"]

READERS = {
    "text": "importers.readers.text.plain",
    "csv": "importers.readers.text.csv",
    "xlsx": "importers.readers.sheets.xlsx",
    "xls": "importers.readers.sheets.xls",
    "docx": "importers.readers.docx",
    "hwp": "importers.readers.hwp.hwp5",
    "hwpx": "importers.readers.hwp.hwpx",
    "pdf": "importers.readers.pdf.pages",
}
EXTENSIONS = {
    "text": ("txt", "text", "md", "csv"),
    "csv": ("csv", "tsv", "txt"),
    "xlsx": ("xlsx", "xlsm", "xltx"),
    "docx": ("docx", "docm", "dotx"),
    "xls": ("xls", "xlt"),
    "hwp": ("hwp", "hwt"),
}


class Reading:
    """One reading of a document: iterate it once for its Records, in document order.

    `format` is what the content is; `warnings` grows while the Records come and is complete after the last.
    Iteration raises Unreadable where the file can't be read (further).
    """

    def __init__(self, format: str, records: Callable[["Reading"], Iterator[DocumentRecord]]):
        self.format = format
        self.warnings: list[ReadingWarning] = []
        self._records = records

    def __iter__(self) -> Iterator[DocumentRecord]:
        return self._records(self)

    def warn(self, code: str, **details):
        """Add a warning; the same one twice counts once."""
        warning = ReadingWarning(code, details)
        if warning not in self.warnings:
            self.warnings.append(warning)

    def compare_name(self, name: str):
        """Warn where the extension of `name` promises another format than the content has."""
        extension = Path(name).suffix.lower().lstrip(".")
        if extension and extension not in EXTENSIONS.get(self.format, (self.format,)):
            self.warn("wrong_name", extension=extension[:10], format=self.format.upper())


def read(path, name: str = "") -> Reading:
    """Reading of the file at `path`; `name` is what its owner called it, only to warn that it misleads.

    Unreadable: the file is of no format that we read, or locked.
    """
    path = Path(path)
    reading = Reading(detect(path), lambda reading: _records(path, reading))
    reading.compare_name(name)
    return reading


def _records(path, reading) -> Iterator[DocumentRecord]:
    """The format's module is imported here, when it is needed: all of them together would double a child's start."""
    module = import_module(READERS[reading.format])
    empty = True
    for record in module.read(path, reading.warn):
        empty = False
        yield record
    if empty:
        lost = any(warning.code == "partial" for warning in reading.warnings)
        raise Unreadable("broken" if lost else "no_text")
