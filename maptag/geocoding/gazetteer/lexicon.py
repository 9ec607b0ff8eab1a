"""The names that the grammar knows: roads, areas, places. Pure and frozen; filled from plain iterables."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from maptag.geocoding.language.normalise import composed
from maptag.geocoding.vocabulary import rows

SIDO_SHORT = {row["official"]: tuple(row["short"].split()) for row in rows("sidos")}
# It has no 시군구: it is its own.
SELF_GOVERNING = {row["official"]: row["sigungu"] for row in rows("sidos") if row["sigungu"]}
NOWHERE: frozenset[str] = frozenset()
# 종로 is spoken 종노, and written so.
_SPOKEN_RO = re.compile(r"노(?=\d|$)")
_CITY_AND_GU = re.compile(r"^([가-힣]+시) ?([가-힣]+구)$")


# A 행정동 with a number, or with several of them: 왕십리제2동, 종로1·2·3·4가동.
NUMBERED_DONG = re.compile(r"[가-힣]+?제?\d+(?:\s?[·ㆍ・.,]\s?제?\d+)*가?동")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s?[·ㆍ・.,]\s?(?=제?\d)")
_ORDINAL = re.compile(r"제(?=\d)")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What names exist, and in which 시군구 (`sigungu`, as "강남구" or "수원시 팔달구"; without the 시도).

    `home` holds the gus of `city`, the 시도 that the roads and places are from: without an area beside it, a name
    counts only if it exists there. `gus` maps every way to write a gu ("팔달구", "수원시팔달구") to those meant.
    `gu_sidos` maps a gu to the 시도 that have such a gu; `legal`, `administrative` and `rural` map 법정동, 행정동
    and 읍·면 to their gus.
    """

    roads: dict[str, frozenset[str]] = field(default_factory=dict)
    sido: dict[str, str] = field(default_factory=dict)
    gus: dict[str, frozenset[str]] = field(default_factory=dict)
    gu_sidos: dict[str, frozenset[str]] = field(default_factory=dict)
    sidos_with_gus: frozenset[str] = NOWHERE
    legal: dict[str, frozenset[str]] = field(default_factory=dict)
    administrative: dict[str, frozenset[str]] = field(default_factory=dict)
    rural: dict[str, frozenset[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    place_gus: dict[str, frozenset[str]] = field(default_factory=dict)
    home: frozenset[str] = NOWHERE
    city: str = ""

    @classmethod
    def build(
        cls,
        roads: Iterable[tuple[str, str]] = (),
        areas: Iterable[tuple[str, str, str, str]] = (),
        places: Iterable[tuple[str, str, str]] = (),
        home: str = "서울특별시",
    ) -> "Lexicon":
        """A lexicon from `roads` (gu, road), `areas` (sido, gu, dong, kind) and `places` (name, category, gu).

        Kinds: "sido" and "gu" rows need no `dong`; "legal", "administrative", "eupmyeon" ("곤지암읍"); "ri" rows are
        not needed, since a 리 is read by its shape after its 읍·면. Categories: "station" (name with or without 역) and
        "bus_stop" have a meaning here, all others only say that the name exists. An unknown gu is an empty string.
        `home` is the 시도 whose names count without an area beside them.
        """
        by_kind, gus, sidos, at_home = _areas(areas, home)
        names, categories = _places(places)
        return cls(
            roads=_gathered((composed(road).replace(" ", ""), spaced(sigungu)) for sigungu, road in roads if road),
            sido=_sidos(by_kind["sido"]),
            gus=_gathered(gus),
            gu_sidos=_gathered(sidos),
            sidos_with_gus=frozenset(sido for _gu, sido in sidos),
            legal=_gathered(by_kind["legal"]),
            administrative=_gathered(by_kind["administrative"]),
            rural=_gathered(by_kind["eupmyeon"]),
            places=categories,
            place_gus=_gathered(names),
            home=frozenset(at_home),
            city=home,
        )

    def road_name(self, written: str) -> str:
        """The road as it is listed, 테헤란노 as 테헤란로; empty for an unknown one."""
        if written in self.roads:
            return written
        listed = _SPOKEN_RO.sub("로", written) if "노" in written else ""
        return listed if listed in self.roads else ""

    def dong_gus(self, name: str) -> frozenset[str]:
        """The gus that have a 법정동, 행정동, 읍 or 면 of this name."""
        name = self.listed_dong(name)
        return self.legal.get(name) or self.administrative.get(name) or self.rural.get(name) or NOWHERE

    def is_dong(self, name: str) -> bool:
        """Is there a 법정동 or 행정동 of this name, however its numbers are written?"""
        name = self.listed_dong(name)
        return name in self.legal or name in self.administrative

    def listed_dong(self, name: str) -> str:
        """상계6·7동, 상계6,7동 and 상계제6.7동 as they are listed: 상계6.7동. Other names stay."""
        if name in self.legal or not NUMBERED_DONG.fullmatch(name):
            return name
        name = _BETWEEN_NUMBERS.sub(".", name)
        return name if name in self.administrative else _ORDINAL.sub("", name)

    def sido_around(self, sigungu: str, sido: str) -> str:
        """`sido`, which stands around a gu in a document, or nothing where it is known to have no such gu."""
        sidos = self.gu_sidos.get(sigungu, NOWHERE)
        return "" if sidos and sido not in sidos and sido in self.sidos_with_gus else sido

    def full_gu(self, name: str, others: frozenset[str] = NOWHERE) -> str:
        """The gu meant by `name`: the only one, or the only one among `others`; else as written."""
        gus = self.gus.get(name, NOWHERE)
        if len(gus) > 1 and len(gus & others) == 1:
            gus = gus & others
        return next(iter(gus)) if len(gus) == 1 else name


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    gus_by_name = defaultdict(set)
    for name, sigungu in pairs:
        gus_by_name[name].add(sigungu)
    return {name: frozenset(gus) - {""} for name, gus in gus_by_name.items() if name}


def _sidos(official: Iterable[tuple[str, str]]) -> dict[str, str]:
    names = {short: name for name, shorts in SIDO_SHORT.items() for short in (name, *shorts)}
    for name, _ in official:
        names.setdefault(name, name)
    return names


def _areas(areas, home):
    """Names by kind as (name, gu) pairs; the spellings of each gu; its 시도; the gus of the home city."""
    by_kind, gus, sidos, at_home = defaultdict(list), [], [], set()
    for sido, sigungu, dong, kind in areas:
        if kind == "sido":
            by_kind[kind].append((composed(sido), ""))
        elif kind == "gu":
            gus.extend((name, spaced(sigungu)) for name in _spellings(spaced(sigungu)))
            sidos.append((spaced(sigungu), composed(sido)))
        else:
            by_kind[kind].append((composed(dong).replace("·", "."), spaced(sigungu)))
        if sido == home and sigungu:
            at_home.add(spaced(sigungu))
    return by_kind, gus, sidos, at_home


def spaced(sigungu: str) -> str:
    """수원시팔달구, as the code table writes it, → 수원시 팔달구."""
    return _CITY_AND_GU.sub(r"\1 \2", composed(sigungu))


def _spellings(sigungu: str) -> set[str]:
    """수원시 팔달구 → itself, 수원시팔달구, 팔달구 (수원시 alone is a gu row of its own in the code table)."""
    return {sigungu, sigungu.replace(" ", ""), sigungu.rsplit(" ", 1)[-1]}


def _places(places):
    names, categories = [], {}
    for written, category, sigungu in places:
        name = composed(written).strip()
        if category == "station" and not name.endswith("역"):
            name += "역"
        # The bus stop in front of a station often has the station's name.
        if category == "station" or name not in categories:
            categories[name] = category
        names.append((name, sigungu))
    return names, categories
