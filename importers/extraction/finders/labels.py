"""What stands behind 장소, 위치, 집결지 and the like."""

import re
from dataclasses import replace

from importers.extraction.finders.finder import Finder
from importers.extraction.finders.naming import is_place, kind_of
from importers.extraction.unit import TextUnit
from importers.vocabulary import SPOT_SHAPE, alternatives, terms

_ANY = re.compile("")
_POINTS = alternatives("labels", "point")
_LABEL_WORDS = alternatives("labels", "place", POINTS=_POINTS)
_BEFORE_LABEL = r"(?:^|(?<=[\s○◦❍□■▢▣ㅇ◇◆△▲▷▶•·ㆍ*※\-–.)(<\[]))"
_LABEL = re.compile(
    rf"{_BEFORE_LABEL}(?:[가-힣]{{1,6}}\s?)?{_LABEL_WORDS}(?:\s?\([^)]{{0,10}}\))?\s{{0,4}}[:：◦]\s{{0,4}}"
)
_COUNTERS = alternatives("labels", "counter")
# 접수처: 강남구청 5층 is a spot; 문의처 and 주관처 name an office that answers or acts.
_COUNTER = re.compile(rf"{_BEFORE_LABEL}(?:[가-힣]{{1,4}}\s?)?{_COUNTERS}처\s{{0,4}}[:：]\s{{0,4}}")
_SERVICES = alternatives("labels", "service")
# 종합상황실 : ○○센터 1층 is a spot; 종합상황실 : 02-… and 주차장 : 30면 are none.
_SERVICE = re.compile(
    rf"{_BEFORE_LABEL}(?:[가-힣]{{1,4}}\s?)?{_SERVICES}(?:\s?(?:운영|설치|마련))?\s{{0,4}}[:：]\s{{0,4}}"
)
_HAS_SPOT = re.compile(rf"[가-힣]{{2}}.*(?:{SPOT_SHAPE})\s?(?:(?:지하\s?)?\d{{1,2}}층)?$")
# 일시·장소 : 2026. 10. 8.(목) 10:00, ○○구청 대강당
_MOMENT = re.compile(r"['‘’]?\d[\d.\s:~∼()월화수목금토일요시분년오전후경부터까지-]{4,50}(?:[,/]|\s-)\s{0,4}(?=[가-힣])")
_UNITS = alternatives("amounts", "of_spots")
# 망원유수지 주차장 40면, 보도육교 등 4개소
_HOW_MANY = re.compile(rf"\s(?:(?:(?:등|외)\s?)?\d+\s?{_UNITS}|이용)$")
_NEXT = re.compile(r"(?:\s?\([^()]{1,12}\)|\s?\d+면)?\s?(?:[,·ㆍ]|및)\s{0,2}(?=[가-힣])")
_COUNTER_ROOMS = alternatives("offices", "counter")
_WITH_COUNTER = alternatives("offices", "with_counter")
_HAS_COUNTER = re.compile(rf"[가-힣]{{2,}}{_WITH_COUNTER}.*{_COUNTER_ROOMS}$")
_VENUE = re.compile(r"(?:행사장|집결지|개최장소)(?:\s조성)?(?:\s?:\s?|\s?\()(?=[가-힣])")
_LABEL_CELL = re.compile(rf"^(?:[가-힣]{{1,6}})?(?:{_LABEL_WORDS}|오시는길)$")
_NEXT_LABELS = alternatives("labels", "next")
_VALUE = re.compile(
    r"(?P<value>[^\n,;※☎☏()\[\]]{2,40}?)(?=\s*(?:$|\n|[,;※☎☏(\[)\]]|\s{2,}|\s[-–/]\s"
    rf"|\s?{_NEXT_LABELS}))"
)


def beside_label(unit: TextUnit):
    """The cell to the right of a cell that says 장소."""
    if unit.label and _LABEL_CELL.match("".join(unit.label.split())):
        _value(unit, 0)


def labelled_place(unit: TextUnit):
    """장소 : 시청 3층 회의실; 행사장(○○공원)."""
    for label in (*_LABEL.finditer(unit.text), *_VENUE.finditer(unit.text)):
        _value(unit, label.end())
    for label in _COUNTER.finditer(unit.text):
        _value(unit, label.end(), _HAS_COUNTER)


def service_spot(unit: TextUnit):
    """종합상황실 : ○○센터 1층; 임시주차장 : ○○중학교 운동장."""
    if ":" not in unit.text and "：" not in unit.text:
        return
    for label in _SERVICE.finditer(unit.text):
        _value(unit, label.end(), _HAS_SPOT)


def _value(unit: TextUnit, start: int, shape: re.Pattern = _ANY):
    moment = _MOMENT.match(unit.text, start)
    start = moment.end() if moment else start
    match = _VALUE.match(unit.text, start)
    value = _HOW_MANY.sub("", match["value"].strip()) if match else ""
    if is_place(value, 40) and shape.search(value):
        begin = unit.text.index(value, start)
        unit.take(begin, begin + len(value), kind_of(value), " ".join(value.split()))
        if further := _NEXT.match(unit.text, begin + len(value)):
            _value(unit, further.end(), _HAS_SPOT)


BESIDE_LABEL = Finder("beside_label", "place", (), beside_label)
LABELLED_PLACE = Finder(
    "labelled_place",
    "place",
    terms("triggers", "labelled_place"),
    labelled_place,
    (
        ("장소 : 시청 3층 대회의실", ("시청 3층 대회의실",)),
        ("행사장(서울광장)", ("서울광장",)),
        ("접수처: 강남구청 5층 민원실", ("강남구청 5층 민원실",)),
    ),
)
SERVICE_SPOT = Finder(
    "service_spot",
    "place",
    terms("triggers", "service_spot"),
    service_spot,
    (
        ("종합상황실 : 강남문화센터 1층", ("강남문화센터 1층",)),
        ("임시주차장 : 인헌중학교 운동장", ("인헌중학교 운동장",)),
    ),
)
LABELLED_PLACE_OF_CELL = replace(LABELLED_PLACE, triggers=terms("triggers", "labelled_place_of_cell"))
