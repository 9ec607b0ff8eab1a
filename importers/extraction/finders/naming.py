"""What several finders ask of a name: is it that of a house, a school, a place on the map?"""

import re

from importers.extraction.unit import TextUnit
from importers.vocabulary import (
    AMOUNT,
    BUILDING,
    CROSSING,
    INSTITUTION,
    KIND_ONLY,
    KINDS,
    NO_PLACE,
    NOWHERE,
    alternatives,
    terms,
)

GENERIC = re.compile(rf"^{KIND_ONLY}+\s?(?:{INSTITUTION}|{BUILDING})$")
FARTHEST = 34
KIND = re.compile(f"{KINDS}$")
_POSTS = alternatives("offices", "post")
# 청문감사관, 미래청년기획관: a post, not a house.
OFFICER = re.compile(rf"{_POSTS}관$")
NAMED_INSTITUTION = re.compile(f"[가-힣]{{2}}{INSTITUTION}$")
NAMED_BUILDING = re.compile(f"[가-힣]{{2}}{BUILDING}$")
# 101동 is some block of flats on some map, and 721 a bus.
BLOCK = re.compile(r"\d+(?:동|호|단지)?$")


def is_place_name(name: str, places: dict[str, str]) -> bool:
    """The name of a house, or one on the map."""
    return is_house(name) or is_listed_name(name, places)


def is_house(name: str) -> bool:
    """Does it end like the name of a building, a school, a park …, with a name of its own before that?"""
    return is_building(name) or is_institution(name)


def is_listed_name(name: str, places: dict[str, str]) -> bool:
    """A name on the map that is no mere kind of thing."""
    return len(name) > 2 and name in places and not KIND.match(name) and not BLOCK.match(name)


def is_building(name: str) -> bool:
    """Does it end like the name of a building, with a name of its own before that?"""
    return NAMED_BUILDING.search(name) is not None and not GENERIC.match(name) and not OFFICER.search(name)


def is_institution(name: str) -> bool:
    """Does it end like the name of a school, a park …, with a name of its own before that?"""
    return NAMED_INSTITUTION.search(name) is not None and not GENERIC.match(name)


REACH = 36
HOUSE = alternatives("houses", "ending")
NAME = re.compile(rf"(?<![가-힣A-Za-z0-9])(?P<maker>[A-Z]{{2,4}}\s)?(?P<name>[가-힣A-Za-z0-9·]{{2,14}}{HOUSE})$")
_NO_NAMES = alternatives("houses", "no_name")
NAMELESS = re.compile(
    rf"{_NO_NAMES}+"
    r"[가-힣]{0,3}$"
)
SOME_HOUSE = re.compile(rf"(?:{INSTITUTION}|{KINDS}|.*기관|\d.*원)$")
WORKS = re.compile("".join(f"(?<!{name})" for name in terms("houses", "corporation")) + "공사$")
LONGEST_NAME = 20


def house_before(unit: TextUnit, end: int) -> int | None:
    """Where the house with a name begins that ends at `end` of the text."""
    before = NAME.search(unit.text[max(0, end - LONGEST_NAME) : max(0, end)])
    return end - len(before.group()) if before and has_name(before["name"]) else None


def has_name(house: str) -> bool:
    return len(house) > 2 and not SOME_HOUSE.match(house) and not NAMELESS.match(house) and not WORKS.search(house)


A_CROSSING = re.compile(CROSSING)
_STILL_CROSSING = alternatives("around", "still_crossing")
# What may follow a crossing that is still the crossing itself and not a building beside it.
STILL_CROSSING = re.compile(
    rf"\s*{_STILL_CROSSING}?\s*$",
    re.S,
)
IS_NOWHERE = re.compile(f"^(?:{NOWHERE}|{KINDS})$")
IS_NO_PLACE = re.compile(NO_PLACE)
IS_AMOUNT = re.compile(AMOUNT)
# As NO_PLACE, each alternative begins with a letter.
ENDS = terms("sentences", "end")
SENTENCE = re.compile(
    "|".join(rf"{end}[.\s]*$" for end in ENDS)
    + r"|\?$|!$|순찰차|지정\s?장소$|%$|원$(?<=\d원)|원$(?<=\d\s원)|\.(?<=\d{4}\.)\s?\d"
)


def is_place(text: str, longest: int) -> bool:
    if not 2 <= len(text) <= longest or IS_NO_PLACE.search(text) or IS_AMOUNT.search(text):
        return False
    return not IS_NOWHERE.match(text) and not SENTENCE.search(text)


def kind_of(text: str) -> str:
    """Intersection when the last thing named is a crossing ("사당사거리 앞"), else place ("사당사거리 은행 앞")."""
    crossings = list(A_CROSSING.finditer(text))
    return "intersection" if crossings and STILL_CROSSING.match(text, crossings[-1].end()) else "place"
