"""What only a whole row tells: addresses split over columns, and cells that repeat the row above."""

import re
from calendar import month_abbr
from dataclasses import replace
from datetime import date, timedelta

from importers.extraction.context import DONG_ENDS
from importers.extraction.finders.addresses import placed
from importers.extraction.finders.beside import beside
from importers.extraction.finders.cells import in_parentheses, spot_cell
from importers.extraction.finders.crossings import crossings
from importers.extraction.finders.finder import Finder
from importers.extraction.finders.segments import whole_roads
from importers.extraction.finders.stations import stations
from importers.extraction.mention import FoundMention
from importers.extraction.unit import TextUnit
from importers.extraction.where import is_ditto
from importers.records import DocumentRecord
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.grammar import Grammar
from maptag.geocoding.types import Hint

_LOT_WORD = re.compile(r"(?<=\d)\s?번지")
# 152번 beside a road is its number; in a sentence it may be a bus.
_COUNTER = re.compile(r"(?<=\d)\s?번$")
_ONE = r"(?:산|지하)?\s?\d{1,5}(?:\s?(?:-|의)\s?\d{1,4})?(?:\s?(?:번지|호|번))*"
_NUMBER_CELL = re.compile(rf"^\s*{_ONE}(?:\s*[,·/]\s*{_ONE})*(?:\s*외.{{0,8}}|\s*(?:일대|일원))?\s*$")
_NUMBER_FIRST = re.compile(r"(?:지하)?\s?\d{1,4}(?:-\d{1,4})?(?=\s[가-힣(]|[가-힣(,])")
# 12월 3일, 2025-12-03 00:00:00, Dec-03, 3-Dec (the day or month that a spreadsheet took 12-3 for), 45994 (the number
# that it keeps for the day).
_DATE = re.compile(
    r"(?:(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일|(?:19|20)\d\d-(?P<m>\d\d)-(?P<d>\d\d)(?:[ T]00:00(?::00)?)?"
    r"|(?P<name>[A-Z][a-z]{2})-(?P<of>\d\d)|(?P<on>\d{1,2})-(?P<month_name>[A-Z][a-z]{2})|(?P<serial>4\d{4}))\s*$"
)
_MONTHS = {name: number for number, name in enumerate(month_abbr) if name}
# What an address column holds for want of an address.
_INSTEAD = (in_parentheses, whole_roads, crossings, stations, beside, spot_cell)
_EPOCH = date(1899, 12, 30)
_JOINED = ("address_lot", "address_road", "address", "main", "location")


def repeated(unit: TextUnit):
    """〃, 상동: what stands in the row above, once more."""
    if not is_ditto(unit.written):
        return
    letter = unit.record.cells[unit.cell].letter
    for above in unit.context.mentions_above:
        if above.locator.column == letter:
            flags = (*(flag for flag in above.flags if flag not in ("evidence", "ditto")), "ditto")
            unit.add(0, len(unit.written), above.text, above.kind, above.key, flags, above.addresses)


def continued(unit: TextUnit):
    """A whole address of which the second number stands in the column beside it."""
    column = unit.context.schema.subs.get(unit.record.cells[unit.cell].column)
    sub = _text_in(unit, column) if unit.role == "address" and unit.text.rstrip()[-1:].isdecimal() else ""
    if sub.isdecimal() and int(sub):
        _add_all(unit, composed(f"{unit.row.sigungu} {unit.text.strip()}-{int(sub)}").strip(), ("joined",))


def joined(unit: TextUnit):
    """The number of a split address: 자치구 | 동 | 번지, or 도로명 | 본번 | 부번."""
    if unit.mentions:
        return
    road = _road_beside(unit) if unit.role in ("main", "address_road", "location") else ""
    name = road or unit.row.dong
    if not name:  # as in most registers: two searches less for each spot
        return
    lot = lot_of_date(unit.text) if unit.role == "address_lot" and unit.row.dong else ""
    number = lot or _COUNTER.sub("", unit.text.strip().rstrip("-"))
    if road[-1:] in ("로", "길") and _NUMBER_FIRST.match(number):
        number = _LOT_WORD.sub("", number)  # 올림픽로 | 658 앞, 노량진로 | 16길 33번지
    elif not _NUMBER_CELL.match(number) or (unit.role not in _JOINED and not _follows_its_dong(unit)):
        return
    address = composed(f"{unit.row.sigungu} {name} {number}{_sub_beside(unit)}").strip()
    _add_all(unit, address, ("joined", "date") if lot else ("joined",))


def _add_all(unit: TextUnit, address: str, flags: tuple[str, ...]):
    """What stands in `address`, which was put together, each hit at the whole cell."""
    for hit in _hits(address, unit):
        readings, why = placed(hit, "", unit)
        text = address[hit.start : hit.end]
        unit.add(0, len(unit.written), text, readings[0].kind, readings[0].key, (*why, *flags), readings)


def with_gu_of_row(mentions: list[FoundMention], grammar: Grammar) -> list[FoundMention]:
    """Give the gu that one address of a row has to those that lack it: 길동 140 | 서울특별시 강동구 길동 140."""
    if len(mentions) < 2:
        return mentions
    gus = {mention.addresses[0].sigungu for mention in mentions if mention.addresses}
    if len(gus) != 2 or "" not in gus:
        return mentions
    written = [mention.addresses[0] for mention in mentions if mention.addresses]
    if any(address.sido and not address.sigungu for address in written):
        return mentions
    sigungu = next(filter(None, gus))
    return [_with_gu(mention, sigungu, grammar) for mention in mentions]


def _with_gu(mention: FoundMention, sigungu: str, grammar: Grammar) -> FoundMention:
    placed_there = tuple(grammar.placed(address, sigungu) for address in mention.addresses)
    if (
        not placed_there
        or mention.addresses[0].sigungu
        or not placed_there[0].sigungu
        or mention.kind not in ("road", "lot")
    ):
        return mention
    flags = (*mention.flags, "gu_from_context")
    return replace(mention, key=placed_there[0].key, near_sigungu=sigungu, addresses=placed_there, flags=flags)


def ways_aside(mentions: list[FoundMention], record: DocumentRecord, ways: frozenset[int]) -> list[FoundMention]:
    """In a row that has its address, the stations on the way to it are details."""
    if not ways:
        return mentions
    on_way = [record.cells[mention.cell].column in ways for mention in mentions]
    if all(way or not mention.addresses for way, mention in zip(on_way, mentions, strict=True)):
        return mentions
    return [
        replace(mention, flags=(*mention.flags, "detail")) if way else mention
        for way, mention in zip(on_way, mentions, strict=True)
    ]


def lot_of_date(text: str) -> str:
    """ "12-3" of a text that ends in the date that a spreadsheet made of it; else ""."""
    match = _DATE.search(text)
    if not match or (match["serial"] and match.start()):
        return ""
    if match["serial"]:
        day = _EPOCH + timedelta(days=int(match["serial"]))
        return f"{day.month}-{day.day}"
    month = match["month"] or match["m"] or _MONTHS.get(match["name"] or match["month_name"])
    return f"{int(month)}-{int(match['day'] or match['d'] or match['of'] or match['on'])}" if month else ""


def otherwise(unit: TextUnit):
    """A cell of an address column in which no address stands as it is."""
    if unit.mentions:
        return
    for step in (joined, dated, *(_INSTEAD if unit.role.startswith("address") else ())):
        step(unit)


def dated(unit: TextUnit):
    """역삼동 12월 3일: a spreadsheet read the lot 12-3 as a date before it was joined to its dong."""
    lot = lot_of_date(unit.text)
    if unit.mentions or not lot:
        return
    undated = _DATE.sub(lot, unit.text)
    for hit in unit.context.grammar.scan(undated, Hint())[:1]:
        readings, flags = placed(hit, "", unit)
        if readings[0].kind == "lot" and _DATE.sub("", unit.text).rstrip()[-1:] in DONG_ENDS:
            span = 0, len(unit.written)
            unit.add(*span, unit.written, "lot", readings[0].key, (*flags, "date"), readings)


def _follows_its_dong(unit: TextUnit) -> bool:
    """A table without headers: 역삼동 | 12-3. A bare number there counts something more often than not."""
    before = unit.record.cells[unit.cell - 1].text if unit.cell else ""
    return bool(unit.row.dong) and before == unit.row.dong and not unit.text.strip().isdecimal()


def _hits(address: str, unit: TextUnit):
    hint = Hint(kind="road" if unit.role == "address_road" else "")
    grammar = unit.context.grammar
    weak = grammar.weak(address, hint) if unit.role != "address_road" else None
    return grammar.scan(address, hint) or ([weak] if weak else [])


def _road_beside(unit: TextUnit) -> str:
    return _text_in(unit, unit.context.schema.road)


def _sub_beside(unit: TextUnit) -> str:
    whole = unit.role != "main" and not unit.text.strip()[-1:].isdecimal()
    column = unit.context.schema.subs.get(unit.record.cells[unit.cell].column)
    sub = "" if whole or "-" in unit.text else _text_in(unit, column)
    return f"-{int(sub)}" if sub.isdecimal() and int(sub) else ""


def _text_in(unit: TextUnit, column: int | None) -> str:
    cell = None if column is None else unit.record.cell_in(column)
    return cell.text.strip() if cell else ""


REPEATED = Finder("repeated", "any", (), repeated)
CONTINUED = Finder("continued", "road", (), continued)
JOINED = Finder("joined", "road", (), joined)
OTHERWISE = Finder("otherwise", "any", (), otherwise)
