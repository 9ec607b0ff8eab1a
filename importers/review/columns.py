"""The columns of an upload's tables: which of them names a row, and which are worth showing with it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from importers.extraction.features import CellReader
from importers.models import Upload
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.parsing.grammar import grammar

NAME = re.compile(
    r"(시설|기관|건물|도서관|쉼터|화장실|공원|학교|업소|업체|사업장|정류[소장]|대여소|장소|지점|역|점포)?"
    r"\s*(명|명칭|이름|상호)$"
)
ADDRESS = re.compile(r"주소|소재지|지번|번지|도로명|위치|자치구|도로|행정구역|^구$|^동$|법정동|행정동|시군구|^시도$")
COORDINATE = re.compile(r"위도|경도|좌표|^[XYxy]$|lat|lon", re.IGNORECASE)
# What may name a private person is never published by default.
PERSONAL = re.compile(
    r"성명|성함|대표자?|담당자|관리자|신청인|생년|주민|휴대|핸드폰|이메일|e-?mail|계좌", re.IGNORECASE
)
NUMBERING = re.compile(r"^(연번|순번|번호|no\.?|no|#|연 번|관리번호)$", re.IGNORECASE)

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
    rows = upload.records.filter(mentions__isnull=False).distinct().prefetch_related("mentions")
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
