"""Tables among a document's Records: the runs of rows that one schema describes."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from importers.records import DocumentRecord

# Rows that are looked at before the first is searched: a sheet of 200,000 rows streams.
AHEAD = 1000


class Run(NamedTuple):
    """Records that are searched with one schema: the first or further rows of a table, a paragraph, a header row.

    `begins`: a table begins here; `own_headers`: its headers are its own, not those of a table above it in the sheet.
    """

    records: list[DocumentRecord]
    begins: bool = False
    own_headers: bool = True


def tables(records: Iterable[DocumentRecord]) -> Iterator[Run]:
    """The records in runs, in reading order; a table of any length comes in pieces of AHEAD rows."""
    held: list[DocumentRecord] = []
    last, begins, own = None, True, True
    for record in records:
        if record.kind != "row" or is_header(record):
            if held:
                yield Run(held, begins, own)
                begins, held = False, []
            yield Run([record])
            continue
        is_same = last is not None and _goes_on(last, record)
        is_below = is_same and _is_other_table(last, record)
        if held and (not is_same or is_below or len(held) == AHEAD):
            yield Run(held, begins, own)
            begins, held = False, []
        if not is_same or is_below:
            begins, own = True, not is_below
        last = record
        held.append(record)
    if held:
        yield Run(held, begins, own)


def _goes_on(last: DocumentRecord, record: DocumentRecord) -> bool:
    """Do two rows of data belong to one table? One that goes on over pages keeps its headers."""
    before, here = last.locator, record.locator
    if record.headers and record.headers is last.headers and before.sheet == here.sheet:
        return True
    if before.sheet != here.sheet or (record.headers is not last.headers and record.headers != last.headers):
        return False
    same_place = (before.page, before.section, before.table) == (here.page, here.section, here.table)
    return bool(record.headers) or same_place


def _is_other_table(last: DocumentRecord, record: DocumentRecord) -> bool:
    """Behind blank rows of a sheet: cells in other columns than above are another table, whose header was not known."""
    before, here = last.locator.row, record.locator.row
    if not before or not here or here <= before + 1 or last.locator.table:
        return False
    return [cell.column for cell in last.cells] != [cell.column for cell in record.cells]


def is_header(record: DocumentRecord) -> bool:
    """Is it a row of headers?"""
    return bool(record.cells) and record.cells[0].header and all(cell.header for cell in record.cells)
