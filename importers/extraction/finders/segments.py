"""Stretches of a road: by their ends, as a route with arrows, as a whole road."""

import re
from dataclasses import replace

from importers.extraction.finders.finder import Finder
from importers.extraction.unit import TextUnit
from importers.vocabulary import BUILDING, INSTITUTION, KINDS, WORD_ENDS, alternatives, terms

_CROSSED = alternatives("stretches", "crossed")
_OF_A_STOP = alternatives("stretches", "of_stop", CROSSED=_CROSSED)
_POINT = rf"[가-힣A-Za-z0-9]{{1,14}}(?:\s{_OF_A_STOP}{WORD_ENDS}|出)?"
_LANE = r"[가-힣]{1,10}로\s?\d{1,3}(?:[가-하]|번)?길"
_ROAD_ENDS = alternatives("stretches", "road")
_ROAD = rf"[가-힣0-9]{{1,10}}{_ROAD_ENDS}"
# 을지로(을지로3가~을지로5가)
_ROAD_BETWEEN = re.compile(
    rf"(?P<road>{_ROAD})\s?\(\s*(?P<first>{_POINT})\s*[~↔⇄→]\s*(?P<last>{_POINT})(?:\s?(?:구간|간))?\s*"
    r"(?:\)|(?=,\s?\d))"
)
# 을지로 3가~5가
_BLOCKS = re.compile(r"(?<![가-힣])(?P<road>[가-힣]{1,6}로)\s?(?P<first>\d)가?\s?~\s?(?P<last>\d)가(?![가-힣]{2})")
# 을지로3가-을지로6가, 행당동~응봉동
_STREETS = re.compile(
    r"(?<![가-힣])(?P<first>[가-힣]{2,6}(?:\d가|동(?=\s?~)))\s?[-–~]\s?(?P<last>[가-힣]{2,6}(?:\d가|동))(?![가-힣]{2}|\s?\d)"
)
# A remark behind a stop of a route: 평화의공원(출발), 고양광고(U턴).
_REMARK = r"(?:\([^()→\n]{1,8}\))?"
_NO_VIA = alternatives("stretches", "no_via")
# What is done on the way to a park (140m 이동, 7738번 버스 이용) is no stop of a route.
_VIA = rf"(?:(?!{_NO_VIA})[^→⇄↔⇒➔,;:<>〈?\n]){{2,22}}"
# 교보빌딩 → 종로2R → 대한문 <신문로1가 등>
_ROUTE = re.compile(
    rf"(?P<first>{_POINT}){_REMARK}(?P<via>(?:\s*[→⇄↔⇒➔]\s*{_VIA}(?=\s*[→⇄↔⇒➔]))*)"
    rf"\s*[→⇄↔⇒➔]\s*(?P<last>{_POINT})"
    rf"(?:\s*[<〈(]\s*(?P<road>{_ROAD}|[가-힣]+\d가)(?:\s?등)?\s*[>〉)])?"
)
_STOP_HOUSES = alternatives("stretches", "house")
_STOP_ENDS = alternatives("stretches", "stop")
_STOP = (
    rf"(?:[가-힣0-9]{{1,12}}{_STOP_ENDS}"
    rf"(?:\s?{_OF_A_STOP}){{0,2}}"
    rf"|[가-힣0-9]{{2,10}}\s앞\s[가-힣]{{2,6}}\s?입구|[가-힣A-Z0-9]{{2,10}}(?:\s앞)?\s{_CROSSED}|[가-힣0-9]{{2,10}}[가-힣]\s?(?:앞|입구)"
    rf"|[가-힣]{{2,8}}{_STOP_HOUSES})"
)
_WHOLE_STOP = re.compile(f"{_STOP}$")
_FROM = alternatives("stretches", "from")
_TO_LAST = alternatives("stretches", "to_last")
_FROM_TO = re.compile(
    rf"(?<![가-힣])(?:(?P<road>{_ROAD})\s)?(?P<first>{_STOP})(?:\([A-Z]{{2}}\))?(?:\s?~\s?(?:{_STOP}|[가-힣0-9]{{2,10}})(?=\s?~))*\s?{_FROM}\s?"
    rf"(?:[가-힣 ]{{1,14}}[을를]\s지나\s)?(?:[가-힣]{{1,4}}구\s)?(?P<last>{_STOP}|[가-힣]{{2,8}}(?=까지))"
    rf"(?:\s?{_TO_LAST}|(?=(?:[은는이가을를도의에와과]|에서)?(?![가-힣])))"
)
# 동화면세점부터 대한문까지, 세종대로 사거리~대한문 구간: the ends are names on the map.
_NAMED = rf"[가-힣A-Za-z0-9]{{3,12}}?(?:\s(?:{_CROSSED}|앞|\d{{1,2}}번\s?출구))?"
_NAMED_ENDS = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<road>)(?P<first>{_NAMED})"
    rf"(?:\s?에서부터|에서|부터|\s?~)\s?(?P<last>{_NAMED})(?:까지|\s?구간(?![가-힣]{{3}}))"
)
# 여의2교와 국회3문 사이
_AMID = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<road>)(?P<first>{_STOP})(?:와|과)\s(?P<last>{_STOP}|[가-힣]{{2,6}}\d문)\s?사이"
)
_KIND = re.compile(f"^(?:{KINDS}|{INSTITUTION}|{BUILDING})$")
_TO = re.compile(r"(?:에서|부터|~)\s?[가-힣A-Za-z0-9 ]{3,18}(?:까지|구간)")
_BETWIXT = re.compile(r"[와과]\s[^.\n]{2,14}\s?사이")
_BRACKETED = re.compile(r"[로길가천]\s?\([^()~]{1,30}[~↔⇄→]")
_ARROW = re.compile(r"[→⇄↔⇒➔]")
_UP_TO = alternatives("stretches", "up_to")
# The letters that the name of a stop ends with, as _STOP has them.
_STRETCH = re.compile(
    r"[가-힣A-Z]\s?~\s?[가-힣]"
    rf"|[역리점단교천가청구장원문관앞계널개도목소로R부CG프)]\s?(?:에서|부터)[^까]{{1,30}}{_UP_TO}"
)
_CROSSING_BEFORE = re.compile(rf"{_CROSSED}\s?[(\[<{{]\s?$")
_FROM_ROAD = re.compile(r"[가-힣]+로")
# 국회대로50길 ~ 국회대로60길: from one side street to another.
_BETWEEN_LANES = re.compile(rf"(?<![가-힣0-9])(?P<first>{_LANE})\s?~\s?(?P<last>{_LANE})(?![가-힣]{{2}}|\s?\d)")
_AREAS = r"(?:[가-힣]{2,7}\s+)?(?:[^\s\d]+[시군구]\s+){1,2}"
_ROAD_ONLY = re.compile(
    rf"^\s*(?P<area>{_AREAS})(?:[^\s\d]+[읍면]\s+)?(?:[^\s\d]+[동리가]\s+)?"
    r"(?P<road>[가-힣0-9.]+로(?:\s?\d+(?:[가-하]|번)?길)?|[가-힣0-9.]+길)\s*$"
)
_DONG_ONLY = re.compile(rf"^\s*{_AREAS}(?:[^\s\d]+[읍면]\s+)?[가-힣]+\d{{0,2}}(?:동|리|가)\s*$")
# Each with what a text must hold for it.
_PATTERNS = (
    (_ROAD_BETWEEN, _BRACKETED),
    (_ROUTE, _ARROW),
    (_FROM_TO, _STRETCH),
    (_NAMED_ENDS, _TO),
    (_AMID, _BETWIXT),
)


def segments(unit: TextUnit):
    """Stretches of a road: by their ends in parentheses, as a route with arrows, as "A역에서 B역까지"."""
    if "~" in unit.text:
        _blocks(unit)
        _lanes(unit)
    if "가-" in unit.text or "동~" in unit.text:
        _streets(unit)
    for pattern, sign in _PATTERNS:
        if not sign.search(unit.text):
            continue
        at = 0
        while match := pattern.search(unit.text, at):
            is_stretch = _is_stretch(match, unit)
            at = match.end() if is_stretch or pattern is not _ROUTE else match.end("first")
            if not is_stretch:
                continue
            road, first, last = match["road"] or "", match["first"], match["last"]
            unit.take(match.start(), match.end(), "segment", f"{road}|{first}~{last}")


def _blocks(unit: TextUnit):
    for match in _BLOCKS.finditer(unit.text):
        road, ends = match["road"], [f"{match['road']}{match[end]}가" for end in ("first", "last")]
        if all(unit.context.grammar.lexicon.is_dong(end) for end in ends):
            unit.take(match.start(), match.end(), "segment", f"{road}|{'~'.join(ends)}")


def _streets(unit: TextUnit):
    for match in _STREETS.finditer(unit.text):
        if all(unit.context.grammar.lexicon.is_dong(match[end]) for end in ("first", "last")):
            unit.take(*match.span(), "segment", f"|{match['first']}~{match['last']}")


def _lanes(unit: TextUnit):
    for match in _BETWEEN_LANES.finditer(unit.text) if "길" in unit.text else ():
        ends = [match[end].replace(" ", "") for end in ("first", "last")]
        if all(_FROM_ROAD.match(end).group() in unit.context.grammar.lexicon.roads for end in ends):
            unit.take(match.start(), match.end(), "segment", f"|{'~'.join(ends)}")


def _is_stretch(match: re.Match, unit: TextUnit) -> bool:
    """Arrows also join the menus of a web site, and "개별적으로(오전~오후)" is no road.

    A stretch names its road, a known one or in angle brackets, or both its ends are known or shaped like a stop.
    """
    lexicon = unit.context.grammar.lexicon
    road, ends = match["road"] or "", (match["first"], match["last"])
    if not road and _CROSSING_BEFORE.search(unit.text[max(0, match.start() - 8) : match.start()]):
        return False  # 신답사거리(군자교→신답역): which way at a crossing
    if road in lexicon.roads or (road and lexicon.is_dong(road)) or (road and "<" in match.group()):
        return not any(end[0].isdigit() for end in ends)
    if unit.role == "location" and _ARROW.search(match.group()):
        return ends[0] != ends[1] and all(len(end) > 2 for end in ends)
    if ends[0] == ends[1]:
        return False
    if match.re is _ROAD_BETWEEN:  # an old road's name, between ends of which the map knows one
        return any(_is_stop(end, unit) for end in ends)
    if any(_KIND.match(end) for end in ends):
        return False  # 유치원부터 고등학교까지
    return all(_is_stop(end, unit) for end in ends) or _is_long_route(match, unit)


def _is_stop(end: str, unit: TextUnit) -> bool:
    if end[-1] == "문" and end[-2].isdigit():  # 국회 5문: a gate with a number
        return True
    return (len(end) > 2 and end in unit.context.grammar.lexicon.places) or _WHOLE_STOP.match(end) is not None


def _is_long_route(match: re.Match, unit: TextUnit) -> bool:
    """Most of the stops on the way are known: 평화의공원(출발) → 경기장교차로 → 수색교 → 고양오성광고."""
    vias = [via.strip() for via in _ARROW.split(match.groupdict().get("via") or "") if via.strip()]
    ends = len(match["first"]) > 2 and len(match["last"]) > 2
    return ends and len(vias) > 1 and 2 * sum(_is_stop(via, unit) for via in vias) > len(vias)


def whole_roads(unit: TextUnit):
    """An address cell that stops at the road or the dong: all that is known about its row's place."""
    if unit.mentions:
        return
    if match := _ROAD_ONLY.match(unit.text):
        sigungu = match["area"].split()[-1]
        unit.take(match.start("area"), match.end("road"), "segment", f"{sigungu} {match['road'].replace(' ', '')}|~")
    elif match := _DONG_ONLY.match(unit.text):
        unit.take(0, len(unit.text.rstrip()), "area", " ".join(unit.text.split()))


SEGMENTS = Finder(
    "segments",
    "segment",
    terms("triggers", "segments"),
    segments,
    (
        ("교보빌딩 → 종로2R → 대한문 <신문로1가 등>", ("신문로1가|교보빌딩~대한문",)),
        ("세종대로 사거리에서 시청역까지 통제한다.", ("|세종대로 사거리~시청역",)),
        ("을지로(을지로3가~을지로5가) 구간", ("을지로|을지로3가~을지로5가",)),
    ),
)
# In a cell of a table "가-" and "사이" say something else more often than not.
SEGMENTS_OF_CELL = replace(SEGMENTS, triggers=terms("triggers", "segments_of_cell"))
