"""What a document says around its mentions: gu and dong from file name, headings, titles, columns and rows above."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from importers.extraction.mention import FoundPlace
from importers.extraction.schema import Columns, role
from importers.records import Record
from maptag.geocoding.grammar import Grammar
from maptag.geocoding.normalise import composed

_DITTO = re.compile(
    r"^\s*(?:〃|″|\"|“|”|''|´´|〟|상동|동상|위와\s?같음|상기와\s?같음|위와\s?동일|이하\s?동일|\(?상동\)?)\s*$"
)
_SIDO_WORD = re.compile(r"[가-힣]{2,7}(?:시|도)(?![가-힣])|[가-힣]{2,7}(?:시|도)(?=청|의회|교육청|의?\s)")
_GU_WORD = re.compile(r"[가-힣]{1,8}[구군시](?![가-힣])|[가-힣]{1,4}구(?=청|립|보건소|공고|고시|의?\s|내\s)")
# "강남구 공고 제…호", "2026년 종로구 쉼터 운영" among the first lines: what the whole document is about.
_OPENING = 8
_HALL = re.compile(r"(?<=[구군시])청$")
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
_GU_ONLY = re.compile(r"^\s*(?:[가-힣]{2,7}\s)?(?:[가-힣]{2,4}시\s?)?[가-힣]{1,6}[구군시]\s*$")


class Where(NamedTuple):
    """The area that something in a document names: an official 시도 and a gu, both maybe empty."""

    sido: str = ""
    gu: str = ""


NOWHERE = Where()


@dataclass(slots=True)
class Context:
    """The state while a document is read from top to bottom."""

    grammar: Grammar
    records: int = 0
    file: Where = NOWHERE
    heading: Where = NOWHERE
    broken_off: str = ""
    last: Record | None = None
    title: str = ""
    of_title: Where = NOWHERE
    document: Where = NOWHERE
    columns: Columns = field(default_factory=lambda: Columns({}))
    row_above: "Row | None" = None
    mentions_above: list[FoundPlace] = field(default_factory=list)
    _areas: dict[str, Where] = field(default_factory=dict)
    _said: tuple[Where, ...] = ()

    @classmethod
    def of_file(cls, grammar: Grammar, filename: str) -> "Context":
        return cls(grammar, file=only_area(re.sub(r"[_\-.\d]+", " ", composed(filename)), grammar))

    def enter(self, record: Record):
        """Take from a record what concerns those that follow or the record itself."""
        self.records += 1
        self.broken_off = self._area_at_end() if self.last and self.last.text else ""
        self.last = record
        if record.kind == "heading":
            self.heading = only_area(record.text, self.grammar)
        elif record.kind == "paragraph" and len(record.text) < 20:
            own = own_area(_BULLET.sub("", record.text), self.grammar)
            self.heading = own if own.gu else self.heading
        if self.records < _OPENING and not self.file.gu:
            found = only_area(_letterhead(record), self.grammar)
            self.file = Where(found.sido or self.file.sido, found.gu)
        if self.records < _OPENING and not self.file.gu and (sender := _SENDER.search(record.text or "")):
            own = own_area(sender["area"] or sender["first"], self.grammar)
            self.file = Where(own.sido or self.file.sido, own.gu)
        title = record.title or record.locator.sheet or ""
        if title != self.title:
            self.title, self.of_title = title, only_area(title, self.grammar)
        said = self.of_title, self.heading, self.file
        if said != self._said:
            self._settle(*said)
        if record.kind == "row" and record.headers is not self.columns.headers != record.headers:
            # A first row that holds an address was taken for headers by mistake: its words say nothing about columns.
            real = not any(self.grammar.scan(composed(text)) for text in record.headers.values())
            real = real and not _is_pair(record.headers)
            self.columns, self.row_above, self.mentions_above = Columns(record.headers, real), None, []

    def _area_at_end(self) -> str:
        """The gu at the very end of the paragraph before: a PDF or a typist broke the address there."""
        before = self.last.text.rstrip()
        if before[-1:] not in ("구", "군", "시"):
            return ""
        plain = composed(before)
        return self.grammar.areas.before(plain, len(plain)).gu

    def remember(self, row: "Row", found: list[FoundPlace]):
        """Keep what the next row's 〃 would mean."""
        self.row_above, self.mentions_above = row, found

    def area_of(self, text: str) -> Where:
        """What a cell of a column of gus or 시도 means, remembered: a city has few and a register many rows."""
        found = self._areas.get(text)
        if found is None:
            if len(self._areas) >= _REMEMBERED:
                self._areas.clear()
            found = self._areas[text] = written_area(text, self.grammar)
        return found

    def _settle(self, *said: Where):
        """What the document says around its mentions: the nearest gu, and the nearest 시도 that has such a gu."""
        gu = next((where.gu for where in said if where.gu), "")
        sidos = (self.grammar.lexicon.sido_around(gu, where.sido) for where in said if where.sido)
        self.document, self._said = Where(next(filter(None, sidos), ""), gu), said


def _letterhead(record: Record) -> str:
    """The short text of a first line, which may stand in a frame (a row of one or two cells, without headers)."""
    texts = [text for _, text in record.texts()]
    words = " ".join(texts) if len(texts) < 3 and not record.headers else ""
    return words if len(words) < _LONGEST_TITLE else ""


def _is_pair(headers: dict[int, str]) -> bool:
    """장소 | 시청 3층 대회의실: the first row of a table of labels and values."""
    return len(headers) == 2 and role(min(headers.items())[1]) != "" and " " in max(headers.items())[1]


class Row(NamedTuple):
    """What a row says about itself in its own 시도, gu and dong columns."""

    gu: str = ""
    dong: str = ""
    sido: str = ""


def row_context(record: Record, context: Context) -> Row:
    """The 시도, gu and dong that the row's own cells give, 〃 read as the row above."""
    (sido, gu), dong = _from_columns(record, context)
    roles = context.columns.roles
    for cell in record.cells if not gu or not roles else ():
        text = cell.text
        if not text or len(text) > _LONGEST_AREA or roles.get(cell.column) in _SAYS_ITSELF:
            continue
        if not gu and text[-1] in _GU_ENDS:
            sido, gu = own_area(text, context.grammar)
        elif not dong and not roles and text[-1] in DONG_ENDS:
            dong = text if context.grammar.lexicon.is_dong(composed(text)) else ""
    above = context.row_above
    row = Row(gu, dong, sido)
    return above if above == row else row


def _from_columns(record: Record, context: Context) -> tuple[Where, str]:
    """The area and dong of the columns headed so."""
    sido = gu = dong = ri = ""
    if not context.columns.areas:
        return _from_towns(record, context) if context.columns.towns else (NOWHERE, dong)
    above = context.row_above or Row()
    for column, kind in context.columns.areas.items():
        cell = record.cell_in(column)
        if cell is None:
            continue
        if kind == "gu":
            own = Where(above.sido, above.gu) if is_ditto(cell.text) else context.area_of(cell.text)
            sido, gu = own.sido or sido, gu or own.gu
        elif kind == "sido":
            sido = sido or (above.sido if is_ditto(cell.text) else context.area_of(cell.text).sido)
        elif kind == "dong":
            dong = dong or (above.dong.split(" ")[0] if is_ditto(cell.text) else cell.text.strip())
        elif kind == "ri":
            ri = above.dong.split(" ")[-1] if is_ditto(cell.text) else cell.text.strip()
    if not gu and above.gu and _is_left_blank(record, context):
        sido, gu = above.sido, above.gu
    if context.columns.towns and not dong:
        town, dong = _from_towns(record, context)
        sido, gu = sido or town.sido, gu or town.gu
    return Where(sido, gu), f"{dong} {ri}".strip() if ri else dong


def _is_left_blank(record: Record, context: Context) -> bool:
    """Is the row's gu that of the row above: written once for all, or in a cell that began on the page before?"""
    blank = {column for column, kind in context.columns.areas.items() if kind == "gu"}
    return bool(blank) and not any(cell.column in blank and cell.text for cell in record.cells)


def _from_towns(record: Record, context: Context) -> tuple[Where, str]:
    """The area and dong that stand alone in an address column beside one of lots."""
    above = context.row_above or Row()
    for cell in record.cells:
        if cell.column in context.columns.towns:
            text = composed(cell.text).strip()
            area = context.grammar.areas.before(text, len(text))
            if is_ditto(text):
                return Where(above.sido, above.gu), above.dong
            if area.dong and area.start == 0:
                return Where(area.sido, area.gu), area.dong
    return NOWHERE, ""


def is_ditto(text: str) -> bool:
    """Does the cell say "as above"?"""
    return len(text) < 9 and _DITTO.match(text) is not None


def written_area(text: str, grammar: Grammar) -> Where:
    """강남구, 서울 강남구, 강남구청, 강남 (in a column of gus) → 강남구; 부산 → 부산광역시; else nowhere."""
    words = _HALL.sub("", composed(text).strip())
    if words in grammar.lexicon.sido and words not in grammar.lexicon.gus:
        return Where(grammar.lexicon.sido[words])
    for name in (words, words + "구"):
        area = grammar.areas.before(name, len(name))
        if area.gu and area.start == 0:
            return Where(area.sido, area.gu)
    return NOWHERE


def own_area(text: str, grammar: Grammar) -> Where:
    """The area of a cell that holds nothing else but a gu."""
    words = composed(text).strip()
    if not _GU_ONLY.match(words):
        return NOWHERE
    area = grammar.areas.before(words, len(words))
    return Where(area.sido, area.gu) if area.start == 0 and area.gu else NOWHERE


def only_area(text: str, grammar: Grammar) -> Where:
    """The area that a heading, title or file name is about: the only gu in it, the only 시도 that it spells out.

    부산 중구 is one of 부산, while 부산 alone is anything: a bank, a film festival.
    """
    plain, lexicon = composed(text), grammar.lexicon
    words = [match for match in _GU_WORD.finditer(plain) if match.group() in lexicon.gus]
    gus = {lexicon.full_gu(word.group()) for word in words}
    gu = gus.pop() if len(gus) == 1 else ""
    sidos = {grammar.areas.before(plain, word.end()).sido for word in words} - {""} if gu else set()
    sidos = sidos or {lexicon.sido[word] for word in _SIDO_WORD.findall(plain) if word in lexicon.sido}
    return Where(lexicon.sido_around(gu, sidos.pop()) if len(sidos) == 1 else "", gu)
