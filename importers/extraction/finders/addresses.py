"""Road and lot addresses."""

import re
from functools import lru_cache

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.extraction.where import is_route
from importers.vocabulary import terms
from maptag.geocoding.types import Address, Hint, Hit

# Looked for from the digit leftwards, since digits are fewer than letters: in half the time.
_DIGIT_AFTER_NAME = re.compile(
    r"\d(?:(?<=[가-힣].)|(?<=[가-힣]\s.)|(?<=[가-힣]\s\s.)|(?<=[가-힣]\s{3}.)|(?<=[가-힣]\s{4}.))"
)
_LATIN_ROAD = re.compile(r"-(?:ro|gil|daero)\b")
_UP_TO = re.compile(r"\s{0,2}(?:앞\s?)?(?:(?P<sign>[~→➔⇒↔⇄])|(?P<from>에서|부터))\s{0,2}")
# A label names a gu and nothing else: (서초구), [서울시 서초구], 서초구:
_LABEL = re.compile(
    r"[(\[<〈【〔「](?:[가-힣]{2,7}\s)?(?P<gu>[가-힣]{1,5}[구군시])[)\]>〉】〕」]|(?<![가-힣])(?P<named>[가-힣]{1,5}[구군시])\s?:"
)
_TO_LOT = re.compile(r"\s?~\s?(?P<last>(?:산\s?)?\d{1,4}(?:-\d{1,4})?)(?:\s?번지)?(?![\d가-힣])")
# 외 2필지: the grammar ends at 외.
_OTHERS = re.compile(r"\s?\d{1,3}\s?(?:개\s?)?필지")
_SHORTEST_LABEL = 3
_ROOM = ("호", "층", "동")
# No number of a house begins with a nought.
_ROUTE = re.compile(r"[가-힣](?:마을)?\s?0\d")
_BUS = re.compile(r"버스\s?$")
_PATHS = terms("outdoors", "path")
_SIDE_STREET = re.compile(r"[가-힣]+?로(?=\d)")
# Columns of which most addresses are in roads that the tables lack are of another city.
_OF_ELSEWHERE = 0.5
_BLOCK = re.compile(r"\s?동(?![가-힣])")
_KINDS = {"address_road": "road", "address_lot": "lot"}
_TRUSTED = ("address", "address_road", "address_lot", "location")


def addresses(unit: TextUnit):
    """Road and lot addresses, the gu taken from what stands before or around where it is not written."""
    if not _DIGIT_AFTER_NAME.search(unit.text) and not _LATIN_ROAD.search(unit.text):
        return
    hits, sigungu, begin = _hits(unit), "", None
    for number, hit in enumerate(hits):
        if _is_false(unit.text, hit) or (
            unit.cell is not None and not hit.addresses[0].sigungu and _is_no_road(unit, hit)
        ):
            continue
        if unit.cell is None and hit.start < 3:
            sigungu = unit.context.broken_off
        start = hits[number - 1].end if number else 0
        if hit.start - start >= _SHORTEST_LABEL:
            sigungu = _said_between(unit, start, hit.start) or sigungu
        readings, flags = placed(hit, sigungu, unit)
        sigungu = readings[0].sigungu or sigungu
        if begin:
            _take_stretch(unit, hits[number - 1], hit, begin)
            begin = None
        elif number + 1 < len(hits) and _is_stretch(unit, hit, hits[number + 1]):
            begin = readings[0]
        else:
            _take(unit, hit, readings, flags)


def _is_false(text: str, hit: Hit) -> bool:
    """테헤란로 152, 155호 is a room, 구로01 a bus, LG메트로 219동 a block, 시설 108호 a thing with a number."""
    first = hit.addresses[0]
    if hit.flags and "listed" in hit.flags and first.kind == "road":
        return text[hit.end - 1] == "호" or text.startswith(_ROOM, hit.end)
    if first.main < 100 and _ROUTE.search(text, hit.start, hit.end):
        return True
    return not first.sigungu and hit.end < len(text) and _BLOCK.match(text, hit.end) is not None


def _is_no_road(unit: TextUnit, hit: Hit) -> bool:
    """산책로 2, 별도로 3 among spots: a road that the tables lack needs a gu, or others like it in its column.

    구로10 alone is a bus, or 10 in a road of that name, of which an office would write "구로 10".
    """
    first, lexicon = hit.addresses[0], unit.context.grammar.lexicon
    if first.kind != "road" or first.sido or first.sub:
        return False
    if first.road in _PATHS or (first.road.endswith(_PATHS) and not _is_known_way(unit, first.road)):
        return True
    if first.road + "구" in lexicon.home and unit.text[hit.start : hit.end] == f"{first.road}{first.main}":
        return is_route(unit.text.strip(), lexicon) or _BUS.search(unit.text, 0, hit.start) is not None
    if unit.role.startswith("address"):
        return False
    side = _SIDE_STREET.match(first.road)
    if unit.role != "location" or first.road in lexicon.roads or (side and side.group() in lexicon.roads):
        return False
    facts = unit.context.schema.facts.get(unit.record.cells[unit.cell].column)
    return facts is not None and facts.share("strange") < _OF_ELSEWHERE


def _is_known_way(unit: TextUnit, road: str) -> bool:
    """중랑천서자전거길 97 is an address: the tables have the road, or its column is one of addresses."""
    return road in unit.context.grammar.lexicon.roads or unit.role.startswith("address")


def _take(unit: TextUnit, hit: Hit, readings: tuple[Address, ...], flags: tuple[str, ...]):
    """Add a hit with its readings and flags; with both ends where it is "332-1번지~334-12번지"."""
    kind, key = _kind_and_key(readings[0], flags)
    end = hit.end
    if readings[0].kind == "lot" and unit.text.startswith(("~", " ~"), end) and (last := _TO_LOT.match(unit.text, end)):
        end, kind, key = last.end(), "area", f"{key}~{last['last']}"
    elif "others" in flags and (others := _OTHERS.match(unit.text, end)):
        end = others.end()
    unit.take_written(*unit.plain.original(hit.start, end), kind, key, flags, readings)


def _said_between(unit: TextUnit, start: int, end: int) -> str:
    """The gu of a label since the address before: "(서초구) 반포대로 235", "종로구: 사직로 161"."""
    reader = unit.context.grammar.areas
    labels = [
        reader.before(unit.text, label.end("gu") if label["gu"] else label.end("named")).sigungu
        for label in _LABEL.finditer(unit.text, start, end)
    ]
    return labels[-1] if labels else ""


def _is_stretch(unit: TextUnit, first: Hit, last: Hit) -> bool:
    """Does a stretch begin here: "강남대로 12 ~ 강남대로 30"? Between two roads an arrow may mean a move."""
    sign = _UP_TO.match(unit.text, first.end)
    kinds = {first.addresses[0].kind, last.addresses[0].kind}
    if not sign or sign.end() != last.start or len(kinds) > 1:
        return False
    if kinds == {"lot"}:
        return sign["sign"] == "~" and first.addresses[0].dong == last.addresses[0].dong
    if sign["from"] and not unit.text.startswith("까지", last.end):
        return False
    return sign["sign"] == "~" or first.addresses[0].road == last.addresses[0].road


def _take_stretch(unit: TextUnit, first: Hit, last: Hit, begin: Address):
    """Add the stretch from `begin`, the address at `first`, to the one at `last`."""
    end, road = last.addresses[0], begin.road
    if begin.kind == "lot":
        span = unit.plain.original(first.start, last.end)
        unit.take_written(*span, "area", f"{begin.key}~{_number(end)}", first.flags)
        return
    ends = [_number(begin), _number(end)] if end.road == road else [f"{a.road} {_number(a)}" for a in (begin, end)]
    key = f"{road if end.road == road else ''}|{'~'.join(ends)}"
    unit.take_written(*unit.plain.original(first.start, last.end), "segment", key, first.flags)


def _number(address: Address) -> str:
    return f"{'산' if address.mountain else address.level}{address.main}" + (f"-{address.sub}" if address.sub else "")


def _kind_and_key(address: Address, flags: tuple[str, ...]) -> tuple[str, str]:
    """Numbers from … to … are a stretch of the road, or an area of lots."""
    if "range" not in flags:
        return address.kind, address.key
    if address.kind == "road":
        return "segment", f"{address.road}|{address.main}~{address.sub}"
    return "area", address.key


def _hits(unit: TextUnit) -> list[Hit]:
    grammar, hint = unit.context.grammar, _hint(unit.role, unit.row.sigungu, unit.context.document.sigungu)
    hits = grammar.scan(unit.text, hint)
    if not hits and unit.cell is not None and unit.role not in ("", "location"):
        weak = grammar.weak(unit.text, hint)
        return [weak] if weak else []
    if not hits and unit.cell is not None and not unit.context.schema.roles:
        weak = grammar.weak(unit.text, hint)
        return [weak] if weak and weak.addresses[0].sigungu else []
    return hits


@lru_cache(maxsize=1000)
def _hint(role: str, *gus: str) -> Hint:
    addresses = role.startswith("address")
    return Hint(role not in _TRUSTED, _KINDS.get(role, ""), frozenset(gus) - {""}, addresses=addresses)


def placed(hit: Hit, sigungu: str, unit: TextUnit) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """The readings and flags of a hit, in the gu that the text before it, the row or the document gives."""
    readings = hit.addresses
    if readings[0].sigungu:
        return readings, hit.flags
    for near in (sigungu, unit.row.sigungu, unit.context.document.sigungu):
        readings = tuple(unit.context.grammar.placed(address, near) for address in readings)
    return readings, (*hit.flags, "gu_from_context") if readings[0].sigungu else hit.flags


ADDRESSES = Finder(
    "addresses",
    "road",
    (),
    addresses,
    (
        ("강남구 테헤란로 152에서 열린다.", ("강남구|테헤란로|152-0",)),
        ("중구 정동 5-5번지 외 2필지", ("중구|정동|5-5",)),
        (
            "개포동 1-2, 3-4",
            (
                "|개포동|1-2",
                "|개포동|3-4",
            ),
        ),
    ),
)
