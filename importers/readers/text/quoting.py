"""Rows of delimited text: lines cut into fields, also where quotation marks are missing, stray or never closed.

Python's csv swallows every line after a mark that nobody closed. Here a mark opens only at a field's start, closes only
before a delimiter or the line's end, and where what it would swallow are rows by themselves, it is a letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

NEWLINE = re.compile(r"\r\n|\r|\n")
# A cell of more lines than this is no cell any more.
MAX_LINES_OF_A_CELL = 200
# Looking ahead from every line of a hostile file would take the square of its length.
MAX_LOOKED_AT = 200_000


@dataclass(slots=True)
class Lines:
    """The lines of `text`, and how many fields most of its rows have (0: not known).

    `unclosed` collects the numbers, from 1, of lines whose mark was never closed.
    """

    text: str
    delimiter: str
    usual: int = 0
    unclosed: list[int] = field(default_factory=list)
    looked_at: int = 0

    def rows(self) -> Iterator[list[str]]:
        """Yield the fields of every row; a row goes over several lines where a quoted field does."""
        lines = NEWLINE.split(self.text)
        at = 0
        while at < len(lines):
            fields, used = self._row(lines, at)
            at += used
            yield fields

    def _row(self, lines, at) -> tuple[list[str], int]:
        line = lines[at]
        if '"' not in line:
            return self._joined(line.split(self.delimiter)), 1
        fields = fields_of(line, self.delimiter)
        if fields is not None:
            return self._joined(fields), 1
        return self._over_lines(lines, at) or self._unclosed(line, at)

    def _over_lines(self, lines, at):
        """(fields, lines used) of a row whose quoted field ends some lines below, or None."""
        text = lines[at]
        for used in range(2, MAX_LINES_OF_A_CELL + 1):
            if at + used > len(lines) or self.looked_at > MAX_LOOKED_AT:
                return None
            self.looked_at += 1
            below = lines[at + used - 1]
            text = f"{text}\n{below}"
            ends = '"' in below and self._ends_a_cell(below)
            if not ends and self._is_row(below):
                return None
            fields = fields_of(text, self.delimiter) if '"' in below else None
            if fields is not None and (not ends or self.usual in (0, len(fields)) or not self._is_row(below)):
                return fields, used
        return None

    def _is_row(self, line) -> bool:
        """Whether a line that a mark above would swallow has all the fields of a row."""
        return self.usual > 1 and len(_loosely(line, self.delimiter)) == self.usual

    def _ends_a_cell(self, line) -> bool:
        """Whether the first mark of a line can only be an end: after letters, or opening nothing by itself."""
        at = _closing(line, 0, self.delimiter)
        if at is None or self.delimiter in line[:at] or line.startswith('""'):
            return False
        return at > 0 or fields_of(line, self.delimiter) is None

    def _unclosed(self, line, at):
        self.unclosed.append(at + 1)
        return self._joined([field.removeprefix('"') for field in _loosely(line, self.delimiter)]), 1

    def _joined(self, fields) -> list[str]:
        """`fields`, where there are too many, without cuts inside brackets: "원효로(남영역~용산구청, 11.12~14)"."""
        at = 0
        while self.usual and len(fields) > self.usual and at < len(fields) - 1:
            if fields[at].count("(") > fields[at].count(")") and ")" in fields[at + 1]:
                fields[at : at + 2] = [f"{fields[at]}{self.delimiter}{fields[at + 1]}"]
            else:
                at += 1
        return fields


def fields_of(line: str, delimiter: str) -> list[str] | None:
    """The fields of a whole row; None where a quotation mark is not closed in it."""
    fields, at = [], 0
    while at <= len(line):
        if line.startswith('"', at):
            end = _closing(line, at + 1, delimiter)
            if end is None:
                return None
            fields.append(line[at + 1 : end].replace('""', '"'))
            at = line.find(delimiter, end + 1) + 1 or len(line) + 1
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            fields.append(line[at:end])
            at = end + 1
    return fields


def _closing(line, at, delimiter) -> int | None:
    """Where the mark stands that ends the quoted field; a mark before anything else is a letter of it."""
    while (at := line.find('"', at)) >= 0:
        if line.startswith('"', at + 1):
            at += 2
            continue
        rest = at + 1
        while line.startswith(" ", rest) and delimiter != " ":
            rest += 1
        if rest == len(line) or line.startswith(delimiter, rest):
            return at
        at += 1
    return None


def _loosely(line, delimiter) -> list[str]:
    fields = fields_of(line, delimiter)
    return line.split(delimiter) if fields is None else fields
