"""Tables in PDF, HWP, HWPX and DOCX, from the bytes to the addresses that their rows name."""

import io

import docx
import pytest

from importers.extraction import find
from importers.readers import read
from tests.importers import documents as d
from tests.importers.rows import LEXICON

# Gu, road, number, dong, lot.
PLACES = [
    ("강남구", "테헤란로", "152", "역삼동", "737-1"),
    ("강남구", "학동로", "34", "논현동", "12-3"),
    ("종로구", "율곡로", "99", "창신동", "492-1"),
    ("중구", "을지로", "118", "정동", "5-5"),
]
ROADS = [f"{gu}|{road}|{number}-0" for gu, road, number, _dong, _lot in PLACES]
LOTS = [f"{gu}|{dong}|{lot}" for gu, _road, _number, dong, lot in PLACES]
WHOLE = [[f"가람{n}", f"{gu} {road} {number}"] for n, (gu, road, number, _d, _l) in enumerate(PLACES, 1)]
SPLIT = [[str(n), gu, road, number] for n, (gu, road, number, _d, _l) in enumerate(PLACES, 1)]


@pytest.fixture
def keys(tmp_path):
    """Keys of all road and lot addresses that a document's bytes name, in order."""

    def _keys(data: bytes) -> list[str]:
        (tmp_path / "문서").write_bytes(data)
        found = find(read(tmp_path / "문서"), LEXICON)
        return [m.key for _record, mentions in found for m in mentions if m.kind in ("road", "lot")]

    return _keys


def grid(rows: list[list[str]], top: float = 760, widths=(60, 120, 220), ruled: bool = True, height: float = 24) -> str:
    """A table as a page's content, with or without ruling lines; a line break in a cell wraps it."""
    xs = [40]
    for width in widths:
        xs.append(xs[-1] + width)
    content, y, ys = "", top, [top]
    for cells in rows:
        lines = max(cell.count("\n") + 1 for cell in cells)
        for x, cell in zip(xs, cells, strict=False):
            for number, line in enumerate(cell.split("\n")):
                content += d.pdf_text(x + 4, y - 15 - 12 * number, line, 9) if line else ""
        y -= height + 12 * (lines - 1)
        ys.append(y)
    across = [(xs[0], y, xs[-1], y) for y in ys]
    return content + d.pdf_lines(*across, *[(x, ys[-1], x, ys[0]) for x in xs]) if ruled else content


def test_pdf_with_a_title_row_inside_the_frame(keys):
    rows = [
        ["", "2026년 쉼터 현황", ""],
        ["번호", "이름", "주소"],
        *[[str(n), *cells] for n, cells in enumerate(WHOLE)],
    ]
    assert keys(d.pdf(grid(rows))) == ROADS


def test_pdf_columns_of_gu_road_and_number(keys):
    rows = [["연번", "자치구", "도로명", "건물번호"], *SPLIT]
    assert keys(d.pdf(grid(rows, widths=(60, 100, 150, 80)))) == ROADS


def test_pdf_table_goes_on_over_pages_with_its_header_again(keys):
    header = ["연번", "자치구", "도로명", "건물번호"]
    pages = [
        grid([header, *SPLIT[:2]], widths=(60, 100, 150, 80)),
        grid([header, *SPLIT[2:]], widths=(60, 100, 150, 80)),
    ]
    assert keys(d.pdf(*pages)) == ROADS


def test_pdf_cells_wrap_inside_an_address(keys):
    rows = [["번호", "이름", "주소"]]
    rows += [[str(n), f"가람{n}", f"{gu}\n{road} {number}"] for n, (gu, road, number, *_lot) in enumerate(PLACES, 1)]
    assert keys(d.pdf(grid(rows))) == ROADS


def test_two_pdf_tables_with_other_columns_on_one_page(keys):
    roads = [["이름", "주소"], *WHOLE]
    lots = [["연번", "구", "동", "지번"]]
    lots += [[str(n), gu, dong, lot] for n, (gu, _r, _n, dong, lot) in enumerate(PLACES, 1)]
    page = grid(roads, widths=(100, 250)) + d.pdf_text(40, 600, "지번 목록") + grid(lots, 580, (50, 100, 100, 100))
    assert keys(d.pdf(page)) == ROADS + LOTS


def test_pdf_columns_without_ruling_lines(keys):
    assert keys(d.pdf(grid([["이름", "주소"], *WHOLE], widths=(150, 250), ruled=False))) == ROADS


def hwp_of(rows: list[list]) -> bytes:
    return d.hwp(d.hwp_paragraph("붙임", 0, d.hwp_table(rows), before=1))


def test_hwp_two_rows_of_merged_headers(keys):
    head = [("연번", 1, 2), ("소재지", 3, 1), None, None], [None, "구", "도로", "번호"]
    assert keys(hwp_of([*head, *SPLIT])) == ROADS


def test_hwp_gu_that_is_merged_down_the_rows(keys):
    rows = [["구", "이름", "위치"], [("강남구", 1, 2), "가람1", "테헤란로 152"], [None, "가람2", "학동로 34"]]
    rows += [["종로구", "가람3", "율곡로 99"], ["중구", "가람4", "을지로 118"]]
    assert keys(hwp_of(rows)) == ROADS


def test_hwp_title_row_over_the_whole_table(keys):
    rows = [[("무더위쉼터 지정 현황", 2, 1), None], ["쉼터", "도로명주소"], *WHOLE]
    assert keys(hwp_of(rows)) == ROADS


def hwpx_of(rows: list[list[str]]) -> str:
    cells = [
        (row, column, 1, 1, d.hwpx_paragraph(text))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return d.hwpx_paragraph("", d.hwpx_table(cells))


def test_hwpx_several_tables_in_one_document(keys):
    lots = [[dong, lot, gu] for gu, _r, _n, dong, lot in PLACES]
    body = (
        hwpx_of([["이름", "위치"], *WHOLE]) + d.hwpx_paragraph("다음은 지번") + hwpx_of([["동", "지번", "구"], *lots])
    )
    assert keys(d.hwpx(body)) == ROADS + LOTS


def test_hwpx_labels_with_their_values(keys):
    body = "".join(hwpx_of([["시설명", name], ["주소", address], ["전화", "02-120"]]) for name, address in WHOLE)
    assert keys(d.hwpx(body)) == ROADS


def docx_of(rows: list[list[str]], merged=()) -> bytes:
    document = docx.Document()
    table = document.add_table(len(rows), max(map(len, rows)))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for first, last in merged:
        text = table.cell(*first).text
        table.cell(*first).merge(table.cell(*last)).text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_docx_merged_header_over_split_columns(keys):
    rows = [["연번", "소재지", "", ""], ["", "구", "도로명", "번호"], *SPLIT]
    assert keys(docx_of(rows, [((0, 0), (1, 0)), ((0, 1), (0, 3))])) == ROADS


def test_docx_gu_merged_down_and_no_header(keys):
    rows = [[gu if number != "34" else "", f"{road} {number}"] for gu, road, number, *_lot in PLACES]
    assert keys(docx_of(rows, [((0, 0), (1, 0))])) == ROADS
