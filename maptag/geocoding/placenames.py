"""What a written place says beside its name: areas, subway lines, exits, relations."""

import re
from dataclasses import dataclass

from django.conf import settings

from maptag.geocoding.lexicon import Lexicon
from maptag.geocoding.naming import name_key
from maptag.geocoding.normalise import composed

_EXIT = re.compile(
    r"(?P<station>.{1,20}?)\s*(?:\([^)]*\))?\s*(?P<exit>\d{1,2}(?:-\d)?)\s*(?:번\s*출입?구|번\s*게이트|出|번출)"
)
_LINE = re.compile(
    r"\(?(?P<line>\d{1,2}호선|경의중앙선|수인분당선|분당선|신분당선|공항철도|우이신설선?|신림선|경춘선|경강선)\)?"
)
_RELATION = re.compile(
    r"[\s_(-]*(?:앞쪽|앞|옆|뒤편|뒤|맞은\s?편|건너\s?편|인근|부근|근처|주변|일대|일원|정문|후문|[동서남북]문|방면|방향|쪽|교통섬|횡단보도|"
    r"버스\s?정류[장소]|정류[장소]|광장|분수대|출입구|입구|내|안|\d{1,2})[\s)]*$"
)
_CROSSING = r"(?:사거리|삼거리|오거리|육거리|네거리|교차로|로터리|로타리)"
LONGEST_NAME = 120
_TO_CROSSING = re.compile(rf"^(?P<name>.*?{_CROSSING}|[^\s]+R(?![A-Za-z]))(?P<rest>.*)$", re.DOTALL)
_CROSSING_END = re.compile(rf"{_CROSSING}$")
# Crossings lie at stations (종각역 사거리) and at the stations of numbered blocks (을지로3가 교차로).
_AT_STATION = re.compile(r"(?:역|\d가)$")
# Words that name a part of the place before them; others may make it another place ("서울대학교 병원").
_INSIDE = re.compile(
    r"^(?:지하)?\d*층$|(?:실|팀|홀|로비|강당|주차장|무대|매표소|민원|창구|교육장|휴게소|화장실|\d호|\d동)$"
)
_GENERIC = {"사거리", "삼거리", "오거리", "육거리", "정류장", "정류소", "주차장", "공원", "아파트", "a", "역"}
_BRACKETS = re.compile(r"\s*[(\[<][^)\]>]*[)\]>]?")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A written place taken apart. `keys` are name keys to look up, the most complete first.

    `sido`, `gus` (those of the dong, where no gu) and `dong` stood before the name, and are part of the `whole` ones;
    `relation` followed it and was left out ("앞", "건너편").
    """

    keys: tuple[str, ...]
    whole: frozenset[str] = frozenset()
    sido: str = ""
    gus: frozenset[str] = frozenset()
    dong: str = ""
    line: str = ""
    exit: str = ""
    relation: str = ""


def parse_place(text: str, lexicon: Lexicon) -> PlaceName:
    """Take a written place apart. The name may end up empty: then `keys` is."""
    words = composed(text).replace("\n", " ").strip()
    if len(words) > LONGEST_NAME:
        return PlaceName(())
    line_match = _LINE.search(words)
    line = line_match["line"] if line_match else ""
    if line_match and len(words) > len(line_match[0]):
        words = (words[: line_match.start()] + " " + words[line_match.end() :]).strip()
    exit_match = _EXIT.match(words)
    if exit_match:
        words, exit_number, relation = exit_match["station"], exit_match["exit"], words[exit_match.end() :].strip()
    else:
        exit_number = ""
        words, relation = _without_relation(words)
    whole, (sido, gus, dong, words) = words, _leading_areas(words, lexicon)
    keys = (*_keys(f"{dong} {words}"), *_keys(words)) if dong else _keys(words)
    named = _keys(whole) if sido or gus else ()
    keys = dict.fromkeys((*named, *_with_city(keys, lexicon)))
    return PlaceName(tuple(keys), frozenset(named), sido, gus, dong, line, exit_number, relation)


def _without_relation(words: str) -> tuple[str, str]:
    """Relations come off one by one, as long as a name is left: "시청역 앞 횡단보도" → "시청역"."""
    bare = words
    while (match := _RELATION.search(bare)) and len(name_key(bare[: match.start()])) > 1:
        bare = bare[: match.start()]
    return bare.strip(), words[len(bare) :].strip(" ()_-")


def _leading_areas(words: str, lexicon: Lexicon) -> tuple[str, frozenset[str], str, str]:
    """시도, gus and dong in front of a name, which must leave a name."""
    sido, gus, dong = "", frozenset(), ""
    parts = words.split(" ")
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


def _keys(words: str) -> tuple[str, ...]:
    """The whole name, then without brackets, then without words for its inside ("서울도서관 3층 세미나실")."""
    whole = words.replace("(", " ").replace(")", " ")
    parts = _BRACKETS.sub("", words).split()
    names = [whole, " ".join(parts)]
    while len(parts) > 1 and _INSIDE.search(parts[-1]):
        parts.pop()
        names.append(" ".join(parts))
    return tuple(dict.fromkeys(key for key in map(name_key, names) if len(key) > 1 and key not in _GENERIC))


def _with_city(keys: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """중앙우체국 is 서울중앙우체국 to the city's own offices."""
    cities = {short for short, name in lexicon.sido.items() if name == settings.CITY_NAME and len(short) == 2}
    return (*keys, *(f"{city}{key}" for key in keys[:1] for city in cities))


def parse_crossing(text: str, lexicon: Lexicon) -> PlaceName:
    """A named crossing; what follows its name ("행촌동 방면 교통섬") is its relation. No keys when it is none."""
    match = _TO_CROSSING.match(composed(text).replace("\n", " ").strip()[:LONGEST_NAME])
    if not match:
        return PlaceName(())
    words = re.sub(r"R$", "사거리", match["name"])
    sido, gus, dong, rest = _leading_areas(words, lexicon)
    named = _keys(words) if sido or gus else ()
    keys = [*_keys(words), *_keys(rest)]
    keys += [key for name in (words, rest) for key in _station_keys(name)]
    rest = match["rest"].strip(" ()_-")
    return PlaceName(tuple(dict.fromkeys(keys)), frozenset(named), sido, gus, dong, relation=rest)


def station_of_crossing(name: PlaceName) -> str:
    """The key of the station that a crossing of this name may have its name from: 사당사거리, 사당역."""
    return f"{name_key(_CROSSING_END.sub('', name.keys[0]))}역" if name.keys else ""


def is_crossing(name: str) -> bool:
    """Whether a place is named as a crossing in any of its parts ("광희문.광희동사거리")."""
    return any(_CROSSING_END.search(part.strip()) for part in name.split("."))


def _station_keys(words: str) -> list[str]:
    bare = name_key(_CROSSING_END.sub("", words).strip())
    if not _AT_STATION.search(bare):
        return []
    return [bare] if bare.endswith("역") else [bare + "역", bare]
