"""Finding: which places does a document name? Pure functions over Records, no ORM.

for record, found in find(records, lexicon, filename="…"): …
"""

import re
from collections.abc import Callable, Iterable, Iterator

from importers.extraction.addresses import addresses
from importers.extraction.context import Context, Row, row_context
from importers.extraction.lines import areas, segments
from importers.extraction.mention import Mention
from importers.extraction.names import among_some, beside, bulleted, crossings, institutions, listed, parking, stations
from importers.extraction.piece import Piece
from importers.extraction.places import beside_label, labelled_place, location_cell, service_spot
from importers.extraction.rows import joined, otherwise, repeated, ways_aside, with_gu_of_row
from importers.extraction.steps import Steps
from importers.extraction.venues import (
    closures,
    events,
    named_with_area,
    rooms,
    said,
    stops,
    structures,
    venues_of_addresses,
)
from importers.records import Cell, Record
from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.language.normalise import normalised
from maptag.geocoding.parsing.grammar import grammar

__all__ = ["Context", "Mention", "find", "mentions"]

# In this order: each step leaves alone what an earlier one has taken. The words are what a text must hold for the step
# to be worth its regular expressions (running text went from 2.4 to over 5 MB/s).
_ROUTES = "→ ⇄ ↔ ⇒ ➔ 까지"
_INSTITUTIONS = (
    "학교 서관 물관 술관 육관 육센터 회관 공원 광장 동장 기장 념관 시장 병원 극장 수욕장 IC JC 나들목 지하차도 육교"
)
_BESIDE = (
    "앞 옆 뒤 맞은편 건너편 인근 부근 근처 주변 일대 일원"
    " 정문 후문 초입 입구 남단 북단 동단 서단 하부 아래 램프 진입로 진출로"
)
_ROOMS = (
    "층 회의장 회의실 세미나실 강의실 상황실 전시실 홀 강당 무대 마당 광장 체육관 공연장 빙상장 수영장 교육장 주차장"
    " 본관 별관 신관"
)
_PASSED = "를_지나 을_지나 를_통과 을_통과 를_경유 을_경유 를_거쳐 을_거쳐 를_건너 을_건너 로_통과 로_경유"
STEPS_OF_TEXT = Steps(
    (segments, f"{_ROUTES} ~ 가- 구간 사이 방면 방향 이르는"),
    (addresses, ""),
    (venues_of_addresses, "("),
    (beside_label, ""),
    (labelled_place, ": ： ◦ 행사장( 행사장_( 집결지( 개최장소("),
    (service_spot, "상황실 의료소 대기소 대피소 주차 출발 도착 반환점 승차 하차 출장지 장_지 방문지 대상지 모이는"),
    (said, "장소는 위치는 지점은 집결지는 집합지는 개최지는 행사장은"),
    (crossings, "거리 교차 로터리 로타리 만나"),
    (stations, "역"),
    (institutions, _INSTITUTIONS),
    (beside, _BESIDE),
    (rooms, _ROOMS),
    (named_with_area, "동) 가) 산_"),
    (stops, "정류장 정류소 승강장"),
    (closures, f"통제 폐쇄 침수 개통 로_우회 {_PASSED}"),
    (events, "열리 열린 열렸 펼쳐 집결 모여 모이 대피 개최 출발 이어지 이어진 불이_나 불이_났 화재가 사고가"),
    (structures, "터널 고가 지하차도 지하도로 대교"),
    (parking, "면)"),
    (bulleted, "△ ▲"),
    (among_some, "곳 개소 개교"),
    (listed, ", · ㆍ 및 과_ 와_ 나_"),
    (areas, "전역 일대 일원 지역 반경 반지름"),
)
STEPS_OF_ADDRESS_CELL = Steps((repeated, ""), (addresses, ""), (otherwise, ""))
STEPS_OF_LOCATION_CELL = Steps(
    (repeated, ""), (segments, f"{_ROUTES} ~"), (addresses, ""), (joined, ""), (location_cell, "")
)
# A short cell of a table says what its row is called or how much of it there is, unless the cell beside it says 장소.
STEPS_OF_SHORT_CELL = Steps(
    (segments, f"{_ROUTES} ~"),
    (addresses, ""),
    (joined, ""),
    (beside_label, ""),
    (labelled_place, ": ： ◦"),
    (rooms, _ROOMS),
)
STEPS_OF_NAME_CELL = Steps((addresses, ""))
SHORT = 24
# A cell that begins with a gu says where, however short it is.
_AREA_FIRST = re.compile(r"(?:[가-힣]{2,7}[시도]\s)?[가-힣]{1,4}[구군]\s[가-힣]+[동가]\s?\(")
# "인헌시장 맞은편 가로수 전선 접촉" is short, too, but no name.
PHRASE = 3


def find(records: Iterable[Record], lexicon: Lexicon, filename: str = "") -> Iterator[tuple[Record, list[Mention]]]:
    """Each record with its mentions, in reading order. What the document says carries over from record to record."""
    context = Context.of_file(grammar(lexicon), filename)
    for record in records:
        yield record, mentions(record, context)


def mentions(record: Record, context: Context) -> list[Mention]:
    """The mentions of one record; `context` is what the records before it said, and is brought up to date."""
    context.enter(record)
    if record.kind != "row":
        plain = normalised(record.text)
        piece = Piece(record, None, record.text, plain, plain.text, "", "", Row(), context)
        STEPS_OF_TEXT.run(piece)
        return piece.found
    row, found = row_context(record, context), []
    searched, skipped = context.columns.searched, context.columns.skipped
    may_say_where = _look_out(row, context)
    for index, cell in enumerate(record.cells):
        if cell.column in skipped or not cell.text or cell.covered:
            continue
        role = searched.get(cell.column, "")
        if role or may_say_where(cell.text):
            found += _in_cell(record, index, role, row, context)
    found = ways_aside(with_gu_of_row(found, context.grammar), record, context.columns.ways)
    context.remember(row, found)
    return found


def _look_out(row: Row, context: Context) -> Callable[[str], bool]:
    """Tells which cells of a row are worth a look although their column has no role. Most of a register's are not."""
    may_hold = context.grammar.may_hold
    if context.columns.tells_places:
        return may_hold
    return lambda text: bool(row.dong) or not text.isascii() or may_hold(text)


def _in_cell(record: Record, index: int, role: str, row: Row, context: Context) -> list[Mention]:
    cell = record.cells[index]
    label = "" if context.columns.roles or not index else _label(record, index)
    plain = normalised(cell.text)
    piece = Piece(record, index, cell.text, plain, plain.text, role, label, row, context)
    _steps(cell, role, context).run(piece)
    return piece.found


def _steps(cell: Cell, role: str, context: Context):
    """What is looked for in a cell depends on its column, and on whether another column tells the places."""
    if role == "location":
        return STEPS_OF_LOCATION_CELL
    if role in ("told", "way"):
        return STEPS_OF_TEXT
    if role:
        return STEPS_OF_ADDRESS_CELL
    if context.columns.tells_places:
        return STEPS_OF_NAME_CELL
    is_name = len(cell.text) < SHORT and cell.text.count(" ") < PHRASE and not _AREA_FIRST.match(cell.text)
    return STEPS_OF_SHORT_CELL if is_name else STEPS_OF_TEXT


def _label(record: Record, index: int) -> str:
    """The cell to the left where the row is label | value, not a row of headers."""
    pair = not record.cells[0].header or sum(not cell.covered for cell in record.cells) <= 2
    return record.cells[index - 1].text if pair else ""
