"""Spreadsheets: XLSX, XLS and CSV as Excel shows them."""

import io
import unicodedata
from datetime import date

import openpyxl
import pytest

from importers.readers import Unreadable, read
from tests.importers import documents


def texts(record):
    return [cell.text for cell in record.cells if not cell.covered]


@pytest.fixture
def reading(tmp_path):
    """Write bytes to a file and read it: (Records, Reading)."""

    def _reading(data, name=""):
        path = tmp_path / "upload"
        path.write_bytes(data)
        result = read(path, name)
        return list(result), result

    return _reading


def workbook(rows, change=lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "현황"
    for row in rows:
        sheet.append(row)
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_rows_carry_excel_row_numbers_headers_and_the_caption_above_them(reading):
    rows = [["강남구 무더위쉼터 현황"], [None, None, "(단위: 명)"], ["연번", "시설명", "도로명주소"], []]
    records, _ = reading(workbook([*rows, [1, "대치2동 경로당", "서울특별시 강남구 삼성로 212"]]))
    last = records[-1]
    assert last.locator.as_dict() == {"sheet": "현황", "row": 5}
    assert last.headers == {0: "연번", 1: "시설명", 2: "도로명주소"}
    assert last.title == "강남구 무더위쉼터 현황 (단위: 명)"
    assert texts(last) == ["1", "대치2동 경로당", "서울특별시 강남구 삼성로 212"]
    assert [cell.header for cell in records[2].cells] == [True] * 3
    assert records[2].headers == {}


def test_merged_cells_keep_their_text_as_context_only(reading):
    rows = [["자치구", "주소"], ["종로구", "사직로 161"], [None, "세종대로 175"]]
    records, _ = reading(workbook(rows, lambda sheet: sheet.merge_cells("A2:A3")))
    origin, covered = records[1].cells[0], records[2].cells[0]
    assert (origin.text, origin.rowspan, origin.covered) == ("종로구", 2, False)
    assert (covered.text, covered.covered) == ("종로구", True)
    assert [text for _, text in records[2].texts()] == ["세종대로 175"]


def test_two_row_headers_are_joined(reading):
    rows = [["연번", "소재지", None], [None, "도로명주소", "지번주소"], [1, "사직로 161", "세종로 1-1"]]

    def merge(sheet):
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    records, _ = reading(workbook(rows, merge))
    assert records[2].headers == {0: "연번", 1: "소재지 도로명주소", 2: "소재지 지번주소"}


def test_a_list_without_a_header_row_keeps_its_first_row_as_data(reading):
    csv = "공원,푸른수목원,구로구 항동 10-3,37.48,126.82\n공원,배꽃,중랑구 중화동 332-48,37.6,127.0\n"
    records, _ = reading(csv.encode())
    assert [record.headers for record in records] == [{}, {}]
    assert not any(cell.header for record in records for cell in record.cells)


def test_a_second_table_below_the_first_has_its_own_caption_and_headers(reading):
    first = [["공원 현황"], ["연번", "공원명", "주소"], [1, "사직공원", "사직로 89"], [2, "삼청공원", "북촌로 134-3"]]
    second = [[], ["주차장 현황"], ["구분", "면수", "소재지"], ["공영", 20, "세종대로 189"]]
    records, _ = reading(workbook(first + second))
    assert records[3].headers == {0: "연번", 1: "공원명", 2: "주소"}
    assert (records[-1].title, records[-1].headers) == ("주차장 현황", {0: "구분", 1: "면수", 2: "소재지"})
    assert records[-1].locator.row == 8


def test_a_form_has_no_header_row(reading):
    records, _ = reading(workbook([["문서번호", "공원과-9997"], ["시행일자", "2026. 6. 26."], ["공개여부", "공개"]]))
    assert [record.headers for record in records] == [{}, {}, {}]


def test_a_repeated_header_is_a_header_again(reading):
    csv = "연번,시설명,주소\n1,시청,세종대로 110\n연번,시설명,주소\n2,구청,삼성로 212\n"
    records, _ = reading(csv.encode())
    assert [records[2].cells[0].header, records[3].cells[0].header] == [True, False]
    assert records[3].headers[2] == "주소"


@pytest.mark.parametrize(
    ("header", "value", "code", "shown"),
    [
        ("지번", date(2024, 12, 3), 'm"월" d"일"', "12-3"),
        ("지번", date(1945, 1, 1), "mmm-yy", "1-45"),
        ("개원일", date(2024, 12, 3), 'm"월" d"일"', "12월 3일"),
        ("지번", date(2024, 12, 3), "yyyy-mm-dd", "2024-12-03"),
        ("우편번호", 2500, "00000", "02500"),
        ("위도", 37.566535, "0.00", "37.566535"),
        ("비율", 0.125, "0.0%", "12.5%"),
    ],
)
def test_numbers_and_dates_read_as_excel_shows_them_but_lots_as_they_were_typed(reading, header, value, code, shown):
    def write(sheet):
        sheet["B2"] = value
        sheet["B2"].number_format = code

    records, result = reading(workbook([["법정동", header], ["역삼동", None], ["역삼동", "737-1"]], write))
    cell = records[1].cells[1]
    assert cell.text == shown
    given_back = shown in ("12-3", "1-45")
    assert cell.flags == (("date",) if given_back else ())
    assert [warning.code for warning in result.warnings] == (["dates"] if given_back else [])


def test_a_lot_column_is_known_by_its_other_cells_where_the_header_does_not_tell(reading):
    csv = "동,번호,이름\n역삼동,737-1,가\n역삼동,01월 08일,나\n역삼동,12-45,다\n"
    records, _ = reading(csv.encode("cp949"))
    assert records[2].cells[1].text == "1-8"


def test_hidden_sheets_rows_and_columns_are_read_and_flagged(reading):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        other = sheet.parent.create_sheet("내부용")
        other.append(["비밀", "주소"])
        other.sheet_state = "veryHidden"

    rows = [["이름", "주소", "담당"], ["가", "사직로 161", "나"], ["다", "사직로 9", "라"]]
    records, result = reading(workbook(rows, hide))
    assert [record.hidden for record in records] == [False, False, True, True]
    assert [cell.flags for cell in records[1].cells] == [(), (), ("hidden",)]
    assert {warning.code for warning in result.warnings} == {"hidden_rows", "hidden_sheet"}


def test_formulas_without_a_stored_value_are_counted(reading):
    records, result = reading(workbook([["이름", "주소"], ["시청", '=CONCATENATE("세종대로 ", 110)']]))
    assert records[1].cells[1].flags == ("formula",)
    assert [(warning.code, warning.details) for warning in result.warnings] == [("formulas", {"count": 1})]
    assert "1칸" in result.warnings[0].message


def test_cells_keep_line_breaks_and_lose_control_characters(reading):
    inline = "효자동_x000D_\n정류소 01-112_x0000_"
    cells = f'<c r="B7" t="inlineStr"><is><t>{inline}</t></is></c><c r="C7" t="inlineStr"><is><t>가</t></is></c>'
    sheet = f'<row r="7">{cells}</row>'
    records, _ = reading(raw_workbook(sheet))
    assert records[0].locator.row == 7
    assert [cell.text for cell in records[0].cells] == ["효자동\n정류소 01-112", "가"]


def test_a_wrong_dimension_hides_no_rows(reading):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 31))
    records, _ = reading(raw_workbook(rows, before='<dimension ref="A1"/>'))
    assert len(records) == 30


def raw_workbook(rows, before="", **members) -> bytes:
    names = (
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    book = f'<workbook {names}><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    rels = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    sheet = f"<worksheet {names}>{before}<sheetData>{rows}</sheetData></worksheet>"
    files = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": sheet}
    return documents.archive({**files, **members})


def test_macros_are_reported(reading):
    row = '<row><c t="inlineStr"><is><t>가</t></is></c></row>'
    _, result = reading(raw_workbook(row, **{"xl/vbaProject.bin": b"\xd0\xcf"}))
    assert [warning.code for warning in result.warnings] == ["macros"]


def test_xls_keeps_merges_and_whole_numbers(reading):
    records, result = reading(documents.xls([["이름", "번지"], ["가", 546.0], ["", 737.0]], [(1, 2, 0, 0)]), "표.xls")
    assert result.format == "xls"
    assert [cell.text for cell in records[1].cells] == ["가", "546"]
    assert records[2].cells[0].covered
    assert records[2].headers == {0: "이름", 1: "번지"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_every_usual_encoding_and_delimiter(reading, encoding, delimiter):
    lines = [
        ["시설명", "주소"],
        ["뚝섬 쉼터", '"서울특별시 광진구 강변북로 139\n(자양동)"'],
        [],
        ["똠방각하", "펲시로 ２"],
    ]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    records, result = reading(data, "목록.csv")
    assert [record.locator.row for record in records] == [1, 2, 4]
    assert texts(records[1]) == ["뚝섬 쉼터", "서울특별시 광진구 강변북로 139\n(자양동)"]
    assert texts(records[2]) == ["똠방각하", "펲시로 ２"]
    assert result.warnings == []


def test_one_damaged_character_costs_a_warning_not_the_file(reading):
    data = "시설명,주소\n".encode("cp949") + "시청,세종대로 110\n".encode("cp949") * 400 + b"\xff,\xc7\n"
    records, result = reading(data)
    assert len(records) == 402
    assert [warning.code for warning in result.warnings] == ["replaced"]


def test_text_keeps_its_form_of_hangul(reading):
    decomposed = unicodedata.normalize("NFD", "종로")
    records, _ = reading(("이름,주소\n" + f"가,{decomposed} 1\n" * 4).encode())
    assert texts(records[1])[1] == f"{decomposed} 1"


def test_a_cut_workbook_says_what_to_do(reading):
    with pytest.raises(Unreadable) as caught:
        reading(workbook([["이름", "주소"]] * 50)[:-200])
    assert caught.value.code == "broken"
    assert "다시 저장" in caught.value.message
