"""Telling tables from prose: both have commas, but prose has them in sentences, in lists and inside brackets."""

import re

from importers.readers import tables
from importers.readers.text.quoting import NEWLINE, Lines

DELIMITERS = "\t,;|"
SAMPLE_LINES = 50
SAMPLE = 65_536
EVEN = 0.7
MANY = 8
# "sep=;": how Excel tells itself the delimiter.
SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
BULLET = re.compile(r"\s*(?:[(（]?(?:\d{1,3}|[가-하])[.)）]|[-–*·•○●◦□■◇◆▶▷※❍ㅇ①-⑳])(?:\s|$)")
SENTENCE = re.compile(r"(?:[다요죠오함음임됨]|까)[.!?。]\s*$|[.!?]\s+[가-힣]")
LABEL = re.compile(r"^\s*[가-힣A-Za-z ]{1,12}\s?[:：]\s")


def delimiter(text: str) -> str:
    """The delimiter that parts most of the first lines into the same number of fields, more than one."""
    if named := SEPARATOR.match(text):
        return named[1]
    return max(DELIMITERS, key=lambda candidate: _evenness(_sample(text), candidate)[0])


def usual_fields(text: str, separator: str) -> int:
    """How many fields most rows have; 0 where they are not even."""
    share, usual = _evenness(_sample(text), separator)
    return usual if share >= EVEN else 0


def is_table(lines: list[str]) -> bool:
    """Whether `lines` are rows: evenly parted, by tabs or with a header, or with values as tables have them."""
    lines = [line for line in lines[:SAMPLE_LINES] if line.strip()]
    separator = delimiter("\n".join(lines))
    share, usual = _evenness(lines, separator)
    if usual < 2 or share < EVEN:
        return False
    rows = [row for row in Lines("\n".join(lines), separator, usual).rows() if any(field.strip() for field in row)]
    if separator == "\t":
        return not (usual == 2 and all(BULLET.match(row[0] + " ") for row in rows)) and any(
            _filled(row) > 1 for row in rows
        )
    written = _share(_is_written, lines)
    if _has_header(rows):
        return written < 0.5
    as_prose = max(written, _share(lambda line: _has_prose_commas(line, separator), lines))
    if as_prose == 0 and share == 1 and len(rows) >= MANY:
        return True  # nobody writes so many lines with the same number of commas and no blank behind one
    return as_prose < 0.2 and _filled_in_all(rows) >= 4 and _has_values(rows, usual)


def _sample(text) -> list[str]:
    return NEWLINE.split(text[:SAMPLE])[:SAMPLE_LINES]


def _evenness(lines, candidate) -> tuple[float, int]:
    """(share of the rows that have the usual number of fields, that number); a usual one field is hardly a share."""
    counts = [len(row) for row in Lines("\n".join(lines), candidate).rows() if any(row)]
    if not counts or max(counts) < 2:
        return 0, 1
    if candidate == "\t":
        # What a spreadsheet leaves out at a row's end, and a caption above, is no reason to cut at commas.
        several = [count for count in counts if count > 1]
        return len(several) / len(counts), max(set(several), key=several.count)
    usual = max(set(counts), key=counts.count)
    return (counts.count(usual) / len(counts) if usual > 1 else 0.01), usual


def _share(holds, lines) -> float:
    return sum(map(bool, map(holds, lines))) / len(lines)


def _is_written(line) -> bool:
    """A sentence, or an item of a list."""
    return bool(BULLET.match(line) or LABEL.match(line) or SENTENCE.search(line))


def _has_prose_commas(line, separator) -> bool:
    """Commas as only a writer sets them: each followed by a blank, or inside brackets."""
    parts = line.split(separator)
    if separator != "," or len(parts) < 2:
        return False
    in_brackets = any(part.count("(") != part.count(")") for part in parts) and '"' not in line
    return in_brackets or all(part.startswith(" ") for part in parts[1:])


def _has_header(rows) -> bool:
    """The first row, or the one below a caption, names columns."""
    heads = [[re.sub(r"\s+", "", field) for field in row if field.strip()] for row in rows[:3]]
    return len(rows) > 1 and any(_names_columns(head) for head in heads)


def _names_columns(texts) -> bool:
    nouns = sum(bool(tables.WORDS.search(text)) and len(text) <= tables.MAX_HEADER_TEXT for text in texts)
    return len(texts) > 1 and len(set(texts)) == len(texts) and nouns >= 0.6 * len(texts)


def _has_values(rows, usual) -> bool:
    """Some column holds quantities, days or addresses all the way down."""
    columns = [[row[column].strip() for row in rows if column < len(row)] for column in range(usual)]
    return any(sum(_is_value(text) for text in texts) >= EVEN * max(len(texts), 1) for texts in columns)


def _is_value(text) -> bool:
    return bool(text) and (tables.DATA.fullmatch(text) is not None or tables.ADDRESS.search(text) is not None)


def _filled(row) -> int:
    return sum(bool(field.strip()) for field in row)


def _filled_in_all(rows) -> int:
    return sum(map(_filled, rows))
