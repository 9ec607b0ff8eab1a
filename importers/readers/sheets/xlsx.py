"""XLSX: its XML read as a stream.

openpyxl was measured first: 12.6 s and 178 MB for a real sheet of 23 MB that this reads in 2.1 s and 23 MB, one real
file ends in an IndexError there, its read-only mode trusts a wrong `<dimension>` (1 of 9,804 rows) and shows no merges;
calamine is fast but holds the whole sheet and tells neither number formats nor what is hidden.
"""

import re
from collections.abc import Iterator
from functools import cache

from importers.readers import archives, tables
from importers.readers.archives import attribute, local
from importers.readers.characters import clean_spreadsheet
from importers.readers.faults import Unreadable
from importers.readers.sheets.cells import BUILTIN, Format, Merges
from importers.records import Cell, DocumentRecord, Locator

MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)"')
END_OF_DATA = re.compile(rb"</(?:\w+:)?sheetData>")
MAX_TAIL = 16 * 1024 * 1024
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield a DocumentRecord per row of every sheet. Unreadable: broken, unsafe, too_large."""
    with archives.open_archive(path) as archive:
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            warn("macros")
        book = Workbook(archive)
        rows_left = MAX_ROWS
        for name, state, member in book.sheets():
            sheet = Sheet(book, name, member, hidden=state != "visible", warn=warn, max_rows=rows_left)
            yield from sheet.records()
            rows_left = max(1, rows_left - sheet.rows)
        if book.formulas:
            warn("formulas", count=book.formulas)
        if book.lots:
            warn("dates", count=book.lots)


class Workbook:
    """What the sheets of one file share: strings, number formats, date base, and two counts over all sheets."""

    def __init__(self, archive):
        self.archive = archive
        self.formulas = self.lots = 0
        self.root = archives.parse(archives.content(archive, "xl/workbook.xml"))
        if self.root is None:
            raise Unreadable("broken")
        settings = next(self.root.iter("{*}workbookPr"), {})
        self.base_1904 = settings.get("date1904") in ("1", "true")
        self.strings = list(_shared_strings(archive))
        self.formats = list(_formats(archive))

    def sheets(self) -> Iterator[tuple[str, str, str]]:
        """Yield (name, state, zip member) in the order of the tabs; chart sheets have no rows and are left out."""
        rels = archives.parse(archives.content(self.archive, "xl/_rels/workbook.xml.rels"))
        targets = {rel.get("Id"): rel.get("Target", "") for rel in (rels if rels is not None else ())}
        names = {name.lower(): name for name in self.archive.namelist()}
        for sheet in self.root.iter("{*}sheet"):
            target = targets.get(attribute(sheet, "id"), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheets/" in member and archives.is_xml(member) and member.lower() in names:
                yield sheet.get("name", ""), sheet.get("state", "visible"), names[member.lower()]

    def count_lot(self):
        self.lots += 1


def _shared_strings(archive) -> Iterator[str]:
    for item in _elements(archive, "xl/sharedStrings.xml", "{*}si"):
        yield _rich_text(item)


def _rich_text(item) -> str:
    """Text of the runs; phonetic guides (rPh) are not part of it."""
    texts = (t.text or "" for t in item.iter("{*}t") if local(t.getparent()) != "rPh")
    return clean_spreadsheet("".join(texts))


def _formats(archive) -> Iterator[Format]:
    styles = archives.parse(archives.content(archive, "xl/styles.xml"))
    if styles is None:
        return
    codes = {f.get("numFmtId"): f.get("formatCode", "") for f in styles.iter("{*}numFmt")}
    format_of = cache(lambda number: Format(codes.get(number) or BUILTIN.get(int(number or 0), "General")))
    for xf in styles.iterfind("{*}cellXfs/{*}xf"):
        yield format_of(xf.get("numFmtId"))


def _elements(archive, member, *tags):
    """Yield the elements of a member as they close, and forget them."""
    from lxml import etree

    if member not in archive.namelist():
        return
    try:
        with archive.open(member) as stream:
            archives.refuse_doctype(stream.read(4096))
        with archive.open(member) as stream:
            yield from _closing(stream, tags)
    except etree.XMLSyntaxError as error:
        raise archives.xml_fault(error) from error
    except archives.FAULTS as error:
        raise Unreadable("broken") from error


def _closing(stream, tags):
    from lxml import etree

    for _event, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True,
                                           load_dtd=False, huge_tree=True):  # fmt: skip
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


class Sheet:
    """One worksheet, read downwards. `rows` counts what was read."""

    def __init__(self, book: Workbook, name: str, member: str, hidden: bool, warn, max_rows: int):
        self.book, self.name, self.member, self.hidden = book, name, member, hidden
        self.warn, self.max_rows, self.rows = warn, max_rows, 0
        self.hidden_columns: list[range] = []

    def records(self) -> Iterator[DocumentRecord]:
        rows = self._rows()
        for record in tables.records(rows, lambda row: Locator(sheet=self.name, row=row), on_lot=self.book.count_lot):
            if self.hidden:
                self.warn("hidden_sheet", sheet=self.name)
            elif record.hidden or any("hidden" in cell.flags for cell in record.cells):
                self.warn("hidden_rows", sheet=self.name)
            yield record

    def _rows(self) -> Iterator[tables.ReadRow]:
        merges = Merges(_merged_ranges(self.book.archive, self.member))
        number = 0
        for element in _elements(self.book.archive, self.member, "{*}row", "{*}col"):
            if local(element) == "col":
                self._note_column(element)
                continue
            number = _integer(element.get("r"), number + 1)
            row = self._row(element, number)
            row.cells = merges.apply(number, row.cells)
            self.rows += 1
            if self.rows > self.max_rows:
                self.warn("rows_capped", sheet=self.name, count=f"{self.max_rows:,}")
                return
            yield row

    def _note_column(self, element):
        if element.get("hidden") in ("1", "true"):
            self.hidden_columns.append(range(_integer(element.get("min"), 1) - 1, _integer(element.get("max"), 1)))

    def _row(self, element, number) -> tables.ReadRow:
        row = tables.ReadRow(number, [], hidden=self.hidden or element.get("hidden") in ("1", "true"))
        column = -1
        for cell in element:
            reference = REFERENCE.match(cell.get("r", ""))
            column = column_index(reference[1]) if reference else column + 1
            if column < MAX_COLUMNS:
                self._add(row, cell, column)
        return row

    def _add(self, row, cell, column):
        text, lot, uncached = self._value(cell)
        self.book.formulas += uncached
        if lot:
            row.lots[column] = lot
        flags = ("formula",) if uncached else ()
        if text and any(column in columns for columns in self.hidden_columns):
            flags += ("hidden",)
        if text or flags:
            row.cells.append(Cell(text, column, flags=flags))

    def _value(self, cell) -> tuple[str, str, bool]:
        """(text, lot number that a date may have been, whether a formula has no cached value)"""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich_text(cell), "", False
        raw = formula = None
        for child in cell:
            name = local(child)
            raw = child.text if name == "v" else raw
            formula = True if name == "f" else formula
        if not raw:
            return "", "", bool(formula)
        return *self._show(kind, raw, cell.get("s")), False

    def _show(self, kind, raw, style) -> tuple[str, str]:
        if kind == "s":
            index = _integer(raw, -1)
            return (self.book.strings[index] if 0 <= index < len(self.book.strings) else ""), ""
        if kind == "b":
            return ("TRUE" if raw == "1" else "FALSE"), ""
        try:
            value = float(raw) if kind == "n" else None
        except ValueError:
            value = None
        if value is None or value != value or abs(value) == float("inf"):
            return ("" if kind == "e" else clean_spreadsheet(raw)), ""
        formatted = self._format(style).show(value, self.book.base_1904)
        return formatted.text, formatted.lot

    def _format(self, style) -> Format:
        index = _integer(style, 0)
        return self.book.formats[index] if 0 <= index < len(self.book.formats) else GENERAL


GENERAL = Format("General")


def _merged_ranges(archive, member) -> Iterator[tuple[int, int, int, int]]:
    """Merged ranges stand after the rows, which would have to wait for them: so the bytes are skimmed first."""
    tail, data_ended = b"", False
    for chunk in archives.chunks(archive, member):
        tail += chunk
        if not data_ended and (end := END_OF_DATA.search(tail)):
            tail, data_ended = tail[end.start() :], True
        elif not data_ended:
            tail = tail[-64:]
        if len(tail) > MAX_TAIL:
            break
    for left, first, right, last in MERGE.findall(tail if data_ended else b""):
        yield int(first), int(last), column_index(left.decode()), column_index(right.decode())


@cache
def column_index(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _integer(text, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default
