"""DOCX: its XML walked with lxml.

python-docx misses text boxes, content controls and footnotes, repeats merged cells, and opened a bomb into 6 GB; a
walk of our own is the pass that it would have needed beside it, and reads 2,000 rows in 0.2 s.
"""

import re
from collections.abc import Iterator

from importers.readers import archives
from importers.readers.archives import attribute, local
from importers.readers.faults import Unreadable
from importers.readers.flow import MAX_DEPTH, Flow, FlowParagraph, FlowTable, GridCell
from importers.records import DocumentRecord

NOTES = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}
CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted and moved-away text, a drawing's copy for old versions, field codes, properties.
SILENT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sdtPr", "tblPr", "sectPr"})
HEADING = re.compile(r"heading\s?\d|title|제목\s?\d?|toc heading", re.IGNORECASE)


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield the Records of the document's body. Unreadable: broken, unsafe, too_large."""
    with archives.open_archive(path) as archive:
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            warn("macros")
        root = archives.parse(archives.content(archive, "word/document.xml"))
        if root is None:
            raise Unreadable("broken")
        body = next(root.iterchildren("{*}body"), root)
        yield from Flow().records(Story(archive).blocks(body, 0))


class Story:
    """Walks the body with what it refers to: footnotes, endnotes, the names of styles."""

    def __init__(self, archive):
        self.notes = {name: _by_id(archive, member) for name, member in NOTES.items()}
        styles = archives.parse(archives.content(archive, "word/styles.xml"))
        self.headings = frozenset(_heading_styles(styles) if styles is not None else ())

    def blocks(self, parent, depth) -> Iterator[FlowParagraph | FlowTable]:
        """Paragraphs and tables in `parent`, also those in content controls, each followed by what it anchors."""
        if depth > MAX_DEPTH:
            raise Unreadable("unsafe")
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element, depth)
            elif name == "tbl":
                yield FlowTable(list(self._cells(element, depth + 1)))
            elif name not in SILENT and name != "tcPr":
                yield from self.blocks(element, depth + 1)

    def _paragraph(self, element, depth) -> Iterator[FlowParagraph | FlowTable]:
        texts: list[str] = []
        anchored: list = []
        self._collect(element, texts, anchored, depth)
        yield FlowParagraph("".join(texts), heading=self._is_heading(element))
        for story in anchored:
            yield from self.blocks(story, depth + 1)

    def _collect(self, parent, texts, anchored, depth):
        for element in parent:
            name = local(element)
            if name == "t":
                texts.append(element.text or "")
            elif name in CHARACTERS:
                texts.append(CHARACTERS[name])
            elif name == "txbxContent":
                anchored.append(element)
            elif name in NOTES:
                note = self.notes[name].get(attribute(element, "id"))
                anchored.extend([note] if note is not None else [])
            elif name not in SILENT and len(element):
                self._collect(element, texts, anchored, depth)

    def _is_heading(self, element) -> bool:
        style = element.find("{*}pPr/{*}pStyle")
        return style is not None and attribute(style, "val") in self.headings

    def _cells(self, table, depth) -> Iterator[GridCell]:
        """Cells with their spans; a vertically merged one is yielded once, by the row that begins it."""
        above: dict[int, GridCell] = {}
        for number, row in enumerate(_through_controls(table, "tr")):
            column = _value(row.find("{*}trPr/{*}gridBefore"), 0)
            for element in _through_controls(row, "tc"):
                colspan = max(1, _value(element.find("{*}tcPr/{*}gridSpan"), 1))
                merge = element.find("{*}tcPr/{*}vMerge")
                if merge is not None and attribute(merge, "val") != "restart" and column in above:
                    above[column].rowspan = number - above[column].row + 1
                else:
                    above[column] = GridCell(number, column, 1, colspan, list(self.blocks(element, depth)))
                    yield above[column]
                column += colspan


def _through_controls(parent, name) -> Iterator:
    """Rows or cells, also those wrapped in content controls or custom XML."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _through_controls(element, name)


def _value(element, default) -> int:
    value = attribute(element, "val", "") if element is not None else ""
    return min(int(value), 1_000) if value and value.isdecimal() else default


def _by_id(archive, member) -> dict:
    root = archives.parse(archives.content(archive, member))
    return {attribute(note, "id"): note for note in (root if root is not None else ())}


def _heading_styles(styles) -> Iterator[str]:
    for style in styles.iterchildren("{*}style"):
        name = style.find("{*}name")
        if name is not None and HEADING.match(attribute(name, "val", "")):
            yield attribute(style, "styleId")
