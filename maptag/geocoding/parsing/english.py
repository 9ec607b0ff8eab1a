"""Addresses in Latin letters: "110, Sejong-daero, Jung-gu, Seoul" → 중구, 세종대로, 110.

Names are found by romanising those of the lexicon (Revised Romanization, as the road signs have it) and comparing
letters only: hyphens, spaces and capitals vary from writer to writer.
"""

import re
from collections import defaultdict
from functools import lru_cache

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.types import Address
from maptag.geocoding.vocabulary import rows

_INITIAL = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
_VOWEL = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_FINAL = [
    "",
    *[
        "k",
        "k",
        "k",
        "n",
        "n",
        "n",
        "t",
        "l",
        "k",
        "m",
        "l",
        "l",
        "l",
        "p",
        "l",
        "m",
        "p",
        "p",
        "t",
        "t",
        "ng",
        "t",
        "t",
        "k",
        "t",
        "p",
        "t",
    ],
]
# (final, initial) where neighbours change each other
_MEETING = {
    ("k", "n"): "ngn", ("k", "m"): "ngm", ("k", "r"): "ngn", ("t", "n"): "nn", ("t", "m"): "nm", ("p", "n"): "mn",
    ("p", "m"): "mm", ("p", "r"): "mn", ("l", "n"): "ll", ("l", "r"): "ll", ("n", "r"): "ll", ("m", "r"): "mn",
    ("ng", "r"): "ngn", ("k", ""): "g", ("t", ""): "s", ("p", ""): "b", ("l", ""): "r", ("k", "h"): "kh",
}  # fmt: skip
_TAILS = {"대로": "daero", "로": "ro", "길": "gil", None: ""}
_LOANS = {row["hangul"]: row["latin"] for row in rows("loan_words")}
# A branch has a letter or 안 behind its number: Sadang-ro 23a-gil, Dohwa2an-gil.
_ROAD_NAME = (
    r"[A-Z][A-Za-z']*(?: ?[a-z]{2,4})??(?:[ -]?\d+[a-z]{0,40})?[ -]?(?:daero|ro|gil)"
    r"(?:[ -]?\d+(?:beon|[a-z]{1,3})?[ -]?gil)?\b"
)
_NUMBER = r"(?P<under>B|Jiha |jiha )?(?P<main>\d{1,5})(?:-(?P<sub>\d{1,4}))?"
_AREA = (
    r"(?:,?\s{1,3}(?P<gu>[A-Z][a-z]+(?:-| )?gu)\b)?"
    r"(?P<cities>(?:,\s(?:Republic of Korea|[A-Z][a-z]+(?:-(?:si|do|gun))?)\b)*)"
)
# "110, Sejong-daero, Jung-gu", and in the Korean order "Sejong-daero 110, Jung-gu" or "Jung-gu Sejong-daero 110".
_ADDRESS = re.compile(rf"(?<![\w-]){_NUMBER},?\s{{1,3}}(?P<road>{_ROAD_NAME})(?!\s\d){_AREA}")
_TURNED = re.compile(
    rf"(?<![\w-])(?:(?P<before>[A-Z][a-z]+-?gu),?\s{{1,3}})?(?P<road>{_ROAD_NAME})\s{_NUMBER}(?![\w-]){_AREA}"
)
# "Busan Haeundae-gu Haeundae-ro 5": words of an address, whose road nobody knows.
_ANY_ROAD = re.compile(rf"(?:^|[\s,]){_ROAD_NAME}")
_AREA_WORD = re.compile(r"\b[A-Z][A-Za-z]+(?:-(?:do|si|gun|gu))?(?![A-Za-z-])")
MAYBE = re.compile(r"[a-z-](?:ro|gil)\b")
_ROAD = re.compile(r"^(.*?)(대로|로|길)?(\d+[가-하]?길|\d+번길)?$")


def romanised(name: str) -> str:
    """Lower-case letters and digits of a Hangul name; the tail of a road (대로, 로, 길) never changes its stem."""
    stem, tail, branch = _ROAD.match(name).groups()
    for loan, letters in _LOANS.items():
        stem = stem.replace(loan, letters)
    return _letters(stem) + _TAILS[tail] + _letters(branch or "")


def _letters(name: str) -> str:
    """The sound, syllable by syllable, with what neighbours do to each other (왕십리 → wangsimni)."""
    parts, final = [], ""
    for letter in name:
        code = ord(letter) - 0xAC00
        if not 0 <= code < 11172:
            parts.append(final + letter.lower())
            final = ""
            continue
        initial, vowel = _INITIAL[code // 588], _VOWEL[code % 588 // 28]
        parts.append(_MEETING.get((final, initial), final + initial) + vowel)
        final = _FINAL[code % 28]
    return "".join(parts) + final


@lru_cache(maxsize=2)
def _names(lexicon: Lexicon) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Roads by their romanised name, areas by theirs, the home city's first; 0.2 s, once, at the first such address."""
    roads = defaultdict(list)
    for road in lexicon.roads:
        roads[romanised(road)].append(road)
    areas = {}
    for name in (*lexicon.home, *lexicon.gus, *lexicon.sido):
        for letters in _area_letters(name):
            areas.setdefault(letters, name)
    return roads, areas


def _area_letters(name: str) -> set[str]:
    """종로구 → jongnogu, and jongrogu as it is spelt; 부산 → busan; 성남시 → seongnamsi, seongnam."""
    stem, ending = (name[:-1], _letters(name[-1])) if name[-1] in "구시군도" else (name, "")
    spoken = {_letters(stem), "".join(map(_letters, stem))}
    bare = spoken if ending != "gu" else set()
    return {letters + ending for letters in spoken} | bare


def addresses(text: str, lexicon: Lexicon) -> list[tuple[int, int, Address]]:
    """(start, end, address) of every address in Latin letters whose road is known, all in the order of the first."""
    hits = []
    roads, areas = _names(lexicon)
    for match in _ADDRESS.finditer(text) if _ADDRESS.search(text) else _TURNED.finditer(text):
        level, written_gu = "지하" if match["under"] else "", match["gu"] or match.groupdict().get("before") or ""
        sigungu, sido = _area(written_gu, match["cities"].split(","), areas, lexicon)
        alike = roads.get(_plain(match["road"]), ())
        if len(alike) > 1 and sigungu:
            alike = [road for road in alike if sigungu in lexicon.roads[road]]
        for road in alike if len(alike) == 1 else ():
            number = int(match["main"]), int(match["sub"] or 0)
            hits.append((match.start(), match.end(), Address("road", sido, sigungu, "", road, level, False, *number)))
    return hits


def elsewhere(text: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """(시도, 시군구) of an address in Latin letters whose road is not known; None where it names no known 시도.

    The 시군구 is empty where it is not known or not named.
    """
    if not _ANY_ROAD.search(text):
        return None
    _roads, areas = _names(lexicon)
    named = [areas[letters] for word in _AREA_WORD.findall(text) if (letters := _plain(word)) in areas]
    sido = next((lexicon.sido[name] for name in named if name in lexicon.sido and name not in lexicon.gus), "")
    gus = [name for name in named if name in lexicon.gus and sido in lexicon.gu_sidos.get(lexicon.full_gu(name), ())]
    return (sido, " ".join(dict.fromkeys(gus))) if sido else None


def _area(written_gu: str, cities: list[str], areas: dict[str, str], lexicon: Lexicon) -> tuple[str, str]:
    """(gu, 시도). What is unknown stays as it is written, and finds nothing: elsewhere is not everywhere."""
    named = [areas.get(_plain(city), city.strip()) for city in cities if city.strip()]
    sido = next((lexicon.sido[city] for city in named if city in lexicon.sido), "")
    sigungu = lexicon.full_gu(areas.get(_plain(written_gu), written_gu), lexicon.home)
    return sigungu or next((city for city in named if city in lexicon.gus or city.endswith(("-si", "-gun"))), ""), sido


def _plain(written: str) -> str:
    return re.sub(r"[^a-z0-9]", "", written.lower())
