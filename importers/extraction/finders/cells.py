"""Cells of columns that tell a location."""

import re

from importers.extraction.finders.beside import beside
from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import IS_NO_PLACE, IS_NOWHERE, SENTENCE, is_place, is_place_name, kind_of
from importers.extraction.unit import TextUnit
from importers.extraction.where import is_route
from importers.vocabulary import CROSSING, EXIT, RELATION, alternatives, terms
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.vocabulary import words

_PART = re.compile(r"(?:(?!\s/\s|,\s).)+", re.S)
_MAYBE_COMMA = re.compile(r"[,;/+·ㆍ및]")
_COMMA = re.compile(r"[,;/+·ㆍ]|\s및\s")
_LINE = re.compile(r"[^\n]+")
_TOWARDS = alternatives("around", "towards")
# Behind a place: which way, in which dong, and what stands in the next line of the cell.
_TAIL = re.compile(
    r"\s*(?:\([^()]*[→↔~][^()]*\)?|\([^()]*|[<‹〈][^<>‹›〈〉]*[>›〉]?|\n\s*[(<‹〈\[].*"
    rf"|[\[{{][^()\[\]{{}}]*{_TOWARDS}\s*[\]}}])\s*$",
    re.S,
)
# 망우로(상봉지하차도교차로 주변: the spot on a road, not a remark behind it.
_ROAD_AND_SPOT = re.compile(r"[가-힣0-9]{2,10}[로길]\s?\([^→↔]*$")
_OPENS = re.compile(r"[(\[{<‹〈\n]")
_FRONT = re.compile(r"^\[[^\]]{2,12}\]\s*(?=\S)")
_SPOT_ENDS = alternatives("around", "spot", CROSSING=CROSSING)
_SPOT = re.compile(rf"[가-힣]{_SPOT_ENDS}\s*$|\d번\s?출구\s?앞?\s*$")
_NAME_ENDS = alternatives("houses", "own_name")
# 중명전, 국립정동극장: listed without a word about where beside them.
_NAME_OF_OWN = re.compile(
    r"\s*(?=[가-힣A-Za-z\d· ]{3,18}\s*$)(?!.*\d\s?층)"
    rf"(?:[가-힣]{{2,}}전|.*[가-힣]{{3}}{_NAME_ENDS})\s*$"
)
_TWO_ENDS = re.compile(r"(?P<first>[가-힣][^~→↔,()]{1,20}+)[~→↔](?P<last>\s?[가-힣A-Z][^~→↔,()]{1,20})$")
_VENUE_OR_END = re.compile(r"\($|^\s*[~∼]|[~∼]\s*$")
# What only a blank parts from a stretch of road says more about it: "공덕오거리~마포대교 방향 180m".
_PARTED = re.compile(r"[,/·;\n(→]")
_AREA_ENDS = tuple("동가리구시군읍면")
_EDGES = " \n\t,/()[]·:;~-"
_PARTS = alternatives("amounts", "part")
_BESIDE_IT = alternatives("around", "detail")
# What has numbers for names (5구역, 2지구) is a place of its own.
_COUNTED = {"", *words("units", "glued")} - {*words("numbered_things")} | {"동", "호", "문"}
_DIRECTIONS = alternatives("around", "direction")
# "앞 보도", floors, units, 외 3, a dong alone: beside an address these belong to it.
_DETAIL = re.compile(
    rf"^(?:(?:[가-힣]{{2,7}}\s)?[가-힣]{{1,4}}(?<!출)구$|(?:[가-힣]{{1,8}}\s)?{_DIRECTIONS}(?![가-힣]).*|(?:바로\s)?{_BESIDE_IT}(?![가-힣]).*|(?:지하|지상)?\s?\d+{_PARTS}"
    r"|외\s?\d|[가-힣]{1,2}$|[가-힣]{2,5}\d?(?:동|가|(?<!거)리)$|[^가-힣]*$)",
    re.S,
)
_ENDS_IN_BRACKETS = alternatives("around", "in_brackets")
_INSIDE = re.compile(rf"\((?P<name>[^()]{{2,40}}?(?:[~∼][^()]{{2,40}}|\s?{_ENDS_IN_BRACKETS}))\s*\)\s*$")
_BESIDE_INSTEAD = alternatives("around", "of_instead")
_INSTEAD = alternatives("houses", "instead")
_STOP = re.compile(
    rf"[가-힣]{_INSTEAD}"
    rf"(?:\s?{_BESIDE_INSTEAD})?$"
)


# 시설 108호, 6411번, 101동 앞: things that are counted, whatever their number. With a name of its own before it, the
# number is a part of that place: 롯데백화점 2층.
# Whole runs of digits alone: tried from each digit again it took half as long again.
_NUMBERED = re.compile(
    rf"(?<!\d)\d++(?:\s?[-,~]\s?\d+)*\s?(?P<unit>[가-힣]{{0,4}}?)(?:\s?\d+\s?[호층])?(?:\s?{_BESIDE_IT})?$"
)
_EDGES_OF_NAME = " -–(,제"
_BESIDE_A_NAME = re.compile(rf"[가-힣A-Za-z0-9]{{2}}\s?(?:{RELATION}|{_BESIDE_IT})$")
_PATHS = frozenset(terms("outdoors", "path"))
_LETTER_OF_NUMBER = re.compile(r"(?<![A-Za-z])[A-Z]$")
_EXIT = re.compile(EXIT)
_KIND_OF_CROSSING = re.compile(f"{CROSSING}$")
# 공사로, 별도로: longer words in 로 are names more often than not (한강대교진입로).
_ROAD_WORD = re.compile(r"[가-힣]{1,3}[로길]")
_LONGEST_ROAD_WORD = 4


def location_cell(unit: TextUnit):
    """A cell of a location column: what no address or segment has taken is a place, or a crossing."""
    if not unit.mentions:
        for start, part in _listed(unit.written):
            _whole(unit, start, part, ())
        return
    has_address = any(mention.addresses for mention in unit.mentions)
    for start, end in unit.gaps():
        # A building beside its address is a detail of it, while a venue with its address in parentheses is named too,
        # and so is the other end of a stretch ("도봉로 365 ~ 수유사거리").
        is_detail = has_address and not _VENUE_OR_END.search(unit.written[start:end])
        if has_address or _PARTED.search(unit.written[start:end]):
            for part in (_LINE if is_detail else _PART).finditer(unit.written, start, end):
                _whole(unit, part.start(), part.group(), ("detail",) if is_detail else ("beside",))
    if not has_address:
        beside(unit)


def spot_cell(unit: TextUnit):
    """A cell of an address column that names a stop or a park instead."""
    text = " ".join(unit.text.split())
    if not unit.mentions and _STOP.search(text):
        _whole(unit, 0, unit.written, ())


def in_parentheses(unit: TextUnit):
    """A cell of an address column that has a place instead of a number: "도곡동(언주초교 부근)"."""
    if unit.mentions or not unit.text.endswith(")"):
        return
    match = _INSIDE.search(unit.written)
    area = composed(unit.written[: match.start()]).strip() if match else ""
    if area.endswith(_AREA_ENDS) and unit.context.grammar.areas.before(area, len(area)).start == 0:
        _whole(unit, match.start("name"), match["name"], ())


def _listed(written: str) -> list[tuple[int, str]]:
    """The cell as a whole, or each of several spots ("망원역 1번 출구 앞, 합정역 3번 출구"), with its offset."""
    if not _MAYBE_COMMA.search(written) or not _COMMA.search(written):
        return [(0, written)]
    starts = [0, *(sign.end() for sign in _COMMA.finditer(written))]
    ends = [*(sign.start() for sign in _COMMA.finditer(written)), len(written)]
    parts = [(start, written[start:end]) for start, end in zip(starts, ends, strict=True) if written[start:end].strip()]
    spots = len(parts) > 1 and all(_is_spot(part.rstrip()) for _, part in parts)
    return parts if spots else [(0, written)]


def _ends(text: str) -> str:
    """The key of a stretch of which both ends are named ("광화문~서울역"), known or not; else empty."""
    match = _TWO_ENDS.match(text)
    return f"|{match['first'].strip()}~{match['last'].strip()}" if match else ""


def _whole(unit: TextUnit, offset: int, part: str, flags: tuple[str, ...]):
    if spot := unit.context.spots.remembered(part, bool(flags), lambda: _spot(part, bool(flags), unit)):
        start, length, kind, key = spot
        unit.take_written(offset + start, offset + start + length, kind, key, flags)


def _spot(part: str, is_beside: bool, unit: TextUnit) -> tuple[int, int, str, str] | None:
    """Start, length, kind and key of the place that `part` of a cell names, or None; beside an address it says more."""
    text = _first_line(_trimmed(part.strip(_EDGES if is_beside else " \n\t")), unit)
    plain = " ".join(composed(text).split())
    if plain.endswith(_AREA_ENDS) and unit.context.grammar.areas.before(plain, len(plain)).start == 0:
        return None  # 양천구 신정동: an area is no place
    if not is_place(plain, 60) or (is_beside and _DETAIL.match(plain)) or _is_nameless(plain, unit):
        return None
    ends = _ends(plain)
    return part.index(text), len(text), "segment" if ends else kind_of(plain), ends or plain


def _first_line(text: str, unit: TextUnit) -> str:
    """Without a second line that is an area or a remark; most second lines go on: 종로1가 ⏎ SK빌딩 앞."""
    first, _, rest = text.partition("\n")
    rest = composed(rest).strip(_EDGES)
    if not rest or not _is_spot(first.rstrip()):
        return text
    is_area = rest.endswith(_AREA_ENDS) and unit.context.grammar.areas.before(rest, len(rest)).start == 0
    return first.rstrip() if is_area or IS_NO_PLACE.search(rest) or SENTENCE.search(rest) else text


def _is_spot(line: str) -> bool:
    return bool(_SPOT.search(line) or _NAME_OF_OWN.match(line) or _BESIDE_A_NAME.search(line))


def _is_nameless(plain: str, unit: TextUnit) -> bool:
    """Is it a kind of thing with a number, or a word in 로 that is no road ("공사로")?"""
    lexicon = unit.context.grammar.lexicon
    if len(plain) <= _LONGEST_ROAD_WORD and _ROAD_WORD.fullmatch(plain) and kind_of(plain) != "intersection":
        return plain not in lexicon.roads and plain not in lexicon.places
    numbered = _NUMBERED.search(plain)
    if not numbered or numbered["unit"] not in _COUNTED:
        return False
    if is_route(plain, lexicon):
        return True
    if plain in lexicon.places or _EXIT.search(plain):
        return False
    name = _LETTER_OF_NUMBER.sub("", plain[: numbered.start()]).strip(_EDGES_OF_NAME)
    if IS_NOWHERE.match(name) or _KIND_OF_CROSSING.match(name) or name in _PATHS:
        return True
    is_spot = kind_of(name) == "intersection" or _SPOT.search(name) or _BESIDE_A_NAME.search(name)
    return not (is_spot or _has_own_name(name, lexicon))


def _has_own_name(name: str, lexicon) -> bool:
    """Is it, or its last word, a house, a place on the map or a road?"""
    last = name.rpartition(" ")[2]
    return any(is_place_name(part, lexicon.places) for part in (name, last)) or last in lexicon.roads


def _trimmed(text: str) -> str:
    """The place alone: no direction, no dong in angle brackets, no road in front of it."""
    if not _OPENS.search(text):
        return text
    while (tail := _TAIL.search(text)) and tail.start() > 1 and not _ROAD_AND_SPOT.match(text):
        text = text[: tail.start()].rstrip()
    return _FRONT.sub("", text)


LOCATION_CELL = Finder("location_cell", "place", (), location_cell)
