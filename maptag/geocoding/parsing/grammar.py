"""The address grammar (도로명주소법 시행령 제6조, and how offices really write).

    〔시도〕 〔시군구〕 〔읍면〕 도로명 〔지하·공중〕본번〔-부번〕 〔(법정동)〕
    〔시도〕 〔시군구〕 법정동·행정동·읍면 리 〔산〕본번〔-부번〕 〔번지 호〕 〔외 N필지〕

`scan` finds addresses in running text; `readings` reads one written address line. Both start from a number behind the
last letter of a name and walk left: names are glued to what stands before them as often as not, while the letter and
the digit always meet.
"""

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache

from maptag.geocoding.gazetteer.lexicon import NOWHERE, NUMBERED_DONG, Lexicon
from maptag.geocoding.language.normalise import normalised
from maptag.geocoding.parsing import english
from maptag.geocoding.parsing.areas import AreaReader, WrittenArea
from maptag.geocoding.parsing.nameparts import NameReader
from maptag.geocoding.parsing.numbers import (
    NEXT_LOT,
    NO_NUMBER,
    NUMBER,
    counts_something,
    is_told,
    names_a_part,
    numbered_address,
    with_extent,
)
from maptag.geocoding.types import NOTHING_KNOWN, Address, Hint, Hit
from maptag.geocoding.vocabulary import any_of

_ROAD_SHAPE = re.compile(r"^(?=.*[가-힣A-Za-z].|\d{2,3}로$)[가-힣A-Za-z0-9.]+(?:로|길)$")
_PARTICLE_ROAD = re.compile(rf"{any_of('particle_roads')}$")
_LOT_SHAPE = re.compile(rf"^[가-힣][가-힣0-9·.]*[가-힣]{any_of('area_endings', 'of_lot')}$|^[가-힣]+\d동$")
# 부산광역시 동구망양로 19, of a city whose gus are not known here.
_GLUED_GU = re.compile(r"(?P<gu>[가-힣]{1,3}구)(?P<name>(?![로길])[가-힣].+)")
_PLAIN_DONG = re.compile(rf"^(?!.*{any_of('housing')})[가-힣]{{1,4}}\d{{0,2}}동$")
# What a second address in a cell stands behind: 용문로 41-17(괴정동 425-1 / 우정공원).
_OPENS = "(/,"
_PARENTHESIS = re.compile(
    rf"\s{{0,4}}\(\s?(?P<inside>[가-힣0-9.·ㆍ ]{{1,12}}{any_of('area_endings', 'in_brackets')})"
    r"(?=\s?[,)]|\s(?!산\s?\d)[^\d\s])[^()]{0,40}\)"
)
# Added to where a cell begins: area words that do not begin there are behind everything.
_NOT_IN_FRONT = 1_000_000
_LONGEST_CELL = 80
_REMEMBERED = 20_000
# What belongs to an address behind its number begins so: (법정동), 외 · 등 N필지, 일대, 부근, 주변, 번지, 에서.
_BELONGING = frozenset("(외등일부주번에")
# How far the numbers of a listed road address lie apart at most: 100 m.
_NEXT_DOOR = 10
# "길 12" is any lane's number, not a lot of 길동.
_SHORT_STEM = 2
# 관악구,청룡3길,5: a line that is an address has no lists in it.
_COMMA = re.compile(r"(?<=[가-힣]),(?=\s?[가-힣\d])")
_NEXT_NAME = re.compile(r"\s{0,2}(?:[,·ㆍ/]|및)\s{0,2}[가-힣0-9.]{2,12}[로길]")
# 금호2·3가동, but 하왕십리동한신무학아파트3동 is a block of flats.
_LONGEST_DONG = 8
_LETTERS = "로노길동가리"
_WEAK = re.compile(
    rf"\s{{0,3}}(?P<name>[가-힣]{{1,4}}(?:\d{{1,2}}(?:[·ㆍ.,]\d{{1,2}})*|본)?)(?:\s{{1,3}}|(?<=[가-힣]))(?={NUMBER})"
)
_NUMBER = re.compile(NUMBER)
_AS_A_RULE = re.compile(rf"(?:[가-힣]{{2,10}} ){{1,3}}(?P<name>[가-힣][가-힣0-9.]{{0,20}}[로길동가]) {NUMBER}")
_FRAGMENT = re.compile(r"^[가-힣]{1,3}$")
_WORDS_IN_FRONT = 8
_GLUED = re.compile(rf"(?!{any_of('behind_lots', 'begins')})[가-힣]")
_SHORT = 2
_STREET = re.compile(r"(?<!동)(\d가)$")
_SHORT_DONG = re.compile(r"(?:제?\d+(?:[·ㆍ.,]\d+)*|본)동?$")


class Grammar:
    """The grammar over one lexicon. Build it once (`grammar(lexicon)`): it remembers the areas it has read."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.areas = AreaReader(lexicon)
        self.names = NameReader(lexicon, self.areas)
        self._seen: dict[Hint, dict[str, list[Hit]]] = defaultdict(dict)
        self._once: set[int] = set()
        letters = "".join(sorted({*_LETTERS, *(name[-1] for name in lexicon.roads if "가" <= name[-1] <= "힣")}))
        name = rf"[{letters}](?:\([가-힣0-9·.]{{2,8}}동\))?\s{{0,4}}"
        # The 로 of 왕산로19다길 130 and the 동 of 성수동2가 12 are passed over here: every other name has one.
        self._first = re.compile(rf"{name}(?=(?:지하|공중|산)?\s{{0,2}}\d)(?!\d+(?:가|번?[가-하]?안?길\s?\d))")
        self._maybe = re.compile(
            rf"{name}(?:지하|공중|산)?\s{{0,2}}[0-9０-９]|[\u1161-\u11ff]\s{{0,4}}[0-9０-９]|-(?:ro|gil|daero)\b"
        )

    def may_hold(self, text: str) -> bool:
        """Is `text`, which need not be normalised, worth a `scan`? Of a register's cells nine in ten are not."""
        if text.isascii() and not ("-ro" in text or "-gil" in text or "-daero" in text):
            return False  # without the search of each 02-123-4567 and 2026-01-05: three of four of a row
        return self._maybe.search(text) is not None

    def scan(self, text: str, hint: Hint = NOTHING_KNOWN) -> list[Hit]:
        """Addresses in plain (normalised) `text`, from left to right, none overlapping; those in Latin letters last.

        Cells are remembered: registers name the same address again and again, once for each building or bin there.
        Of a text that is new only its hash: to keep the hits of every cell cost a register of distinct ones a fifth.
        """
        if len(text) > _LONGEST_CELL:
            return self._scan(text, hint)
        seen = self._seen[hint]
        hits = seen.get(text)
        if hits is None:
            hits = self._scan(text, hint)
            if (cell_hash := hash((hint, text))) in self._once:
                seen[text] = hits
            elif len(self._once) < _REMEMBERED:
                self._once.add(cell_hash)
            else:
                self._once.clear()
                self._seen.clear()
        return hits

    def _scan(self, text: str, hint: Hint) -> list[Hit]:
        hits = self._as_a_rule(text)
        at = hits[-1].end if hits else 0
        while at < len(text) and (anchor := self._first.search(text, at)):
            at = anchor.end()
            if hits and hits[-1].addresses[0].sigungu not in hint.gus:
                hint = hint._replace(gus=hint.gus | {hits[-1].addresses[0].sigungu})
            listed = hint.prose and hits and _NEXT_NAME.fullmatch(text, hits[-1].end, anchor.start() + 1)
            # Of "독도안용복길 3, 독도이사부길 55" the second road need not be a known one either.
            anchor_hint = hint._replace(prose=False) if listed else hint
            hit = self._address(text, anchor, anchor_hint, hits[-1].end if hits else 0)
            if hit:
                hits.append(hit)
                if hit.end < len(text):
                    hits.extend(self._further_lots(text, hit))
                at = hits[-1].end
        if ("ro" in text or "gil" in text) and english.MAYBE.search(text):
            hits.extend(Hit(start, end, (address,)) for start, end, address in english.addresses(text, self.lexicon))
        return hits

    def _as_a_rule(self, text: str) -> list[Hit]:
        """The address that a text begins with, written as the law has it: half the time of reading it leftwards."""
        number = _AS_A_RULE.match(text)
        if not number:
            return []
        name, area = number["name"], self.areas.before(text, number.start("name"))
        address = None if area.start or not area.sigungu else self._known_there(name, area, number, text)
        if not address:
            return []
        hit = self._finished(text, 0, number, [address])
        return [hit, *self._further_lots(text, hit)] if hit.end < len(text) else [hit]

    def _known_there(self, name: str, area: WrittenArea, number: re.Match, text: str) -> Address | None:
        """The address in a road or 법정동 of this gu; None for what is both, or only looks like a number."""
        road_gus, dong_gus = self.lexicon.roads.get(name, NOWHERE), self.lexicon.legal.get(name, NOWHERE)
        if area.sigungu in road_gus and not dong_gus and name not in self.lexicon.administrative:
            counts = number["level"] == "산" or counts_something(text, number, lot=False, glued_only=True)
            return None if counts else numbered_address("road", area, area.dong, name, number)
        if area.sigungu in dong_gus and not road_gus and len(name) > _SHORT and not number["level"]:
            counts = counts_something(text, number, lot=True, glued_only=True) or names_a_part(text, number, True)
            return None if counts else numbered_address("lot", area, name, "", number)
        return None

    def weak(self, text: str, hint: Hint) -> Hit | None:
        """A cell of an address column whose dong has lost its 동: "중랑구 중화2 332-48", "평창 470"."""
        for area in self._leading_areas(text):
            name_match = _WEAK.match(text, area.start)
            number = name_match and _NUMBER.match(text, name_match.end())
            if (
                not number
                or _GLUED.match(text, number.end())
                or counts_something(text, number, lot=True, glued_only=True)
            ):
                continue
            gus = frozenset({area.sigungu}) if area.sigungu else hint.gus
            dong = self.full_dong(name_match["name"], gus)
            if dong and (len(dong) > _SHORT_STEM or area.sigungu):
                names = dict.fromkeys((name_match["name"], dong))
                lots = [numbered_address("lot", area, name, "", number) for name in names]
                return self._finished(text, 0 if area.sigungu else name_match.start("name"), number, lots, ("weak",))
        return None

    def placed(self, address: Address, sigungu: str) -> Address:
        """`address` in `sigungu`, the gu of its surroundings, unless it has its own or is known not to be there."""
        elsewhere = address.sido and address.sido != self.lexicon.city and sigungu in self.lexicon.home
        if address.sigungu or not sigungu or elsewhere:
            return address
        gus = self.lexicon.roads.get(address.road) if address.kind == "road" else self.lexicon.dong_gus(address.dong)
        return replace(address, sigungu=sigungu) if not gus or _within(gus, (sigungu,)) else address

    def in_written_area(self, text: str, hit: Hit) -> Hit:
        """`hit` with the gu that stands before it, though other words part them: 강남구 롯데빌딩 테헤란로 152.

        A name that the gu lacks is read as the rest of one, too, when the word in between is short: 관악구 신 립로54길.
        """
        area, end = self._area_in_front(text, hit.start)
        if not area.sigungu and not area.sido:
            return hit
        between = text[end : hit.start].replace(" ", "")
        addresses = [replace(a, sido=a.sido or area.sido, sigungu=area.sigungu) for a in hit.addresses]
        if area.sigungu in self.lexicon.home and _FRAGMENT.match(between):
            strange = [a for a in addresses if a.road and a.sigungu not in self.lexicon.roads.get(a.road, ())]
            addresses = [*(replace(a, road=between + a.road) for a in strange), *addresses]
        return replace(hit, addresses=tuple(addresses))

    def _area_in_front(self, text: str, end: int) -> tuple[WrittenArea, int]:
        """The nearest area words in `text[:end]` that name a gu, else a 시도, and where they end."""
        low = max(0, end - _LONGEST_CELL)
        ends = [low + space.start() for space in re.finditer(r"\s+", text[low:end])][-_WORDS_IN_FRONT:]
        areas = [(self.areas.before(text, at), at) for at in reversed(ends)]
        named = [item for item in areas if item[0].sigungu] or [item for item in areas if item[0].sido]
        return named[0] if named else (WrittenArea(end), end)

    def full_dong(self, short: str, gus: frozenset[str]) -> str:
        """중화2, 면목본, 평창 → 중화동, 면목동, 평창동, where the gu has such a 법정동; else empty."""
        name = short if short.endswith("동") and self.lexicon.is_dong(short) else _SHORT_DONG.sub("", short) + "동"
        known_gus = self.lexicon.dong_gus(name)
        return name if known_gus & (gus or self.lexicon.home) else ""

    def _leading_areas(self, text: str):
        """The area words that a cell starts with, longest first, then none at all."""
        yield from (self._area_prefix(text[: space.start()]) for space in reversed([*re.finditer(r"\s+", text)][:4]))
        yield WrittenArea(0)

    def _area_prefix(self, text: str) -> WrittenArea:
        area = self.areas.before(text, len(text))
        return replace(area, start=len(text)) if area.start == 0 and text else WrittenArea(len(text) + _NOT_IN_FRONT)

    def _address(self, text: str, anchor: re.Match, hint: Hint, floor: int) -> Hit | None:
        """The address whose name ends where `anchor` begins, or None. `floor`: where the one before it ended."""
        at = anchor.start() + 1
        number = _NUMBER.match(text, anchor.end())
        if not number:
            return None
        for name, start, glued in self.names.candidates(text, at, floor):
            dong = NUMBERED_DONG.match(text, start)
            if dong and dong.end() > number.end("main") and self.lexicon.is_dong(dong[0]):
                return None  # 종로1·2·3·4가동 is no house in 종로
            area = self.areas.before(text, start)
            if glued.sigungu or glued.sido or glued.dong:
                area = area.with_glued(glued, start)
            elif area.sido and not area.sigungu and area.sido != self.lexicon.city and (split := _GLUED_GU.match(name)):
                area, name = replace(area, sigungu=split["gu"]), split["name"]
            # An address alone says in a reason that its gu was cut short.
            if hint is not NOTHING_KNOWN and not (area.sigungu or area.sido):
                area = self.areas.in_short_gu(text[floor:start], floor, name) or area
            if text[start - 1 : start] == "(" and text[number.end() : number.end() + 1] in (")", "외", " "):
                hint = hint._replace(prose=False)
            addresses = self._readings_of(name, area, number, text, hint)
            if addresses:
                return self._finished(text, max(min(area.start, start), floor), number, addresses)
        return None

    def _readings_of(self, name: str, area: WrittenArea, number: re.Match, text: str, hint: Hint) -> list[Address]:
        """Road and lot readings that the grammar and the vetoes allow, the likely one first."""
        placed, addresses = bool(area.sigungu or area.sido) or not hint.prose, []
        if (not placed or (hint.prose and len(name) < 3)) and NO_NUMBER.match(text, number.start("main")):
            return []  # 종로03 is a bus, 대학로 2026 축제 a feast, 중구 정동 1928 아트센터 a hall
        alone = area.start == 0 or (not hint.prose and text[area.start - 1] in _OPENS)
        dong = self._lot_dong(name, area, number, hint, alone) if number["level"] in (None, "산") else ""
        if (
            dong
            and not counts_something(text, number, lot=True, glued_only=placed)
            and not names_a_part(text, number, placed)
        ):
            addresses.extend(numbered_address("lot", area, name, "", number) for name in self._spellings(dong))
        road = number["level"] != "산" and self._is_road(name, area, hint)
        if road and not counts_something(text, number, lot=False, glued_only=placed):
            addresses.append(numbered_address("road", area, area.dong, name, number))
        if len(addresses) > 1 and (hint.kind == "road" or self._is_elsewhere(name, area)):
            addresses.reverse()
        return addresses

    def _is_elsewhere(self, name: str, area: WrittenArea) -> bool:
        """Of the names that are both only 세종로 is written often: in its own gu the dong, elsewhere a road."""
        gus = self.lexicon.dong_gus(name)
        return bool(gus and area.sigungu and area.sigungu not in gus)

    def _is_road(self, name: str, area: WrittenArea, hint: Hint) -> bool:
        gus = self.lexicon.roads.get(name)
        if gus is not None:
            return True
        if name[-1] not in "로길" or not _ROAD_SHAPE.match(name) or self.lexicon.is_dong(name):
            return False
        if (
            _PARTICLE_ROAD.search(name)
            and (hint.prose or not area.sigungu)
            and not (area.sigungu and name[:-1] in self.lexicon.sido)
        ):
            return False
        return bool(area.sigungu or (area.sido and len(name) > 2) or (not hint.prose and len(name) > 2))

    def _lot_dong(self, name: str, area: WrittenArea, number: re.Match, hint: Hint, alone: bool) -> str:
        """The dong as the key has it, or "" where `name` is no dong here. `alone`: nothing stands before it."""
        if name.endswith("리") and area.dong.endswith(("읍", "면")):
            return f"{area.dong} {name}"
        if self.lexicon.is_dong(name):
            return name if self._trusted(name, area, number, hint) or _elsewhere(name, number, hint, alone) else ""
        if name[-1] in "로길" or name[0].isdigit() or len(name) > _LONGEST_DONG or not _LOT_SHAPE.match(name):
            return ""
        if not hint.prose and self.lexicon.dong_gus(_STREET.sub(r"동\1", name)) & self.lexicon.home:
            return name
        if area.sigungu or (area.sido and not hint.prose):
            return "" if hint.prose and name.endswith("리") else name
        # A misspelt or abolished dong: believed where the column is one of addresses and another says the gu.
        alone = alone or name.endswith("가")
        return name if (alone and hint.gus and not hint.prose) or _elsewhere(name, number, hint, alone) else ""

    def _spellings(self, dong: str) -> tuple[str, ...]:
        """성수2가 is what people call 성수동2가."""
        if dong[-1] != "가" or self.lexicon.is_dong(dong):
            return (dong,)
        return (dong, _STREET.sub(r"동\1", dong))

    def _trusted(self, name: str, area: WrittenArea, number: re.Match, hint: Hint) -> bool:
        """Is a known dong meant? Without a gu beside it, it must be one of ours; in prose two syllables need more."""
        if area.sigungu or area.sido:
            return True
        gus = self.lexicon.dong_gus(name)
        near = _within(gus, hint.gus)
        if not near and not gus & self.lexicon.home:
            return False
        return not hint.prose or len(name) > 2 or is_told(number) or near

    def _finished(self, text, start, number, addresses, flags=()) -> Hit:
        """The hit with what belongs to it behind the number: 외 N필지, 일대, (법정동). `addresses` are new ones."""
        end = number.end()
        if end == len(text) and number["dash"] != "~":
            return Hit(start, end, tuple(addresses), tuple(flags))
        if number["dash"] == "~" and int(number["sub"]) > int(number["main"]):
            flags = (*flags, "range")
        behind = text[end : end + 6].lstrip()[:1]
        if behind not in _BELONGING:
            return Hit(start, end, tuple(addresses), flags)
        if behind != "(":
            end, addresses, flags = with_extent(text, end, number, addresses, flags)
        if inside := _PARENTHESIS.match(text, end):
            dong = inside["inside"].replace(" ", "")
            if addresses[0].kind == "road" or self.lexicon.is_dong(dong):
                end = inside.end()
                for address in addresses:
                    if address.kind == "road":
                        address.dong = dong  # in place: every other row of a register has its 법정동 in parentheses
        return Hit(start, end, tuple(addresses), tuple(flags))

    def _further_lots(self, text: str, hit: Hit):
        """ "개포동 1-2, 3-4, 산5", "양재대로33길 12, 14": each further number is a lot or building of the same name."""
        first = hit.addresses[0]
        area, end, last = WrittenArea(0, first.sido, first.sigungu), hit.end, first.main
        while number := NEXT_LOT.match(text, end):
            end = number.end()
            if counts_something(text, number, lot=first.kind == "lot", glued_only=False):
                return
            if first.kind == "road" and not last < int(number["main"]) <= last + _NEXT_DOOR:
                return  # "상암산로 34, 1604" is a room
            start, last = number.start("level") if number["level"] else number.start("main"), int(number["main"])
            address = numbered_address(first.kind, area, first.dong, first.road, number)
            yield self._finished(text, start, number, [address], ("listed",))


def _elsewhere(name: str, number: re.Match, hint: Hint, alone: bool) -> bool:
    """May `name` be a dong of another city: 갈마2동 403-24 in a column of addresses whose gu nothing says?"""
    sure = hint.addresses or (not hint.prose and hint.kind != "road" and number["sub"])
    return bool(alone and sure) and _PLAIN_DONG.match(name) is not None


def _within(gus, near) -> bool:
    """Is one of the gus near, or part of a city that is (부천시 소사구 in 부천시)?"""
    return any(there == here or there.startswith(f"{here} ") for there in gus for here in near if here)


@lru_cache(maxsize=4)
def grammar(lexicon: Lexicon) -> Grammar:
    """The grammar of a lexicon, made once."""
    return Grammar(lexicon)


def readings(text: str, lexicon: Lexicon) -> list[Address]:
    """All readings of one written address line, the likely first; empty when it is none.

    Building names, floors and units end up in `detail`. "세종로 1" is a road and a dong: two readings. A road address
    with its lot behind it gives the readings of both.
    """
    plain = normalised(text).text
    rules = grammar(lexicon)
    hits = rules.scan(plain)
    if not hits and "," in plain:
        hits = rules.scan(_COMMA.sub(" ", plain))
    hits = hits or [hit for hit in [rules.weak(plain, Hint())] if hit]
    ends = [*(hit.start for hit in hits), len(plain)][1:]
    addresses, sigungu = [], ""
    for hit, end in zip(hits, ends, strict=True):
        detail = plain[hit.end : end].strip(" ,()\n")
        if not hit.addresses[0].sigungu and not sigungu:
            hit = rules.in_written_area(plain, hit)
        placed = [rules.placed(address, sigungu) for address in hit.addresses]
        addresses.extend([replace(address, detail=detail) for address in placed] if detail else placed)
        sigungu = hit.addresses[0].sigungu or sigungu
    return list(dict.fromkeys(addresses)) if len(addresses) > 1 else addresses
