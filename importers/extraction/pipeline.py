"""The passes over a document's Records, from the first to the mentions of the last."""

import re
from collections.abc import Iterable, Iterator, Mapping

from importers.extraction.context import DocumentContext, RowArea, row_context
from importers.extraction.finders.addressed import NAMED_WITH_AREA, VENUES_OF_ADDRESSES
from importers.extraction.finders.addresses import ADDRESSES
from importers.extraction.finders.areas import AREA_CELL, AREAS
from importers.extraction.finders.beside import BESIDE
from importers.extraction.finders.cells import LOCATION_CELL
from importers.extraction.finders.crossings import CROSSED, CROSSINGS
from importers.extraction.finders.finder import Finders
from importers.extraction.finders.institutions import INSTITUTIONS
from importers.extraction.finders.labels import BESIDE_LABEL, LABELLED_PLACE, LABELLED_PLACE_OF_CELL, SERVICE_SPOT
from importers.extraction.finders.lists import AMONG_SOME, BULLETED, LISTED, PARKING
from importers.extraction.finders.rooms import ROOMS
from importers.extraction.finders.segments import SEGMENTS, SEGMENTS_OF_CELL
from importers.extraction.finders.sentences import EVENTS, SAID
from importers.extraction.finders.stations import STATIONS
from importers.extraction.finders.stops import STOPS
from importers.extraction.finders.structures import CLOSURES, STRUCTURES
from importers.extraction.mention import FoundMention
from importers.extraction.notations import readable
from importers.extraction.prose.decide import decide
from importers.extraction.rows import CONTINUED, JOINED, OTHERWISE, REPEATED, ways_aside, with_gu_of_row
from importers.extraction.schema import Schema
from importers.extraction.sites import sites_of_row, sites_of_text
from importers.extraction.tables import is_header, tables
from importers.extraction.tiers import Tier
from importers.extraction.unit import TextUnit
from importers.records import Cell, DocumentRecord
from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.parsing.grammar import grammar

# In this order: each finder leaves alone what an earlier one has taken.
OF_TEXT = Finders(
    SEGMENTS,
    ADDRESSES,
    VENUES_OF_ADDRESSES,
    BESIDE_LABEL,
    LABELLED_PLACE,
    SERVICE_SPOT,
    SAID,
    CROSSINGS,
    STATIONS,
    INSTITUTIONS,
    BESIDE,
    ROOMS,
    NAMED_WITH_AREA,
    STOPS,
    CLOSURES,
    EVENTS,
    STRUCTURES,
    PARKING,
    BULLETED,
    AMONG_SOME,
    LISTED,
    AREAS,
)
OF_ADDRESS_CELL = Finders(REPEATED, ADDRESSES, OTHERWISE)
OF_CONTINUED_CELL = Finders(REPEATED, CONTINUED, ADDRESSES, OTHERWISE)
OF_LOCATION_CELL = Finders(REPEATED, SEGMENTS_OF_CELL, ADDRESSES, JOINED, CROSSED, LOCATION_CELL)
OF_AREA_CELL = Finders(REPEATED, AREA_CELL)
# A short cell of a table says what its row is called or how much of it there is, unless the cell beside it says 장소.
OF_SHORT_CELL = Finders(SEGMENTS_OF_CELL, ADDRESSES, JOINED, BESIDE_LABEL, LABELLED_PLACE_OF_CELL, ROOMS)
OF_NAME_CELL = Finders(ADDRESSES)
SHORT = 24
# A cell that begins with a gu says where, however short it is.
_AREA_FIRST = re.compile(r"(?:[가-힣]{2,7}[시도]\s)?[가-힣]{1,4}[구군]\s[가-힣]+[동가]\s?\(")
# "인헌시장 맞은편 가로수 전선 접촉" is short, too, but no name.
PHRASE = 3


def find(
    records: Iterable[DocumentRecord],
    lexicon: Lexicon,
    filename: str = "",
    chosen: Mapping[str, Mapping[int, str]] | None = None,
    down_to: Tier | None = Tier.SUGGESTED,
) -> Iterator[tuple[DocumentRecord, list[FoundMention]]]:
    """Each record with its mentions, in reading order. What the document says carries over from record to record.

    `chosen`: what people said of the columns of tables, by their shape (`choices.shape_of`). `down_to`: the least sure
    tier that is wanted; running text is read ten times as fast for what is sure alone.
    """
    context = DocumentContext.of_file(grammar(lexicon), filename, chosen)
    context.down_to = down_to
    return search(records, context)


def search(
    records: Iterable[DocumentRecord], context: DocumentContext
) -> Iterator[tuple[DocumentRecord, list[FoundMention]]]:
    """`find`, going on from what `context` knows."""
    for run in tables(records):
        if run.begins:
            context.open_table(run.records, run.own_headers)
        elif is_header(run.records[0]):
            yield run.records[0], _in_header(run.records[0], context)
            continue
        for record in run.records:
            yield record, mentions(record, context)


def _in_header(record: DocumentRecord, context: DocumentContext) -> list[FoundMention]:
    """The mentions of a header row, which no schema describes."""
    schema, context.schema = context.schema, Schema()
    header_mentions = mentions(record, context)
    context.schema = schema
    return header_mentions


def mentions(record: DocumentRecord, context: DocumentContext) -> list[FoundMention]:
    """The mentions of one record; `context` is what the records before it said, and is brought up to date."""
    context.enter(record)
    if record.kind != "row":
        plain = readable(record.text, in_table=False)
        unit = TextUnit(record, None, record.text, plain, plain.text, "", "", RowArea(), context)
        OF_TEXT.run(unit)
        if context.down_to:
            decide(unit)
        return sites_of_text(unit.mentions, record.text)
    row, row_mentions, schema = row_context(record, context), [], context.schema
    role_of, may_hold = schema.searched.get, context.grammar.may_hold
    any_may_hold = not schema.tells_places
    for index, cell in enumerate(record.cells):
        role, text = role_of(cell.column, ""), cell.text
        if role is None or not text or cell.covered:
            continue
        # Most of a register's cells have no role, and nothing in them is worth a look.
        if role or may_hold(text) or (any_may_hold and (row.dong or not text.isascii())):
            row_mentions += _in_cell(record, index, role, row, context)
    row_mentions = ways_aside(with_gu_of_row(row_mentions, context.grammar), record, context.schema.ways)
    context.remember(row, row_mentions)
    return sites_of_row(row_mentions, record, context.schema, context.tables)


def _in_cell(
    record: DocumentRecord, index: int, role: str, row: RowArea, context: DocumentContext
) -> list[FoundMention]:
    cell = record.cells[index]
    label = "" if context.schema.roles or not index else _label(record, index)
    plain = readable(cell.text, in_table=True)
    unit = TextUnit(record, index, cell.text, plain, plain.text, role, label, row, context)
    steps = _steps(cell, role, context)
    steps.run(unit)
    if steps is OF_TEXT and context.down_to and not role:
        decide(unit)
    return unit.mentions


def _steps(cell: Cell, role: str, context: DocumentContext):
    """What is looked for in a cell depends on its column, and on whether another column tells the places."""
    if role == "location":
        return OF_LOCATION_CELL
    if role == "area":
        return OF_AREA_CELL
    if role in ("told", "way"):
        return OF_TEXT
    if role:
        return OF_CONTINUED_CELL if context.schema.subs else OF_ADDRESS_CELL
    if context.schema.tells_places:
        return OF_NAME_CELL
    is_name = len(cell.text) < SHORT and cell.text.count(" ") < PHRASE and not _AREA_FIRST.match(cell.text)
    return OF_SHORT_CELL if is_name else OF_TEXT


def _label(record: DocumentRecord, index: int) -> str:
    """The cell to the left where the row is label | value, not a row of headers."""
    pair = not record.cells[0].header or sum(not cell.covered for cell in record.cells) <= 2
    return record.cells[index - 1].text if pair else ""
