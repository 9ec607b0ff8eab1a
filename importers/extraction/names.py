"""Places that running text names in passing: crossings, stations, schools and parks, "○○구청 맞은편"."""

import re

from importers.extraction.piece import Piece
from importers.extraction.vocabulary import (
    ACTING,
    AFTER_STATION,
    BUILDING,
    CROSSING,
    CROSSING_KIND,
    EXIT,
    INSTITUTION,
    KIND_ONLY,
    KINDS,
    LANDMARK,
    NO_LANDMARK,
    RELATION,
    SOUGHT_RELATION,
    SPOT_INSIDE,
    TOWARDS,
    WORD_ENDS,
)

_NAMED_CROSSING = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<open>[가-힣0-9]{{1,12}}(?:로|길)\s?\(\s?)?(?P<name>(?:[가-힣A-Za-z0-9]{{2,12}}\s(?=앞\s))?"
    rf"[가-힣0-9]{{1,12}}\s?{CROSSING})"
    rf"(?:\s?(?:주변|앞|인근|부근|일대))?(?(open)_?\s?\)?){WORD_ENDS}"
)
_NAMELESS = re.compile(rf"(?:{CROSSING_KIND}\s?|{CROSSING}\s?)?{CROSSING}$")
_TWO_ROADS = re.compile(
    r"(?<![가-힣0-9])(?P<first>[가-힣0-9]{1,12}(?:로|길))\s?(?:와|과|·|ㆍ|및|×|x|/)\s?(?P<second>[가-힣0-9]{1,12}(?:로|길))의?\s?"
    rf"(?:{CROSSING}|(?:이|가)\s?만나는\s?(?:곳|지점|{CROSSING}))"
)
_STATION = re.compile(
    rf"(?<![가-힣A-Za-z])(?:\d호선\s)?(?P<name>[가-힣0-9A-Z]{{1,14}}?(?:\([가-힣·0-9]{{1,8}}\))?역)"
    rf"(?P<exit>(?:\s?\([^()]{{1,12}}\)|(?:\s{TOWARDS}){{1,2}})?{EXIT})?(?P<relation>{RELATION})?(?:{WORD_ENDS}|(?=도보))"
)
_ON_FOOT = re.compile(r"(?:에서)?\s?(?:도보|걸어서|하차)")
_NO_STATION = re.compile(
    r"(?:전철|지하철|환승|인근|주변|해당|인접|도시철도|[0-9]호선|^[가-힣]|지|(?<!입)구|영|용|무|권|광|전)역$"
)
_NAME_GOES_ON = re.compile(rf" (?!{AFTER_STATION})[가-힣A-Z]")
_NAME = re.compile(
    rf"(?<![가-힣A-Za-z])(?P<name>[가-힣A-Za-z0-9·]{{2,16}}{INSTITUTION}"
    r"|(?P<sure>[가-힣]{2,10}(?:IC|JC)|[가-힣]{2,10}역\s?(?:나들목|지하차도|고가|육교)|[가-힣]{1,4}구?구민\s?(?:운동장|체육센터|회관)))"
    rf"(?P<inside>\s{SPOT_INSIDE})?(?P<exit>{EXIT})?(?P<relation>{RELATION})?{WORD_ENDS}"
)
_GENERIC = re.compile(rf"^{KIND_ONLY}+\s?(?:{INSTITUTION}|{BUILDING})$")
_ENDING = re.compile(f"{INSTITUTION}$")
_ACTING = re.compile(rf"\s?{ACTING}")
# An institution is named as a spot, not as an actor, where the text speaks of where things are.
_SPOT = re.compile(r"인근|주변|위치|인접|입지|소재|장소|부근|집결|개최|도보|거리")
_NEAR = 40
_ROUND = ("주변", "일대", "일원", "부근", "근처")
_PLAN = re.compile(r"\s?[가-힣]{0,5}(?:지구단위|도시계획|재개발|재건축|재정비|정비|개발|활성화|개선|조성|재생)")
_BESIDE = re.compile(SOUGHT_RELATION)
_PARTICLE_END = re.compile(r"(?:은|는|을|를|에|에서|의|로|및|와|과|등)$")
_TRAIL = re.compile(
    r"[가-힣]{1,6}(?:산|천|강|공원|숲|호수|성곽)\s(?:둘레길|자락길|산책로|등산로|숲길|자전거길|자전거도로|계곡|유원지|약수터|전망대"
    r"|[가-힣]{2,3}[사암])$"
)
# Only a bridge has such ends, and an underside.
_OF_A_BRIDGE = ("남단", "북단", "동단", "서단", "하부", "아래", "진입램프", "진출램프", "진입로", "진출로")
# Looked for from the relation leftwards: trying every word of a text for one cost running text an eighth of its time.
_BEFORE = re.compile(r"(?<![가-힣A-Za-z])[가-힣A-Za-z0-9]{2,15}(?: [가-힣A-Za-z0-9]{2,15})?$")
_FARTHEST = 34
_KIND = re.compile(f"{KINDS}$")
_LANDMARK = re.compile(f"{LANDMARK}$")
_NO_LANDMARK = re.compile(f"{NO_LANDMARK}$")
# 청문감사관, 미래청년기획관: a post, not a house.
_OFFICER = re.compile(
    r"(?:감사|조사|검사|사무|연구|지휘|비서|법무|수사|심사|기획|정책|협력|심의|추진|관리|점검|상담|해설|소통|혁신|안전)관$"
)
_OFFICE = re.compile(
    r"(?:[구시군도]청|[시군구도동]|주민센터|경찰서|소방서|파출소|지구대|보건소|공사|공단|재단|본부|교육청"
    r"|지원청|의회|위원회|협회|센터|법원|검찰청|대사관|은행|농협|병원)$"
)
_INSTITUTION = re.compile(f"[가-힣]{{2}}{INSTITUTION}$")
_BUILDING = re.compile(f"[가-힣]{{2}}{BUILDING}$")
# 101동 is some block of flats on some map, and 721 a bus.
_BLOCK = re.compile(r"\d+(?:동|호|단지)?$")
# 송도국제어린이도서관(110면): how many cars may park there.
_PARKING = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·~]{3,16}(?: (?:아파트|운동장|주차장|공원))?)"
    r"\s?\((?:약\s?)?\d{1,4}면\)"
)
_AMONG = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9]{3,16})\s등\s?(?:[가-힣·]{2,8}\s){0,2}\d{1,3}\s?(?:곳|개소|개교)"
)
_MARKED = re.compile(r"[△▲]\s?(?P<name>[가-힣A-Za-z0-9]{3,16}(?:\s?(?:앞|옆))?)(?=\s*(?:\(|[△▲,]|등|$))")
_LISTED_NAME = r"[가-힣A-Za-z0-9]{2,16}(?: (?:아파트|운동장|주차장|사거리|삼거리))?"
_LISTED_NEXT = re.compile(rf"\s?(?:,|·|ㆍ|및|과|와|나|이나)\s{{0,2}}(?P<name>{_LISTED_NAME}?)(?:\s?등)?{WORD_ENDS}")
_LISTED_BEFORE = re.compile(rf"(?<![가-힣A-Za-z0-9])(?P<name>{_LISTED_NAME})\s?(?:,|·|ㆍ|및|과|와|나|이나)\s{{0,2}}$")
_BRIDGE = re.compile(r"[가-힣]+(?<!학)(?<!종)(?:교|대교)$")
_BETWEEN = re.compile(r"^\s?(?:,|·|ㆍ|및|과|와)?\s{0,2}$")


def crossings(piece: Piece):
    """Named crossings, and "A로와 B로 교차로"."""
    for found in _TWO_ROADS.finditer(piece.text):
        piece.take(*found.span(), "intersection", f"{found['first']}×{found['second']}")
    for found in _NAMED_CROSSING.finditer(piece.text):
        if not _NAMELESS.match(found["name"]) or _of_a_road(found["name"], piece):
            piece.take(*found.span(), "intersection", found["name"])


def _of_a_road(name: str, piece: Piece) -> bool:
    """세종대로 사거리 is a crossing with a name, 도로 사거리 and 새로 사거리 are none."""
    road = name.split(" ")[0]
    return len(road) > 2 and road in piece.context.grammar.lexicon.roads


def stations(piece: Piece):
    """Known stations, with exit and relation."""
    known = piece.context.grammar.lexicon.places
    for found in _STATION.finditer(piece.text):
        if not found["exit"] and known.get(found["name"]) != "station" and not _is_reached(found, piece.text):
            continue
        if found["exit"]:  # a spot of its own, also right behind an address; nothing but a station has exits
            piece.take_written(*piece.plain.original(*found.span()), "place", " ".join(found.group().split()))
        elif found["relation"] or not _NAME_GOES_ON.match(piece.text, found.end()):
            piece.take_place(*found.span())


def _is_reached(found: re.Match, text: str) -> bool:
    """숭실대입구역 도보 7분: a station under a name that the map does not have."""
    return _ON_FOOT.match(text, found.end()) is not None and not _NO_STATION.search(found["name"])


def institutions(piece: Piece):
    """Schools, libraries, parks …: by a known name, with a relation ("○○초등학교 맞은편"), or listed beside one."""
    known = piece.context.grammar.lexicon.places
    unsure = []
    for found in _NAME.finditer(piece.text):
        name = found["name"]
        spot = found["inside"] or found["exit"]
        spoken_of = found["exit"] or found["relation"]
        if _GENERIC.match(name) or (not spoken_of and _ACTING.match(piece.text, found.end())):
            continue
        is_place = spot or found["relation"] or found["sure"]
        if is_place or (name in known and _is_telling(name) and _SPOT.search(piece.text, *_around(found))):
            piece.take_place(*found.span())
        else:
            unsure.append(found.span())
    for span in unsure:
        if _is_listed(piece, *piece.plain.original(*span)):
            piece.take_place(*span)


def _around(found: re.Match) -> tuple[int, int]:
    return max(0, found.start() - _NEAR), found.end() + _NEAR


def _is_telling(name: str) -> bool:
    """수산시장 and 해양박물관 stand in every city; 인헌초등학교 in one."""
    return name.endswith("학교") or len(_ENDING.sub("", name)) > 2


def _is_listed(piece: Piece, start: int, end: int) -> bool:
    """Does only a comma or an "and" part it from a place that was found?"""
    before, after = piece.neighbours(start)
    return bool(
        (before and before.kind == "place" and _BETWEEN.match(piece.written[before.end : start]))
        or (after and after.kind == "place" and _BETWEEN.match(piece.written[end : after.start]))
    )


def beside(piece: Piece):
    """ "○○구청 맞은편", "한남대교 북단": a known name, or a word that ends like one, with a relation."""
    for found in _BESIDE.finditer(piece.text):
        before = _BEFORE.search(piece.text[max(0, found.start() - _FARTHEST) : found.start()])
        name = before and _named(before.group(), found.group(), piece.context.grammar.lexicon.places)
        if name and not (found.group().endswith(_ROUND) and _is_project(name, found.end(), piece)):
            piece.take_place(found.start() - len(name), found.end())


def _is_project(name: str, end: int, piece: Piece) -> bool:
    """서대문구청 주변 지구단위계획 is a plan's name, 종로구 일대 an area."""
    return bool(_PLAN.match(piece.text, end)) or piece.context.grammar.areas.before(name, len(name)).start == 0


def _named(words: str, relation: str, known: dict[str, str]) -> str:
    """The name that one or two words end with, or ""."""
    first, _, last = words.rpartition(" ")
    if first and (words in known or _is_inside(first, last, known)):
        return words
    is_name = (
        is_listed_name(last, known)
        or is_building(last)
        or (last.endswith(("교", "다리")) and len(last) > 2 and relation.endswith(_OF_A_BRIDGE))
        or (
            relation.endswith(("앞", "옆", "편", "인근", *_ROUND))
            and _LANDMARK.match(last)
            and not _NO_LANDMARK.search(last)
        )
    )
    return last if is_name else ""


def _is_inside(first: str, last: str, known: dict[str, str]) -> bool:
    """관악산 둘레길, 서울식물원 주제정원, 북한산 도선사: a part of something that has a name of its own."""
    if _PARTICLE_END.search(first):
        return False
    return bool(_TRAIL.match(f"{first} {last}")) or (len(first) > 3 and is_listed_name(first, known))


def bulleted(piece: Piece):
    """△강남초등학교 △대방중학교 등: schools and houses, not offices, each behind a mark."""
    marked = list(_MARKED.finditer(piece.text))
    for found in marked if len(marked) > 1 else ():
        if not _acts_or_is_a_kind(found["name"]) and is_house(found["name"]):
            piece.take_place(*found.span("name"))


def among_some(piece: Piece):
    """한울근린공원, 백석어린이공원 등 물놀이터 4곳: the last of those that are named of so many."""
    for found in _AMONG.finditer(piece.text):
        if not _acts_or_is_a_kind(found["name"]) and is_house(found["name"]):
            piece.take_place(*found.span("name"))


def parking(piece: Piece):
    """Where so many cars may be parked."""
    for found in _PARKING.finditer(piece.text):
        if not _KIND.match(found["name"]):
            piece.take_place(*found.span("name"))


def listed(piece: Piece):
    """What is listed beside a place ("잠수교와 반포대교"); in a table it is what its rows are called."""
    if piece.record.headers or len(piece.record.cells) > 2:
        return
    for mention in [mention for mention in piece.found if mention.kind in ("place", "intersection")]:
        end, start = mention.end, mention.start
        while (after := _LISTED_NEXT.match(piece.written, end)) and _is_peer(after["name"], mention, piece):
            piece.take_written(*after.span("name"), "place", after["name"])
            end = after.end("name")
        while before := _LISTED_BEFORE.search(piece.written, max(0, start - _FARTHEST), start):
            if not _is_peer(before["name"], mention, piece):
                break
            piece.take_written(*before.span("name"), "place", before["name"])
            start = before.start("name")


def _is_peer(name: str, mention, piece: Piece) -> bool:
    """An office beside a place may act together with it; a name, a house or a bridge is a place as well."""
    if _acts_or_is_a_kind(name):
        return False
    bridges = _BRIDGE.match(name) and _BRIDGE.match(mention.text)
    return bool(bridges) or is_place_name(name, piece.context.grammar.lexicon.places)


def _acts_or_is_a_kind(name: str) -> bool:
    return _OFFICE.search(name) is not None or _KIND.match(name) is not None


def is_place_name(name: str, known: dict[str, str]) -> bool:
    """The name of a house, or one on the map."""
    return is_house(name) or is_listed_name(name, known)


def is_house(name: str) -> bool:
    """Does it end like the name of a building, a school, a park …, with a name of its own before that?"""
    return is_building(name) or is_institution(name)


def is_listed_name(name: str, known: dict[str, str]) -> bool:
    """A name on the map that is no mere kind of thing."""
    return len(name) > 2 and name in known and not _KIND.match(name) and not _BLOCK.match(name)


def is_building(name: str) -> bool:
    """Does it end like the name of a building, with a name of its own before that?"""
    return _BUILDING.search(name) is not None and not _GENERIC.match(name) and not _OFFICER.search(name)


def is_institution(name: str) -> bool:
    """Does it end like the name of a school, a park …, with a name of its own before that?"""
    return _INSTITUTION.search(name) is not None and not _GENERIC.match(name)
