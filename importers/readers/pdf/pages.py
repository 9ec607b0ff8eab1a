"""PDF with text, by PDFium: lines joined into the paragraphs they were wrapped from, ruled tables as tables."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from importers.readers.faults import Unreadable
from importers.readers.flow import Flow, FlowParagraph, FlowTable, GridCell
from importers.readers.pdf.losses import UNMAPPED, has_no_unicode, whole_text
from importers.readers.pdf.tables import CellBox, Grid, grids
from importers.records import DocumentRecord

MAX_PAGES = 1_000
MAX_PAGE_CHARS = 200_000
SAMPLE_CHARS = 200
# HWP's cells keep 1.8 mm free on either side.
CELL_PADDING = 10.0
BULLET = re.compile(r"\s*([-–*※□■◆◇○●◦▪▶▷☞ㅇ·•➢❍<\[①-⑳]|[ⅰ-ⅹⅠ-Ⅻ]\s*[.)]|\(?\d{1,2}[.)]\s|\(?[가-하][.)]\s|제\s?\d+조)")
PAGE_NUMBER = re.compile(r"\W*\d{1,4}(?:\s?/\s?\d{1,4})?\W*")
# Of a line's height: what parts two words.
WORD_GAP = 0.15
# Points by which the columns of a table may shift from one page to the next.
SAME_EDGE = 3.0
# Page numbers in one warning.
MOST_TOLD = 20


# By the quarter turn of the text: how a point of the page becomes upright.
TURNS = (
    lambda x, y: (x, y),
    lambda x, y: (-y, x),
    lambda x, y: (-x, -y),
    lambda x, y: (y, -x),
)


@dataclass(slots=True)
class Line:
    """A line as it is printed; `text` keeps a blank at its end, which tells a wrap between words."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    def letter_width(self) -> float:
        """Of a Hangul letter; digits and Latin ones are half as wide."""
        halves = sum(2 if letter > "\u1100" else 1 for letter in self.text.strip())
        return 2 * (self.right - self.left) / halves if halves else self.height

    def first_word_width(self) -> float:
        parts = self.text.split(None, 1)
        return (self.right - self.left) * len(parts[0]) / len(self.text.strip()) if parts else 0.0


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield the Records of every page. Unreadable: encrypted, broken, scanned, garbled_pdf."""
    document = _open(path)
    flow, scanned, seen, unmapped, blocks = Flow(), [], 0, 0, []
    without_unicode: list[str] = []
    for number in range(1, len(document) + 1):
        if number > MAX_PAGES:
            warn("pages_capped", count=f"{MAX_PAGES:,}")
            break
        page = _page(document, number - 1)
        if page is None:
            warn("partial")
            continue
        textpage = whole_text(page)
        if has_no_unicode(textpage):
            without_unicode.append(str(number))
        before, blocks = blocks, list(_page_blocks(page, textpage))
        _follow(before, blocks)
        text = "".join(_texts(blocks))
        seen, unmapped = seen + len(text), unmapped + len(UNMAPPED.findall(text))
        if not text and _has_images(page):
            scanned.append(str(number))
        if unmapped > 200 and unmapped > seen * 0.3:
            raise Unreadable("garbled_pdf")
        yield from flow.records(blocks, page=number)
    for code, pages in {"scanned_pages": scanned, "no_unicode": without_unicode}.items():
        if pages:
            warn(code, pages=", ".join(pages[:MOST_TOLD]) + ("…" if len(pages) > MOST_TOLD else ""))
    if not seen:
        raise Unreadable("garbled_pdf" if without_unicode else "scanned")


def _follow(before: list, blocks: list):
    """Mark the table that goes on with the last one of the page `before`: nothing but a page number parts them."""
    first = next((block for block in blocks if not _is_page_number(block)), None)
    last = next((block for block in reversed(before) if not _is_page_number(block)), None)
    if (
        not isinstance(first, FlowTable)
        or not isinstance(last, FlowTable)
        or not 2 < len(first.edges) <= len(last.edges)
    ):
        return
    missing = len(last.edges) - len(first.edges)
    moved = (abs(a - b) for a, b in zip(first.edges, last.edges[missing:], strict=True))
    first.follows = all(by < SAME_EDGE for by in moved)
    if first.follows and missing:
        # A cell that goes on over the whole page is drawn without the lines that would make it one.
        first.edges = last.edges
        for cell in first.cells:
            cell.column += missing


def _is_page_number(block) -> bool:
    return isinstance(block, FlowParagraph) and PAGE_NUMBER.fullmatch(block.text) is not None


def _open(path):
    import pypdfium2

    # Not by its path, which pypdfium2 would resolve: a file in memory has none.
    file = path.open("rb")
    try:
        return pypdfium2.PdfDocument(file, autoclose=True)
    except pypdfium2.PdfiumError as error:
        file.close()
        raise Unreadable("encrypted" if "assword" in str(error) else "broken") from error


def _page(document, index):
    import pypdfium2

    try:
        return document[index]
    except pypdfium2.PdfiumError:
        return None


def _has_images(page) -> bool:
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))


def _texts(blocks) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, FlowParagraph):
            yield "".join(block.text.split())
        else:
            yield from (text for cell in block.cells for text in _texts(cell.blocks))


def _page_blocks(page, textpage) -> Iterator[FlowParagraph | FlowTable]:
    turn = _turn(textpage)
    page_grids = grids(page, turn)
    outside, inside = _lines(textpage, turn, page_grids)
    trusted = _ends_words_with_blanks([*outside, *(line for lines in inside.values() for line in lines)])
    tables = []
    for number, grid in enumerate(page_grids):
        lines = {box: inside.get((number, box), []) for box in grid.cells}
        if sum(1 for content in lines.values() if content) > 1:
            tables.append((grid.top, _table(lines, trusted)))
        else:
            outside.extend(line for content in lines.values() for line in content)
    yield from _in_order(_paragraphs(outside, trusted), tables)


def _turn(textpage) -> Callable[[float, float], tuple[float, float]]:
    """What makes a point upright: wide tables are printed sideways, with or without the page saying so."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    angles = (pdfium.FPDFText_GetCharAngle(textpage, index) for index in range(0, count, max(1, count // SAMPLE_CHARS)))
    quarters = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    quarter = quarters.most_common(1)[0][0] if quarters else 0
    return TURNS[quarter]


def _in_order(paragraphs, tables) -> Iterator[FlowParagraph | FlowTable]:
    """Paragraphs in the page's own order, each table after the last one that stands above it (a page number, which
    often comes first, stands below)."""
    after: dict[int, list] = {}
    for top, table in sorted(tables, key=lambda item: -item[0]):
        above = [index for index, (other, _paragraph) in enumerate(paragraphs) if other >= top]
        after.setdefault(above[-1] if above else -1, []).append(table)
    yield from after.get(-1, [])
    for index, (_top, paragraph) in enumerate(paragraphs):
        yield paragraph
        yield from after.get(index, [])


def _lines(textpage, turn, page_grids: list[Grid]) -> tuple[list[Line], dict[tuple[int, CellBox], list[Line]]]:
    """(lines outside of grids, lines by (grid, cell)), in the order of the page's content."""
    outside: list[Line] = []
    inside: dict[tuple[int, CellBox], list[Line]] = {}
    line, where, broken = None, None, False
    for char, left, bottom, right, top in _characters(textpage, turn):
        if char in "\r\n" or (broken and char == " "):
            broken = True
            continue
        if line is not None and char == " ":
            line.text += char
            continue
        place = _place(page_grids, (left + right) / 2, (bottom + top) / 2)
        same = line is not None and place == where and _same_line(line, bottom, top, left)
        if not same or (broken and not _adjoins(line, left)):
            line, where = Line("", left, right, bottom, top), place
            (outside if place is None else inside.setdefault(place, [])).append(line)
        elif broken and left - line.right > WORD_GAP * line.height:
            line.text += " "
        broken = False
        line.text += char
        line.left, line.right = min(line.left, left), max(line.right, right)
        line.bottom, line.top = min(line.bottom, bottom), max(line.top, top)
    return outside, inside


def _same_line(line, bottom, top, left) -> bool:
    return abs((bottom + top) - (line.bottom + line.top)) < max(line.height, top - bottom) and left > line.left - 1


def _adjoins(line, left) -> bool:
    """PDFium takes the letters of a page of wide columns for lines of their own, one below the other."""
    return -0.5 * line.height < left - line.right < line.height


def _place(page_grids, x, y) -> tuple[int, CellBox] | None:
    for number, grid in enumerate(page_grids):
        if grid.holds(x, y) and (box := next((box for box in grid.cells if box.holds(x, y)), None)):
            return number, box
    return None


def _characters(textpage, turn) -> Iterator[tuple[str, float, float, float, float]]:
    import pypdfium2.raw as pdfium

    rectangle = pdfium.FS_RECTF()
    for index in range(min(textpage.count_chars(), MAX_PAGE_CHARS)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        pdfium.FPDFText_GetLooseCharBox(textpage, index, rectangle)
        x0, y0 = turn(rectangle.left, rectangle.bottom)
        x1, y1 = turn(rectangle.right, rectangle.top)
        yield chr(code) if code < 0x110000 else "\ufffd", min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _ends_words_with_blanks(lines) -> bool:
    """Whether this page keeps the blank at which a line was wrapped; then a line without one broke within a word."""
    return sum(1 for line in lines if line.text.endswith(" ")) > len(lines) * 0.03


def _table(lines: dict[CellBox, list[Line]], trusted) -> FlowTable:
    cells = []
    for box, content in lines.items():
        cell = GridCell(box.row, box.column, box.rowspan, box.colspan)
        width = box.right - box.left - CELL_PADDING
        joined = _joined(content, lambda line, width=width: width - (line.right - line.left), trusted)
        cell.blocks = [FlowParagraph(text) for _top, text in joined]
        cells.append(cell)
    return FlowTable(cells, edges=tuple(sorted({edge for box in lines for edge in (box.left, box.right)})))


def _paragraphs(lines, trusted) -> list[tuple[float, FlowParagraph]]:
    edge = max((line.right for line in lines), default=0.0)
    return [(top, FlowParagraph(text)) for top, text in _joined(lines, lambda line: edge - line.right, trusted)]


def _joined(lines, room: Callable[[Line], float], trusted: bool) -> Iterator[tuple[float, str]]:
    """Yield (top, text) of each paragraph; `room` is the width left free at the end of a line."""
    text, last, top = "", None, 0.0
    for line in lines:
        if last is not None and _wrapped(last, line, room(last)):
            text += _glue(last, line, room(last), trusted) + line.text
        else:
            if text.strip():
                yield top, " ".join(text.split())
            text, top = line.text, line.top
        last = line
    if text.strip():
        yield top, " ".join(text.split())


def _wrapped(line, following, room) -> bool:
    """Whether `following` goes on with the paragraph: its first word did not fit into the room that `line` left."""
    if BULLET.match(following.text) or not -0.5 * line.height < line.bottom - following.top < 1.5 * line.height:
        return False
    return room < following.first_word_width() + 0.5 * line.height


def _glue(line, following, room, trusted) -> str:
    """Nothing where the line was full, not a letter more would fit, and broke within a word; else a blank."""
    return "" if trusted and not line.text.endswith(" ") and room < following.letter_width() + 1 else " "
