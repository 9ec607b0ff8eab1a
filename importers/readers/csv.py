"""CSV in the encodings and with the delimiters that Korean offices use."""

import csv
import io
import re
import sys
from collections.abc import Iterator

from importers.records import Cell, Locator, Record

from . import tables
from .characters import clean
from .faults import Unreadable

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Strict UTF-8, then strict CP949, read 334 of 335 real files; guessing by statistics fails on characters cut in half.
ENCODINGS = ("utf-8", "cp949")
DELIMITERS = ",\t;|"
MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
SAMPLE_LINES = 50
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
KOREAN_DAY = re.compile(r"0?(\d{1,2})월 ?0?(\d{1,2})일")
ENGLISH_DAY = re.compile(rf"0?(\d{{1,2}})-({'|'.join(MONTHS)})")
ENGLISH_MONTH = re.compile(rf"({'|'.join(MONTHS)})-(\d\d)")


def read(path, warn) -> Iterator[Record]:
    """Yield a Record per row. Unreadable: encoding, too_large."""
    text = decode(path, warn)
    lots: list[int] = []
    rows = _rows(text, delimiter(text), warn)
    yield from tables.records(rows, lambda row: Locator(row=row), on_lot=lambda: lots.append(1))
    if lots:
        warn("dates", count=len(lots))


def decode(path, warn) -> str:
    """Text of a file; a damaged character in a thousand is replaced with a warning. Unreadable: encoding, too_large."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    encodings = [encoding for bom, encoding in BOMS if data.startswith(bom)] or ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decode_damaged(data, encodings, warn)


def _decode_damaged(data, encodings, warn) -> str:
    text = min((data.decode(encoding, "replace") for encoding in encodings), key=lambda text: text.count("\ufffd"))
    if text.count("\ufffd") > len(text) / 1000 + 1:
        raise Unreadable("encoding")
    warn("replaced")
    return text


def delimiter(text: str) -> str:
    """The delimiter that parts most of the first lines into the same number of fields, more than one."""
    lines = text[:65536].splitlines()[:SAMPLE_LINES]
    return max(DELIMITERS, key=lambda candidate: _evenness(lines, candidate)[0])


def is_table(lines: list[str]) -> bool:
    """Whether lines have as many delimiters each; prose has commas too, but seldom evenly, and never many."""
    share, fields = _evenness(lines[:SAMPLE_LINES], delimiter("\n".join(lines)))
    return share >= 0.7 and len(lines) * (fields - 1) >= 4


def _evenness(lines, candidate) -> tuple[float, int]:
    """(share of the lines that have the usual number of fields, that number); a usual one field is hardly a share."""
    counts = [len(row) for row in csv.reader(lines, delimiter=candidate) if row]
    if not counts or max(counts) < 2:
        return 0, 1
    usual = max(set(counts), key=counts.count)
    return (counts.count(usual) / len(counts) if usual > 1 else 0.01), usual


def _rows(text, separator, warn) -> Iterator[tables.Row]:
    csv.field_size_limit(min(sys.maxsize, MAX_BYTES))
    lines = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    for number, fields in enumerate(lines, 1):
        if number > MAX_ROWS:
            warn("rows_capped", sheet="CSV", count=f"{MAX_ROWS:,}")
            return
        yield _row(number, [clean(field) for field in fields[:MAX_COLUMNS]])


def _row(number, texts) -> tables.Row:
    cells = [Cell(text, column) for column, text in enumerate(texts) if text]
    return tables.Row(number, cells, lots={cell.column: lot for cell in cells if (lot := _lot(cell.text))})


def _lot(text) -> str:
    """The lot number that Excel wrote into the CSV as "01월 08일", "8-Jan" or "Jan-45"."""
    if found := KOREAN_DAY.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    if found := ENGLISH_DAY.fullmatch(text):
        return f"{MONTHS.index(found[2]) + 1}-{found[1]}"
    if found := ENGLISH_MONTH.fullmatch(text):
        return f"{MONTHS.index(found[1]) + 1}-{int(found[2])}"
    return ""
