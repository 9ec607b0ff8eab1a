"""What a written place says beside its name: areas, subway lines, exits, relations."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings

from maptag.geocoding import vocabulary
from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.vocabulary import any_of

_EXIT = re.compile(
    r"(?P<station>.{1,20}?)\s*(?:\([^)]*\))?\s*(?P<exit>\d{1,2}(?:-\d)?)(?P<more>(?:\s?[~∼,·]\s?\d{1,2})*)\s*"
    + any_of("exits", "of_place")
)
_LINE = re.compile(rf"\(?(?P<line>{any_of('subway_lines')})\)?")
_RELATION = re.compile(rf"[\s_(-]*(?:{any_of('relations', 'after_place')}|\d{{1,2}})[\s)]*$")
_CROSSING = any_of("crossings", "ends_name")
LONGEST_NAME = 120
# Several steps of one batch take the same texts apart.
_CACHED = 10_000
_TO_CROSSING = re.compile(rf"^(?P<name>.*?{_CROSSING}|[^\s]+R(?![A-Za-z]))(?P<rest>.*)$", re.DOTALL)
_ANCHOR = re.compile(
    rf"^(?P<name>[^,(]{{0,20}}?[가-힣\d](?:\s?{_CROSSING}|역))(?:\s|,\s?|\()(?P<rest>[^)]*[가-힣]{{2}}.*)$"
)
_SHORTEST_NAMESAKE = 3
_CROSSING_END = re.compile(rf"{_CROSSING}$")
# Crossings lie at stations (종각역 사거리) and at the stations of numbered blocks (을지로3가 교차로).
_AT_STATION = re.compile(r"(?:역|\d가)$")
# Words that name a part of the place before them; others may make it another place ("서울대학교 병원").
_INSIDE = re.compile(rf"^(?:지하)?\d*층$|{any_of('rooms')}$")
# What every other place has, or many are called: no name of one.
_GENERIC = frozenset(vocabulary.words("generic_names"))
_UNIT = re.compile(rf"^\d+{any_of('building_parts')}?$")
_BRACKETS = re.compile(r"\s*[(\[<][^)\]>]*[)\]>]?")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A written place taken apart. `keys` are name keys to look up, the most complete first.

    `sido`, `gus` (those of the dong, where no gu) and `dong` stood before the name; `relation` followed it and was left
    out ("앞", "건너편"). The keys `with_areas` and `with_relation` hold these too: 세종 문화회관, 광화문 광장.
    `anchored`: the relation is a place of its own, put at the one that is named.
    """

    keys: tuple[str, ...]
    sido: str = ""
    gus: frozenset[str] = frozenset()
    dong: str = ""
    line: str = ""
    exit: str = ""
    relation: str = ""
    with_areas: frozenset[str] = frozenset()
    with_relation: frozenset[str] = frozenset()
    anchored: bool = False


@lru_cache(maxsize=_CACHED)
def parse_place(text: str, lexicon: Lexicon) -> PlaceName:
    """Take a written place apart. The name may end up empty: then `keys` is."""
    name = composed(text).replace("\n", " ").strip()
    if len(name) > LONGEST_NAME:
        return PlaceName(())
    line_match = _LINE.search(name)
    line = line_match["line"] if line_match else ""
    if line_match and len(name) > len(line_match[0]):
        name = (name[: line_match.start()] + " " + name[line_match.end() :]).strip()
    exit_match = _EXIT.match(name)
    if exit_match:
        exit_number = "" if exit_match["more"] else exit_match["exit"]
        name, relation = exit_match["station"], name[exit_match.end() :].strip(" )")
        return _place(name, relation, (), lexicon, line, exit_number)
    *longer, bare = _without_relations(name, lexicon)
    return _place(bare, name[len(bare) :].strip(" ()_-"), longer, lexicon, line, "")


def _place(bare: str, relation: str, whole, lexicon: Lexicon, line: str, exit_number: str) -> PlaceName:
    """`bare`: areas and name; `whole`: the same with its relation, where that may be a part of the name."""
    sido, gus, dong, name = leading_areas(bare, lexicon)
    keys = (*_keys(f"{dong} {name}"), *_keys(name)) if dong else _keys(name)
    if (not keys and not gus) or _is_area(name, lexicon):
        return PlaceName(())
    in_area = [key for text in (*whole, bare) for key in _whole_keys(text)] if sido or gus else []
    related = [key for text in whole for key in _whole_keys(f"{dong} {leading_areas(text, lexicon)[-1]}".strip())]
    all_keys = dict.fromkeys((*in_area, *related, *_with_city(keys, lexicon)))
    with_areas = frozenset(in_area) - frozenset(keys)
    return PlaceName(
        tuple(all_keys), sido, gus, dong, line, exit_number, relation, with_areas, frozenset(related) - frozenset(keys)
    )


def _is_area(name: str, lexicon: Lexicon) -> bool:
    """서울, 강남: a whole city or gu, and the name of a cinema."""
    return name in lexicon.sido or name in lexicon.gus or f"{name}구" in lexicon.home


def _without_relations(text: str, lexicon: Lexicon) -> list[str]:
    """Relations come off one by one, as long as a name is left: 시청역 of 시청역 앞 횡단보도, not 서울 of 서울광장."""
    forms = [text.strip()]
    while (match := _RELATION.search(forms[-1])) and len(name_key(shorter := forms[-1][: match.start()].strip())) > 1:
        if _is_area(shorter, lexicon):
            break
        forms.append(shorter)
    return forms


def leading_areas(text: str, lexicon: Lexicon) -> tuple[str, frozenset[str], str, str]:
    """시도, gus and dong in front of a name, which must leave a name."""
    sido, gus, dong = "", frozenset(), ""
    parts = text.split(" ")
    while len(parts) > 1:
        first = parts[0]
        if first in lexicon.sido and not sido and not gus:
            sido = lexicon.sido[first]
        elif first in lexicon.gus:
            gus = frozenset({lexicon.full_gu(first, lexicon.home)})
        elif lexicon.is_dong(first):
            gus, dong = gus or _gus_of_dong(first, lexicon), first
        else:
            break
        parts = parts[1:]
    return sido, gus, dong, " ".join(parts)


def _gus_of_dong(dong: str, lexicon: Lexicon) -> frozenset[str]:
    """Those of the home city, where it has such a dong: half the cities of the nation have a 중앙동."""
    named = (kind.get(dong.replace("·", "."), frozenset()) for kind in (lexicon.legal, lexicon.administrative))
    gus = frozenset().union(*named)
    return gus & lexicon.home or gus


def _keys(name: str) -> tuple[str, ...]:
    """The whole name, then without brackets, then without words for its inside ("서울도서관 3층 세미나실")."""
    parts, names = _BRACKETS.sub("", name).split(), []
    while len(parts) > 1 and _INSIDE.search(parts[-1]):
        parts.pop()
        names.append(" ".join(parts))
    return (*_whole_keys(name), *_known_to_name(names))


def _whole_keys(name: str) -> tuple[str, ...]:
    return _known_to_name([name.replace("(", " ").replace(")", " "), _BRACKETS.sub("", name)])


def _known_to_name(names: list[str]) -> tuple[str, ...]:
    """The keys of names that may be a place's own: not 109동, nor 정문."""
    return tuple(
        dict.fromkeys(
            key for key in map(name_key, names) if len(key) > 1 and not _UNIT.match(key) and key not in _GENERIC
        )
    )


def _with_city(keys: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """중앙우체국 is 서울중앙우체국 to the city's own offices."""
    cities = {short for short, name in lexicon.sido.items() if name == settings.CITY_NAME and len(short) == 2}
    return (*keys, *(f"{city}{key}" for key in keys[:1] for city in cities))


@lru_cache(maxsize=_CACHED)
def parse_crossing(text: str, lexicon: Lexicon) -> PlaceName:
    """A named crossing; what follows its name ("행촌동 방면 교통섬") is its relation. No keys when it is none."""
    match = _TO_CROSSING.match(composed(text).replace("\n", " ").strip()[:LONGEST_NAME])
    if not match:
        return PlaceName(())
    written = re.sub(r"R$", "사거리", match["name"])
    sido, gus, dong, rest = leading_areas(written, lexicon)
    keys = [*_keys(written), *_keys(rest)]
    with_areas = frozenset(_keys(written)) - frozenset(_keys(rest))
    keys += [key for name in (written, rest) for key in _station_keys(name)]
    relation = match["rest"].strip(" ()_-")
    return PlaceName(tuple(dict.fromkeys(keys)), sido, gus, dong, relation=relation, with_areas=with_areas)


def parse_anchor(text: str, lexicon: Lexicon) -> PlaceName:
    """The crossing or station that stands before a place: 성수사거리 of 성수사거리 기아자동차 앞. Else no keys."""
    match = _ANCHOR.match(composed(text).replace("\n", " ").strip()[:LONGEST_NAME])
    if not match:
        return PlaceName(())
    parse = parse_crossing if _CROSSING_END.search(match["name"]) else parse_place
    return replace(parse(match["name"], lexicon), relation=match["rest"].strip(" )"), anchored=True)


def is_at_crossing(anchor: PlaceName) -> bool:
    """Whether an anchor is a crossing, not a station."""
    return any(_CROSSING_END.search(key) for key in anchor.keys)


def name_of_crossing(name: PlaceName) -> str:
    """The key of what a crossing may be named after: 문정초교 사거리, 마장동주민센터삼거리."""
    own = next((key for key in name.keys if key not in name.with_areas), "")
    key = _CROSSING_END.sub("", own)
    return key if len(key) >= _SHORTEST_NAMESAKE and key not in _GENERIC else ""


def station_of_crossing(name: PlaceName) -> str:
    """The key of the station that a crossing of this name may have its name from: 사당사거리, 사당역."""
    return f"{name_key(_CROSSING_END.sub('', name.keys[0]))}역" if name.keys else ""


def is_crossing(name: str) -> bool:
    """Whether a place is named as a crossing in any of its parts ("광희문.광희동사거리")."""
    return any(_CROSSING_END.search(part.strip()) for part in name.split("."))


def _station_keys(crossing: str) -> list[str]:
    bare = name_key(_CROSSING_END.sub("", crossing).strip())
    if not _AT_STATION.search(bare):
        return []
    return [bare] if bare.endswith("역") else [bare + "역", bare]
