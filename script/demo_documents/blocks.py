"""A document before it has a format: headings, paragraphs and tables in order."""

from collections.abc import Iterator
from dataclasses import dataclass

DEMO_NOTE = "시연용 문서"


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class ParagraphBlock:
    text: str
    align: str = "left"
    title: bool = False


@dataclass(frozen=True)
class BoxBlock:
    """A cell that spans `rows` × `columns`; the positions that it covers are None in their rows."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class TableBlock:
    """`rows` of texts, Boxes and None; `widths` are shares of the page's width; the first `head` rows are headers."""

    rows: list
    widths: tuple[int, ...]
    head: int = 1

    def boxes(self, row: int) -> Iterator[tuple[int, BoxBlock]]:
        """(column, BoxBlock) of each cell that begins in this row."""
        for column, cell in enumerate(self.rows[row]):
            if cell is not None:
                yield column, cell if isinstance(cell, BoxBlock) else BoxBlock(str(cell))


def merged_down(rows: list[list], *columns: int) -> list[list]:
    """The rows with runs of the same text in these columns made one cell; a run ends where one left of it ends."""
    merged = [list(row) for row in rows]
    for column in columns:
        start = 0
        for index in range(1, len(rows) + 1):
            if index == len(rows) or rows[index][: column + 1] != rows[start][: column + 1]:
                merged[start][column] = BoxBlock(rows[start][column], rows=index - start)
                for covered in range(start + 1, index):
                    merged[covered][column] = None
                start = index
    return merged
