"""Shapes of tables as public registers have them, with made-up rows: what each row says of where, whatever heads it."""

from pathlib import Path

import pytest

from importers.records import Cell, DocumentRecord, Locator
from tests.importers.rows import found

# gu, dong, road, number, lot, latitude, longitude; names as real ones are, numbers made up.
PLACES = [
    ("강남구", "역삼동", "테헤란로", "152", "737-1", "37.500012", "127.036512"),
    ("강남구", "논현동", "학동로", "34-2", "12-3", "37.514123", "127.030123"),
    ("강남구", "신사동", "도산대로", "7", "501-14", "37.516345", "127.020345"),
    ("강남구", "삼성동", "선릉로121길", "25", "16-81", "37.510456", "127.043456"),
    ("종로구", "창신동", "종로", "303-5", "492-1", "37.572567", "127.012567"),
    ("종로구", "사직동", "율곡로", "99", "1-48", "37.576678", "126.985678"),
    ("중구", "정동", "세종대로", "110", "5-5", "37.566789", "126.978789"),
    ("중구", "을지로3가", "을지로", "118", "302-12", "37.566321", "126.991321"),
    ("중구", "태평로1가", "세종대로", "124", "25-7", "37.567432", "126.977432"),
    ("중구", "정동", "왕십리로", "8", "34", "37.565543", "126.999543"),
]
ROAD, LOT, POINT = "road", "lot", "point"
SHAPES_FILE = Path(__file__).with_name("table_shapes.tsv")
SHAPES = [
    (register, headers, cells.replace("\\n", "\n"), gives)
    for register, gives, headers, cells in (
        line.split("\t") for line in SHAPES_FILE.read_text().splitlines()[4:] if line
    )
]


def filled(template: str, number: int) -> list[str]:
    gu, dong, road, bld, lot, lat, lon = PLACES[number - 1]
    main, _, sub = lot.partition("-")
    values = {
        "gu": gu,
        "gu_short": gu[:-1] if len(gu) > 2 else gu,
        "dong": dong,
        "road": road,
        "bld": bld,
        "lot": lot,
        "lat": lat,
        "lon": lon,
    }
    return template.format(n=number, lot_main=main, lot_sub=sub or "0", **values).split("|")


def table(headers: str | None, template: str) -> list[DocumentRecord]:
    heads = dict(enumerate(head.replace("|", " ") for head in headers.split(" "))) if headers else {}
    return [
        DocumentRecord(
            "row",
            Locator(row=number + 1),
            cells=tuple(Cell(text, column) for column, text in enumerate(filled(template, number)) if text),
            headers=heads,
        )
        for number in range(1, len(PLACES) + 1)
    ]


def scrambled(headers: str | None) -> str | None:
    return " ".join(f"가{n:02}" for n, _ in enumerate(headers.split(" "))) if headers else None


def expected(kind: str) -> list[str]:
    number = {"road": lambda place: place[3], "lot": lambda place: place[4]}
    if kind == POINT:
        return [f"{place[6]},{place[5]}" for place in PLACES]
    name = 2 if kind == ROAD else 1
    numbers = [number[kind](place) for place in PLACES]
    return [f"{p[0]}|{p[name]}|{n if '-' in n else n + '-0'}" for p, n in zip(PLACES, numbers, strict=True)]


def given(records: list[DocumentRecord], kind: str) -> list[str]:
    """What the rows' places are, one each: evidence beside them is no place of its own."""
    mentions = [mention for mention in found(*records) if not {"evidence", "detail"} & set(mention.flags)]
    if kind == POINT:
        return [f"{mention.stated.lon:.6f},{mention.stated.lat:.6f}" for mention in mentions]
    return [mention.key for mention in mentions if mention.kind == kind]


@pytest.mark.parametrize(("register", "headers", "cells", "kind"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_every_row_gives_its_place(register, headers, cells, kind):
    assert given(table(headers, cells), kind) == expected(kind)


@pytest.mark.parametrize(("register", "headers", "cells", "kind"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_headers_that_mean_nothing_change_nothing(register, headers, cells, kind):
    assert given(table(scrambled(headers), cells), kind) == expected(kind)


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        ("동 세대수 인구", "{dong}|{n}52|{n}301"),
        ("자치구 동 합계 남 여", "{gu}|{dong}|{n}00|{n}1|{n}9"),
        ("노선 도로 연장(m) 폭(m)", "{n}|{road}|{n}20|12"),
        ("사업명 예산(천원) 부서", "가람{n}|{n}2,000|도로과"),
        ("연번 단지 동 호", "{n}|가람아파트|10{n}|{n}02"),
        ("연번 노선번호 기점", "{n}|구로0{n}|가람{n}"),
    ],
)
def test_tables_that_count_name_no_place(headers, cells):
    mentions = found(*table(headers, cells))
    assert [mention.key for mention in mentions if mention.kind in (ROAD, LOT)] == []
