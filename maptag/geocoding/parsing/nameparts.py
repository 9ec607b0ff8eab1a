"""The names that may end before a number: cut in two by a space, or glued to the areas in front of them."""

import re
from collections.abc import Iterator

from maptag.geocoding.gazetteer.lexicon import NOWHERE, Lexicon
from maptag.geocoding.parsing.areas import AreaReader, WrittenArea
from maptag.geocoding.vocabulary import any_of

_RUN = re.compile(r"[가-힣0-9A-Za-z.·ㆍ]+$")
_LEADING = re.compile(r"^[0-9.·ㆍ]+(?=[가-힣]+\d)")
_TAIL_ONLY = re.compile(rf"^{any_of('road_tails')}$")
_BARE_TAIL = re.compile(r"^(?:번|안)?길$")
_NUMBERED = re.compile(r"\d[가-하안]?$")
_LISTED = re.compile(r"[.·]")
_LONGEST = 24
_LONGEST_TAIL = 7
_PIECES = 3


class NameReader:
    """Reads names leftwards from their last letter. A candidate is (name, start, areas glued in front)."""

    def __init__(self, lexicon: Lexicon, areas: AreaReader):
        self.lexicon = lexicon
        self.areas = areas

    def candidates(self, text: str, at: int, floor: int) -> Iterator[tuple[str, int, WrittenArea]]:
        """Names in `text[floor:at]` that end at `at`, the best first. `floor`: where the address before ended."""
        start = text.rfind(" ", 0, at) + 1
        if start > floor and self._stands_in_its_gu(text[start:at], text, start):
            yield text[start:at], start, WrittenArea(start)
        low = max(floor, at - _LONGEST)
        # From the last space on, mostly: a search for the end of the text tries every start before it.
        run = _RUN.search(text, max(low, start), at)
        if not run:
            return
        name, start = _plain(run.group()), run.start()
        last = _LISTED.split(name)[-1]
        if last != name and self._gus(name) is None and self._gus(last) is not None:
            name, start = last, at - len(last)  # 관악로 145·관악로 151
        if start > low and text[start - 1].isspace():
            yield from self._rejoined(name, start, text, max(floor, start - _LONGEST))
        if len(name) < _LONGEST_TAIL and _TAIL_ONLY.match(name) and (_BARE_TAIL.match(name) or self._gus(name) is None):
            yield from self._with_stem(name, start, text, floor)
        else:
            yield from self._peeled(name, start, text)

    def _stands_in_its_gu(self, name: str, text: str, start: int) -> bool:
        """강남구 테헤란로: nine names in ten of a register, four times as fast as trying what else they might be."""
        gus = self.lexicon.roads.get(name) or self.lexicon.legal.get(name)
        return gus is not None and self.areas.before(text, start).sigungu in gus

    def _with_stem(self, name: str, start: int, text: str, floor: int):
        """경인로 40길, 남대문로 5가, 노해로 13 길: a tail with what stands before it."""
        whole, at = name, start
        while _TAIL_ONLY.match(whole):
            bare = _BARE_TAIL.match(whole)
            before = _before(text, max(floor, at - _LONGEST), at)
            if not before or at - before[1] - len(before[0]) > 4 or (bare and not _NUMBERED.search(before[0])):
                return
            whole, at = before[0] + whole, before[1]
        if not name.endswith("동") or self.lexicon.is_dong(whole):
            yield from self._peeled(whole, at, text)

    def _rejoined(self, name: str, start: int, text: str, low: int):
        """신 림로54길, 와룡 공원길: known only with the words before it, or better known so."""
        area = self.areas.before(text, start)
        alone = area.start < start and self._is_here(name, area.sigungu) and self._is_near(name, area)
        if alone and (area.sigungu or area.start == 0):
            return
        elsewhere = []
        for sigungu, *candidate in self._joined(name, start, text, low):
            if sigungu:
                yield tuple(candidate)
                return
            elsewhere.append(tuple(candidate))
        if not alone:
            yield from elsewhere

    def _joined(self, name: str, start: int, text: str, low: int):
        """(gu, name, start, areas glued in front) of the known names that words before `name` make with it."""
        joined, at = name, start
        for _ in range(_PIECES):
            before = _before(text, low, at)
            if not before:
                return
            joined, at = _plain(before[0] + joined), before[1]
            is_name = self._gus(joined) is not None
            glued, rest = (
                (WrittenArea(at), joined) if is_name else self.areas.peel_known(joined) or (WrittenArea(at), name)
            )
            sigungu = glued.sigungu or self.areas.before(text, at).sigungu
            if len(rest) > len(name) and self._is_here(rest, sigungu):
                yield sigungu, self._listed(rest), at, glued

    def _is_near(self, name: str, area: WrittenArea) -> bool:
        """Can a name be in the dong before it? 목동 중앙로3길 is 목동중앙로3길, since 목동 has no 중앙로3길."""
        dong = self.lexicon.dong_gus(area.dong) if area.dong and not area.sigungu else NOWHERE
        return not dong or bool(dong & (self._gus(name) or NOWHERE))

    def _peeled(self, name: str, start: int, text: str):
        if self._gus(name) is not None:
            yield self._listed(name), start, WrittenArea(start)
            return
        glued, rest = self.areas.peel(name)
        if rest != name and not self._contradicts(self.areas.before(text, start), glued, rest):
            yield self._listed(rest), start, glued
        stripped = _LEADING.sub("", name)
        yield stripped, start + len(name) - len(stripped), WrittenArea(start)

    def _contradicts(self, before: WrittenArea, glued: WrittenArea, rest: str) -> bool:
        """Do the areas in front say that `glued` begins the road's own name: 중구 서울로, 서대문구 영천시장길?"""
        if before.sigungu and glued.sido:
            return True
        if not glued.sigungu or self._is_here(rest, glued.sigungu):
            return False
        abroad = before.sido == self.lexicon.city and glued.sigungu not in self.lexicon.home
        return abroad or bool(before.sigungu and not f"{glued.sigungu} ".startswith(f"{before.sigungu} "))

    def _listed(self, name: str) -> str:
        return self.lexicon.road_name(name) or name

    def _gus(self, name: str) -> frozenset[str] | None:
        """The gus where there is a road or dong of this name; None for an unknown one."""
        road = self.lexicon.road_name(name)
        if road:
            return self.lexicon.roads[road] | self.lexicon.dong_gus(name)
        return self.lexicon.dong_gus(name) if self.lexicon.is_dong(name) else None

    def _is_here(self, name: str, sigungu: str) -> bool:
        gus = self._gus(name)
        return gus is not None and (not sigungu or not gus or sigungu in gus or _has_district(sigungu, gus or NOWHERE))


def _has_district(city: str, gus: frozenset[str]) -> bool:
    return any(sigungu.startswith(f"{city} ") for sigungu in gus)


def _before(text: str, low: int, at: int) -> tuple[str, int] | None:
    """The word that ends before `at`, spaces aside, and where it begins."""
    match = _RUN.search(text[low:at].rstrip())
    return (match.group(), low + match.start()) if match else None


def _plain(name: str) -> str:
    """4·19로 is listed as 4.19로; a dong keeps the dot that it is written with."""
    name = name.replace("ㆍ", "·")
    return name.replace("·", ".") if name[-1] in "로길노" else name
