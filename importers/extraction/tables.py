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
    last, begins = None, True
    for record in records:
        if record.kind != "row" or is_header(record):
            if held:
                yield begins, held
                begins, held = False, []
            yield False, [record]
            continue
        is_same = last is not None and _goes_on(last, record)
        if held and (not is_same or len(held) == AHEAD):
            yield begins, held
            begins, held = False, []
        begins = begins or not is_same
        last = record
        held.append(record)
    if held:
        yield begins, held


def _goes_on(last: Record, record: Record) -> bool:
    """Do two rows of data belong to one table? One that goes on over pages keeps its headers."""
    before, here = last.locator, record.locator
    if record.headers and record.headers is last.headers and before.sheet == here.sheet:
        return True
    if before.sheet != here.sheet or (record.headers is not last.headers and record.headers != last.headers):
        return False
    same_place = (before.page, before.section, before.table) == (here.page, here.section, here.table)
    return bool(record.headers) or same_place


def is_header(record: Record) -> bool:
    """Is it a row of headers?"""
    return bool(record.cells) and record.cells[0].header and all(cell.header for cell in record.cells)
