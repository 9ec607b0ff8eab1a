"""The columns of an upload's tables: which of them names a row, and which are worth showing with it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch

from importers.extraction.features import CellReader
from importers.models import Upload
from importers.vocabulary import alternatives
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.parsing.grammar import grammar

NAMES = alternatives("header_words", "name")
NAMED = alternatives("header_words", "named")
NAME = re.compile(
    rf"{NAMED}?"
    rf"\s*{NAMES}$"
)
ADDRESS = re.compile(alternatives("header_words", "address"))
COORDINATE = re.compile(r"위도|경도|좌표|^[XYxy]$|lat|lon", re.IGNORECASE)
# What may name a private person is never published by default.
PERSONAL = re.compile(alternatives("header_words", "personal"), re.IGNORECASE)
NUMBERS = alternatives("header_words", "numbering")
NUMBERING = re.compile(rf"^{NUMBERS}$", re.IGNORECASE)

# Rows looked at: an upload of 100,000 rows repeats the same headers.
SAMPLE = 300
# Share of different names in a column that names its rows though its header does not say so.
DISTINCT = 0.8


@dataclass
class Header:
    """A column of the tables in which places were found."""

    rows: int = 0
    addresses: int = 0
    texts: list[str] = field(default_factory=list)


def columns(upload: Upload) -> list[str]:
    """Header texts of the tables in which places were found, in the order in which they first come."""
    return list(_headers(upload))


def suggest_columns(upload: Upload) -> tuple[str, list[str]]:
    """(header of the column that names a row or "", headers of those that become attributes)."""
    headers = _headers(upload)
    title = _title(headers)
    attributes = [text for text, seen in headers.items() if text != title and _tells(text, seen)]
    return title, attributes


def _headers(upload: Upload) -> dict[str, Header]:
    headers = defaultdict(Header)
    meant = upload.mentions.meant()
    rows = upload.records.filter(pk__in=meant.values("record")).prefetch_related(Prefetch("mentions", meant))
    for row in rows[:SAMPLE]:
        record = row.as_record()
        texts = {column: text.strip() for column, text in record.headers.items() if text.strip()}
        for column in sorted(texts):
            headers[texts[column]].rows += 1
            cell = record.cell_in(column)
            headers[texts[column]].texts.append(cell.text if cell else "")
        for mention in row.mentions.all():
            column = None if mention.cell is None else record.cells[mention.cell].column
            if mention.kind in ("road", "lot") and column in texts:
                headers[texts[column]].addresses += 1
    return dict(headers)


def _tells(text: str, seen: Header) -> bool:
    """A row or two are a letter's frame or its signatures rather than a list of places."""
    return seen.rows >= 3 and not seen.addresses and not _unfit(text)


def _title(headers: dict[str, Header]) -> str:
    """The header above the rows' names: texts that differ, and are neither areas nor addresses nor numbers.

    A header that says 명 or 상호 is preferred; 시도명 above areas never is one.
    """
    reader = CellReader(grammar(lexicon()))
    facts = {text: reader.facts(0, seen.texts) for text, seen in headers.items() if not _unfit(text)}
    names = [text for text, fact in facts.items() if fact.names_things]
    headed = [text for text in names if NAME.search(text)]
    distinct = [text for text in names if facts[text].filled > 2 and facts[text].distinct > DISTINCT]
    return next(iter((*headed, *distinct)), "")


def _unfit(header: str) -> bool:
    return any(pattern.search(header) for pattern in (ADDRESS, COORDINATE, PERSONAL, NUMBERING))
