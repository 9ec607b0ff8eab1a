"""Tables among a document's Records: the runs of rows that one schema describes."""

from collections.abc import Iterable, Iterator

from importers.records import Record

# Rows that are looked at before the first is searched: a sheet of 200,000 rows streams.
AHEAD = 1000


def tables(records: Iterable[Record]) -> Iterator[tuple[bool, list[Record]]]:
    """(does a table begin here?, records) in reading order; paragraphs and header rows come one by one.

    A table of any length comes in pieces of AHEAD rows, of which the first begins it.
    """
    held: list[Record] = []
    key, begins = None, True
    for record in records:
        own = _table(record)
        if held and (own is None or own != key or len(held) == AHEAD):
            yield begins, held
            begins, held = own != key, []
        if own is None:
            yield False, [record]
            continue
        begins = begins or own != key
        key = own
        held.append(record)
    if held:
        yield begins, held


def _table(record: Record):
    """What the rows of one table have in common; None for what is no row of data."""
    if record.kind != "row" or is_header(record):
        return None
    if record.headers:  # a table that goes on over pages keeps its headers
        return record.locator.sheet, tuple(record.headers.items())
    return record.locator.sheet, record.locator.page, record.locator.section, record.locator.table


def is_header(record: Record) -> bool:
    """Is it a row of headers?"""
    return bool(record.cells) and all(cell.header for cell in record.cells)
