"""What a document says around its mentions: gu and dong from file name, headings, titles, columns and rows above."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from importers.extraction.choices import by_choice, shape_of
from importers.extraction.features import CellReader
from importers.extraction.headers import role
from importers.extraction.mention import FoundMention
from importers.extraction.schema import Schema, by_content
from importers.extraction.tiers import Tier
from importers.extraction.where import NOWHERE, Where, is_ditto, only_area, own_area, written_area
from importers.records import DocumentRecord
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.grammar import Grammar

# "강남구 공고 제…호", "2026년 종로구 쉼터 운영" among the first lines: what the whole document is about.
_OPENING = 8
# 서울 동작구(구청장 홍길동)가 …, 구로구가 7월 1일 …: whose press release it is.
_SENDER = re.compile(
    r"(?<![가-힣])(?P<area>(?:서울\s)?[가-힣]{1,4}[구군])\s?\((?:구청장|군수)(?![가-힣])"
    r"|^(?P<first>(?:서울시?\s)?[가-힣]{1,4}구)(?:가|는|,)\s"
)
_LONGEST_TITLE = 60
_BULLET = re.compile(r"^[^가-힣]+|[^가-힣]+$")
_LONGEST_AREA = 14
_REMEMBERED = 10_000
_SAYS_ITSELF = frozenset({"gu", "dong", "ri", "other"})
_GU_ENDS, DONG_ENDS = frozenset("구군시"), frozenset("동가리")


@dataclass(slots=True)
class DocumentContext:
    """The state while a document is read from top to bottom.

    `seen`: names that were surely places; `down_to`: the least sure tier that is wanted of running text, None for what
    the finders find without the model's word on it.
    """

    grammar: Grammar
    records: int = 0
    file: Where = NOWHERE
    heading: Where = NOWHERE
    broken_off: str = ""
    last: DocumentRecord | None = None
    title: str = ""
    of_title: Where = NOWHERE
    document: Where = NOWHERE
    schema: Schema = field(default_factory=Schema)
    chosen: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    tables: int = 0
    row_above: "RowArea | None" = None
    mentions_above: list[FoundMention] = field(default_factory=list)
    spots: "Remembered" = field(default_factory=lambda: Remembered())
    seen: set[str] = field(default_factory=set)
    down_to: Tier | None = Tier.SUGGESTED
    _areas: dict[str, Where] = field(default_factory=dict)
    _around: tuple[Where, ...] = ()
    reader: CellReader = field(init=False)

    def __post_init__(self):
        self.reader = CellReader(self.grammar)

    @classmethod
    def of_file(cls, grammar: Grammar, filename: str, chosen=None) -> "DocumentContext":
        """`chosen`: the types that people gave to the columns of a shape of table (`choices.shape_of`)."""
        return cls(grammar, chosen=chosen or {}, file=only_area(re.sub(r"[_\-.\d]+", " ", composed(filename)), grammar))

    def enter(self, record: DocumentRecord):
        """Take from a record what concerns those that follow or the record itself."""
        self.records += 1
        if self.records > _OPENING and self._is_one_row_more(record):
            self.last, self.broken_off = record, ""
            return
        self.broken_off = self._area_at_end() if self.last and self.last.text else ""
        self.last = record
        if record.kind == "heading":
            self.heading = only_area(record.text, self.grammar)
        elif record.kind == "paragraph" and len(record.text) < 20:
            own = own_area(_BULLET.sub("", record.text), self.grammar)
            self.heading = own if own.sigungu else self.heading
        if self.records < _OPENING and not self.file.sigungu:
            letterhead = only_area(_letterhead(record), self.grammar)
            self.file = Where(letterhead.sido or self.file.sido, letterhead.sigungu)
        if self.records < _OPENING and not self.file.sigungu and (sender := _SENDER.search(record.text or "")):
            own = own_area(sender["area"] or sender["first"], self.grammar)
            self.file = Where(own.sido or self.file.sido, own.sigungu)
        title = record.title or record.locator.sheet or ""
        if title != self.title:
            self.title, self.of_title = title, only_area(title, self.grammar)
        around = self.of_title, self.heading, self.file
        if around != self._around:
            self._settle(*around)

    def _is_one_row_more(self, record: DocumentRecord) -> bool:
        """A further row of the same table says nothing new about what is around it."""
        last = self.last
        return (
            last is not None
            and record.kind == last.kind == "row"
            and record.title == last.title
            and record.locator.sheet == last.locator.sheet
        )

    def open_table(self, rows: Sequence[DocumentRecord], own_headers: bool = True):
        """Type the columns of a table by its `rows`; those that follow belong to it."""
        headers = rows[0].headers
        self.tables += 1
        # A first row that holds an address was taken for headers by mistake: its words say nothing about columns.
        real = (
            own_headers
            and not any(self.grammar.scan(composed(text)) for text in headers.values())
            and not _is_pair(headers)
        )
        self.schema, self.row_above, self.mentions_above = by_content(headers, real, rows, self.reader), None, []
        if self.chosen and (types := self.chosen.get(shape_of(rows))):
            self.schema = by_choice(self.schema, types)

    def _area_at_end(self) -> str:
        """The gu at the very end of the paragraph before: a PDF or a typist broke the address there."""
        before = self.last.text.rstrip()
        if before[-1:] not in ("구", "군", "시"):
            return ""
        plain = composed(before)
        return self.grammar.areas.before(plain, len(plain)).sigungu

    def remember(self, row: "RowArea", mentions: list[FoundMention]):
        """Keep what the next row's 〃 would mean."""
        self.row_above, self.mentions_above = row, mentions

    def area_of(self, text: str) -> Where:
        """What a cell of a column of gus or 시도 means, remembered: a city has few and a register many rows."""
        area = self._areas.get(text)
        if area is None:
            if len(self._areas) >= _REMEMBERED:
                self._areas.clear()
            area = self._areas[text] = written_area(text, self.grammar)
        return area

    def _settle(self, *around: Where):
        """What the document says around its mentions: the nearest gu, and the nearest 시도 that has such a gu."""
        sigungu = next((where.sigungu for where in around if where.sigungu), "")
        sidos = (self.grammar.lexicon.sido_around(sigungu, where.sido) for where in around if where.sido)
        self.document, self._around = Where(next(filter(None, sidos), ""), sigungu), around


class Remembered:
    """Answers about texts that come again in many rows of a register."""

    def __init__(self):
        self._answers: dict = {}

    def remembered(self, text: str, variant: bool, answer: Callable[[], object]):
        """What `answer` gives for this text and variant, asked once as long as it is kept."""
        key = text, variant
        if key in self._answers:
            return self._answers[key]
        if len(self._answers) >= _REMEMBERED:
            self._answers.clear()
        self._answers[key] = value = answer()
        return value


def _letterhead(record: DocumentRecord) -> str:
    """The short text of a first line, which may stand in a frame (a row of one or two cells, without headers)."""
    texts = [text for _, text in record.texts()]
    line = " ".join(texts) if len(texts) < 3 and not record.headers else ""
    return line if len(line) < _LONGEST_TITLE else ""


def _is_pair(headers: dict[int, str]) -> bool:
    """장소 | 시청 3층 대회의실: the first row of a table of labels and values."""
    return len(headers) == 2 and role(min(headers.items())[1]) != "" and " " in max(headers.items())[1]


class RowArea(NamedTuple):
    """What a row says about itself in its own 시도, gu and dong columns."""

    sigungu: str = ""
    dong: str = ""
    sido: str = ""


def row_context(record: DocumentRecord, context: DocumentContext) -> RowArea:
    """The 시도, gu and dong that the row's own cells give, 〃 read as the row above."""
    (sido, sigungu), dong = _from_columns(record, context)
    roles = context.schema.roles
    for cell in record.cells if not sigungu or not roles else ():
        text = cell.text
        if not text or len(text) > _LONGEST_AREA or roles.get(cell.column) in _SAYS_ITSELF:
            continue
        if not sigungu and text[-1] in _GU_ENDS:
            sido, sigungu = own_area(text, context.grammar)
        elif not dong and not roles and text[-1] in DONG_ENDS:
            dong = text if context.grammar.lexicon.is_dong(composed(text)) else ""
    above = context.row_above
    row = RowArea(sigungu, dong, sido)
    return above if above == row else row


def _from_columns(record: DocumentRecord, context: DocumentContext) -> tuple[Where, str]:
    """The area and dong of the columns headed so."""
    sido = sigungu = dong = ri = ""
    if not context.schema.areas:
        return _from_towns(record, context) if context.schema.towns else (NOWHERE, dong)
    above = context.row_above or RowArea()
    for column, kind in context.schema.areas.items():
        cell = record.cell_in(column)
        if cell is None:
            continue
        if kind == "gu":
            own = Where(above.sido, above.sigungu) if is_ditto(cell.text) else context.area_of(cell.text)
            sido, sigungu = own.sido or sido, sigungu or own.sigungu
        elif kind == "sido":
            sido = sido or (above.sido if is_ditto(cell.text) else context.area_of(cell.text).sido)
        elif kind == "dong":
            dong = dong or (above.dong.split(" ")[0] if is_ditto(cell.text) else cell.text.strip())
        elif kind == "ri":
            ri = above.dong.split(" ")[-1] if is_ditto(cell.text) else cell.text.strip()
    if not sigungu and above.sigungu and _is_left_blank(record, context):
        sido, sigungu = above.sido, above.sigungu
    if context.schema.towns and not dong:
        town, dong = _from_towns(record, context)
        sido, sigungu = sido or town.sido, sigungu or town.sigungu
    return Where(sido, sigungu), f"{dong} {ri}".strip() if ri else dong


def _is_left_blank(record: DocumentRecord, context: DocumentContext) -> bool:
    """Is the row's gu that of the row above: written once for all, or in a cell that began on the page before?"""
    blank = {column for column, kind in context.schema.areas.items() if kind == "gu"}
    return bool(blank) and not any(cell.column in blank and cell.text for cell in record.cells)


def _from_towns(record: DocumentRecord, context: DocumentContext) -> tuple[Where, str]:
    """The area and dong that stand alone in an address column beside one of lots."""
    above = context.row_above or RowArea()
    for cell in record.cells:
        if cell.column in context.schema.towns:
            text = composed(cell.text).strip()
            area = context.grammar.areas.before(text, len(text))
            if is_ditto(text):
                return Where(above.sido, above.sigungu), above.dong
            if area.dong and area.start == 0:
                return Where(area.sido, area.sigungu), area.dong
    return NOWHERE, ""
