"""What XLSX and XLS share: how Excel shows a number or a date, and what lies under merged cells."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from importers.records import Cell

# Formats that a file names by number alone; 27-36 and 50-58 as Korean Excel shows them.
BUILTIN = {
    9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 27: "yyyy-mm-dd", 28: "mm-dd", 29: "mm-dd", 30: "mm-dd-yy",
    31: "yyyy-mm-dd", 32: "h:mm", 33: "h:mm:ss", 34: "yyyy-mm-dd", 35: "yyyy-mm-dd", 36: "yyyy-mm-dd", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 50: "yyyy-mm-dd", 51: "mm-dd", 52: "yyyy-mm-dd", 53: "yyyy-mm-dd", 54: "mm-dd",
    55: "yyyy-mm-dd", 56: "yyyy-mm-dd", 57: "yyyy-mm-dd", 58: "mm-dd",
}  # fmt: skip
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
PADDED = re.compile(r"0{2,}")
DAYS = 2_958_466
MAX_COVERED_COLUMNS = 64


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as its cell shows it; `lot`: the lot number (12-3) that this date may have been typed as."""

    text: str
    lot: str = ""


class Format:
    """A number format, taken apart once. Only dates, per cent and leading zeros change what a number says:
    rounding would take the decimals off coordinates.
    """

    def __init__(self, code: str):
        plain = LITERAL.sub("", (code or "").split(";")[0])
        letters = plain.lower() if "general" not in plain.lower() and "#" not in plain else ""
        self.year, self.day = "y" in letters or "e" in letters.replace("e+", ""), "d" in letters
        self.hour = "h" in letters
        self.month = "m" in letters and (self.year or self.day or not (self.hour or "s" in letters))
        self.date = self.year or self.day or self.month
        self.time = not self.date and (self.hour or "s" in letters)
        self.percent = plain.rstrip().endswith("%")
        self.digits = len(plain) if PADDED.fullmatch(plain) else 0

    def show(self, value: float, base_1904: bool = False) -> Shown:
        """`value` as text; a serial date by the format's parts."""
        if (self.date or self.time) and 0 <= value < DAYS:
            return self._show_moment(value, base_1904)
        if self.percent:
            return Shown(plain_number(round(value * 100, 10)) + "%")
        if self.digits and value == int(value) >= 0:
            return Shown(f"{int(value):0{self.digits}d}")
        return Shown(plain_number(value))

    def _show_moment(self, value, base_1904) -> Shown:
        moment = _moment(value, base_1904)
        clock = f"{moment:%H:%M:%S}".removesuffix(":00") if self.hour or self.time else ""
        if self.time:
            return Shown(clock)
        if self.year and self.day:
            return Shown(f"{moment:%Y-%m-%d} {clock}".strip())
        if self.year:
            return Shown(f"{moment:%Y-%m}", _lot_of_month(moment))
        day = f" {moment.day}일" if self.day else ""
        return Shown(f"{moment.month}월{day}", f"{moment.month}-{moment.day}")


def _moment(value: float, base_1904: bool) -> datetime:
    if base_1904:
        return datetime(1904, 1, 1) + timedelta(days=value)  # noqa: DTZ001 - a sheet's dates have no zone
    # Excel counts a 29 February 1900 that never was.
    base = datetime(1899, 12, 31) if value < 60 else datetime(1899, 12, 30)  # noqa: DTZ001
    moment = base + timedelta(days=value)
    return moment + timedelta(microseconds=500_000 - (moment.microsecond + 500_000) % 1_000_000)


def _lot_of_month(moment) -> str:
    """Excel takes "1-45" for January 1945, as no month has 45 days; "2012-3" becomes March 2012."""
    short = moment.year % 100
    return f"{moment.month}-{short}" if short > 31 else f"{moment.year}-{moment.month}"


def plain_number(value: float) -> str:
    """15 digits, as Excel holds: 546.0 → 546, 0.30000000000000004 → 0.3."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{value:.15f}".rstrip("0") if "e-" in text and abs(value) > 1e-9 else text


class Merges:
    """The merged ranges of one sheet, (first row, last row, first column, last column), met row by row downwards."""

    def __init__(self, ranges):
        self._starts: dict[int, list] = {}
        for first, last, left, right in ranges:
            self._starts.setdefault(first, []).append((last, left, right))
        self._open: list[tuple[int, int, int, str]] = []

    def apply(self, row: int, cells: list[Cell]) -> list[Cell]:
        """`cells` of the next row with their spans, and with the cells that merged ranges cover."""
        starts = self._starts.pop(row, None)
        if not starts and not self._open:
            return cells
        by_column = {cell.column: cell for cell in cells}
        self._open = [merge for merge in self._open if merge[0] >= row]
        for _last, left, right, text in self._open:
            _cover(by_column, left, right, text)
        for last, left, right in starts or ():
            self._begin(row, by_column, last, left, right)
        return [by_column[column] for column in sorted(by_column)]

    def _begin(self, row, by_column, last, left, right):
        if not (origin := by_column.get(left)):
            return
        by_column[left] = replace(origin, colspan=right - left + 1, rowspan=last - row + 1)
        _cover(by_column, left + 1, right, origin.text)
        if last > row:
            self._open.append((last, left, right, origin.text))


def _cover(by_column, left, right, text):
    for column in range(left, min(right, left + MAX_COVERED_COLUMNS) + 1):
        by_column[column] = Cell(text, column, covered=True)
