"""The shape of tables that machines take away: one value a column, numbers as numbers, nothing that is a formula."""

import csv
import re
from io import BytesIO
from tempfile import TemporaryFile

from django.http import FileResponse
from django.utils.http import content_disposition_header

# With these a cell begins a formula in a spreadsheet; a tab or line end would move the next character there.
# So do the wide forms that Korean and Japanese input methods make.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
# A sign alone makes no formula of a number; +82 is how a telephone number begins, so that + needs a decimal point.
_HARMLESS = re.compile(r"-?\d+(\.\d+)?|\+\d+\.\d+", re.ASCII)
# As documents write numbers. A leading 0 makes it a code; from 16 digits on a float would change it.
_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?", re.ASCII)
_MOST_DIGITS = 15
# Names that GDAL, GeoPandas or a database table give to columns of their own.
RESERVED = ("fid", "ogc_fid", "geom", "geometry", "shape")
_IN_MEMORY = 4 * 1024 * 1024


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number stays as it is."""
    begins = text.lstrip(" \xa0\u3000").startswith(_FORMULA)
    return f"'{text}" if begins and not _HARMLESS.fullmatch(text) else text


def number(text: str) -> int | float | None:
    """The number that `text` is; None for words, codes (007) and telephone numbers (+82 …)."""
    text = text.strip().replace("−", "-")
    digits = sum(map(str.isdigit, text))
    if digits > _MOST_DIGITS or not _NUMBER.fullmatch(text) or (text[0] == "+" and "." not in text):
        return None
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def typed(values: list[str | None]) -> list:
    """One column: numbers where every value is one, else the texts. Empty ones are None."""
    numbers = [number(value) if value else None for value in values]
    mixed = any(value and number is None for value, number in zip(values, numbers, strict=True))
    return [value or None for value in values] if mixed else numbers


def column_names(labels, used_names=()) -> list[str]:
    """`labels` in their order as names of columns that differ from each other and from `used_names`, case aside."""
    used = {name.casefold() for name in (*used_names, *RESERVED)}
    names = []
    for label in labels:
        plain = " ".join(str(label).split()) or "?"
        name, count = plain, 1
        while name.casefold() in used:
            count += 1
            name = f"{plain} ({count})"
        used.add(name.casefold())
        names.append(name)
    return names


def flatten(rows: list[list], used_names=()) -> tuple[list[str], list[dict]]:
    """The columns of many rows of (label, text) pairs, in the order in which they first appear, and each row as a dict.

    A label that stands twice in a row is two columns. Every row has all columns, None where it says nothing.
    """
    keyed = [_keyed(row) for row in rows]
    keys = list(dict.fromkeys(key for row in keyed for key in row))
    names = column_names([label for label, _time in keys], used_names)
    columns = [typed([row.get(key) for row in keyed]) for key in keys]
    cells = zip(*columns, strict=True) if columns else [()] * len(rows)
    return names, [dict(zip(names, row, strict=True)) for row in cells]


def _keyed(pairs) -> dict[tuple[str, int], str]:
    """{(label, how often it stood before): text}"""
    row: dict = {}
    for label, text in pairs:
        times = sum(1 for earlier, _time in row if earlier == str(label))
        row[str(label), times] = str(text)
    return row


class TableLine:
    """A file that csv writes to: each line is handed on at once."""

    def write(self, line):
        return line


def lines(head, rows):
    """UTF-8 text with BOM (Excel opens it as Korean); texts are neutral, numbers as they are, None is empty."""
    writer = csv.writer(TableLine())
    yield "\ufeff" + writer.writerow(map(neutral, head))
    for row in rows:
        yield writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])


def csv_response(name: str, text, **headers) -> FileResponse:
    """`text`, an iterable of lines, as a file to keep, whole or not at all.

    It is written to the end before anything is said: what breaks in the database is an error with its own status then,
    and the length is known, so that a connection that breaks is seen to be broken. (The server ends a stream that
    fails half-way as if it were complete.) A slow reader holds no connection to the database either. A million rows
    take the disk space of their text, as a cursor of the database that outlives its transaction does.
    """
    file = _written(text)
    response = FileResponse(file, content_type="text/csv; charset=utf-8")
    response.block_size = 64 * 1024
    response["Content-Disposition"] = content_disposition_header(True, name)
    for header, value in headers.items():
        response[header.replace("_", "-")] = value
    return response


def _written(text):
    """A file that holds `text`, at its beginning: in memory while it is small."""
    file = BytesIO()
    try:
        for line in text:
            file.write(line.encode())
            if isinstance(file, BytesIO) and file.tell() > _IN_MEMORY:
                file = _on_disk(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _on_disk(memory: BytesIO):
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    file.write(memory.getbuffer())
    return file
