"""Questions with known answers, in four sets of stated shares: clean, noisy, hopeless, ambiguous."""

import random
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import NamedTuple

from material.misspelling import misspelt
from material.register import Sample

from maptag.geocoding.gazetteer.lexicon import SIDO_SHORT


class BenchQuestion(NamedTuple):
    """`truth`: the address in one word ("" where there is none to find). `lon`, `lat`: WGS84, None likewise."""

    text: str
    set: str
    shape: str
    truth: str = ""
    lon: float | None = None
    lat: float | None = None


def road_part(a: dict) -> str:
    return f"{a['road']} {'지하' if a['level'] else ''}{a['number']}"


def lot_part(a: dict, which: int = 0) -> str:
    main, sub, mountain = a["lots"][which]
    return f"{a['dong']} {'산' if mountain else ''}{main}" + (f"-{sub}" if sub else "")


def _full(a: dict) -> str:
    return " ".join(filter(None, (a["sido"], a["gu"], road_part(a))))


def _unit(rng: random.Random) -> str:
    choices = (
        f"{rng.randint(1, 20)}층",
        f"{rng.randint(101, 130)}동 {rng.randint(101, 2510)}호",
        f"B{rng.randint(1, 3)}층",
    )
    return rng.choice((*choices, f"{rng.randint(2, 9)}층 {rng.randint(201, 920)}호"))


# Shapes in which documents write addresses that are right, with their weights.
CLEAN: tuple[tuple[str, int, Callable], ...] = (
    ("full", 22, lambda a, rng: _full(a)),
    ("gu and road", 14, lambda a, rng: f"{a['gu']} {road_part(a)}"),
    ("short 시도", 12, lambda a, rng: f"{rng.choice(('서울시', '서울'))} {a['gu']} {road_part(a)}"),
    (
        "dong in parentheses",
        14,
        lambda a, rng: f"{a['sido']} {a['gu']} {road_part(a)}{rng.choice((' ', ''))}({a['dong']})",
    ),
    (
        "unit and dong",
        10,
        lambda a, rng: f"{a['sido']} {a['gu']} {road_part(a)}, {_unit(rng)} ({a['dong']}, 현대아파트)",
    ),
    ("unit", 6, lambda a, rng: f"{a['gu']} {road_part(a)} {_unit(rng)}"),
    ("no spaces", 4, lambda a, rng: f"{a['sido']}{a['gu']}{road_part(a)}".replace(" ", "")),
    ("building behind", 3, lambda a, rng: f"{a['sido']} {a['gu']} {road_part(a)} 중앙빌딩"),
    ("postcode before", 3, lambda a, rng: f"(0{rng.randint(1000, 8999)}) {a['sido']} {a['gu']} {road_part(a)}"),
    ("lot", 6, lambda a, rng: f"{a['sido']} {a['gu']} {lot_part(a)}"),
    ("lot 번지", 4, lambda a, rng: f"{a['gu']} {lot_part(a)}번지"),
    ("related lot", 2, lambda a, rng: f"{a['sido']} {a['gu']} {lot_part(a, len(a['lots']) - 1)}"),
)


def _misspelt(keep_gu: bool):
    def shape(a, rng, road_names):
        road = misspelt(rng, a["road"], road_names)
        if not road or (not keep_gu and not a["once"]):
            return None
        return f"{a['sido']} {a['gu'] + ' ' if keep_gu else ''}{road_part(a | {'road': road})}"

    return shape


def _ending(a, rng, road_names):
    """The 로 or 길 itself misspelt, or as it is spoken: 테헤란러, 테헤란노, 개포로110실."""
    road = a["road"][:-1] + rng.choice({"길": "실긿질킬", "로": "루료노러"}[a["road"][-1]])
    return f"서울시 {a['gu']} {road_part(a | {'road': road})}" if len(road) > 2 and road not in road_names else None


def _commas(a, rng, road_names):
    return rng.choice((",", ", ")).join(
        filter(None, (a["gu"], a["road"], ("지하" if a["level"] else "") + a["number"]))
    )


def _old_name(a, rng, road_names):
    return f"{a['sido']} {a['gu']} {road_part(a | {'road': a['previous']})}" if a["previous"] else None


def _spacing(a, rng, road_names):
    text = f"{a['gu']} {road_part(a)}"
    at = rng.randrange(len(a["gu"]) + 2, len(text))
    return f"서울 {text[:at]} {text[at:]}" if not (text[at - 1 : at + 1]).isdigit() else None


def _split_lane(a, rng, road_names):
    at = re.search(r"로(?=\d)", a["road"])
    return f"{a['gu']} {a['road'][: at.end()]} {a['road'][at.end() :]} {a['number']}" if at and not a["level"] else None


def _number_words(a, rng, road_names):
    if a["level"]:
        return None
    number = a["number"].replace("-", rng.choice(("의", "~", "번지 ", " - ")))
    return f"{a['sido']} {a['gu']} {a['road']} {number}{'호' if '번지' in number else rng.choice(('번지', '호'))}"


def _lot_words(a, rng, road_names):
    main, sub, mountain = a["lots"][0]
    tail = f"{main}번지" + (f" {sub}호" if sub else "")
    return f"서울시 {a['gu']} {a['dong']} {'산 ' if mountain else ''}{tail}"


def _writing(a, rng, road_names):
    text = f"{a['sido']} {a['gu']} {road_part(a)}"
    wide = text.translate({ord("0") + n: ord("０") + n for n in range(10)} | {ord("-"): "－"})
    return rng.choice((wide, unicodedata.normalize("NFD", text), text.replace(" ", "  "), text.replace(" ", "\u00a0")))


# Shapes for the other 시도. Without its 시도 a 중구 is one of six: found only where the road tells it apart.
ABROAD: tuple[tuple[str, int, Callable], ...] = (
    ("other 시도", 60, lambda a, rng: _full(a)),
    ("other 시도, short", 10, lambda a, rng: _full(a | {"sido": rng.choice(SIDO_SHORT[a["sido"]])})),
    ("other 시도, not named", 15, lambda a, rng: f"{a['gu'] or '세종시'} {road_part(a)}"),
    ("other 시도, lot", 15, lambda a, rng: " ".join(filter(None, (a["sido"], a["gu"], lot_part(a))))),
)

REPAIR = (("misspelt, with gu", 70, _misspelt(keep_gu=True)), ("misspelt, without gu", 30, _misspelt(keep_gu=False)))
# Shapes that are wrong in one way, with their weights.
NOISY: tuple[tuple[str, int, Callable], ...] = (
    ("misspelt, with gu", 40, _misspelt(keep_gu=True)),
    ("misspelt, without gu", 10, _misspelt(keep_gu=False)),
    ("ending misspelt", 4, _ending),
    ("commas", 3, _commas),
    ("no gu", 12, lambda a, rng, road_names: f"{a['sido']} {road_part(a)}" if a["once"] else None),
    ("old road name", 5, _old_name),
    ("space inside", 6, _spacing),
    ("space before the lane", 6, _split_lane),
    ("번지, 호, 의, ~", 8, _number_words),
    ("lot in words", 7, _lot_words),
    ("wide, NFD, odd spaces", 6, _writing),
)

GARBAGE = (
    "추후 안내 예정",
    "02-1234-5678",
    "해당 없음",
    "-",
    "관내 일원 및 주변 지역",
    "영향으로 8월 중 시행",
    "총 15개소 예정",
    "㈜대한건설 대표이사",
    "#REF!",
    "시행일: 2025. 3. 1.",
    "도로교통법 제32조",
    "가나다라마바사 12345",
    "<b>주소</b>",
    "이면도로 3차로 12m",
)
ELSEWHERE = (
    "부산광역시 해운대구",
    "대구광역시 수성구",
    "경기도 고양시 덕양구",
    "인천광역시 부평구",
    "강원특별자치도 춘천시",
)


def _no_such_number(a, rng, road_names):
    return f"{a['sido']} {a['gu']} {a['road']} {a['number']}"


def _misspelt_without(keep_gu: bool):
    """The wrong name of a road that has no such number: a road of a like name may have it."""

    def shape(a, rng, road_names):
        road = misspelt(rng, a["road"], road_names) if keep_gu or a["once"] else ""
        return road and f"{a['sido']} {a['gu'] + ' ' if keep_gu else ''}{road} {a['number']}"

    return shape


def _unknown_road(a, rng, road_names):
    stem = "".join(rng.choice("쿠텔뱌즈핀욜괘렘숑뮤") for _ in range(4))
    return f"{a['sido']} {a['gu']} {stem}로 {a['number']}"


HOPELESS: tuple[tuple[str, int, Callable], ...] = (
    ("no such number", 40, _no_such_number),
    ("unknown road", 20, _unknown_road),
    ("misspelt, no such number", 15, _misspelt_without(keep_gu=True)),
    ("misspelt, without gu, no such number", 15, _misspelt_without(keep_gu=False)),
    ("other city", 25, lambda a, rng, road_names: f"{rng.choice(ELSEWHERE)} {a['road']} {a['number']}"),
    ("no address", 15, lambda a, rng, road_names: rng.choice(GARBAGE)),
)


class Asker:
    """Makes questions from a Sample; the same seed asks the same ones."""

    def __init__(self, sample: Sample, seed: int):
        self.sample, self.rng = sample, random.Random(seed)
        self.known: Collection[str] = set(sample.roads)

    def clean(self, count: int) -> list[BenchQuestion]:
        return [self._clean(self.rng.choice(self.sample.addresses)) for _ in range(count)]

    def elsewhere(self, count: int) -> list[BenchQuestion]:
        """Addresses of the other 시도."""
        return [self._abroad(self.rng.choice(self.sample.elsewhere)) for _ in range(count)]

    def _abroad(self, a: dict) -> BenchQuestion:
        name, shape = self._pick(ABROAD)
        return _question(shape(a, self.rng), "clean", name, a)

    def _clean(self, a: dict) -> BenchQuestion:
        name, shape = self._pick(CLEAN)
        return _question(shape(a, self.rng), "clean", name, a)

    def noisy(self, count: int) -> list[BenchQuestion]:
        return self._wrong(NOISY, "noisy", count)

    def repair(self, count: int) -> list[BenchQuestion]:
        return self._wrong(REPAIR, "repair", count)

    def repair_only(self, with_gu: bool, count: int) -> list[BenchQuestion]:
        return self._wrong(REPAIR[:1] if with_gu else REPAIR[1:], "repair", count)

    def _wrong(self, shapes, which: str, count: int) -> list[BenchQuestion]:
        renamed = [a for a in self.sample.addresses if a["previous"]]
        questions: list[BenchQuestion] = []
        while len(questions) < count:
            name, shape = self._pick(shapes)
            for _try in range(20):
                a = self.rng.choice(renamed if shape is _old_name else self.sample.addresses)
                text = shape(a, self.rng, self.known)
                if text:
                    questions.append(_question(text, which, name, a))
                    break
        return questions

    def hopeless(self, count: int) -> list[BenchQuestion]:
        """No address in the table. Where a building of that number would stand is known, it is in lon, lat."""
        questions: list[BenchQuestion] = []
        # The nation's table knows the other cities.
        shapes = [shape for shape in HOPELESS if shape[0] != "other city" or not self.sample.elsewhere]
        while len(questions) < count:
            name, shape = self._pick(shapes)
            a = self.rng.choice(self.sample.missing)
            where = (a["lon"], a["lat"]) if shape is _no_such_number else (None, None)
            text = shape(a, self.rng, self.known)
            if text:
                questions.append(BenchQuestion(text, "hopeless", name, "", *where))
        return questions

    def ambiguous(self, count: int) -> list[BenchQuestion]:
        """Road and number that several gu have, without a gu."""
        pairs = [self.rng.choice(self.sample.twice) for _ in range(count)] if self.sample.twice else []
        return [
            BenchQuestion(f"{self.rng.choice(('서울특별시 ', ''))}{road} {n}", "ambiguous", "no gu", "")
            for road, n in pairs
        ]

    def mixed(self, count: int) -> list[BenchQuestion]:
        """What registers hold: 90 % clean, 7 % misspelt, 2 % hopeless, 1 % ambiguous, shuffled."""
        parts = self.clean(count * 90 // 100), self.repair(count * 7 // 100), self.hopeless(count * 2 // 100)
        everything = [question for part in (*parts, self.ambiguous(count // 100)) for question in part]
        self.rng.shuffle(everything)
        return everything

    def _pick(self, shapes):
        name, _weight, shape = self.rng.choices(shapes, [weight for _n, weight, _s in shapes])[0]
        return name, shape


def _question(text: str, which: str, shape: str, a: dict) -> BenchQuestion:
    return BenchQuestion(text, which, shape, a["truth"], a["lon"], a["lat"])
