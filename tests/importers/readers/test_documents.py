"""Word processors: HWP, HWPX, DOCX; and PDF and pasted text."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from importers.readers import Unreadable, read
from tests.importers import documents as d


@pytest.fixture
def reading(tmp_path):
    """Write bytes to a file and read it: (Records, Reading)."""

    def _reading(data):
        path = tmp_path / "upload"
        path.write_bytes(data)
        result = read(path)
        return list(result), result

    return _reading


def seen(records):
    """What a reader of the document sees: texts, and rows as lists."""
    return [record.text or [cell.text for cell in record.cells if not cell.covered] for record in records]


TABLE = [[("구분", 1, 2), ("주소", 2, 1), None], [None, "도로명", "지번"], ["시청", "세종대로 110", "태평로1가 31"]]


def test_hwp_tables_text_boxes_and_notes_in_reading_order(reading):
    controls = (
        d.hwp_table(TABLE) + d.hwp_text_box(d.hwp_paragraph("글상자", 3)) + d.hwp_note(d.hwp_paragraph("각주", 2))
    )
    records, result = reading(d.hwp(d.hwp_paragraph("붙임", 0, controls, after=3), d.hwp_paragraph("둘째 구역")))
    assert result.format == "hwp"
    rows = [["구분", "주소"], ["도로명", "지번"], ["시청", "세종대로 110", "태평로1가 31"]]
    assert seen(records) == ["붙임", *rows, "글상자", "각주", "둘째 구역"]
    assert records[3].headers == {0: "구분", 1: "주소 도로명", 2: "주소 지번"}
    assert records[3].locator.as_dict() == {"section": 1, "table": 1, "row": 3}
    assert records[-1].locator.as_dict() == {"section": 2, "paragraph": 4}


def test_hwp_letterhead_comes_before_the_words_of_its_paragraph(reading):
    records, _ = reading(d.hwp(d.hwp_paragraph("1. 관련근거", 0, d.hwp_table([["서울특별시", "수신"]]), before=1)))
    assert seen(records) == [["서울특별시", "수신"], "1. 관련근거"]


def test_hwp_nested_table_is_a_table_of_its_own_after_its_row(reading):
    inner = d.hwp_paragraph("", 2, d.hwp_table([["안쪽", "역삼동 737"]], 3), after=1)
    table = d.hwp_table([["구분", "내용"], ["가", inner], ["나", "다"]])
    records, _ = reading(d.hwp(d.hwp_paragraph("", 0, table, after=1)))
    assert seen(records) == [["구분", "내용"], ["가"], ["안쪽", "역삼동 737"], ["나", "다"]]
    assert [record.locator.table for record in records] == [1, 1, 2, 1]


def test_hwp_cut_or_damaged_gives_what_is_left_and_says_so(reading):
    numbers = "".join(chr(0xAC00 + n * 7919 % 11172) for n in range(20_000))
    section = b"".join(d.hwp_paragraph(f"{n}번 {numbers[n * 20 : n * 20 + 20]}") for n in range(1000))
    records, result = reading(d.hwp(section[: len(section) // 2 + 3]))
    assert 400 < len(records) < 600
    assert [warning.code for warning in result.warnings] == ["partial"]
    whole = d.hwp(section)
    records, result = reading(whole.replace(d.deflate(section)[9000:9100], bytes(100)))
    assert records[0].text.startswith("0번 ")
    assert [warning.code for warning in result.warnings] == ["partial"]


def test_hwp_inflating_without_end_is_refused(reading):
    with pytest.raises(Unreadable) as caught:
        reading(d.hwp(bytes(130 * 1024 * 1024)))
    assert caught.value.code == "too_large"


def test_hwp_of_any_depth_ends_in_a_message(reading):
    nested = b"".join(
        d.record(66, n * 2 % 1022, bytes(22)) + d.record(71, n * 2 % 1022 + 1, b" osg") for n in range(500)
    )
    with pytest.raises(Unreadable) as caught:
        reading(d.hwp(nested))
    assert caught.value.code == "unsafe"


@pytest.mark.parametrize(("flags", "code"), [(3, "encrypted"), (257, "encrypted"), (17, "drm")])
def test_locked_hwp_says_what_to_do(reading, flags, code):
    with pytest.raises(Unreadable) as caught:
        reading(d.hwp(d.hwp_paragraph("가"), flags=flags))
    assert caught.value.code == code
    assert "다시" in caught.value.message


def test_hwp_distribution_document_is_unlocked(reading):
    locked = d.lock(d.deflate(d.hwp_paragraph("배포용 문서: 테헤란로 152")))
    records, result = reading(d.hwp(locked, flags=5, storage="ViewText", packed=False))
    assert seen(records) == ["배포용 문서: 테헤란로 152"]
    assert [warning.code for warning in result.warnings] == ["distribution"]


def test_hwpx_tables_merges_breaks_and_text_boxes(reading):
    cells = [
        (0, 0, 2, 1, "구분"),
        (0, 1, 1, 2, "주소"),
        (1, 1, 1, 1, "도로명"),
        (1, 2, 1, 1, "지번"),
        (2, 0, 1, 1, "시청"),
    ]
    table = d.hwpx_table([(*place, d.hwpx_paragraph(text)) for *place, text in cells])
    box = f"<hp:rect><hp:drawText><hp:subList>{d.hwpx_paragraph('글상자')}</hp:subList></hp:drawText></hp:rect>"
    body = d.hwpx_paragraph("세종대로<hp:lineBreak/>110<hp:tab/>끝", box) + d.hwpx_paragraph("", table)
    records, _ = reading(d.hwpx(body))
    assert seen(records) == ["세종대로\n110\t끝", "글상자", ["구분", "주소"], ["도로명", "지번"], ["시청"]]
    assert records[4].headers == {0: "구분", 1: "주소 도로명", 2: "주소 지번"}
    assert [cell.text for cell in records[3].cells if cell.covered] == ["구분"]


def test_a_heading_right_above_a_table_is_its_title(reading):
    table = d.hwpx_table([(0, 0, 1, 1, d.hwpx_paragraph("주소")), (0, 1, 1, 1, d.hwpx_paragraph("비고"))])
    above = d.hwpx_paragraph("□ 강남구 쉼터 현황") + d.hwpx_paragraph("(단위: 명)") + d.hwpx_paragraph("", table)
    records, _ = reading(d.hwpx(above + d.hwpx_paragraph("아래와 같이 알립니다.") + d.hwpx_paragraph("", table)))
    assert [record.title for record in records if record.kind == "row"] == ["□ 강남구 쉼터 현황", ""]


def test_hwpx_text_deleted_under_tracking_is_not_read(reading):
    records, _ = reading(d.hwpx(d.hwpx_paragraph("가<hp:deleteBegin/>나<hp:deleteEnd/>다")))
    assert seen(records) == ["가다"]


def test_encrypted_hwpx_says_what_to_do(reading):
    manifest = '<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(Unreadable) as caught:
        reading(d.hwpx(d.hwpx_paragraph("가"), **{"META-INF/manifest.xml": manifest}))
    assert caught.value.code == "encrypted"


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_merged_cells_are_read_once(reading):
    document = docx.Document()
    document.add_heading("모집 공고", 1)
    table = document.add_table(3, 3)
    for cell, text in zip(
        table._cells, ["자치구", "시설명", "주소", "종로구", "가", "사직로 161", "", "나", "사직로 9"], strict=True
    ):
        cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    records, _ = reading(saved(document))
    assert seen(records) == [
        "모집 공고",
        ["자치구", "시설명", "주소"],
        ["종로구", "가", "사직로 161"],
        ["나", "사직로 9"],
    ]
    assert records[0].kind == "heading"
    assert (records[3].cells[0].text, records[3].cells[0].covered) == ("종로구", True)
    assert records[3].headers[2] == "주소"


def test_docx_text_boxes_content_controls_and_deleted_text(reading):
    document = docx.Document()
    names = nsdecls("w")
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>글상자</w:t></w:r></w:p></w:txbxContent></w:pict>"
    gone = "<w:del><w:r><w:t>지움</w:t></w:r></w:del>"
    body = document.element.body
    body.insert(0, parse_xml(f"<w:p {names}><w:r><w:t>본문</w:t>{box}</w:r>{gone}</w:p>"))
    control = "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>양식 칸</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    body.insert(1, parse_xml(control.format(names)))
    records, _ = reading(saved(document))
    assert seen(records) == ["본문", "글상자", "양식 칸"]


def test_docx_footnotes_follow_the_paragraph_that_refers_to_them(reading):
    body = '<p><r><t>접수처는 본관</t></r><r><footnoteReference id="2"/></r></p><p><r><t>다음</t></r></p>'
    notes = '<footnotes><footnote id="2"><p><r><t>세종대로 110</t></r></p></footnote></footnotes>'
    members = {"word/document.xml": f"<document><body>{body}</body></document>", "word/footnotes.xml": notes}
    records, _ = reading(d.archive(members))
    assert seen(records) == ["접수처는 본관", "세종대로 110", "다음"]


def test_pdf_lines_are_joined_into_the_paragraph_they_were_wrapped_from(reading):
    wide = d.pdf_text(50, 740, "가" * 49)
    address = d.pdf_text(50, 700, "접수처는 " + "나" * 30 + " 서울특별시 강남구 ") + d.pdf_text(
        50, 685, "테헤란로 152입니다."
    )
    item = d.pdf_text(50, 670, "- 다음 항목")
    records, _ = reading(d.pdf(wide + address + item))
    assert records[1].text.endswith("서울특별시 강남구 테헤란로 152입니다.")
    assert records[2].text == "- 다음 항목"
    assert records[1].locator.as_dict() == {"page": 1, "paragraph": 2}


def test_pdf_ruled_table_is_a_table(reading):
    rulings = d.pdf_lines(*[(50, y, 450, y) for y in (600, 560, 520)], *[(x, 520, x, 600) for x in (50, 150, 450)])
    words = [(60, 575, "시설명"), (160, 575, "주소"), (60, 540, "시청"), (160, 540, "서울특별시 중구 ")]
    page = d.pdf_text(50, 700, "시설 현황") + rulings + "".join(d.pdf_text(*word) for word in words)
    records, _ = reading(d.pdf(page, d.pdf_text(50, 700, "둘째 쪽")))
    assert seen(records) == ["시설 현황", ["시설명", "주소"], ["시청", "서울특별시 중구"], "둘째 쪽"]
    assert records[2].headers == {0: "시설명", 1: "주소"}
    assert records[2].locator.as_dict() == {"page": 1, "table": 1, "row": 2}


def ruled(xs, ys):
    """A grid with lines at `xs` and `ys` (from the top), in points from the lower left corner."""
    across = [(xs[0], y, xs[-1], y) for y in ys]
    return d.pdf_lines(*across, *[(x, ys[-1], x, ys[0]) for x in xs])


def test_pdf_table_that_goes_on_over_the_page_keeps_its_headers(reading):
    grid, number = ruled((50, 150, 450), (780, 740, 700)), d.pdf_text(290, 30, "- 2 -")
    first = [(60, 750, "자치구"), (160, 750, "소재지"), (60, 710, "강남구"), (160, 710, "역삼동 737 ")]
    second = [(60, 750, "서초구"), (160, 750, "서초동 1 "), (60, 710, "중구"), (160, 710, "정동 5-5 ")]
    pages = [grid + "".join(d.pdf_text(*word) for word in words) + number for words in (first, second)]
    records, _ = reading(d.pdf(*pages))
    rows = [record for record in records if record.kind == "row"][1:]
    assert [record.headers for record in rows] == [{0: "자치구", 1: "소재지"}] * 3
    assert rows[-1].locator.as_dict() == {"page": 2, "table": 2, "row": 2}


def test_pdf_table_whose_first_cell_goes_on_over_the_page_keeps_its_columns(reading):
    first = ruled((50, 150, 250, 450), (780, 740, 700))
    words = [
        (60, 750, "자치구"),
        (160, 750, "연번"),
        (260, 750, "지번"),
        (60, 710, "서초구"),
        (160, 710, "1"),
        (260, 710, "서초동 1 "),
    ]
    rest = ruled((150, 250, 450), (780, 740, 700))
    more = [(160, 750, "2"), (260, 750, "서초동 2 "), (160, 710, "3"), (260, 710, "서초동 3-1 ")]
    pages = [grid + "".join(d.pdf_text(*word) for word in texts) for grid, texts in ((first, words), (rest, more))]
    records, _ = reading(d.pdf(*pages))
    assert [[(cell.column, cell.text) for cell in record.cells] for record in records[2:]] == [
        [(1, "2"), (2, "서초동 2")],
        [(1, "3"), (2, "서초동 3-1")],
    ]
    assert records[-1].headers == {0: "자치구", 1: "연번", 2: "지번"}


def test_pdf_letters_that_stand_alone_are_words(reading):
    def letters(x, y, text):
        return "".join(d.pdf_text(x + 10 * place, y, letter) for place, letter in enumerate(text) if letter != " ")

    rows = [(60, 760 - 20 * number, 200, f"서초동 {number}-3") for number in range(10, 30)]
    page = "".join(letters(x, y, "쉼터") + letters(to, y, lot) for x, y, to, lot in rows)
    records, _ = reading(d.pdf(page))
    text = " ".join(record.text for record in records)
    assert [number for number in range(10, 30) if f"서초동 {number}-3" not in text] == []


def test_pdf_table_with_other_columns_on_the_next_page_is_another_table(reading):
    words = [(60, 750, "자치구"), (160, 750, "소재지"), (60, 710, "강남구"), (160, 710, "역삼동 737 ")]
    one = ruled((50, 150, 450), (780, 740, 700)) + "".join(d.pdf_text(*word) for word in words)
    other = ruled((50, 250, 450), (780, 740, 700)) + "".join(d.pdf_text(x + 100, y, "12 34 ") for x, y, _ in words)
    records, _ = reading(d.pdf(one, other))
    assert records[-1].headers == {}


def test_pdf_frame_with_a_label_on_its_edge_is_read_in_one_piece(reading):
    frame = d.pdf_lines((50, 700, 450, 700), (50, 600, 450, 600), (50, 600, 50, 700), (450, 600, 450, 700))
    label = d.pdf_lines((200, 710, 300, 710), (200, 690, 300, 690), (200, 690, 200, 710), (300, 690, 300, 710))
    texts = [(220, 697, "현장접수"), (60, 660, "서울특별시 강남구 테헤란로 152 강남파이낸스 일층"), (60, 640, "- 끝")]
    records, _ = reading(d.pdf(frame + label + "".join(d.pdf_text(*text) for text in texts)))
    assert seen(records) == [["현장접수"], ["서울특별시 강남구 테헤란로 152 강남파이낸스 일층\n- 끝"]]


def test_pdf_line_with_room_for_another_letter_ended_with_a_word(reading):
    grid = ruled((50, 112, 450), (780, 700, 660))
    short = d.pdf_text(60, 750, "매입주택") + d.pdf_text(60, 738, "공급부")
    texts = [(130, 750, "주소 "), (60, 680, "시청 "), (130, 680, "세종대로 110 ")]
    records, _ = reading(d.pdf(grid + short + "".join(d.pdf_text(*text) for text in texts)))
    assert seen(records)[0] == ["매입주택 공급부", "주소"]


def test_pdf_without_text_asks_for_the_original(reading):
    with pytest.raises(Unreadable) as caught:
        reading(d.pdf("0 0 100 100 re f\n"))
    assert caught.value.code == "scanned"
    assert "OCR" in caught.value.message


def test_pdf_printed_sideways_is_read_upright(reading):
    turned = "0 1 -1 0 595 0 cm\n"
    rulings = d.pdf_lines(*[(50, y, 450, y) for y in (500, 460, 420)], *[(x, 420, x, 500) for x in (50, 150, 450)])
    words = [(60, 475, "시설명"), (160, 475, "주소"), (60, 440, "시청"), (160, 440, "세종대로 110")]
    records, _ = reading(d.pdf(turned + rulings + "".join(d.pdf_text(*word) for word in words)))
    assert seen(records) == [["시설명", "주소"], ["시청", "세종대로 110"]]


def test_text_may_begin_like_an_executable(reading):
    records, result = reading("MZ세대 실태조사\n".encode())
    assert (result.format, records[0].text) == ("text", "MZ세대 실태조사")


def test_pasted_text_is_read_line_by_line(reading):
    records, result = reading("□ 행사 안내\n\n장소: 서울광장, 세종대로 110\r\n문의: 02-120\n".encode())
    assert result.format == "text"
    assert seen(records) == ["□ 행사 안내", "장소: 서울광장, 세종대로 110", "문의: 02-120"]
    assert [record.kind for record in records] == ["heading", "paragraph", "paragraph"]
