"""Where a sentence says that something is or happens: "장소는 서울광장 서편입니다", "고척스카이돔에서 열리는 경기"."""

import re

from importers.extraction.names import is_building, is_house, is_place_name
from importers.extraction.piece import Piece
from importers.extraction.vocabulary import ACTING, INSTITUTION, KINDS, SPOT_SHAPE, WORD_ENDS, one_of

_IS = re.compile(
    r"(?:장소|위치|집결지|집합지|개최지|행사장|지점)[은는]\s{1,3}(?P<value>[가-힣A-Za-z0-9·() ]{2,30}?)\s?"
    r"(?=입니다|이며|이고|이다|임(?![가-힣])|로\s?(?:하|정|변경))"
)
_SHAPE = re.compile(rf"(?:{SPOT_SHAPE})\s?(?:\d{{1,2}}층)?$")
_HAPPENS = re.compile(
    r"열리|열린|열렸|펼쳐|집결|모여|모이|대피|개최|출발해|출발하|출발한|이어진|이어지|불이 나|불이 났|화재가|사고가"
)
_AT = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{3,16}?)(?:\s등)?(?:에서는?|에는?|으로|로|까지|\s?및|,)(?:\s|$)(?!있|없|대한|따[라른])"
)
_BEHIND = re.compile(
    r"(?:열리는|열린|펼쳐지는|개최되는)\s(?P<name>[가-힣A-Za-z0-9]{3,16}?)(?:에서는?|에는?|으로|로|을|를|과|와|은|는|\s?(?:일대|주변|인근))(?![가-힣])"
)
_REACH = 36
# An office that has something held is the one that holds it.
_OFFICE = re.compile(
    r"(?:[구시군도]청|[시군구도]|주민센터|경찰서|소방서|보건소|공사|공단|재단|본부|교육청|지원청|의회|위원회|협회)$"
)
_HOUSE = one_of(
    "청 의회 회관 센터 관 원 궁 숲 공원 광장 플라자 운동장 경기장 학교 병원 공사 공단 본부 역 타워 빌딩 몰 시장"
    " 교회 성당 월드 파크 마을"
)
_ROOM = one_of(
    "[가-힣0-9]{0,6}회의실 [가-힣]{0,6}회의장 [가-힣]{0,3}강당 [가-힣]{0,3}공연장"
    " [가-힣]{0,3}체육관 [가-힣]{0,3}수영장 [가-힣]{0,3}빙상장"
    " 세미나실 [가-힣]{0,4}교육장 강의실 [가-힣]{0,4}상황실 [가-힣]{0,4}무대"
    " [가-힣]{0,5}마당 [가-힣]{0,5}광장 [가-힣]{0,3}분수대 전시실"
    " [가-힣]{0,4}홀 로비 [본별신구가-힣]관 (?:부설|지하|야외|임시)?주차장"
)
_FLOOR = r"(?:지하\s?)?\d{1,2}층"
_IN_HOUSE = re.compile(
    rf"\s(?:[가-힣0-9]{{1,8}}관\s?)?(?:{_FLOOR}\s?(?:[가-힣]{{2,8}}\s)?[가-힣]{{2,10}}(?:실|과|팀|부|창구){WORD_ENDS}"
    rf"|(?:{_FLOOR}\s?)?{_ROOM}{WORD_ENDS}|{_FLOOR}(?![가-힣]))"
)
_NAME = re.compile(rf"(?<![가-힣A-Za-z0-9])(?P<maker>[A-Z]{{2,4}}\s)?(?P<name>[가-힣A-Za-z0-9·]{{2,14}}{_HOUSE})$")
_NAMELESS = re.compile(
    r"(?:해당|인근|관할|관내|각|동|구|시|본|우리|거주지|지역|종합|구민|주민|시민|문화|복지|체육|대학|초등|중|고등|신축|공동|행정)+"
    r"[가-힣]{0,3}$"
)
_SOME_HOUSE = re.compile(rf"(?:{INSTITUTION}|{KINDS}|.*기관|\d.*원)$")
_WORKS = re.compile(r"(?<!주택도시)(?<!도시개발)(?<!토지주택)(?<!교통)(?<!관광)(?<!SH)(?<!LH)공사$")
_LONGEST_NAME = 20
# 국립중앙박물관 전시실 리모델링: a project.
_WORKED_ON = re.compile(rf"\s{ACTING}")
# 문의처: ○○구청 5층 건축과 answers; it is no place to go to.
_ANSWERS = re.compile(r"(?:문의|연락|담당|주관|주최|시행|발주)(?:처|부서|기관)?\s?[:：]?\s*$")
_BEFORE_ADDRESS = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{4,20})\s?\(\s?$")
# 숭인공원(종로구 숭인동), 용왕산 용왕정(양천구 목2동): a name with its gu and dong.
_IN_AREA = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{2,12}(?: [가-힣A-Za-z0-9·]{2,8})?)(?:\([가-힣·]{2,8}\))?"
    r"\((?P<area>(?:[가-힣]{1,4}구 )?[가-힣]{1,5}\d{0,2}(?:동|\d가))\)"
)
_PRIMARY_SCHOOL = re.compile(r"[가-힣]{2,5}초$")
_HILL = re.compile(r"[가-힣]{1,4}(?:산|공원|천) [가-힣]{2,6}$")
_ON_HILL = re.compile(
    r"(?<![가-힣])(?!(?:예|생|재|계|전|확|결|정|분|출|양|해|자|유|합|환|청|도|파|발|국|부동|부|울|군)산)[가-힣]{1,4}산 "
    rf"(?:헬기장|봉수대|전망대|팔각정|팔각광장|해맞이광장|해맞이공원){WORD_ENDS}"
)
_STOP = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9.·]{2,16})\s?(?:버스\s?)?(?:정류[장소]|승강장)"
    rf"(?:\s?(?:앞|옆|맞은편|건너편))?{WORD_ENDS}"
)
_SOME_STOP = re.compile(
    r"(?:버스|임시|가상|해당|인근|주변|각|모든|일부|신설|기존|환승|중앙|가로변|노선|이용|택시|셔틀|다음|이전|운행|경유|하차"
    r"|승차|대중교통|[은는을를의과와및])$"
)
_CLOSED = re.compile(
    r"(?<![가-힣A-Za-z0-9])"
    r"(?P<name>[가-힣A-Za-z0-9]{1,12}(?:지하차도|육갑문|갑문|[가-힣]대교|[가-힣](?<!학)\d?교|터널|고가|고가도로|IC|나들목|램프))"
    r"(?:(?:도|는|은|가|이|를|을)?(?=[^.,\n]{0,34}?(?:통제|폐쇄|침수|개통))(?![가-힣])"
    r"|(?:을|를|로|으로)\s(?=우회|지나|통과|경유|거쳐|건너))"
)


_TRAFFIC = re.compile(r"통제|통행|우회|차로|폐쇄")
_STRUCTURE = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?!(?:해당|인근|주변|주요|해저|지하|철도|생태|우회|보행|입체|노후|기존|신설|왕복)\s?[가-힣]{0,2}(?:고가|지하|터널))"
    r"(?P<name>(?:(?P<first>[가-힣]{2,6})\s(?:\d호\s?)?|[가-힣]{1,8}(?:\d호\s?)?)(?:고가차도|고가도로|지하차도|지하도로|터널|대교|고가(?=[를는가]|도\s)))"
    rf"{WORD_ENDS}(?!\s?(?:{ACTING}|건설|건립|설치|신설|확장|개축|점검))"
)


def said(piece: Piece):
    """The place that a sentence gives as the 장소 of something."""
    for found in _IS.finditer(piece.text):
        value = found["value"].strip()
        if _SHAPE.search(value):
            piece.take_place(found.start("value"), found.start("value") + len(value))


def venues_of_addresses(piece: Piece):
    """A building with its address in parentheses behind it: two places; in a table it is what its row is called."""
    if piece.record.headers:
        return
    for mention in [mention for mention in piece.found if mention.addresses]:
        name = _BEFORE_ADDRESS.search(piece.written, max(0, mention.start - _REACH), mention.start)
        if name and is_house(name["name"]):
            piece.take_written(*name.span("name"), "place", name["name"])


def rooms(piece: Piece):
    """A floor, a hall or a square of a house with a name: "SH공사 1층 매입주택공급부", "서울숲 가족마당"."""
    at = 0
    while found := _IN_HOUSE.search(piece.text, at):
        start = _house_before(piece, found.start())
        at = found.end()
        if start is None:
            at = found.start() + 1  # 국회의원회관 in front of its 소회의실 was taken for a part of some house
            continue
        answers = _ANSWERS.search(piece.text[max(0, start - 12) : start])
        if not answers and not _WORKED_ON.match(piece.text, found.end()):
            piece.take_place(start, found.end())


def _house_before(piece: Piece, end: int) -> int | None:
    """Where the house with a name begins that ends at `end` of the text."""
    before = _NAME.search(piece.text[max(0, end - _LONGEST_NAME) : max(0, end)])
    return end - len(before.group()) if before and _has_name(before["name"]) else None


def _has_name(house: str) -> bool:
    return len(house) > 2 and not _SOME_HOUSE.match(house) and not _NAMELESS.match(house) and not _WORKS.search(house)


def named_with_area(piece: Piece):
    """A name with its gu and dong in parentheses; what stands on a hill."""
    known, reader = piece.context.grammar.lexicon.places, piece.context.grammar.areas
    for found in _IN_AREA.finditer(piece.text):
        area, whole = found["area"], found["name"]
        if reader.before(area, len(area)).start:
            continue
        parts = (whole,) if piece.record.headers else (whole, whole.rpartition(" ")[2])
        name = next((name for name in parts if _is_named(name, known)), "")
        if name:
            piece.take_place(found.end("name") - len(name), found.end("name"))
    for found in _ON_HILL.finditer(piece.text):
        piece.take_place(*found.span())


def _is_named(name: str, known: dict[str, str]) -> bool:
    return bool(_HILL.match(name) or _PRIMARY_SCHOOL.match(name)) or is_place_name(name, known)


def stops(piece: Piece):
    """A bus stop by its name."""
    known = piece.context.grammar.lexicon.places
    for found in _STOP.finditer(piece.text):
        name = found["name"]
        if not _SOME_STOP.search(name) and (name in known or is_building(name) or name.endswith("역")):
            piece.take_place(*found.span())


def closures(piece: Piece):
    """A bridge, a tunnel, a gate that is closed or opened."""
    for found in _CLOSED.finditer(piece.text):
        piece.take_place(*found.span("name"))


def structures(piece: Piece):
    """A tunnel, a flyover, a great bridge in a text about traffic; a work on one is a project."""
    if not _TRAFFIC.search(piece.text):
        return
    known, is_dong = piece.context.grammar.lexicon.places, piece.context.grammar.lexicon.is_dong
    for found in _STRUCTURE.finditer(piece.text):
        first = found["first"] or ""
        if not first or first in known or f"{first}역" in known or is_dong(f"{first}동"):
            piece.take_place(*found.span("name"))


def events(piece: Piece):
    """A building or a known place in which something takes place."""
    for verb in _HAPPENS.finditer(piece.text):
        low = max(0, verb.start() - _REACH)
        _held_at(piece, verb)
        for found in _AT.finditer(piece.text[low : verb.start()]):
            start, end = low + found.start("name"), low + found.end("name")
            if not _is_venue(found["name"], verb.group(), piece):
                start = _house_before(piece, start - 1)
            if start is not None:
                piece.take_place(start, end)


def _held_at(piece: Piece, verb: re.Match):
    """축제가 열리는 송도달빛공원에는: the place stands behind the verb."""
    found = _BEHIND.match(piece.text, verb.start())
    if found and _is_venue(found["name"], verb.group(), piece):
        piece.take_place(*found.span("name"))


def _is_venue(name: str, verb: str, piece: Piece) -> bool:
    if verb == "개최" and _OFFICE.search(name):
        return False
    return is_place_name(name, piece.context.grammar.lexicon.places)
