"""The registers as workbooks and lists: XLSX with merged cells, CSV in CP949, XLS with split columns, ditto marks."""

import csv
import io
import re
from datetime import date, datetime, timedelta

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from .archive import undated
from .blocks import DEMO_NOTE, merged_down
from .contents import DISCLAIMER
from .registers import lot, register, road, spread, written

MADE = datetime(2026, 6, 1, 9)  # noqa: DTZ001 - the format holds no zone
# A public facility as the register names it in parentheses; what an apartment block calls its rooms is left out.
OFFICES = re.compile(r"\(([가-힣0-9·. ]+(?:주민센터|복지관|도서관|구민회관|문화센터|체육센터|복지센터))\)")
LOUNGES = re.compile(r"\(([가-힣0-9 ]*[가-힣0-9]{2}(?:경로당| 노인정))\)")
SHELTER_SHEETS = (("공공시설", OFFICES, "{gu} {road}"), ("경로당", LOUNGES, "{road}({dong})"))
THIN = Side(style="thin", color="888888")


def shelters_xlsx() -> bytes:
    """무더위쉼터 현황: title, two-row merged header, the gu merged down, a note at the end; two sheets."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, pattern, address in SHELTER_SHEETS:
        _shelter_sheet(workbook.create_sheet(name), pattern, address)
    workbook.properties.creator, workbook.properties.title = "Maptag", f"무더위쉼터 현황 ({DEMO_NOTE})"
    workbook.properties.created = MADE
    buffer = io.BytesIO()
    workbook.save(buffer)
    return undated(buffer.getvalue())


def _shelter_sheet(sheet, pattern, address):
    sheet.append([f"2026년 무더위쉼터 현황({sheet.title}) - {DEMO_NOTE}"])
    sheet.append(["자치구", "연번", "쉼터명", "소재지", None, "운영 시간(예시)", None])
    sheet.append([None, None, None, "도로명주소", "지번주소", "평일", "주말"])
    rows = shelters(pattern)
    for number, (name, row) in enumerate(rows, 1):
        place = address.format(gu=row["gu"], dong=row["dong"], road=road(row))
        times = ("09:00~18:00", "휴관" if pattern is OFFICES else "13:00~18:00")
        sheet.append([row["gu"], number, name, place, f"{row['dong']} {lot(row)}", *times])
    sheet.append([f"※ {DISCLAIMER}"])
    _merge(sheet, [[row["gu"]] for _, row in rows])
    _style(sheet)


def shelters(pattern) -> list[tuple[str, dict]]:
    """(name, row) of the shelters of this kind, by gu."""
    named = [(match[1].strip(), row) for row in register("shelter26") if (match := pattern.search(row["road_text"]))]
    once = {(row["gu"], road(row)): (name, row) for name, row in named}
    return sorted(spread(list(once.values()), 130), key=lambda pair: (pair[1]["gu"], pair[1]["road"]))


def _merge(sheet, gus):
    for area in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"):
        sheet.merge_cells(area)
    for index, (box,) in enumerate(merged_down(gus, 0)):
        if box is not None and box.rows > 1:
            sheet.merge_cells(start_row=index + 4, end_row=index + 3 + box.rows, start_column=1, end_column=1)
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=7)


def _style(sheet):
    for column, width in zip("ABCDEFG", (10, 7, 30, 34, 22, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row - 1):
        for cell in row:
            cell.border = Border(THIN, THIN, THIN, THIN)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    for cell in (*sheet[2], *sheet[3]):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EFF5")
        cell.alignment = Alignment("center", "center")
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment("center", "center")
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A4"


def libraries_csv() -> bytes:
    """공공도서관 목록 in CP949 with CRLF, as offices save a CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(
        ["도서관명", "자치구", "소재지도로명주소", "열람시간(예시)", "휴관일(예시)", "데이터기준일자", "비고"]
    )
    for name, row in libraries():
        writer.writerow([name, row["gu"], written(row), "09:00~22:00", "매주 월요일", "2026-05-31", DEMO_NOTE])
    return buffer.getvalue().encode("cp949")


def libraries() -> list[tuple[str, dict]]:
    """(name, row) of 150 libraries. Where the register's sample keeps no name, the dong and a number stand for it."""
    rows = [row for row in register("library26", "std_library24") if row["bld_main"] and _in_cp949(row["road_text"])]
    once = {}
    for row in rows:
        once.setdefault((row["gu"], road(row)), row)
    chosen = sorted(spread(list(once.values()), 150), key=lambda row: (row["gu"], row["emd_by_point"]))
    counts: dict[str, int] = {}
    return [(_library_name(row, counts), row) for row in chosen]


def _library_name(row, counts) -> str:
    if match := re.search(r"([가-힣A-Za-z0-9]*[가-힣]도서관)", row["road_text"]):
        return match[1]
    dong = row["emd_by_point"]
    counts[dong] = counts.get(dong, 0) + 1
    return f"{dong} 공공도서관" if counts[dong] == 1 else f"{dong} 공공도서관 {counts[dong]}"


def _in_cp949(text) -> bool:
    return text.encode("cp949", "replace").decode("cp949") == text


INSPECTED = ("강북구", "관악구", "동대문구", "마포구", "송파구")


def inspections() -> list[list]:
    """[연번, 자치구, 동, 번지, 점검 예정일] of 120 toilets; what repeats the row above is a ditto mark."""
    rows, day = [], date(2026, 7, 6)
    for gu in INSPECTED:
        lots = {(row["dong"], lot(row)): row for row in register("toilet25", gu=gu) if row["dong"] and row["lot_main"]}
        rows += [(gu, row["dong"], lot(row)) for row in sorted(spread(list(lots.values()), 24), key=_by_lot)]
    table, above = [], ("", "")
    for number, (gu, dong, number_of_lot) in enumerate(rows, 1):
        same_gu = gu == above[0]
        marks = ("〃" if same_gu else gu, "〃" if same_gu and dong == above[1] else dong)
        table.append([number, *marks, number_of_lot, day + timedelta(days=(number - 1) // 6)])
        above = (gu, dong)
    return table


def _by_lot(row) -> tuple:
    return row["dong"], row["san"], int(row["lot_main"]), int(row["lot_sub"] or 0)


def inspections_xls() -> bytes:
    """공중화장실 점검대상: 자치구 / 동 / 번지 in columns of their own. ImportError: xlwt is not installed."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("점검대상")
    bold, day = xlwt.easyxf("font: bold on"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write_merge(0, 0, 0, 6, f"2026년 하반기 공중화장실 점검대상 ({DEMO_NOTE})", bold)
    for column, text in enumerate(("연번", "자치구", "동", "번지", "점검 예정일", "점검 결과", "비고")):
        sheet.write(2, column, text, bold)
    for index, row in enumerate(inspections(), 3):
        for column, value in enumerate(row):
            # A lot without a branch is a number to Excel, as it is in real lists.
            number = value if not isinstance(value, str) or not value.isdecimal() else int(value)
            sheet.write(index, column, number, day if isinstance(value, date) else xlwt.Style.default_style)
    sheet.write(index + 1, 0, f"※ {DISCLAIMER}")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
