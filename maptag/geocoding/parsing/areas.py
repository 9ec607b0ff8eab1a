"""Area names to the left of a road, a dong or a number: 서울특별시 강남구, 경기도 수원시 팔달구, 상관면 용암리."""

import re
from dataclasses import dataclass
from itertools import pairwise

from maptag.geocoding.gazetteer.lexicon import SELF_GOVERNING, Lexicon
from maptag.geocoding.vocabulary import any_of

_RUN = re.compile(r"[가-힣0-9A-Za-z·]+$")
# An abolished 읍 or 면; believed only with its 시 or 군 before it.
_RURAL_SHAPE = re.compile(r"^[가-힣]{2,4}[읍면]$")
# What a road's name ends in is none: 구천면로33길.
_ENDING = re.compile(r"^(?:대로|로|길)(?:\d|$)")
# 수원시청로 begins with a city hall, 인천광역시서구청라라임로 with 서구.
_HALL = re.compile(rf"청{any_of('behind_halls')}")
_BROKEN = ("구", "시")
# Of one syllable (중 …) it would be any word's end.
_SHORT_GU = re.compile(r"(?<![가-힣0-9])(?P<name>[가-힣]{2,3})\s{1,2}$")
_LONGEST_AREAS = 16
_REACH = 40
_CACHED = 20_000


@dataclass(slots=True)
class WrittenArea:
    """What was read: `start` is where the first area word begins; `sigungu` as in the lexicon; `dong` the nearest."""

    start: int
    sido: str = ""
    sigungu: str = ""
    dong: str = ""

    def with_glued(self, glued: "WrittenArea", start: int) -> "WrittenArea":
        """With the areas glued to a name that begins at `start`, after these, which stand free before it."""
        return WrittenArea(
            min(self.start, start), glued.sido or self.sido, glued.sigungu or self.sigungu, glued.dong or self.dong
        )


class AreaReader:
    """Reads area words leftwards. The same words stand before every row of a table, so answers are remembered."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self._seen: dict[str, WrittenArea] = {}
        self._splits: dict[str, tuple] = {}

    def before(self, text: str, end: int) -> WrittenArea:
        """The area words that end at `end`, spaces aside; `start` is `end` where there are none."""
        before = text[max(0, end - _REACH) : end]
        area = self._seen.get(before)
        if area is None:
            if len(self._seen) >= _CACHED:
                self._seen.clear()
            area = self._seen[before] = self._read(before)
        if end <= _REACH:
            return area
        return WrittenArea(end - len(before) + area.start, area.sido, area.sigungu, area.dong)

    def in_short_gu(self, before: str, offset: int, name: str) -> WrittenArea | None:
        """The gu whose short name ends `before`, where it has the road or dong `name`: 강남 테헤란로 152."""
        short = _SHORT_GU.search(before)
        sigungu = f"{short['name']}구" if short else ""
        there = {*self.lexicon.roads.get(name, ()), *self.lexicon.dong_gus(name)}
        return (
            WrittenArea(offset + short.start("name"), sigungu=sigungu)
            if sigungu in self.lexicon.home and sigungu in there
            else None
        )

    def kind(self, word: str) -> str:
        """ "sido", "gu", "dong", "rural", "ri" or ""."""
        lexicon = self.lexicon
        if word in lexicon.gus:
            return "gu"
        if word in lexicon.sido:
            return "sido"
        if lexicon.is_dong(word):
            return "dong"
        if word in lexicon.rural or _RURAL_SHAPE.match(word):
            return "rural"
        return "ri" if len(word) > 1 and word.endswith("리") else ""

    def split(self, run: str) -> tuple[tuple[str, str, int], ...]:
        """`run` cut into area words, as (kind, word, offset); empty when it is not made of them alone."""
        parts = self._splits.get(run)
        if parts is None:
            if len(self._splits) >= _CACHED:
                self._splits.clear()
            parts = self._splits[run] = self._cut(run, 0) or ()
        return parts

    def _cut(self, run: str, at: int):
        for end in range(len(run), at + 1, -1):
            kind = self.kind(run[at:end])
            if not kind or (end < len(run) and kind in ("ri", "dong")):
                continue
            rest = () if end == len(run) else self._cut(run, end)
            if rest is not None:
                return ((kind, run[at:end], at), *rest)
        return None

    def _city(self, run: str, parts):
        """성남 분당구, 포항 남구: a city without its 시, before one of its 구."""
        whole = f"{run}시 {parts[0][1]}" if parts and parts[0][0] == "gu" else ""
        return (("gu", f"{run}시", 0),) if whole in self.lexicon.gus else ()

    def _suffix(self, run: str):
        """ "롯데캐슬용산구": a gu that lost the space in front of it. Shorter ones (중구) end too many other words."""
        for at in range(len(run) - 3, 0, -1):
            if run[at:] in self.lexicon.home:
                return (("gu", run[at:], at),)
        return ()

    def _broken(self, text: str, run: re.Match):
        """관 악구, 강 남구, 서울 특별시: a space inside an area's name."""
        if not run.group().endswith(_BROKEN) or run.start() == 0:
            return ()
        before = _RUN.search(text[: run.start()].rstrip())
        whole = before.group() + run.group() if before else ""
        if whole in self.lexicon.home or (whole in self.lexicon.sido and run.group() not in self.lexicon.gus):
            return ((self.kind(whole), whole, before.start() - run.start()),)
        return ()

    def peel(self, run: str) -> tuple[WrittenArea, str]:
        """ "서울시강남구테헤란로" → (서울시 강남구, "테헤란로"): areas before the longest known name, else the most."""
        best = self.peel_known(run)
        if best:
            return best
        best = (WrittenArea(0), run)
        for cut in range(2, min(len(run) - 1, _LONGEST_AREAS)):
            parts = self.split(run[:cut])
            if parts and self._may_stand_before(parts, run[cut:]):
                best = (self._combined(parts), run[cut:])
        return best

    def peel_known(self, run: str) -> tuple[WrittenArea, str] | None:
        """강동구구천면로33길 is not 구천면 and a 로33길: the areas before the longest known name, if there is one."""
        for cut in range(2, min(len(run) - 1, _LONGEST_AREAS)):
            if self._is_known(run[cut:]) and (parts := self.split(run[:cut])) and self._in_place(parts):
                return self._combined(parts), run[cut:]
        return None

    def _is_known(self, name: str) -> bool:
        return bool(self.lexicon.road_name(name)) or self.lexicon.is_dong(name)

    def _may_stand_before(self, parts, rest: str) -> bool:
        """Are these areas, not the beginning of the road's own name: 대전머리길, 광주대로, 동구릉로, 수원시청로?"""
        last, gus = parts[-1][1], [word for kind, word, _ in parts if kind == "gu"]
        nested = self._in_place(parts) and all(sigungu[-1] == "시" for sigungu in gus[:-1])
        return nested and (len(last) > 2 or len(parts) > 1) and not _HALL.match(rest) and not _ENDING.match(rest)

    def _in_place(self, parts) -> bool:
        kind, last, _ = parts[-1]
        return (kind in ("sido", "gu") or last in self.lexicon.rural) and _in_order(parts)

    def _read(self, text: str) -> WrittenArea:
        parts, end = [], len(text)
        while word_match := _RUN.search(text[:end].rstrip()):
            cut = (
                self._broken(text[:end], word_match)
                or self.split(word_match.group())
                or self._city(word_match.group(), parts)
                or self._suffix(word_match.group())
            )
            if not cut or _misplaced(cut[-1][0], parts):
                break
            parts = [(kind, word, word_match.start() + offset) for kind, word, offset in cut] + parts
            end = min(word_match.start(), parts[0][2])
        while parts and (parts[0][0] == "ri" or (parts[0][0] == "rural" and parts[0][1] not in self.lexicon.rural)):
            parts.pop(0)
        return self._combined(parts) if parts else WrittenArea(len(text))

    def _combined(self, parts) -> WrittenArea:
        sido = next((word for kind, word, _ in parts if kind == "sido"), "")
        dong = " ".join(word for kind, word, _ in parts if kind in ("rural", "ri", "dong"))
        sido = self.lexicon.sido.get(sido, "")
        sigungu = self._gu(parts) or SELF_GOVERNING.get(sido, "")
        return WrittenArea(parts[0][2], sido, sigungu, dong)

    def _gu(self, parts) -> str:
        """The nearest gu, with its 시 when that stands before it; 북구 of 광주시 and of 대구 are both just 북구."""
        gus = [word for kind, word, _ in parts if kind == "gu"]
        if not gus:
            return ""
        if len(gus) > 1 and f"{gus[-2]} {gus[-1]}" in self.lexicon.gus:
            return f"{gus[-2]} {gus[-1]}"
        return self.lexicon.full_gu(gus[-1])


_ORDER = {"sido": 0, "gu": 1, "rural": 2, "dong": 3, "ri": 4}


def _in_order(parts) -> bool:
    """Do the areas only shrink from left to right? 순천시 대전 (a 시도 after a 시) is no area."""
    return all(not _misplaced(before[0], [after]) for before, after in pairwise(parts))


def _misplaced(kind: str, parts) -> bool:
    """Reading leftwards, areas only grow; a gu may stand before a gu (수원시 팔달구)."""
    return bool(parts) and (_ORDER[kind] > _ORDER[parts[0][0]] or (kind == parts[0][0] and kind != "gu"))
