"""What a reader yields: Records, each a table row or a paragraph, each with its place in the document.

Plain data without ORM, so that readers run in a child process and extraction stays pure.
"""

from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache


@dataclass(slots=True, unsafe_hash=True)
class Locator:
    """Where in the document: only the parts that apply to the format are set.

    `page`, `section`, `table`, `paragraph` and `row` count from 1 (a sheet's row is the row number that Excel shows);
    `column` is a letter; `cell` is "column letter + row" ("C12"). Never changed once made, and not frozen all the same:
    a register makes three for each of its rows.
    """

    page: int | None = None
    section: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    paragraph: int | None = None

    def as_dict(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row. `column` counts from 0.

    `covered`: the cell lies under a merged cell; `text` repeats the origin's text, for context only: it is neither
    drawn nor searched. `flags` say what the reader did to the text: "date" (a lot number that the spreadsheet had
    turned into a date was given back), "formula" (no cached value), "hidden" (the cell stands in a hidden column).
    """

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    covered: bool = False
    flags: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        return column_letter(self.column)


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One unit of a document, in reading order.

    `kind` is "heading", "paragraph" or "row". Paragraphs and headings have `text`; rows have `cells`, in column order.
    `headers` maps a column (from 0) to its header text, multi-row headers joined by one space, for rows of a table
    whose header was recognised; header rows themselves have `header=True` cells and no `headers`. `title` is the
    table's or sheet's caption where there is one. `hidden`: on a hidden sheet, row or column.
    """

    kind: str
    locator: Locator
    text: str = ""
    cells: tuple[Cell, ...] = ()
    headers: dict[int, str] = field(default_factory=dict)
    title: str = ""
    hidden: bool = False

    def cell_in(self, column: int) -> Cell | None:
        """The cell of this column; it stands at its number unless cells are missing before it."""
        if column < len(self.cells) and self.cells[column].column == column:
            return self.cells[column]
        return next((cell for cell in self.cells if cell.column == column), None)

    def locator_of(self, cell: int | None) -> Locator:
        """Where its cell number `cell` stands; None for the record itself."""
        if cell is None:
            return self.locator
        place, letter = self.locator, column_letter(self.cells[cell].column)
        return Locator(
            place.page, place.section, place.sheet, place.table, place.row, letter, f"{letter}{place.row or ''}"
        )

    def texts(self):
        """Yield (cell index, text) of everything in which mentions may be found; paragraphs have the index None."""
        if self.kind != "row":
            yield None, self.text
            return
        for index, cell in enumerate(self.cells):
            if not cell.covered:
                yield index, cell.text

    def as_dict(self) -> dict:
        """JSON form, the inverse of `from_dict`."""
        return {
            "kind": self.kind,
            "locator": self.locator.as_dict(),
            "text": self.text,
            "cells": [_compact(cell) for cell in self.cells],
            "headers": {str(column): text for column, text in self.headers.items()},
            "title": self.title,
            "hidden": self.hidden,
        }

    @classmethod
    def from_dict(cls, data: dict) -> "DocumentRecord":
        return cls(
            kind=data["kind"],
            locator=Locator(**data["locator"]),
            text=data["text"],
            cells=tuple(Cell(**{**cell, "flags": tuple(cell.get("flags", ()))}) for cell in data["cells"]),
            headers={int(column): text for column, text in data["headers"].items()},
            title=data["title"],
            hidden=data["hidden"],
        )


def _compact(cell: Cell) -> dict:
    """Cell as JSON without the fields that have their default: a 4,000-row sheet shrinks to a third."""
    return {
        f.name: getattr(cell, f.name)
        for f in fields(Cell)
        if f.name in ("text", "column") or getattr(cell, f.name) != f.default
    }


@lru_cache(maxsize=1000)
def column_letter(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
