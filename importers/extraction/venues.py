"""Where a sentence says that something is or happens: "장소는 서울광장 서편입니다", "고척스카이돔에서 열리는 경기"."""

import re

from importers.extraction.names import is_building, is_listed_name
from importers.extraction.piece import Piece
from importers.extraction.vocabulary import SPOT_SHAPE

_IS = re.compile(
    r"(?:장소|위치|집결지|집합지|개최지|행사장|지점)[은는]\s{1,3}(?P<value>[가-힣A-Za-z0-9·() ]{2,30}?)\s?"
    r"(?=입니다|이며|이고|이다|임(?![가-힣])|로\s?(?:하|정|변경))"
)
_SHAPE = re.compile(rf"(?:{SPOT_SHAPE})\s?(?:\d{{1,2}}층)?$")
_HAPPENS = re.compile(r"열리|열린|열렸|펼쳐|집결|모여|모이|대피|개최")
_AT = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9·]{3,16})(?:에서|에|으로|로)(?:\s|$)(?!있|없|대한|따[라른])")
_REACH = 36
_FLOOR = re.compile(
    r"(?<=[가-힣])\s(?:지하\s?)?\d{1,2}층(?:\s?(?:[가-힣]{2,8}\s)?[가-힣]{2,10}(?:실|과|팀|홀|당|부|창구)(?![가-힣])|(?![가-힣]))"
)
# 문의처: ○○구청 5층 건축과 answers; it is no place to go to.
_ANSWERS = re.compile(r"(?:문의|연락|담당|주관|주최|시행|발주)(?:처|부서|기관)?\s?[:：]?\s*$")
_BEFORE_FLOOR = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9]{3,16})$")
_OF_ITS_OWN = re.compile(r"(?:SH|LH|[가-힣]{2,}(?:주택도시|주택도시개발|토지주택|교통|관광|시설관리))(?:공사|공단)$")
_LONGEST_NAME = 18
# An office that has something held is the one that holds it.
_OFFICE = re.compile(r"(?:[구시군도]청|[시군구도]|주민센터|경찰서|소방서|보건소|공사|공단|재단|본부|교육청|위원회|협회)$")


def said(piece: Piece):
    """The place that a sentence gives as the 장소 of something."""
    for found in _IS.finditer(piece.text):
        value = found["value"].strip()
        if _SHAPE.search(value):
            start = found.start("value")
            piece.take(start, start + len(value), "place", " ".join(value.split()))


def floors(piece: Piece):
    """A floor of a building with a name: "SH공사 1층 매입주택공급부"."""
    for found in _FLOOR.finditer(piece.text):
        before = _BEFORE_FLOOR.search(piece.text, max(0, found.start() - _LONGEST_NAME), found.start())
        if before and _ANSWERS.search(piece.text, 0, before.start()):
            continue
        if before and (_OF_ITS_OWN.match(before["name"]) or is_building(before["name"])):
            piece.take(before.start(), found.end(), "place", " ".join(piece.text[before.start() : found.end()].split()))


def events(piece: Piece):
    """A building or a known place in which something takes place."""
    for verb in _HAPPENS.finditer(piece.text):
        start = max(0, verb.start() - _REACH)
        for found in _AT.finditer(piece.text[start : verb.start()]):
            if _is_venue(found["name"], verb.group(), piece):
                piece.take(start + found.start("name"), start + found.end("name"), "place", found["name"])


def _is_venue(name: str, verb: str, piece: Piece) -> bool:
    if verb == "개최" and _OFFICE.search(name):
        return False
    return is_building(name) or is_listed_name(name, piece.context.grammar.lexicon.places)
