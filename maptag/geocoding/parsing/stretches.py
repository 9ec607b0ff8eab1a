"""A stretch of road as it is written, taken apart into the road and the points that it leads through, in order."""

import re
from typing import NamedTuple

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.placenames import leading_areas
from maptag.geocoding.vocabulary import any_of

ARROW = r"(?:[~∼〜→⇒↔⇔⇄]|<?[-=]{1,2}>)"
# A hyphen stands between names with spaces round it, else it is one in a number or name.
_BETWEEN = re.compile(rf"\s*{ARROW}\s*|\s+[-–—―]\s+|(?<=[가-힣])[–—―](?=[가-힣])")
_FROM_WORDS, _VIA_WORDS = any_of("stretch_words", "after_first"), any_of("stretch_words", "after_via")
_FROM = re.compile(rf"(?<=[가-힣0-9])(?:[을를]\s)?{_FROM_WORDS}(?:\s+|\s*,\s*)(?:{_FROM_WORDS}\s+)?(?!{ARROW})")
_VIA = re.compile(rf"(?:\s등)?[을를]?\s*{_VIA_WORDS}(?:\s+|,\s*)")
_AND_BETWEEN = re.compile(
    r"^(?P<one>\S.*?[가-힣0-9])(?:와|과|[,·])\s?(?P<other>\S.*?)\s?(?:사이|간)(?:\s?(?:의\s?)?(?:도로|구간))?$"
)
_TO = re.compile(r"(?:까지)[의를을이]?(?P<rest>\s.*)?$")
_LEADING_TO = re.compile(rf"(?P<end>\S.*?)(?:에|까지)\s{any_of('stretch_words', 'to_road')}\s(?P<road>\S+(?:로|길))$")
_BRACKET = re.compile(r"[(\[<](?P<inside>[^()\[\]<>]*)(?:[)\]>]|$)")
_TAIL = re.compile(rf"[\s,]*(?<![가-힣]){any_of('stretch_tails')}$")
_TAIL_OF_NAME = re.compile(rf"\s+{any_of('stretch_tails')}$")
_NUMBER = re.compile(r"^(?:지하|공중)?\s?\d+(?:-\d+)?$")
_CROSSING_OF_POLICE = re.compile(r"(?<=[가-힣0-9])R$")
_ETC = re.compile(r"\s등$")
_ROAD = re.compile(r"[가-힣0-9.·\s]*?[가-힣0-9](?:로|길)(?=[\s(\[<,:]|$)")
# 종로 1가, 세종대로 사거리, 을지로 입구 and 테헤란로 4길 are no places on a road that stands before them.
_OF_NAME = re.compile(
    rf"^(?:\d+가(?![가-힣])|(?:\d+[가-힣]?(?:번)?)?길|{any_of('crossings', 'ends_name')}|역(?:\s|$)|입구|앞)"
)
# 을지로 100 ~ 을지로 200: its one address would be the beginning of the stretch only.
FROM_ADDRESS = re.compile(rf"^.+?(?:로|길)\s?\d+(?:-\d+)?\s?(?:{_FROM_WORDS}|{ARROW}|\s-\s)\s*[가-힣]{{2}}")
# What every stretch between addresses has; of 5,000 addresses this takes 2 ms, the rest of it 40.
BETWEEN = re.compile(r"[~∼〜→⇒↔⇔⇄>]|부터|에서|\s-\s")
# What may be a stretch; nothing else is looked at twice.
MAY_BE_STRETCH = re.compile(
    rf"{ARROW}|\s[-–—―]\s|(?:까지|사이)|{_FROM_WORDS}\s|{_VIA_WORDS}|[로길]\s*{any_of('extents', 'of_road')}$"
)
# A bullet and a label: "구간 :", "- 통제구간:".
_LABEL = re.compile(r"^(?:[-*○●□■ㅇ◦]\s*)?(?:[가-힣]{0,4}\s?구간\s?[:：]\s*)?")


class Stretch(NamedTuple):
    """`before` is the text in front of the road (areas), `road` may be empty; `points` in order, none for all of it."""

    before: str
    road: str
    points: tuple[str, ...]


def parse_stretch(text: str, lexicon: Lexicon) -> Stretch | None:
    """None where the text names fewer than two points."""
    line = _LABEL.sub("", composed(text).replace("\n", " ").strip())
    before, road, ends = _taken_apart(line, lexicon)
    points = [_bare(point) for point in _split(ends)]
    if not road and points:
        before, road, points[0] = road_in_front(points[0], lexicon)
    points = [point for point in points if point]
    return Stretch(before, road, tuple(on_road(point, road) for point in points)) if len(points) > 1 else None


def _taken_apart(line: str, lexicon: Lexicon) -> tuple[str, str, str]:
    """(areas, road, ends): the ends in a bracket behind the road, or a bracket or the last words naming the road."""
    for bracket in _BRACKET.finditer(line):
        inside, outside = bracket["inside"].strip(), line[: bracket.start()]
        if len(_split(inside)) > 1:
            return *_road_before(outside, lexicon), inside
        road = lexicon.road_name(_ETC.sub("", inside).replace(" ", ""))
        if road and len(_split(outside)) > 1:
            return "", road, outside
    line = _BRACKET.sub("", line).strip() if len(_split(_BRACKET.sub("", line))) > 1 else line
    behind = _LEADING_TO.match(line)
    if behind and lexicon.road_name(behind["road"]):
        return "", behind["road"], behind["end"]
    return "", "", line


def _road_before(text: str, lexicon: Lexicon) -> tuple[str, str]:
    """(areas, road) of what stands before a bracket; a road that is not known keeps its name."""
    before, road, rest = road_in_front(_bare(text), lexicon)
    return (before, road) if road or not rest.endswith(("로", "길")) else ("", rest)


def road_in_front(text: str, lexicon: Lexicon) -> tuple[str, str, str]:
    """(areas, road, the rest) where a known road stands before something else or alone; else no road."""
    _sido, _gus, _dong, rest = leading_areas(text, lexicon)
    before = text[: len(text) - len(rest)].strip()
    for match in _ROAD.finditer(rest) if rest else ():
        road, behind = lexicon.road_name(rest[: match.end()].replace(" ", "")), rest[match.end() :].strip(" ,:")
        if road and not _OF_NAME.match(behind):
            return before, road, behind
    return "", "", text


def _split(text: str) -> list[str]:
    """The points of a text; one where it is no stretch."""
    between = _AND_BETWEEN.match(text)
    if between:
        return [between["one"], between["other"]]
    text = _TO.sub("", text)
    if _VIA.search(text):
        text = text.replace(",", "→")
    arrows = _VIA.sub("→", _FROM.sub("→", text))
    return [part.strip() for part in _BETWEEN.split(arrows) if part.strip()]


def _bare(point: str) -> str:
    """Without what tells carriageways and directions."""
    while (shorter := _TAIL_OF_NAME.sub("", _TAIL.sub("", point)).strip(" ,")) != point:
        point = shorter
    return point.removesuffix("까지").strip(" ()[]<>")


def on_road(point: str, road: str) -> str:
    """152 of "테헤란로|152~180" is a building there, 종각R the police's word for a crossing."""
    return f"{road} {point}" if road and _NUMBER.match(point) else _CROSSING_OF_POLICE.sub("사거리", point)
