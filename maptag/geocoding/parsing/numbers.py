"""Building and lot numbers: what stands after a road or dong name, and what only looks like one."""

import re
from dataclasses import replace

from maptag.geocoding.types import Address
from maptag.geocoding.vocabulary import any_of, rows

# A number counts something else when one of these is glued to it, alone or with a particle ("8월", "3명이"). The token
# decides, not its first letter: a veto by prefix lost "도산대로 449건물".
UNITS, PARTICLES = any_of("units", "glued"), any_of("particles")
# 10-5종로3가역: the place behind, not five kinds.
_UNIT = re.compile(rf"(?!종로\d){UNITS}{PARTICLES}?(?![가-힣])")
_SPACED_UNIT = re.compile(rf" {any_of('units', 'spaced')}{PARTICLES}?(?![가-힣])")
_FOREIGN = re.compile(
    r"\s?[%‰℃㎡㎥㎞㎝㎜㎏°$₩]|[:/]\d|-?[xX*×○●□]|[a-zA-Z出一-龥]|-\d|가|\s[가-하]길(?![가-힣])"
    rf"|(?:[·ㆍ]\d{{1,2}})+\s?{any_of('numbered_things', 'behind_list')}(?![가-힣])"
)
# 노해로13 길 3-2, 종로22길지하16, 노해로1 3길 2: the name goes on. 선유동1로 63, 당산동3 가 16: so does another's.
_LONGER_NAME = re.compile(r"(?:\s{1,2}\d{1,3})?\s{0,2}(?:[가-하]|번)?\s{0,2}안?길\s{0,2}(?:지하|공중)?\s{0,2}\d")
_ROAD_BEHIND = re.compile(r"\s?대?로(?:\d+[가-하]?안?길)?\s{0,2}(?:지하\s{0,2})?\d")
_STREET_BEHIND = re.compile(r"\s가\s{0,2}(?:산\s?)?\d")
_NOTHING_BEHIND = re.compile(r"\s*(?:\(|$)")
# 92,301호 is a room of number 92.
_DECIMAL = re.compile(r"\.\d|,\d{3}(?!\d)(?!(?:[,~-]\d+)*(?:호|동|층))")
_LOT_UNIT = re.compile(any_of("lot_units", "of_lot"))
# Behind a bare lot number: what numbers the things of one name, also when its word goes on (2차우성, 6단지아파트) …
PART = re.compile(rf"(?:\s?[,·ㆍ~]\s?\d{{1,3}})*\s?{any_of('numbered_things', 'behind_lot')}")
# … and any other word but a particle, 외, 일대, 등.
_OF_LOT = "|".join(row["glued"] for row in rows("behind_lots") if row["glued"])
GLUED = re.compile(rf"(?!(?:{PARTICLES}|{_OF_LOT})(?![가-힣]))[가-힣]")
YEAR = re.compile(r"(?:19|20)\d\d(?:\s+[가-힣]|['’”]|-\d{1,4}호)")
# 방학동 3·1운동 기념비
_DAYS = r"(?<!\d)(?:3[·ㆍ.]1|4[·ㆍ.]19|5[·ㆍ.]18|6[·ㆍ.]10|6[·ㆍ.]25|8[·ㆍ.]15)(?!\d)"
NO_NUMBER = re.compile(rf"0|{YEAR.pattern}|{_DAYS}")
# The land's use behind its number, as registers write it ("386-16도"): only where the gu is written.
_LAND_USE = re.compile(r"[대도전답임잡천구유제학공체철종](?![가-힣])")

# 〔지하〕 152 〔-3〕; 산 12 〔의 3〕 〔번지〕 〔3호〕
NUMBER = (
    r"(?:(?P<level>지하|공중|산)\s{0,2})?(?P<main>\d{1,5})(?!\d)"
    r"(?:\s{0,2}(?P<lot>번지)(?!로\d))?"
    r"(?:\s{0,2}(?P<dash>[-~의])\s{0,2}(?P<sub>\d{1,6})(?!\d)|(?(lot)\s{0,2}(?P<ho>\d{1,4})\s{0,2}호(?![가-힣])))?"
    r"(?P<end>\s{0,2}번지|호(?![가-힣\d]))?"
)
# What may follow the last of several lots: anything else makes the number another thing ("737, 3층").
_AFTER_LIST = rf"\s*(?:$|[,·ㆍ/)\]]|{any_of('behind_lots', 'ends_list')})"
NEXT_LOT = re.compile(rf"\s{{0,2}}(?:[,·ㆍ/]|및|와|과)\s{{0,2}}{NUMBER}(?={_AFTER_LIST})")
OTHERS = re.compile(
    r"\s{0,2}(?:외|등(?=\s?\d))\s{0,2}(?:(?P<count>\d{1,3})(?!\d)\s{0,2}(?:개\s?)?"
    rf"{any_of('lot_units', 'of_others')}?(?![가-힣])|(?![가-힣]))"
)
UP_TO = re.compile(r"\s?(?:번지\s?)?(?:에서|부터)\s?(?P<last>\d{1,5})(?:\s?번지?)?\s?까지")
EXTENT = re.compile(rf"\s{{0,2}}(?:번지\s{{0,2}})?{any_of('extents', 'of_address')}(?![가-힣]{{2}})")


def _name_goes_on(text: str, number: re.Match, lot: bool) -> bool:
    """Is `number` a part of a road's name? Before a mere 로, which may be a particle, only if glued to the name."""
    end = number.end()
    if _LONGER_NAME.match(text, end):
        return True
    if number.start() == 0 or not text[number.start() - 1].isalpha():
        return False
    street = len(number["main"]) == 1 and _STREET_BEHIND.match(text, end)
    return bool(street or (lot and _ROAD_BEHIND.match(text, end)))


def counts_something(text: str, number: re.Match, lot: bool, glued_only: bool) -> bool:
    """Is `number` a date, a count, an amount, a decimal, a telephone number …?

    `glued_only`: where an area stands before the name, only a unit that touches the number counts.
    """
    end = number.end()
    if end == len(text) or text.startswith("(", end) or _NOTHING_BEHIND.match(text, end):
        return False
    if _name_goes_on(text, number, lot):
        return True
    if _FOREIGN.match(text, end) or (not number["sub"] and _DECIMAL.match(text, end)):
        return True
    if lot and (_LOT_UNIT.match(text, end) or (glued_only and _LAND_USE.match(text, end))):
        return False
    if _UNIT.match(text, end):
        return not (number["sub"] and text.startswith("과 ", end))  # 우이동 5-1과 쌍문동 494-1 is no fifth 과
    return not glued_only and _SPACED_UNIT.match(text, end) is not None


def names_a_part(text: str, number: re.Match, placed: bool) -> bool:
    """목동2차우성, 방화동 2공원, 역삼동 2지점: a bare number glued to a word counts among things of one name."""
    if number["sub"] or number["lot"] or (number["end"] and (placed or number["end"] != "호")):
        return False
    if number["end"]:
        return True  # 상도동 1호 공원
    return PART.match(text, number.end()) is not None or (not placed and GLUED.match(text, number.end()) is not None)


def is_told(number: re.Match) -> bool:
    """Does what belongs to it say that this is a number of lots: 12-3, 12번지, 12 일대?"""
    return bool(number["sub"] or number["lot"] or number["end"] or EXTENT.match(number.string, number.end()))


def with_extent(text: str, end: int, number: re.Match, addresses, flags):
    """(end, addresses, flags) with what the text says of more numbers: 12에서 18까지, 외 3필지, 일대."""
    if (to := UP_TO.match(text, end)) and int(to["last"]) > int(number["main"]) and not number["sub"]:
        end, flags = to.end(), (*flags, "range")
        addresses = [replace(address, sub=int(to["last"])) for address in addresses]
    if others := OTHERS.match(text, end):
        end, flags = others.end(), (*flags, "others")
        addresses = [replace(address, others=int(others["count"] or 0)) for address in addresses]
    if extent := EXTENT.match(text, end):
        end, flags = extent.end(), (*flags, "extent")
    return end, addresses, flags


def numbered_address(kind: str, area, dong: str, road: str, number: re.Match) -> Address:
    """The address with `number`, a match of NUMBER, in `area` (a WrittenArea)."""
    level, main, sub, ho = number.group("level", "main", "sub", "ho")
    sub = sub or ho
    return Address(
        kind,
        area.sido,
        area.sigungu,
        dong,
        road,
        level if level in ("지하", "공중") else "",
        level == "산",
        int(main),
        int(sub) if sub else 0,
    )
