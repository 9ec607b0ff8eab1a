"""The FoundPlace: a span of a Record that names a place."""

from dataclasses import dataclass, field

from importers.records import Locator
from maptag.geocoding.addresses import Address


@dataclass(slots=True)
class FoundPlace:
    """One place named at `start:end` (characters) of the text of `record.cells[cell]`, or of the paragraph if `cell`
    is None.

    `kind` is one of maptag.geocoding.addresses.KINDS; `key` its normal form. `near_sido`, `near_gu` and `near_dong`
    are what the document says around it. `addresses` are the grammar's readings of a road or lot mention. `flags`:
    others (외 N필지), extent (일대), listed (a further lot of the one before it), range, weak (a completed dong), ditto
    (repeats the row above), joined (split columns), date (a lot that the spreadsheet had turned into a date),
    gu_from_context, beside (named in the same cell as a segment, or as the venue of an address in parentheses), detail
    (named beside an address in a cell of a location column: the same spot in other words, of which no one needs a
    second pin).
    """

    cell: int | None
    start: int
    end: int
    text: str
    kind: str
    key: str
    near_gu: str = ""
    near_dong: str = ""
    addresses: tuple[Address, ...] = ()
    flags: tuple[str, ...] = ()
    locator: Locator = field(default_factory=Locator)
    near_sido: str = ""
