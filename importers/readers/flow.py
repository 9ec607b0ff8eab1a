"""The running text of a word processor: paragraphs and tables, one inside the other, turned into Records in order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from importers.readers import tables
from importers.readers.characters import clean
from importers.readers.faults import Unreadable
from importers.records import Cell, DocumentRecord, Locator
from importers.vocabulary import alternatives

# Real forms nest tables four deep; a hostile file nests until the stack ends.
MAX_DEPTH = 24
# Covered cells are context only: a forged span of 60,000 × 60,000 must not be drawn out.
MAX_COVERED = 20_000
HEADING = re.compile(r"(제\s?\d+\s?[장절관]|[Ⅰ-Ⅻ]+\s?[.．]?\s|\d{1,2}\s?[.．]\s|[□■◆◇▣▢❏]\s?)\S.*")
MAX_HEADING = 40
LIST_WORDS = alternatives("header_words", "list_name")
# The line above a table that names it; "(단위: 원)" may stand between them.
LIST_NAME = re.compile(rf"{LIST_WORDS}[\s)\]>】]*$")
UNIT = re.compile(r"[(\[<]?\s*단위")


@dataclass(slots=True)
class FlowParagraph:
    text: str
    heading: bool = False


@dataclass(slots=True)
class GridCell:
    """A cell of a word processor's table. Rows and columns count from 0."""

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    blocks: list = field(default_factory=list)

    def text(self) -> str:
        return clean("\n".join(block.text for block in self.blocks if isinstance(block, FlowParagraph)))

    def tables(self) -> list["FlowTable"]:
        return [block for block in self.blocks if isinstance(block, FlowTable)]


@dataclass(slots=True)
class FlowTable:
    """`edges` are where its columns part, in points; `follows`: it goes on with the table on the page before."""

    cells: list[GridCell]
    caption: str = ""
    edges: tuple[float, ...] = ()
    follows: bool = False


class Flow:
    """Numbers the paragraphs and tables of one document, from 1, in reading order.

    A heading right above a table is its title where it has no caption.
    """

    def __init__(self):
        self.paragraphs = 0
        self.tables = 0
        self.above = ""
        self.title, self.headers = "", {}

    def records(self, blocks: Iterable, depth: int = 0, **place) -> Iterator[DocumentRecord]:
        """Yield the Records of `blocks`; `place` are the Locator's other fields (section, page)."""
        if depth > MAX_DEPTH:
            raise Unreadable("unsafe")
        for block in blocks:
            if isinstance(block, FlowTable):
                yield from self._table(block, depth, place)
            elif text := clean(block.text):
                yield self._paragraph(text, block.heading, place)

    def _paragraph(self, text, heading, place) -> DocumentRecord:
        self.paragraphs += 1
        heading = heading or _is_heading(text)
        if not UNIT.match(text):
            self.above = text if heading or (len(text) <= MAX_HEADING and LIST_NAME.search(text)) else ""
        return DocumentRecord(
            "heading" if heading else "paragraph", Locator(paragraph=self.paragraphs, **place), text=text
        )

    def _table(self, table, depth, place) -> Iterator[DocumentRecord]:
        self.tables += 1
        if not table.follows:
            self.title, self.headers = clean(table.caption) or self.above, {}
        number, title, self.above = self.tables, self.title, ""
        nested: dict[int, list[FlowTable]] = {}
        for cell in table.cells:
            if inner := cell.tables():
                nested.setdefault(cell.row + 1, []).extend(inner)
        pending = sorted(nested)
        rows = _rows(table.cells)
        locate = partial(_row_locator, number, place)
        for record in tables.records(rows, locate, title, headers=self.headers):
            self.headers = record.headers
            while pending and pending[0] < record.locator.row:
                yield from self.records(nested[pending.pop(0)], depth + 1, **place)
            yield record
        for row in pending:
            yield from self.records(nested[row], depth + 1, **place)


def _row_locator(table: int, place: dict, row: int) -> Locator:
    return Locator(table=table, row=row, **place)


def _is_heading(text) -> bool:
    """A short numbered or marked line that is no sentence."""
    return len(text) <= MAX_HEADING and not text.endswith((".", ":", "?")) and bool(HEADING.fullmatch(text))


def _rows(cells: list[GridCell]) -> list[tables.ReadRow]:
    rows: dict[int, dict[int, Cell]] = {}
    height = max((cell.row for cell in cells), default=-1) + 1
    width = max((cell.column for cell in cells), default=-1) + 1
    coverable = MAX_COVERED
    for cell in cells:
        text = cell.text()
        rowspan = max(1, min(cell.rowspan, height - cell.row))
        colspan = max(1, min(cell.colspan, max(width, cell.column + 64) - cell.column))
        rows.setdefault(cell.row, {})[cell.column] = Cell(text, cell.column, colspan, rowspan)
        if text and rowspan * colspan > 1:
            coverable = _cover(rows, cell, text, rowspan, colspan, coverable)
    return [tables.ReadRow(row + 1, [by[column] for column in sorted(by)]) for row, by in sorted(rows.items())]


def _cover(rows, cell, text, rowspan, colspan, coverable) -> int:
    for row in range(cell.row, cell.row + rowspan):
        for column in range(cell.column, cell.column + colspan):
            if coverable > 0 and (row, column) != (cell.row, cell.column):
                rows.setdefault(row, {}).setdefault(column, Cell(text, column, covered=True))
                coverable -= 1
    return coverable
