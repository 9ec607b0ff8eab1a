"""Finding on one core: 100,000 table rows of 11 columns that each name one place or three, all distinct or a few
addresses again and again, and running text.

Prints seconds of processor time, which other programs on the machine disturb less than the clock, and MB a second.
"""

import argparse
import gc
import os
import random
import statistics
import time
from collections.abc import Iterable, Iterator
from itertools import chain

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from geocoders import profiling  # noqa: E402

from importers.extraction import DocumentContext, search  # noqa: E402
from importers.records import Cell, DocumentRecord, Locator  # noqa: E402
from maptag.geocoding.gazetteer.loaded import lexicon  # noqa: E402
from maptag.geocoding.models import DataVersion  # noqa: E402
from maptag.geocoding.parsing.grammar import Grammar  # noqa: E402

HEADERS = (
    "연번", "관리번호", "시설명", "자치구", "소재지 도로명주소", "소재지 지번주소", "설치위치", "설치연도", "관리기관",
    "전화번호", "데이터기준일자",
)  # fmt: skip
REPEATED = 400
SENTENCES = (
    "도로교통법 제32조에 따라 {year}년 {month}월 {day}일부터 해당 구간의 주정차를 금지하고 위반 차량은 견인합니다.",
    "총사업비는 {main},{day}00백만 원이며 시비 {month}0%와 구비로 나누어 추진하고 하반기에 정산한다.",
    "참가를 희망하는 시민은 {month}월 {day}일까지 담당 부서(02-{main}-{year})로 신청하여 주시기 바랍니다.",
    "주민센터와 협력하여 어르신 {main}명에게 무더위쉼터를 안내하고 폭염 특보 시에는 운영 시간을 연장하였다.",
    "공사 기간 중 소음과 먼지로 불편을 드려 죄송하며, 안전하게 마무리할 수 있도록 최선을 다하겠습니다.",
    "하반기 점검 결과 {day}개소에서 미비점이 확인되어 관리 주체로 하여금 {month}주 안에 개선하도록 통보하였다.",
    "이번 계획은 관계 기관과의 협의를 거쳐 확정하였으며, 세부 일정은 현장 여건에 따라 변경될 수 있습니다.",
)
NAMING = (
    "설명회는 {gu} {road} {main}에서 열리며 누구나 참석할 수 있다.",
    "대상지는 {gu} {dong} {main}-{day}번지 일대이다.",
    "집결지는 {place} 앞이며 행사가 끝나는 대로 해산한다.",
)


def main() -> None:
    options = arguments()
    if not DataVersion.objects.exists():
        call_command("load_addresses", *(settings.DATA_DIR / n for n in ("addresses", "boundaries", "codes", "places")))
    names = Names(options.seed)
    if options.profile:
        print(profiling.functions(lambda: took(rows(names, options.rows, options.rows, 3), names)[0]))
        return
    print_rows("one place each, all distinct", names, options, options.rows, 1)
    print_rows("three places each, all distinct", names, options, options.rows, 3)
    print_rows(f"three places each, {REPEATED} again and again", names, options, REPEATED, 3)
    print_text(names, options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench extract", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--megabytes", type=float, default=5, help="of running text, in UTF-8")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="say where the time goes for distinct rows, and no more")
    return parser.parse_args()


def print_rows(what: str, names: "Names", options, distinct: int, places: int) -> None:
    tables = (rows(names, options.rows, distinct, places) for _ in range(options.rounds))
    times, counts = zip(*(took(table, names) for table in tables), strict=True)
    median = statistics.median(times)
    print(f"{options.rows:,} rows, {what}: {median:.2f} s ({', '.join(f'{t:.2f}' for t in times)})", end="; ")
    print(f"{options.rows / median:,.0f} rows a second, {counts[0]:,} mentions")


def print_text(names: "Names", options) -> None:
    texts = list(paragraphs(names, options.megabytes * 1e6))
    size = sum(len(record.text.encode()) for record in texts) / 1e6
    times, counts = zip(*(took(texts, names) for _ in range(options.rounds)), strict=True)
    rates = [size / t for t in times]
    print(f"{size:.1f} MB of running text: {statistics.median(rates):.2f} MB a second", end=" ")
    print(f"({', '.join(f'{rate:.2f}' for rate in rates)}), {counts[0]:,} mentions")


def took(records: Iterable[DocumentRecord], names: "Names") -> tuple[float, int]:
    """(seconds of processor time, mentions); nothing is remembered from an earlier round."""
    context, records = DocumentContext.of_file(Grammar(names.lexicon), "시설현황.xlsx"), list(records)
    gc.collect()
    gc.freeze()  # a worker's rows come and go: they are not what its garbage collection walks
    start = time.process_time()
    mention_count = sum(len(mentions) for _record, mentions in search(records, context))
    spent = time.process_time() - start
    gc.unfreeze()
    return spent, mention_count


class Names:
    """Roads, lots and spots that the loaded tables know, drawn at random."""

    def __init__(self, seed: int):
        self.lexicon = lexicon()
        self.rng = random.Random(seed)
        home = self.lexicon.home
        self.roads = [(gu, road) for road, gus in self.lexicon.roads.items() for gu in gus & home]
        self.dongs = [(gu, dong) for dong, gus in self.lexicon.legal.items() for gu in gus & home]
        self.places = [name for name in self.lexicon.places if 3 < len(name) < 12 and " " not in name]

    def values(self) -> dict:
        """What a sentence or a row may be filled with."""
        rng = self.rng
        (gu, road), (lot_gu, dong) = rng.choice(self.roads), rng.choice(self.dongs)
        numbers = {"main": rng.randint(1, 1500), "day": rng.randint(1, 28), "month": rng.randint(1, 12), "year": 2025}
        return {"gu": gu, "road": road, "lot_gu": lot_gu, "dong": dong, "place": rng.choice(self.places), **numbers}


def rows(names: Names, count: int, distinct: int, places: int) -> Iterator[DocumentRecord]:
    """Rows of one sheet; their addresses come round again after `distinct` rows."""
    kept = [cells(names, number, places) for number in range(distinct)] if distinct < count else None
    headers = dict(enumerate(HEADERS))
    for number in range(count):
        texts = kept[number % distinct] if kept else cells(names, number, places)
        texts = (str(number + 1), f"SL-{number:06}", f"시설 {number + 1}호", *texts)
        row_cells = tuple(Cell(text, column) for column, text in enumerate(texts))
        yield DocumentRecord("row", Locator(sheet="현황", row=number + 2), "", row_cells, headers)


def cells(names: Names, number: int, places: int) -> tuple[str, ...]:
    """From the fourth column on; with one place, those of the lot and the spot stay empty."""
    v = names.values()
    road = f"서울특별시 {v['gu']} {v['road']} {v['main']}-{v['day']} ({v['dong']})"
    lot = f"서울특별시 {v['lot_gu']} {v['dong']} {number % 2000 + 1}-{v['day']}"
    spot = f"{v['place']} {number % 97 + 1}번 기둥 앞"
    phone = f"02-{v['main'] + 2000}-{number % 10_000:04}"
    lot, spot = (lot, spot) if places == 3 else ("", "")
    return v["gu"], road, lot, spot, str(v["year"]), f"서울특별시 {v['gu']}청", phone, "2026-01-05"


def paragraphs(names: Names, size: float) -> Iterator[DocumentRecord]:
    """Paragraphs of six sentences, one of which names a place: official letters, `size` bytes of them."""
    number = 0
    while size > 0:
        number += 1
        sentences = chain(names.rng.choices(SENTENCES, k=5), names.rng.choices(NAMING, k=1))
        text = " ".join(sentence.format(**names.values()) for sentence in sentences)
        size -= len(text.encode())
        yield DocumentRecord("paragraph", Locator(paragraph=number), text)


if __name__ == "__main__":
    main()
