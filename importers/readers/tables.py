"""What the rows of a table are: captions, header rows, rows; one recognition for sheets, CSV and word processors."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import median
from types import MappingProxyType

from importers.records import Cell, DocumentRecord, Locator
from importers.vocabulary import alternatives

SAMPLE_ROWS = 200
MAX_CAPTION_ROWS = 10
MAX_HEADER_ROWS = 4
MAX_TITLE = 200
MAX_CAPTION = 60
MAX_HEADER_TEXT = 40

UNIT = alternatives("units", "unit")
DATA = re.compile(
    rf"""[\s(]*(
      [-+△▲]?[\d,]+(\.\d+)?\s*{UNIT}?   # a quantity
    | \d{{2,4}}[-.)]\s?\d{{3,4}}[-.]\d{{4}}                                # a telephone number
    | \d{{4}}\s?[-./년]\s?\d{{1,2}}\s?([-./월]\s?\d{{0,2}}일?)?.*            # a date
    | \d{{1,2}}:\d{{2}}.*
    | https?://.* | \S+@\S+\.\S+
    )[\s)]*""",
    re.VERBOSE,
)
COUNTED = alternatives("units", "counted")
ADDRESS = re.compile(rf"([로길동가리읍면])\s?(산|지하)?\s?\d+(-\d+)?(?!\d*\s?{COUNTED})|\d\s?번지")
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"(19|20)\d\d년?")
NOUNS = alternatives("header_words", "noun")
# The nouns that headers of Korean registers end with, a unit or a note in parentheses aside.
WORDS = re.compile(
    rf"^no\.?$|^[시구동리계합]$|{NOUNS}(\(.*\)|\[.*\])*$",
    re.IGNORECASE,
)
FIRST = re.compile(alternatives("header_words", "first"), re.IGNORECASE)
LOT_HEADER = re.compile(alternatives("header_words", "lot"))
DAY_HEADER = re.compile(alternatives("header_words", "day"), re.IGNORECASE)
LOT = re.compile(r"산?\s?\d{1,4}(\s?-\s?\d{1,4})?(번지)?")


@dataclass(slots=True)
class ReadRow:
    """A row as a reader finds it. `lots`: by column, the lot number that a date cell may have been (12-3)."""

    number: int
    cells: list[Cell]
    hidden: bool = False
    lots: dict[int, str] = field(default_factory=dict)

    def origins(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.text and not cell.covered]

    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.origins())


@dataclass(slots=True)
class TableLayout:
    """What was recognised in the first rows: the caption, the rows (by index) that are headers, the lot columns."""

    title: str = ""
    header_rows: range = range(0)
    headers: dict[int, str] = field(default_factory=dict)
    header_texts: frozenset = frozenset()
    lot_columns: frozenset = frozenset()


def records(
    rows: Iterable[ReadRow],
    locate: Callable[[int], Locator],
    title: str = "",
    on_lot: Callable[[], None] | None = None,
    headers: Mapping[int, str] = MappingProxyType({}),
) -> Iterator[DocumentRecord]:
    """Yield a DocumentRecord per filled row. Only 200 rows are held at a time, so that a sheet of any length streams.

    `locate` makes the Locator of a row number; `on_lot` is called for each date that was given back as a lot number;
    `headers` are those of the page before, for rows that go on there and begin without.
    A sheet may hold several tables, one below the other: each has its own captions and headers.
    """
    rows = (row for row in rows if row.origins())
    held = deque(islice(rows, SAMPLE_ROWS))
    while held:
        layout = recognise(list(held), headers)
        headers = {}
        caption = (title or layout.title)[:MAX_TITLE]
        for index, row in enumerate(_one_table(held, rows, layout)):
            yield _record(row, index, layout, locate(row.number), caption, on_lot)
        held.extend(islice(rows, SAMPLE_ROWS - len(held)))


def _one_table(held, rows, layout) -> Iterator[ReadRow]:
    """Yield the rows up to where another table begins, taken from `held`, which is kept filled from `rows`."""
    index, previous = 0, None
    while held:
        if index > layout.header_rows.stop and _begins_table(previous, held):
            return
        previous = held.popleft()
        held.extend(islice(rows, 1))
        index += 1
        yield previous


def _begins_table(previous, held) -> bool:
    """Another header row after a blank row or below a caption."""
    row = held[0]
    if row.number > previous.number + 1 and _is_plainly_header(row):
        return True
    return len(row.origins()) == 1 and len(held) > 1 and _is_plainly_header(held[1])


def _is_plainly_header(row) -> bool:
    texts = ["".join(text.split()) for text in row.texts()]
    nouns = sum(1 for text in texts if WORDS.search(text) and not DIGIT.search(text))
    return len(texts) >= 3 and len(set(texts)) == len(texts) and nouns >= 0.6 * len(texts)


def _record(row, index, layout, locator, title, on_lot) -> DocumentRecord:
    cells = [cell for cell in row.cells if cell.text or cell.flags]
    if index in layout.header_rows or (layout.header_texts and row.texts() in layout.header_texts):
        cells = tuple(replace(cell, header=True) for cell in cells)
        return DocumentRecord("row", locator, cells=cells, title=title, hidden=row.hidden)
    if row.lots:
        cells = [_as_lot(cell, row.lots, layout, on_lot) for cell in cells]
    headers = layout.headers if index >= layout.header_rows.stop else {}
    return DocumentRecord("row", locator, cells=tuple(cells), headers=headers, title=title, hidden=row.hidden)


def _as_lot(cell, lots, layout, on_lot) -> Cell:
    if cell.column not in layout.lot_columns or cell.column not in lots:
        return cell
    if on_lot:
        on_lot()
    return replace(cell, text=lots[cell.column], flags=(*cell.flags, "date"))


def recognise(head: list[ReadRow], above: Mapping[int, str]) -> TableLayout:
    """The layout of a table from its first filled rows; `above` are the headers of a table that it may go on with."""
    if not head:
        return TableLayout()
    captions = _caption_rows(head)
    depth = _header_depth(head[captions:])
    if above and not depth:
        return TableLayout(headers=above, lot_columns=_lot_columns(head, above))
    header = head[captions : captions + depth]
    headers = _header_texts(header)
    return TableLayout(
        title=" ".join(_caption_texts(head[:captions])) if depth else "",
        header_rows=range(captions, captions + depth),
        headers=headers,
        header_texts=frozenset(row.texts() for row in header),
        lot_columns=_lot_columns(head[captions + depth :], headers),
    )


def _caption_texts(rows) -> Iterator[str]:
    """Texts of caption rows, without the sentences of instruction that stand among them."""
    texts = (" ".join(text.split()) for row in rows for text in row.texts())
    return (text for text in texts if len(text) <= MAX_CAPTION)


def _caption_rows(head) -> int:
    """How many rows stand above the table: one cell, or a cell and a "(단위: 원)", where rows usually have more."""
    width = median(len(row.cells) for row in head)
    if width < 2 or len(head) < 2:
        return 0
    narrow = 1 if width < 4 else 2
    for index, row in enumerate(head[: MAX_CAPTION_ROWS + 1]):
        if len(row.origins()) > narrow or any(cell.rowspan > 1 for cell in row.origins()):
            return index
    return 0


def _header_depth(rows) -> int:
    """How many of `rows` are header rows; 0 where the first row is already data."""
    if len(rows) < 2 or not _is_header(rows[0], rows[1 : 1 + 20]):
        return 0
    depth = 1
    while depth < min(len(rows) - 1, MAX_HEADER_ROWS) and _continues(rows[:depth], rows[depth]):
        depth += 1
    return depth


def _is_header(row, body) -> bool:
    texts = ["".join(text.split()) for text in row.texts()]
    if len(texts) < 2 or _data_share(texts) > 0.3:
        return False
    if FIRST.fullmatch(texts[0]):
        return True
    if _names_rows(body, len(texts)):
        return False
    distinct = set(texts)
    if sum(1 for text in distinct if WORDS.search(text)) >= 0.4 * len(distinct):
        return True
    return len(distinct) == len(texts) and _stands_out(texts, body)


def _names_rows(body, width) -> bool:
    """Whether it is a form: its first column says what stands beside it, and no row is above the others."""
    firsts = ["".join(row.texts()[0].split()) for row in body]
    return width <= 4 and sum(1 for text in firsts if WORDS.search(text) and not DIGIT.search(text)) > 0.5 * len(firsts)


def _data_share(texts) -> float:
    return sum(1 for text in texts if _is_data(text)) / max(1, len(texts))


def _is_data(text) -> bool:
    if YEAR.fullmatch(text):
        return False
    return bool(len(text) > MAX_HEADER_TEXT or DATA.fullmatch(text) or ADDRESS.search(text))


def _stands_out(texts, body) -> bool:
    """A row of words that the registers' lexicon lacks is a header when numbers or longer texts follow."""
    below = [text for row in body for text in row.texts()]
    if len(body) < 2 or not below:
        return False
    longer = sum(map(len, below)) / len(below) > 1.5 * sum(map(len, texts)) / len(texts)
    return _data_share(texts) == 0 and (longer or _data_share(below) > 0.3)


def _continues(header, row) -> bool:
    """A second header row: words only, its first column left to the row above or standing under a wide cell."""
    if _data_share(row.texts()) > 0 or any(len(text) > MAX_HEADER_TEXT for text in row.texts()):
        return False
    first = min(cell.column for cell in header[0].cells if cell.text)
    leads = next((cell for cell in row.cells if cell.column == first and cell.text), None)
    below_merged = any(cell.covered for cell in row.cells) and (leads is None or leads.covered)
    # A wide first header with a body cell below it needs the words to tell the header from the first data row.
    spans = any(cell.colspan > 1 for cell in header[-1].origins())
    if leads is None or leads.text == next(cell.text for cell in header[0].cells if cell.column == first):
        return True
    return below_merged or (spans and all(WORDS.search("".join(text.split())) for text in row.texts()))


def _header_texts(header) -> dict[int, str]:
    """Header of each column: the texts above each other, a cell's text also over the blanks to its right."""
    parts: dict[int, list[str]] = {}
    for depth, row in enumerate(header):
        last = depth == len(header) - 1
        for column, text in _spread(row, header[depth + 1 :], last).items():
            text = " ".join(text.split())
            if text and text not in parts.setdefault(column, []):
                parts[column].append(text)
    return {column: " ".join(texts) for column, texts in sorted(parts.items()) if texts}


def _spread(row, deeper, last) -> dict[int, str]:
    """Texts by column; blanks that have a text only in a deeper header row take the text to their left (CSV)."""
    texts = {cell.column: cell.text for cell in row.cells if cell.text}
    if last:
        return texts
    below = {cell.column for other in deeper for cell in other.origins()}
    for column in sorted(below - texts.keys()):
        nearest = max((c for c in texts if c < column), default=None)
        if nearest is not None and nearest in below | {column - 1}:
            texts[column] = texts[nearest]
    return texts


def _lot_columns(body, headers) -> frozenset[int]:
    """Columns of lot or building numbers, by their header or by their other cells: there "1월 8일" was 1-8."""
    columns = {column for row in body for column in row.lots}
    return frozenset(column for column in columns if _holds_lots(column, body, headers.get(column, "")))


def _holds_lots(column, body, header) -> bool:
    header = "".join(header.split())
    if DAY_HEADER.search(header):
        return False
    if LOT_HEADER.search(header):
        return True
    cells = [cell for row in body for cell in row.cells if cell.column == column and column not in row.lots]
    lots = sum(1 for cell in cells if "-" in cell.text and LOT.fullmatch(cell.text))
    return lots > 0 and sum(1 for cell in cells if LOT.fullmatch(cell.text)) >= 0.5 * len(cells)
