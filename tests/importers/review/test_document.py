"""The document as it reads: merged cells, long tables in parts, mentions in their places."""

import pytest

from importers.models import Mention
from importers.records import Cell, DocumentRecord, Locator
from importers.review.document import CHUNK, Span, chunk_blocks, chunk_starts, segments_of
from tests.importers.factories import UploadFactory, header_record, long_upload, row_record, with_records

pytestmark = pytest.mark.django_db


def texts(row):
    return ["".join(segment.text for segment in cell.segments) for cell in row.cells]


def merged_row(number, gu, covered, name):
    first = Cell(gu, 0, rowspan=1 if covered else 3, covered=covered)
    return DocumentRecord("row", Locator(table=1, row=number), cells=(first, Cell(name, 1)))


def test_a_long_table_goes_on_with_the_same_columns_and_its_header():
    upload = long_upload(CHUNK + 50)
    (_sheet, first), (rest,) = chunk_blocks(upload, 1), chunk_blocks(upload, CHUNK + 1)
    assert texts(first.head[0]) == ["연번", "시설명", "소재지", "운영시간"]
    assert (rest.continued, [text for text, _columns in rest.headers]) == (
        True,
        ["연번", "시설명", "소재지", "운영시간"],
    )
    assert rest.widths == first.widths
    assert [row.label for row in rest.rows][:2] == [CHUNK + 1, CHUNK + 2]
    assert list(chunk_starts(upload)) == [1, CHUNK + 1]


def test_a_merged_cell_is_drawn_once():
    rows = [merged_row(n, "강남구", n > 1, f"도서관 {n}") for n in (1, 2, 3)]
    (table,) = chunk_blocks(with_records(UploadFactory(), rows), 1)
    assert table.rows[0].cells[0].rowspan == 3
    assert [texts(row) for row in table.rows] == [["강남구", "도서관 1"], ["도서관 2"], ["도서관 3"]]


def test_a_merged_cell_that_began_in_an_earlier_part_is_told_again():
    above = [
        DocumentRecord("row", Locator(table=1, row=n), cells=(Cell("가", 0), Cell("나", 1))) for n in range(1, CHUNK)
    ]
    rows = [merged_row(CHUNK + n, "강남구", n > 0, f"도서관 {n}") for n in (0, 1, 2)]
    upload = with_records(UploadFactory(), [*above, *rows])
    assert chunk_blocks(upload, 1)[0].rows[-1].cells[0].rowspan == 1
    (rest,) = chunk_blocks(upload, CHUNK + 1)
    assert [texts(row) for row in rest.rows] == [["강남구", "도서관 1"], ["강남구", "도서관 2"]]
    assert rest.rows[0].cells[0].continued


SHORT_AND_LONG = [(Cell("가", 0),), (Cell("나", 0), Cell("다", 1), Cell("라", 2))]


def test_missing_cells_leave_their_columns_empty():
    record = DocumentRecord("row", Locator(table=1, row=1), cells=(Cell("가", 0), Cell("라", 3)))
    (table,) = chunk_blocks(with_records(UploadFactory(), [record]), 1)
    assert texts(table.rows[0]) == ["가", "", "라"]
    assert [cell.colspan for cell in table.rows[0].cells] == [1, 2, 1]


def test_short_rows_are_filled_up_to_the_tables_width():
    rows = [DocumentRecord("row", Locator(table=1, row=n), cells=cells) for n, cells in enumerate(SHORT_AND_LONG, 1)]
    (table,) = chunk_blocks(with_records(UploadFactory(), rows), 1)
    assert [sum(cell.colspan for cell in row.cells) for row in table.rows] == [3, 3]


def test_a_stray_or_endless_column_does_not_make_a_page_of_empty_cells():
    far = DocumentRecord("row", Locator(table=1, row=1), cells=(Cell("가", 0), Cell("끝", 16_383)))
    endless = DocumentRecord("row", Locator(table=1, row=2), cells=(Cell("나", 0, colspan=10**9), Cell("다", 10**9)))
    (table,) = chunk_blocks(with_records(UploadFactory(), [far, endless]), 1)
    assert ["끝" in texts(table.rows[0]), "다" in texts(table.rows[1])] == [True, True]
    assert sum(len(row.cells) for row in table.rows) < 50
    assert len(table.columns) < 5


def test_sheets_and_pages_are_headed_and_hidden_ones_say_so():
    hidden = DocumentRecord("row", Locator(sheet="옛 자료", row=1), cells=(Cell("폐관", 0),), hidden=True)
    pages = [DocumentRecord("paragraph", Locator(page=n, paragraph=1), text=f"{n}쪽 글") for n in (1, 2)]
    blocks = chunk_blocks(with_records(UploadFactory(), [header_record(), row_record(2, "1", "가"), hidden, *pages]), 1)
    assert [(b.kind, b.text, b.hidden) for b in blocks if b.kind in ("sheet", "page")] == [
        ("sheet", "목록", False),
        ("sheet", "옛 자료", True),
        ("page", "1", False),
        ("page", "2", False),
    ]


def test_mentions_cut_the_text_without_losing_any_of_it():
    text = "남산도서관(소월로 109)과 정독도서관"
    spans = [(0, 5), (2, 4), (6, 13), (16, 21)]
    segments = segments_of(text, [Span(start, end, Mention(start=start, end=end)) for start, end in spans])
    assert "".join(segment.text for segment in segments) == text
    marked = ["남산", "도서", "관", "소월로 109", "정독도서관"]
    assert [segment.text for segment in segments if segment.mention] == marked
    assert [segment.text for segment in segments if segment.goes_on] == ["관"]


def test_of_two_mentions_of_one_span_both_are_there():
    spans = [Span(0, 2, Mention(number=1)), Span(0, 2, Mention(number=2))]
    segments = segments_of("남산 길", spans)
    assert [(segment.text, segment.mention and segment.mention.number) for segment in segments] == [
        ("남산", 1),
        ("", 2),
        (" 길", None),
    ]
