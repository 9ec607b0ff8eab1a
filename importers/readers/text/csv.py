"""CSV in the encodings and with the delimiters that Korean offices use."""

import re
from collections.abc import Iterator

from importers.readers import tables
from importers.readers.characters import clean
from importers.readers.faults import Unreadable
from importers.readers.text.delimited import SEPARATOR, delimiter, usual_fields
from importers.readers.text.quoting import Lines
from importers.records import Cell, DocumentRecord, Locator

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Strict UTF-8, then strict CP949, read 334 of 335 real files; guessing by statistics fails on characters cut in half.
ENCODINGS = ("utf-8", "cp949")
SAMPLE = 8192
MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
# Line numbers in one warning.
MOST_TOLD = 10
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
KOREAN_DAY = re.compile(r"0?(\d{1,2})월 ?0?(\d{1,2})일")
ENGLISH_DAY = re.compile(rf"0?(\d{{1,2}})-({'|'.join(MONTHS)})")
ENGLISH_MONTH = re.compile(rf"({'|'.join(MONTHS)})-(\d\d)")


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield a DocumentRecord per row. Unreadable: encoding, too_large."""
    text = decode(path, warn)
    lots: list[int] = []
    separator = delimiter(text)
    lines = Lines(SEPARATOR.sub("", text, count=1) if SEPARATOR.match(text) else text, separator)
    lines.usual = usual_fields(lines.text, separator)
    yield from tables.records(_rows(lines, warn), lambda row: Locator(row=row), on_lot=lambda: lots.append(1))
    if lines.unclosed:
        numbers = ", ".join(map(str, lines.unclosed[:MOST_TOLD])) + ("…" if len(lines.unclosed) > MOST_TOLD else "")
        warn("unclosed_quote", lines=numbers)
    if lots:
        warn("dates", count=len(lots))


def decode(path, warn) -> str:
    """Text of a file; a damaged character in a thousand is replaced with a warning. Unreadable: encoding, too_large."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    encodings = [encoding for bom, encoding in BOMS if data.startswith(bom)] or _without_mark(data)
    for encoding in encodings:
        try:
            return _readable(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _readable(_decode_damaged(data, encodings, warn))


def _readable(text: str) -> str:
    """Without what programs leave in a text and nobody sees: NUL, and the marks where files were put together."""
    return text.replace("\0", "").replace("\ufeff", "")


def _without_mark(data: bytes) -> tuple[str, ...]:
    return utf16(data[:SAMPLE]) or ENCODINGS


def utf16(head: bytes) -> tuple[str, ...]:
    """The byte order of UTF-16 that has no mark, by where the zeros of line ends and digits stand; () for others."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < len(head) / 50 or 10 * min(even, odd) > max(even, odd):
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _decode_damaged(data, encodings, warn) -> str:
    text = min((data.decode(encoding, "replace") for encoding in encodings), key=lambda text: text.count("\ufffd"))
    if text.count("\ufffd") > len(text) / 1000 + 1:
        raise Unreadable("encoding")
    warn("replaced")
    return text


def _rows(lines, warn) -> Iterator[tables.ReadRow]:
    for number, fields in enumerate(lines.rows(), 1):
        if number > MAX_ROWS:
            warn("rows_capped", sheet="CSV", count=f"{MAX_ROWS:,}")
            return
        if any(fields[MAX_COLUMNS:]):
            warn("columns_capped", count=f"{MAX_COLUMNS:,}")
        yield _row(number, [clean(field) for field in fields[:MAX_COLUMNS]])


def _row(number, texts) -> tables.ReadRow:
    cells = [Cell(text, column) for column, text in enumerate(texts) if text]
    return tables.ReadRow(number, cells, lots={cell.column: lot for cell in cells if (lot := _lot(cell.text))})


def _lot(text) -> str:
    """The lot number that Excel wrote into the CSV as "01월 08일", "8-Jan" or "Jan-45"."""
    if match := KOREAN_DAY.fullmatch(text):
        return f"{match[1]}-{match[2]}"
    if match := ENGLISH_DAY.fullmatch(text):
        return f"{MONTHS.index(match[2]) + 1}-{match[1]}"
    if match := ENGLISH_MONTH.fullmatch(text):
        return f"{MONTHS.index(match[1]) + 1}-{int(match[2])}"
    return ""
