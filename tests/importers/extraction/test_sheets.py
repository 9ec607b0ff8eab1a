"""Workbooks as offices make them: title rows, headers over two rows, several tables in a sheet, points in a grid."""

import pytest
from openpyxl import Workbook
from pyproj import Transformer

from importers.extraction import find
from importers.readers import read
from tests.importers.extraction.test_shapes import PLACES
from tests.importers.rows import LEXICON


def saved(tmp_path, *rows, merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    found = find(read(tmp_path / "a.xlsx"), LEXICON)
    return [mention for _record, mentions in found for mention in mentions if "evidence" not in mention.flags]


def test_title_rows_merged_headers_and_a_second_table_below(tmp_path):
    roads = [(n, f"가람{n}", p[0], p[2], p[3], "") for n, p in enumerate(PLACES, 1)]
    lots = [(n, f"나래{n}", f"{p[0]} {p[1]}", p[4]) for n, p in enumerate(PLACES, 1)]
    mentions = saved(
        tmp_path,
        ["2025년 시설 현황"],
        ["(단위: 개소)", None, None, None, "2025. 1. 1. 기준"],
        ["연번", "시설명", "위치정보", None, None, "비고"],
        [None, None, "구", "길", "호", None],
        *roads,
        [],
        [],
        ["둘째 표"],
        ["순", "이름", "대상 동", "세부 지번"],
        *lots,
        merged=("A3:A4", "B3:B4", "C3:E3", "F3:F4"),
    )
    assert [mention.kind for mention in mentions] == ["road"] * 10 + ["lot"] * 10
    assert (mentions[0].key, mentions[10].key) == ("강남구|테헤란로|152-0", "강남구|역삼동|737-1")


@pytest.mark.parametrize("crs", ["EPSG:5179", "EPSG:5186", "EPSG:5174"])
@pytest.mark.parametrize("east_first", [True, False])
def test_points_in_a_grid_are_known_by_their_range(tmp_path, crs, east_first):
    grid = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    points = [grid.transform(float(p[6]), float(p[5])) for p in PLACES]
    rows = [(f"가람{n}", *(point if east_first else point[::-1])) for n, point in enumerate(points)]
    mentions = saved(tmp_path, ["이름", "값1", "값2"], *rows)
    assert [mention.text for mention in mentions] == [row[0] for row in rows]
    assert mentions[0].stated.lon == pytest.approx(float(PLACES[0][6]), abs=1e-5)
    assert mentions[0].stated.crs == crs
