"""An upload's document as it reads: blocks of headings, paragraphs and tables, with the mentions in their places.

A chunk is a run of Records that the screen loads at once. Tables go on over chunks: every part has the columns, the
widths and the header of the whole.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import ceil

from django.db.models import Q

from importers.models import Mention, Upload, UploadRecord
from importers.records import DocumentRecord

CHUNK = 200
# Widths are read off this many rows from the top of a table, so that every part of it gets the same.
SAMPLE = 40
MIN_WIDTH, MAX_WIDTH, CELL_PADDING = 3, 20, 2.0
# A spreadsheet has 16,384 columns; what claims more is hostile. HTML lets a cell span 1,000.
MAX_COLUMNS, MAX_SPAN = 16_384, 1000
# A head of more rows would fill the screen, where it stays in sight.
MAX_HEAD = 4


@dataclass(slots=True)
class TextRun:
    """A run of text; with `mention`, one that names a place, or goes on naming it behind another one within."""

    text: str
    mention: Mention | None = None
    goes_on: bool = False


@dataclass(slots=True)
class DrawnCell:
    """`number` is that of its text among the record's cells; None where it only stands in."""

    segments: list[TextRun]
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    continued: bool = False
    flags: tuple[str, ...] = ()
    number: int | None = None

    @property
    def tag(self) -> str:
        return "th" if self.header else "td"

    @property
    def look(self) -> str:
        """CSS classes: the rest of a cell that began in an earlier part, and what the reader did to the text."""
        return " ".join((["is-continued"] if self.continued else []) + [f"has-{flag}" for flag in self.flags])


@dataclass(slots=True)
class DrawnRow:
    number: int
    label: int | None
    cells: list[DrawnCell]
    hidden: bool = False


@dataclass(slots=True)
class DocumentBlock:
    """`kind` is "sheet", "page", "heading", "paragraph" or "table". `headers` are (text, columns that share it)."""

    kind: str
    text: str = ""
    number: int = 0
    hidden: bool = False
    continued: bool = False
    segments: list[TextRun] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    head: list[DrawnRow] = field(default_factory=list)
    headers: list[tuple[str, int]] = field(default_factory=list)
    rows: list[DrawnRow] = field(default_factory=list)

    @property
    def numbered(self) -> bool:
        """A sheet's rows carry the numbers that the spreadsheet shows."""
        return any(row.label is not None for row in (*self.head, *self.rows))

    @property
    def columns(self) -> list[tuple[int, int]]:
        """(width in em, how many neighbours have it)."""
        return _runs(self.widths)


def chunk_starts(upload: Upload) -> range:
    """The number of the first DocumentRecord of every chunk."""
    return range(1, upload.records_read + 1, CHUNK)


def chunk_blocks(upload: Upload, start: int) -> list[DocumentBlock]:
    """The blocks of the Records `start` to `start + CHUNK - 1`."""
    rows = list(upload.records.filter(number__range=(start - 1, start + CHUNK - 1)))
    previous = rows.pop(0).as_record() if rows and rows[0].number < start else None
    mentions = _spans_by_text(upload, rows)
    blocks = []
    for is_table, part in _parts([(row.number, row.as_record()) for row in rows]):
        blocks += _section(upload, previous, part[0][1])
        if is_table:
            blocks.append(_table(upload, part, mentions, previous))
        else:
            blocks.append(_flowing(*part[0], mentions))
        previous = part[-1][1]
    return blocks


def _parts(pairs):
    """Yield (True, the rows of one table) and (False, [one heading or paragraph])."""
    for key, group in groupby(pairs, key=lambda pair: _table_key(pair[1])):
        if key is not None:
            yield True, list(group)
        else:
            yield from ((False, [pair]) for pair in group)


def _goes_on(previous, record) -> bool:
    return previous is not None and _table_key(previous) == _table_key(record)


@dataclass(slots=True)
class Span:
    """Where a text says something of a mention's place: the mention itself, its evidence, or a row that repeats it."""

    start: int
    end: int
    mention: Mention


def _spans_by_text(upload, rows) -> dict[tuple, list[Span]]:
    """The spans of these rows by (number of the record, cell), in the order of their starts."""
    numbers = {row.pk: row.number for row in rows}
    drawn_numbers = set(numbers.values())
    spans: dict[tuple, list[Span]] = {}
    for mention in _shown_mentions(upload, rows):
        for number in drawn_numbers.intersection((numbers.get(mention.record_id), *mention.repeats)):
            for place in ({"cell": mention.cell, "start": mention.start, "end": mention.end}, *mention.evidence):
                span = Span(place["start"], place["end"], mention)
                spans.setdefault((number, place["cell"]), []).append(span)
    return {text: sorted(named, key=lambda span: (span.start, -span.end)) for text, named in spans.items()}


def _shown_mentions(upload, rows):
    numbers = [row.number for row in rows]
    named_here = Q(record__in=rows) | (~Q(repeats=[]) & Q(repeats__overlap=numbers))
    return upload.mentions.kept().filter(named_here).defer("candidates", "geometry").order_by("number")


def _table_key(record: DocumentRecord):
    if record.kind != "row":
        return None
    return (record.locator.page, record.locator.section, record.locator.sheet, record.locator.table, record.title)


def _section(upload, previous, record) -> list[DocumentBlock]:
    """The heading that a change of sheet or page calls for."""
    where, before = record.locator, previous and previous.locator
    if where.sheet and (before is None or before.sheet != where.sheet):
        return [DocumentBlock("sheet", where.sheet, hidden=_is_hidden(upload, where.sheet))]
    if where.page and (before is None or before.page != where.page):
        return [DocumentBlock("page", str(where.page))]
    return []


def _is_hidden(upload, sheet) -> bool:
    return not upload.records.filter(content__locator__sheet=sheet, content__hidden=False).exists()


def _flowing(number, record, mentions) -> DocumentBlock:
    segments = segments_of(record.text, mentions.get((number, None), ()))
    return DocumentBlock(record.kind, number=number, hidden=record.hidden, segments=segments)


def _table(upload, group, mentions, previous) -> DocumentBlock:
    first = group[0][1]
    continued = _goes_on(previous, first)
    sample = _top_of_table(upload, first) if continued or len(group) < SAMPLE else [record for _n, record in group]
    widths = column_widths([*sample[:SAMPLE], *(record for _number, record in group)])
    block = DocumentBlock("table", _caption(first, group, previous), widths=widths, continued=continued)
    if continued and first.headers:
        block.headers = _runs(first.headers.get(column, "") for column in range(len(widths)))
    rows = lay_out(group, mentions, len(widths))
    height = 0 if continued else _head_height(rows)
    block.head, block.rows = rows[:height], rows[height:]
    return block


def _runs(values) -> list[tuple]:
    return [(value, len(list(run))) for value, run in groupby(values)]


def _caption(first, group, previous) -> str:
    """The table's title, unless its own first rows or the line above say it."""
    texts_above = {cell.text for _number, record in group[:MAX_HEAD] for cell in record.cells}
    texts_above.add(previous.text if previous else "")
    return "" if first.title in texts_above else first.title


def _head_height(rows: list[DrawnRow]) -> int:
    """How many rows make the head, titles above the header included: none where a cell reaches down into the body."""
    headers = [n for n, row in enumerate(rows[:MAX_HEAD], 1) if row.cells and all(cell.header for cell in row.cells)]
    height = headers[-1] if headers else 0
    reaches = max((n + cell.rowspan for n, row in enumerate(rows[:height]) for cell in row.cells), default=0)
    return height if reaches <= height else 0


def _top_of_table(upload, record) -> list[DocumentRecord]:
    where = record.locator
    parts = {"page": where.page, "section": where.section, "sheet": where.sheet, "table": where.table}
    rows = UploadRecord.objects.filter(upload=upload, content__kind="row", content__title=record.title)
    rows = rows.filter(**{f"content__locator__{name}": value for name, value in parts.items() if value is not None})
    return [row.as_record() for row in rows[:SAMPLE]]


def column_widths(records: list[DocumentRecord]) -> list[int]:
    """Width of every column in em, by the longest line of the first SAMPLE records; all records for their number."""
    count = max((cell.column + cell.colspan for record in records for cell in record.cells), default=0)
    widths = [MIN_WIDTH] * min(count, MAX_COLUMNS)
    for record in records[:SAMPLE]:
        for cell in record.cells:
            if cell.colspan == 1 and not cell.covered and cell.column < len(widths):
                widths[cell.column] = max(widths[cell.column], min(_ems(cell.text), MAX_WIDTH))
    return widths


def _ems(text: str) -> int:
    return max(ceil(sum(1 if ord(c) > 0x1100 else 0.58 for c in line) + CELL_PADDING) for line in text.split("\n"))


def lay_out(group: list[tuple[int, DocumentRecord]], mentions: dict, width: int) -> list[DrawnRow]:
    """Rows of a table part, all `width` columns wide.

    Where a merged cell began in an earlier part, its rest is drawn again, without mentions.
    """
    under: dict[int, int] = {}
    rows = []
    for rows_left, (number, record) in zip(range(len(group), 0, -1), group, strict=True):
        covered = {column for column, below in under.items() if below}
        under.update({column: under[column] - 1 for column in covered})
        cells, end = _cells(number, record, mentions, under, covered, rows_left)
        rows.append(DrawnRow(number, _row_label(record), cells + _gap(end, width, covered), record.hidden))
    return rows


def _row_label(record):
    return record.locator.row if record.locator.sheet else None


def _cells(number, record, mentions, under, covered, rows_left) -> tuple[list[DrawnCell], int]:
    """A row's cells, and the column after the last.

    `under`: column → rows still to be covered by a cell drawn above; `covered`: columns that are so in this row;
    `rows_left`: rows left in this part.
    """
    drawn, column = [], 0
    for index, cell in enumerate(record.cells):
        if cell.column in covered or cell.column < column:
            continue
        drawn += _gap(column, cell.column, covered)
        column = cell.column + 1
        if cell.covered:
            drawn.append(DrawnCell([TextRun(cell.text)], continued=True))
            continue
        rowspan, colspan = max(1, min(cell.rowspan, rows_left)), max(1, min(cell.colspan, MAX_SPAN))
        column = cell.column + colspan
        under.update(dict.fromkeys(range(cell.column, column), rowspan - 1))
        segments = segments_of(cell.text, mentions.get((number, index), ()))
        drawn.append(DrawnCell(segments, colspan, rowspan, cell.header, flags=cell.flags, number=index))
    return drawn, column


def _gap(start, end, covered) -> list[DrawnCell]:
    """Empty cells where the document has none: one stray value far right must not cost a cell for every column."""
    columns = range(start, min(end, MAX_COLUMNS))
    runs = _runs((column in covered, column // MAX_SPAN) for column in columns)
    return [DrawnCell([], colspan) for (is_covered, _thousand), colspan in runs if not is_covered]


def segments_of(text: str, spans) -> list[TextRun]:
    """`text` cut at its spans, which come by their start. Of those that overlap the shortest has the text.

    A person may have added a part of what was found. What has no text of its own follows where it begins, empty-handed.
    """
    inner = list(_innermost(text, spans))
    shown, begun, segments = {id(span) for _start, _end, span in inner}, set(), []
    hidden = {start: [*those] for start, those in groupby(spans, key=lambda span: span.start)}
    for start, end, span in inner:
        segments.append(TextRun(text[start:end], span and span.mention, goes_on=bool(span) and id(span) in begun))
        begun.add(id(span))
        segments += [TextRun("", other.mention) for other in hidden.get(start, ()) if id(other) not in shown]
    return segments


def _innermost(text: str, spans) -> Iterator[tuple[int, int, Span | None]]:
    """Yield (start, end, the shortest span over it) for each stretch of `text` within which no span begins or ends."""
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    over, coming = [], deque(spans)
    for start, end in pairwise(cuts):
        while coming and coming[0].start <= start:
            over.append(coming.popleft())
        over = [span for span in over if span.end >= end]
        yield start, end, min(over, key=lambda span: span.end - span.start, default=None)
