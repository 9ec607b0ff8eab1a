"""Small documents of every format, made in memory, so that tests say what is in them."""

import io
import struct
import zipfile
import zlib

SECTOR = 512
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE container; "A/B" names stream B of storage A. Streams are padded past the size of mini streams."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors, fat, starts = bytearray(), [], {}
    for name, data in padded.items():
        starts[name] = len(fat)
        count = -(-len(data) // SECTOR)
        fat += [*range(len(fat) + 1, len(fat) + count), END]
        sectors += data.ljust(count * SECTOR, b"\0")
    directory = _directory(padded, starts)
    start = len(fat)
    count = len(directory) // SECTOR
    fat += [*range(start + 1, start + count), END]
    tables = 1
    while (len(fat) + tables) > tables * 128:
        tables += 1
    table_starts = list(range(len(fat), len(fat) + tables))
    fat += [FAT_SECTOR] * tables
    fat += [FREE] * (tables * 128 - len(fat))
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                         0, tables, start, 0, 4096, END, 0, END, 0)  # fmt: skip
    header += struct.pack("<109I", *table_starts, *[FREE] * (109 - tables))
    return header + bytes(sectors) + directory + struct.pack(f"<{len(fat)}I", *fat)


def _directory(streams, starts) -> bytes:
    entries = [["Root Entry", 5, END, 0, FREE, FREE]]
    storages = {}
    for name in streams:
        if "/" in name and (storage := name.split("/")[0]) not in storages:
            storages[storage] = len(entries)
            entries.append([storage, 1, 0, 0, FREE, FREE])
    last: dict[int, int] = {}
    for index in storages.values():
        _hang(entries, last, 0, index)
    for name, data in streams.items():
        entries.append([name.rpartition("/")[2], 2, starts[name], len(data), FREE, FREE])
        _hang(entries, last, storages.get(name.split("/")[0], 0) if "/" in name else 0, len(entries) - 1)
    packed = b"".join(_entry(*entry) for entry in entries)
    return packed.ljust(-(-len(packed) // SECTOR) * SECTOR, b"\0")


def _hang(entries, last, parent, index):
    """Siblings as a chain to the right: the dullest of all red-black trees."""
    if parent in last:
        entries[last[parent]][4] = index
    else:
        entries[parent][5] = index
    last[parent] = index


def _entry(name, kind, start, size, right, child) -> bytes:
    encoded = name.encode("utf-16-le")
    head = struct.pack("<64sHBBIII", encoded, len(encoded) + 2, kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def archive(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


# HWP 5 -----------------------------------------------------------------------------------------------------------


def record(tag: int, level: int, data: bytes) -> bytes:
    if len(data) >= 0xFFF:
        return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(data)) + data
    return struct.pack("<I", tag | level << 10 | len(data) << 20) + data


def hwp_paragraph(text: str, level: int = 0, controls: bytes = b"", before: int = 0, after: int = 0) -> bytes:
    """A paragraph with `before` and `after` its text so many controls, whose records are `controls`."""
    anchor = struct.pack("<H12xH", 11, 11)
    data = anchor * before + text.encode("utf-16-le") + anchor * after + struct.pack("<H", 13)
    return record(66, level, bytes(22)) + record(67, level + 1, data) + controls


def hwp_table(rows: list[list], level: int = 1) -> bytes:
    """A table; a cell is its text, or (text, column span, row span), or None under a span; bytes are paragraphs."""
    width = max(len(row) for row in rows)
    out = record(71, level, b" lbt" + bytes(20)) + record(77, level + 1, struct.pack("<IHH", 0, len(rows), width))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            text, colspan, rowspan = cell if isinstance(cell, tuple) else (cell, 1, 1)
            out += record(72, level + 1, struct.pack("<HIH4H", 1, 0, 0, column, number, colspan, rowspan) + bytes(18))
            out += text if isinstance(text, bytes) else hwp_paragraph(text, level + 1)
    return out


def hwp_text_box(paragraphs: bytes, level: int = 1) -> bytes:
    """A drawing with `paragraphs` of level `level` + 2 in it."""
    return (
        record(71, level, b" osg" + bytes(20))
        + record(76, level + 1, bytes(20))
        + record(72, level + 2, bytes(8))
        + paragraphs
    )


def hwp_note(paragraphs: bytes, level: int = 1) -> bytes:
    return record(71, level, b"  nf" + bytes(8)) + record(72, level + 1, bytes(8)) + paragraphs


def hwp(*sections: bytes, flags: int = 1, storage: str = "BodyText", packed: bool = True) -> bytes:
    """An HWP 5 file with the records of its sections."""
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010000, flags)
    streams = {"FileHeader": header, "DocInfo": deflate(b"")}
    for number, section in enumerate(sections):
        streams[f"{storage}/Section{number}"] = deflate(section) if packed else section
    return ole(streams)


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def lock(body: bytes) -> bytes:
    """The section of a distribution document: `body` under AES-128, the key in a masked first record."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    seed, key = 0x1234_5678, bytes(range(65, 81))
    plain = bytearray(struct.pack("<I", seed).ljust(256, b"\0"))
    offset = 4 + (seed & 15)
    plain[offset : offset + 16] = key
    masked = bytes(plain[:4]) + bytes(a ^ b for a, b in zip(plain[4:], _mask(seed)[4:], strict=True))
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    return record(28, 0, masked) + encryptor.update(body + bytes(-len(body) % 16)) + encryptor.finalize()


def _mask(state: int) -> bytes:
    def rand():
        nonlocal state
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        return state >> 16 & 0x7FFF

    out = b""
    while len(out) < 256:
        value = rand() & 0xFF
        out += bytes([value]) * ((rand() & 15) + 1)
    return out[:256]


# HWPX ------------------------------------------------------------------------------------------------------------

HWPX_NAMES = (
    'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'
)


def hwpx(body: str, **members) -> bytes:
    """An HWPX file whose one section holds `body`; further members by name (dots written as they are)."""
    section = f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {HWPX_NAMES}>{body}</hs:sec>'
    return archive({"mimetype": "application/hwp+zip", "Contents/section0.xml": section, **members})


def hwpx_paragraph(text: str = "", inside: str = "") -> str:
    return f"<hp:p><hp:run><hp:t>{text}</hp:t>{inside}</hp:run></hp:p>"


def hwpx_table(cells: list[tuple]) -> str:
    """A table of (row, column, row span, column span, paragraphs)."""
    rows: dict[int, str] = {}
    for row, column, rowspan, colspan, content in cells:
        rows[row] = rows.get(row, "") + (
            f'<hp:tc><hp:subList>{content}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            f'<hp:cellSpan colSpan="{colspan}" rowSpan="{rowspan}"/></hp:tc>'
        )
    return "<hp:tbl>" + "".join(f"<hp:tr>{rows[row]}</hp:tr>" for row in sorted(rows)) + "</hp:tbl>"


# PDF -------------------------------------------------------------------------------------------------------------


def pdf(*pages: str, trailer: str = "") -> bytes:
    """A PDF with the content streams `pages`; /F1 writes Hangul, every character as wide as the font is high."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Batang/Encoding/UniKS-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Batang/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>>>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {6 + 2 * number} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    return _pdf_file(objects, trailer)


def _pdf_file(objects, more) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    xref = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R{more}>>\n"
    return out + f"{xref}startxref\n{len(out)}\n%%EOF".encode("latin-1")


def pdf_text(x: float, y: float, text: str, size: float = 10) -> str:
    """A line of text at (x, y) from the lower left corner."""
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def pdf_lines(*lines: tuple[float, float, float, float]) -> str:
    return "".join(f"{x0} {y0} m {x1} {y1} l S\n" for x0, y0, x1, y1 in lines)


# XLS -------------------------------------------------------------------------------------------------------------


def xls(rows: list[list], merged: list[tuple[int, int, int, int]] = (), start: bytes = b"") -> bytes:
    """A BIFF 8 workbook with one sheet, "현황"; cells are texts or numbers, `start` the workbook's first records."""
    cells = b"".join(
        _xls_cell(row, column, value) for row, values in enumerate(rows) for column, value in enumerate(values)
    )
    if merged:
        cells += biff(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *area) for area in merged))
    sheet = biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + biff(0x0A, b"")
    book = biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + start
    name = "현황".encode("utf-16-le")
    bound = struct.pack("<IHBB", 0, 0, 2, 1) + name
    offset = len(book) + 4 + len(bound) + 4
    book += biff(0x85, struct.pack("<I", offset) + bound[4:]) + biff(0x0A, b"")
    return ole({"Workbook": book + sheet})


def _xls_cell(row, column, value) -> bytes:
    if isinstance(value, str):
        data = struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le")
        return biff(0x204, data)
    return biff(0x203, struct.pack("<HHHd", row, column, 0, value))


def biff(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
