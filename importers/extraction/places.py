"""Places that a document points at: cells of location columns, and what stands behind 장소."""

import re

from importers.extraction import names
from importers.extraction.piece import Piece
from importers.extraction.vocabulary import AMOUNT, CROSSING, KINDS, NO_PLACE, NOWHERE, SPOT_SHAPE
from maptag.geocoding.language.normalise import composed

_CROSSING = re.compile(CROSSING)
# What may follow a crossing that is still the crossing itself and not a building beside it.
_STILL_CROSSING = re.compile(
    r"\s*(?:[-#]?\s?\d{1,2}|앞|옆|변|부근|인근|주변|일대|내|코너|모퉁이|중앙|[동서남북]{1,2}[측쪽]|교통섬.*"
    r"|횡단보도|(?:[^\s]{1,12}\s?){1,2}방[면향].*|\(.*\))?\s*$",
    re.S,
)
_NOWHERE = re.compile(f"^(?:{NOWHERE}|{KINDS})$")
_NO_PLACE = re.compile(NO_PLACE)
_AMOUNT = re.compile(AMOUNT)
# As NO_PLACE, each alternative begins with a letter.
_ENDS = "니다", "한다", "된다", "있음", "없음", "바람", "예정", "가능", r"함\.", r"음\.", "할 것"
_SENTENCE = re.compile(
    "|".join(rf"{end}[.\s]*$" for end in _ENDS)
    + r"|\?$|!$|순찰차|지정\s?장소$|%$|원$(?<=\d원)|원$(?<=\d\s원)|\.(?<=\d{4}\.)\s?\d"
)
_PART = re.compile(r"(?:(?!\s/\s|,\s).)+", re.S)
_COMMA = re.compile(r"[,;/]")
_LINE = re.compile(r"[^\n]+")
_LISTED = re.compile(r"[^,;/]+")
_SPOT = re.compile(
    rf"[가-힣](?:\d가|\s?\d{{1,2}}번\s?출구|역|앞|옆|맞은편|건너편|인근|{CROSSING}|정류[장소]|공원|학교)\s*$|\d번\s?출구\s?앞?\s*$"
)
# 중명전, 국립정동극장: listed without a word about where beside them.
_NAME_OF_OWN = re.compile(
    r"\s*(?=[가-힣A-Za-z\d· ]{3,18}\s*$)(?!.*\d\s?층)"
    r"(?:[가-힣]{2,}전|.*[가-힣]{3}(?:관|장|원|궁|당|점|터|센터|홀|빌딩|타워|아파트|교|청))\s*$"
)
_TWO_ENDS = re.compile(r"(?P<first>[가-힣][^~→↔,()]{1,20}+)[~→↔](?P<last>\s?[가-힣A-Z][^~→↔,()]{1,20})$")
_VENUE_OR_END = re.compile(r"\($|^\s*[~∼]|[~∼]\s*$")
# What only a blank parts from a stretch of road says more about it: "공덕오거리~마포대교 방향 180m".
_PARTED = re.compile(r"[,/·;\n(→]")
_AREA_ENDS = ("동", "가", "리", "구", "시", "군", "읍", "면")
_EDGES = " \n\t,/()[]·:;~-"
# "앞 보도", floors, units, 외 3, a dong alone: beside an address these belong to it.
_DETAIL = re.compile(
    r"^(?:(?:[가-힣]{2,7}\s)?[가-힣]{1,4}(?<!출)구$|(?:[가-힣]{1,8}\s)?(?:방[향면]|양방향|양측|편도|왕복|구간|일부|[좌우]안|둔치|인도|차도|보도|[상하]행)(?![가-힣]).*|(?:바로\s)?(?:앞|옆|뒤|맞은편|건너편|인근|부근|주변|내)(?![가-힣]).*|(?:지하|지상)?\s?\d+(?:층|호|동|번지)"
    r"|외\s?\d|[가-힣]{1,2}$|[가-힣]{2,5}\d?(?:동|가|(?<!거)리)$|[^가-힣]*$)",
    re.S,
)
_INSIDE = re.compile(
    r"\((?P<name>[^()]{2,40}?(?:[~∼][^()]{2,40}|\s?(?:부근|인근|주변|앞|옆|맞은편|건너편|사거리|삼거리|교차로)))\s*\)\s*$"
)
_STOP = re.compile(
    r"[가-힣](?:정류[장소]|승강장|공원|광장|초등학교|중학교|고등학교|시장|[가-힣]사(?=\s?경내))"
    r"(?:\s?(?:앞|옆|입구|경내|맞은편|건너편))?$"
)
_ANY = re.compile("")
_LABEL_WORDS = r"장\s{0,8}소|집결지|집합지|위\s{0,8}치|개최지|지하철역|(?:사고|발생|설치|점검|통제|정체)\s?지점"
_BEFORE_LABEL = r"(?:^|(?<=[\s○◦❍□■▢▣ㅇ◇◆△▲▷▶•·ㆍ*※\-–.)(<\[]))"
_LABEL = re.compile(
    rf"{_BEFORE_LABEL}(?:[가-힣]{{1,6}}\s?)?(?:{_LABEL_WORDS})(?:\s?\([^)]{{0,10}}\))?\s{{0,4}}[:：◦]\s{{0,4}}"
)
# 접수처: 강남구청 5층 is a spot; 문의처 and 주관처 name an office that answers or acts.
_COUNTER = re.compile(
    rf"{_BEFORE_LABEL}(?:[가-힣]{{1,4}}\s?)?(?:접수|제출|신청|교부|배부|방문|발급)처\s{{0,4}}[:：]\s{{0,4}}"
)
# 종합상황실 : ○○센터 1층 is a spot; 종합상황실 : 02-… and 주차장 : 30면 are none.
_SERVICE = re.compile(
    rf"{_BEFORE_LABEL}(?:[가-힣]{{1,4}}\s?)?(?:상황실|의료소|대기소|대피소|주차장?|출발지?|도착지?|반환점|승차|하차|출\s?장\s?지|방문지|대상지|모이는\s?곳)(?:\s?(?:운영|설치|마련))?\s{{0,4}}[:：]\s{{0,4}}"
)
_HAS_SPOT = re.compile(rf"[가-힣]{{2}}.*(?:{SPOT_SHAPE})\s?(?:(?:지하\s?)?\d{{1,2}}층)?$")
# 일시·장소 : 2026. 10. 8.(목) 10:00, ○○구청 대강당
_MOMENT = re.compile(r"['‘’]?\d[\d.\s:~∼()월화수목금토일요시분년오전후경부터까지-]{4,50}(?:[,/]|\s-)\s{0,4}(?=[가-힣])")
# 망원유수지 주차장 40면, 보도육교 등 4개소
_HOW_MANY = re.compile(r"\s(?:(?:(?:등|외)\s?)?\d+\s?(?:면|개소|곳|개|명|석|대)|이용)$")
_NEXT = re.compile(r"(?:\s?\([^()]{1,12}\)|\s?\d+면)?\s?(?:[,·ㆍ]|및)\s{0,2}(?=[가-힣])")
_HAS_COUNTER = re.compile(
    r"[가-힣]{2,}(?:[구시군도]청|센터|회관|도서관|보건소|학교|본부|지사|공사|빌딩|타워).*(?:\d층|실|과|팀|창구|센터)$"
)
_VENUE = re.compile(r"(?:행사장|집결지|개최장소)(?:\s조성)?(?:\s?:\s?|\s?\()(?=[가-힣])")
_LABEL_CELL = re.compile(rf"^(?:[가-힣]{{1,6}})?(?:{_LABEL_WORDS}|오시는길)$")
_VALUE = re.compile(
    r"(?P<value>[^\n,;※☎☏()\[\]]{2,40}?)(?=\s*(?:$|\n|[,;※☎☏(\[)\]]|\s{2,}|\s[-–/]\s"
    r"|\s?(?:전화|문의|연락처|TEL|Tel|담당|일시|일\s시|시간|기간|기한|방법|접수)))"
)


def location_cell(piece: Piece):
    """A cell of a location column: what no address or segment has taken is a place, or a crossing."""
    if not piece.found:
        for start, part in _listed(piece.written):
            _whole(piece, start, part, ())
        return
    beside = any(mention.addresses for mention in piece.found)
    for start, end in piece.gaps():
        # A building beside its address is a detail of it, while a venue with its address in parentheses is named too,
        # and so is the other end of a stretch ("도봉로 365 ~ 수유사거리").
        is_detail = beside and not _VENUE_OR_END.search(piece.written[start:end])
        if beside or _PARTED.search(piece.written[start:end]):
            for part in (_LINE if is_detail else _PART).finditer(piece.written, start, end):
                _whole(piece, part.start(), part.group(), ("detail",) if is_detail else ("beside",))
    if not beside:
        names.beside(piece)


def spot_cell(piece: Piece):
    """A cell of an address column that names a stop or a park instead."""
    text = " ".join(piece.text.split())
    if not piece.found and _STOP.search(text):
        _whole(piece, 0, piece.written, ())


def in_parentheses(piece: Piece):
    """A cell of an address column that has a place instead of a number: "도곡동(언주초교 부근)"."""
    if piece.found or not piece.text.endswith(")"):
        return
    found = _INSIDE.search(piece.written)
    area = composed(piece.written[: found.start()]).strip() if found else ""
    if area.endswith(_AREA_ENDS) and piece.context.grammar.areas.before(area, len(area)).start == 0:
        _whole(piece, found.start("name"), found["name"], ())


def _listed(written: str) -> list[tuple[int, str]]:
    """The cell as a whole, or each of several spots ("망원역 1번 출구 앞, 합정역 3번 출구"), with its offset."""
    if not _COMMA.search(written):
        return [(0, written)]
    parts = [(found.start(), found.group()) for found in _LISTED.finditer(written)]
    spots = len(parts) > 1 and all(_SPOT.search(part) or _NAME_OF_OWN.match(part) for _, part in parts)
    return parts if spots else [(0, written)]


def _ends(text: str) -> str:
    """The key of a stretch of which both ends are named ("광화문~서울역"), known or not; else empty."""
    found = _TWO_ENDS.match(text)
    return f"|{found['first'].strip()}~{found['last'].strip()}" if found else ""


def _whole(piece: Piece, offset: int, part: str, flags: tuple[str, ...]):
    text = part.strip(_EDGES if flags else " \n\t")
    plain = " ".join(composed(text).split())
    if plain.endswith(_AREA_ENDS) and piece.context.grammar.areas.before(plain, len(plain)).start == 0:
        return  # 양천구 신정동: an area is no place
    if _is_place(plain, 60) and not (flags and _DETAIL.match(plain)):
        start, ends = offset + part.index(text), _ends(plain)
        kind = "segment" if ends else kind_of(plain)
        piece.take_written(start, start + len(text), kind, ends or plain, flags)


def _is_place(text: str, longest: int) -> bool:
    if not 2 <= len(text) <= longest or _NO_PLACE.search(text) or _AMOUNT.search(text):
        return False
    return not _NOWHERE.match(text) and not _SENTENCE.search(text)


def kind_of(text: str) -> str:
    """Intersection when the last thing named is a crossing ("사당사거리 앞"), else place ("사당사거리 은행 앞")."""
    crossings = list(_CROSSING.finditer(text))
    return "intersection" if crossings and _STILL_CROSSING.match(text, crossings[-1].end()) else "place"


def beside_label(piece: Piece):
    """The cell to the right of a cell that says 장소."""
    if piece.label and _LABEL_CELL.match("".join(piece.label.split())):
        _value(piece, 0)


def labelled_place(piece: Piece):
    """장소 : 시청 3층 회의실; 행사장(○○공원)."""
    for label in (*_LABEL.finditer(piece.text), *_VENUE.finditer(piece.text)):
        _value(piece, label.end())
    for label in _COUNTER.finditer(piece.text):
        _value(piece, label.end(), _HAS_COUNTER)


def service_spot(piece: Piece):
    """종합상황실 : ○○센터 1층; 임시주차장 : ○○중학교 운동장."""
    if ":" not in piece.text and "：" not in piece.text:
        return
    for label in _SERVICE.finditer(piece.text):
        _value(piece, label.end(), _HAS_SPOT)


def _value(piece: Piece, start: int, shape: re.Pattern = _ANY):
    moment = _MOMENT.match(piece.text, start)
    start = moment.end() if moment else start
    found = _VALUE.match(piece.text, start)
    value = _HOW_MANY.sub("", found["value"].strip()) if found else ""
    if _is_place(value, 40) and shape.search(value):
        begin = piece.text.index(value, start)
        piece.take(begin, begin + len(value), kind_of(value), " ".join(value.split()))
        if further := _NEXT.match(piece.text, begin + len(value)):
            _value(piece, further.end(), _HAS_SPOT)
