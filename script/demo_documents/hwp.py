"""Writes blocks as HWP 5, after Hancom's published specification of the format."""

import struct

from tests.importers.documents import deflate, record

from .blocks import Heading, ParagraphBlock, TableBlock
from .ole import compound_file

FACE = "함초롬바탕"
WIDTH = 42520  # of the text on a page, in 1/7200 inch
ROW_HEIGHT = 1600
LEFT, RIGHT, CENTRE = 1, 2, 3
ALIGN = {"left": LEFT, "right": RIGHT, "center": CENTRE}
# Indices into the character shapes of DocInfo.
BODY, BOLD, TITLE = 0, 1, 2
HEIGHTS = ((1000, False), (1100, True), (1600, True))
NO_BORDER, BORDER, SHADED = 1, 2, 3
LAST = 0x80000000


def hwp_document(blocks: list) -> bytes:
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010001, 1)
    preview = "\r\n".join(block.text for block in blocks if not isinstance(block, TableBlock))
    return compound_file(
        {
            "FileHeader": header.ljust(256, b"\0"),
            "DocInfo": deflate(_doc_info()),
            "BodyText/Section0": deflate(_section(blocks)),
            "PrvText": preview.encode("utf-16-le"),
        }
    )


def _doc_info() -> bytes:
    counts = [0, *[1] * 7, 3, len(HEIGHTS), 1, 0, 0, 3, 1, 0, 0, 0]
    shapes = (LEFT, RIGHT, CENTRE)
    return b"".join(
        (
            record(16, 0, struct.pack("<7H3I", *[1] * 7, 0, 0, 0)),
            record(17, 0, struct.pack("<18i", *counts)),
            *[record(19, 1, b"\0" + _string(FACE))] * 7,
            *(record(20, 1, _border(*border)) for border in ((0, None), (1, None), (1, 0xF5EFE8))),
            *(record(21, 1, _character(height, bold)) for height, bold in HEIGHTS),
            record(22, 1, bytes(8)),
            *(record(25, 1, _paragraph_shape(align)) for align in shapes),
            record(26, 1, _string("바탕글") + _string("Normal") + struct.pack("<BBhHHH", 0, 0, 0x412, 0, BODY, 0)),
            record(30, 0, bytes(4)),
            record(31, 1, bytes(20)),
        )
    )


def _string(text) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


def _border(line, colour) -> bytes:
    side = struct.pack("<BBI", line, line, 0)
    fill = struct.pack("<II", 0, 0) if colour is None else struct.pack("<IIIiIB", 1, colour, 0, -1, 0, 0)
    return struct.pack("<H", 0) + side * 4 + struct.pack("<BBI", 1, 0, 0) + fill


def _character(height, bold) -> bytes:
    faces = struct.pack("<7H", *[0] * 7) + bytes([100] * 7) + bytes(7) + bytes([100] * 7) + bytes(7)
    colours = struct.pack("<4I", 0, 0, 0xFFFFFFFF, 0xB2B2B2)
    return faces + struct.pack("<iIbb", height, 2 * bold, 10, 10) + colours + struct.pack("<HI", NO_BORDER, 0)


def _paragraph_shape(align) -> bytes:
    attributes = 0x180 | align << 2
    return struct.pack("<I5iiHHH4hIIII", attributes, 0, 0, 0, 0, 0, 160, 0, 0, NO_BORDER, 0, 0, 0, 0, 0, 0, 160, 0)


def _section(blocks) -> bytes:
    parts = [_page()]
    parts += [_block(block, number) for number, block in enumerate(blocks, 1)]
    return b"".join(parts)


def _page() -> bytes:
    """The first paragraph: it holds only what describes the section and its column, an A4 page."""
    section, column = b"dces", b"dloc"
    text = b"".join(struct.pack("<H4s8xH", 2, control, 2) for control in (section, column))
    note = struct.pack("<IHHHHihhhBBI", 0, 0, 0, 0x29, 1, -1, 850, 567, 283, 1, 1, 0)
    frame = struct.pack("<I4hH", 1, 1417, 1417, 1417, 1417, NO_BORDER)
    controls = (
        record(71, 1, section + struct.pack("<IHHHiHHHHHI", 0, 1134, 0, 0, 8000, 0, 0, 0, 0, 0, 0) + bytes(15))
        + record(73, 2, struct.pack("<10I", 59528, 84188, 8504, 8504, 5668, 4252, 4252, 4252, 0, 0))
        + record(74, 2, note) * 2
        + record(75, 2, frame) * 3
        + record(71, 1, column + struct.pack("<HHHHI", 0x1004, 0, 0, 0, 0))
    )
    return _paragraph(text, 16, controls=controls, mask=1 << 2)


def _block(block, number) -> bytes:
    if isinstance(block, TableBlock):
        return _table_paragraph(block, number)
    title = isinstance(block, ParagraphBlock) and block.title
    shape = TITLE if title else BOLD if isinstance(block, Heading) else BODY
    align = ALIGN[block.align] if isinstance(block, ParagraphBlock) else LEFT
    return _text_paragraph(block.text, shape, align)


def _text_paragraph(text, shape=BODY, align=LEFT, level=0, last=False) -> bytes:
    return _paragraph(text.encode("utf-16-le"), len(text), shape, align, level, last=last)


def _paragraph(text, units, shape=BODY, align=LEFT, level=0, controls=b"", mask=0, last=False) -> bytes:
    count = units + 1 | (LAST if last else 0)
    header = struct.pack("<IIHBBHHHIH", count, mask, align - 1, 0, 0, 1, 0, 0, 0, 0)
    return (
        record(66, level, header)
        + record(67, level + 1, text + struct.pack("<H", 13))
        + record(68, level + 1, struct.pack("<II", 0, shape))
        + controls
    )


def _table_paragraph(table, number) -> bytes:
    text = struct.pack("<H4s8xH", 11, b" lbt", 11)
    return _paragraph(text, 8, controls=_table(table, number), mask=1 << 11)


def _table(table, number) -> bytes:
    margin = struct.pack("<4H", 140, 140, 140, 140)
    size = (WIDTH, ROW_HEIGHT * len(table.rows))
    head = b" lbt" + struct.pack("<I5i", 0x082A2311, 0, 0, *size, number) + margin + struct.pack("<IiH", number, 0, 0)
    counts = [sum(cell is not None for cell in row) for row in table.rows]
    shape = struct.pack("<IHHH", 6, len(table.rows), len(table.widths), 0) + margin
    shape += struct.pack(f"<{len(counts)}HHH", *counts, BORDER, 0)
    cells = (_cell(table, row, column, box) for row in range(len(table.rows)) for column, box in table.boxes(row))
    return record(71, 1, head) + record(77, 2, shape) + b"".join(cells)


def _cell(table, row, column, box) -> bytes:
    width = sum(table.widths[column : column + box.columns]) * WIDTH // sum(table.widths)
    header = row < table.head
    place = struct.pack("<HHIHHHH", 1, 0, 0x20, column, row, box.columns, box.rows)
    size = struct.pack("<II4H", width, ROW_HEIGHT * box.rows, 140, 140, 140, 140)
    data = place + size + struct.pack("<HI", SHADED if header else BORDER, width) + bytes(9)
    text = _text_paragraph(box.text, BOLD if header else BODY, CENTRE if header else LEFT, level=2, last=True)
    return record(72, 2, data) + text
