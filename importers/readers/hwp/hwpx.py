"""HWPX: the sections' XML, walked with lxml. Element names count, not namespaces: three years of them are in use."""

import re
from collections.abc import Iterator

from importers.readers import archives
from importers.readers.archives import attribute, local
from importers.readers.faults import Unreadable
from importers.readers.flow import MAX_DEPTH, Flow, FlowParagraph, FlowTable, GridCell
from importers.records import DocumentRecord

SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
# What stands inside <hp:t> for a character.
CHARACTERS = {"lineBreak": "\n", "tab": "\t", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
# Parameters of fields (links, forms) and the code of equations are not text of the document.
SILENT = frozenset({"parameters", "fieldBegin", "equation", "metaTag", "secPr", "linesegarray", "shapeComment"})


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield the Records of every section. Unreadable: encrypted, broken, unsafe, too_large."""
    with archives.open_archive(path) as archive:
        _refuse_encrypted(archive)
        if any(name.startswith("Scripts/") and name.endswith(".js") for name in archive.namelist()):
            warn("macros")
        flow = Flow()
        for number, member in enumerate(_sections(archive), 1):
            root = archives.parse(archives.content(archive, member))
            if root is not None:
                yield from flow.records(_paragraphs(root, 0), section=number)


def _refuse_encrypted(archive):
    manifest = archives.parse(archives.content(archive, "META-INF/manifest.xml"))
    if manifest is not None and any(local(element) == "encryption-data" for element in manifest.iter()):
        raise Unreadable("encrypted")


def _sections(archive) -> list[str]:
    numbered = {int(match[1]): name for name in archive.namelist() if (match := SECTION.fullmatch(name))}
    if not numbered:
        raise Unreadable("broken")
    return [numbered[number] for number in sorted(numbered)]


def _paragraphs(parent, depth) -> Iterator[FlowParagraph | FlowTable]:
    """The paragraphs directly in `parent` (a section or a subList), each followed by what is anchored in it."""
    if depth > MAX_DEPTH:
        raise Unreadable("unsafe")
    for element in parent.iterchildren("{*}p"):
        texts: list[str] = []
        anchored: list = []
        leading = 0
        for run in element.iterchildren("{*}run"):
            _collect(run, texts, anchored, depth)
            # A letterhead hangs on the first paragraph, before its words.
            leading = leading if "".join(texts).strip() else len(anchored)
        text = "".join(texts)
        yield from anchored[: leading if text.strip() else 0]
        yield FlowParagraph(text)
        yield from anchored[leading if text.strip() else 0 :]


def _collect(parent, texts, anchored, depth):
    """Put the text of a run into `texts`, its tables, text boxes and notes into `anchored`."""
    for element in parent:
        name = local(element)
        if name == "t":
            texts.append(_text(element))
        elif name == "tbl":
            anchored.append(_table(element, depth + 1))
        elif name == "subList":
            anchored.extend(_paragraphs(element, depth + 1))
        elif name == "compose":
            texts.append(element.get("composeText", ""))
        elif name not in SILENT:
            _collect(_only_default(element), texts, anchored, depth)


def _only_default(element):
    """A switch holds one drawing twice, for new and for old versions: only one of them is read."""
    if local(element) != "switch":
        return element
    return next(element.iterchildren("{*}default"), element)


def _text(element) -> str:
    parts, deleted = [element.text or ""], False
    for child in element:
        name = local(child)
        if name in ("deleteBegin", "deleteEnd"):
            deleted = name == "deleteBegin"
        elif not deleted:
            parts.append(CHARACTERS.get(name, ""))
        parts.append("" if deleted else child.tail or "")
    return "".join(parts)


def _table(element, depth) -> FlowTable:
    cells = [_cell(cell, row, column, depth) for row, line in enumerate(element.iterchildren("{*}tr"))
             for column, cell in enumerate(line.iterchildren("{*}tc"))]  # fmt: skip
    caption = next(element.iterchildren("{*}caption"), None)
    texts = (block.text for block in _all_paragraphs(caption, depth) if isinstance(block, FlowParagraph))
    return FlowTable(cells, caption=" ".join(texts))


def _all_paragraphs(parent, depth) -> Iterator:
    for sublist in parent.iterchildren("{*}subList") if parent is not None else ():
        yield from _paragraphs(sublist, depth)


def _cell(element, row, column, depth) -> GridCell:
    address = next(element.iterchildren("{*}cellAddr"), {})
    span = next(element.iterchildren("{*}cellSpan"), {})
    return GridCell(
        row=_number(address, "rowAddr", row),
        column=_number(address, "colAddr", column),
        rowspan=_number(span, "rowSpan", 1),
        colspan=_number(span, "colSpan", 1),
        blocks=list(_all_paragraphs(element, depth)),
    )


def _number(element, name, default) -> int:
    value = attribute(element, name) if len(getattr(element, "attrib", ())) else None
    return min(int(value), 0xFFFF) if value and value.isdecimal() else default
