"""Tables and prose told apart; no row of a table is lost without a word."""

import random
import re

import pytest

from importers.readers.text.delimited import is_table
from importers.readers.text.quoting import Lines

PROSE = [
    "1. 구간: 을지로, 종로\n2. 우회: 퇴계로, 율곡로\n3. 문의: 교통과, 120\n4. 장소: 서울광장, 세종대로 110",
    "을지로, 종로, 퇴계로 구간을 통제합니다.",
    "쉼터는 시청, 구청에 있습니다.\n화장실은 공원, 역에 있습니다.\n주차장은 시장, 학교에 있습니다.",
    "원효로(남영역~용산구청, 11.12~14)\n한강로(삼각지역~용산역, 11.15~16)\n"
    "서빙고로(이촌역~동작대교, 11.17~18)\n이태원로(녹사평역~한강진역, 11.19)",
    "○ 을지로,종로 통제\n○ 퇴계로,율곡로 우회\n○ 세종대로,한강로 정체\n○ 다산로,왕산로 공사",
    "가. 을지로, 종로\n나. 퇴계로, 율곡로\n다. 세종대로, 한강로\n라. 다산로, 왕산로",
    "일시: 2026. 11. 28., 10:00\n장소: 서울광장, 세종대로 110\n대상: 시민, 관광객",
    "세종대로 110",
    "1.\t을지로 통제\n2.\t퇴계로 우회\n3.\t120 문의",
    "- 시청; 세종대로 110\n- 구청; 삼성로 212\n- 역; 한강대로 405\n- 시장; 남대문시장4길 21",
    "홍길동,김철수 두 분이 오셨습니다.\n이영희,박민수 두 분도 오셨습니다.\n최윤아,정수빈 두 분도요.",
]
TABLES = [
    "연번\t시설명\t주소\n1\t가나쉼터\t서울특별시 중구 세종대로 110\n2\t다라쉼터\t서울특별시 종로구 창경궁로 265",
    "1\t가나쉼터\t서울특별시 중구 세종대로 110",
    "\t시설명\t주소\n1\t가나쉼터\t중구 세종대로 110",
    "쉼터 목록\n연번\t시설명\t주소\n1\t가\t세종대로 110\n2\t나\t",
    "연번,시설명,주소\n1,가나쉼터,세종대로 110\n2,다라쉼터,창경궁로 265",
    "연번, 시설명, 주소\n1, 가나쉼터, 세종대로 110\n2, 다라쉼터, 창경궁로 265",
    "시설명;주소\n가나쉼터;세종대로 110\n다라쉼터;창경궁로 265",
    "시설명|주소|비고\n가나쉼터|세종대로 110|\n다라쉼터|창경궁로 265|",
    "가나쉼터,세종대로 110\n다라쉼터,창경궁로 265\n마바쉼터,삼성로 212",
    "공원,푸른수목원,구로구 항동 10-3,37.48,126.82\n공원,배꽃,중랑구 중화동 332-48,37.6,127.0",
    '시설명,주소,비고\n가,세종대로 110,"정문 앞, 왼쪽"\n나,창경궁로 265,"뒤\n마당"',
    "연번\t시설명\t주소\n1\t가\n2\t나\t창경궁로 265\n3\t다\t삼성로 212\t끝",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays_prose(text):
    assert not is_table(re.split("\r?\n", text))


@pytest.mark.parametrize("text", TABLES)
def test_tables_are_tables(text):
    assert is_table(re.split("\r?\n", text))


@pytest.fixture
def reading(tmp_path):
    from importers.readers import read

    def _reading(data):
        path = tmp_path / "upload"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        result = read(path)
        return [[cell.text for cell in record.cells] or record.text for record in result], result

    return _reading


HEAD = "연번,시설명,주소,비고\n"


def rows(*notes):
    return HEAD + "\n".join(f"{n},쉼터{n},서울특별시 중구 세종대로 {n},{note}" for n, note in enumerate(notes, 1))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (rows('"정문 앞', "옆", "뒤", "위"), "2"),
        (rows("옆", '"정문 앞', "뒤", '"후문"'), "3"),
        (rows('"가', '"나', '"다', "라"), "2, 3, 4"),
        (rows("옆", "뒤", "위", '"끝'), "5"),
        (HEAD + '1,"가나쉼터,서울특별시 중구 세종대로 1,앞\n2,나,서울특별시 중구 세종대로 2,뒤', "2"),
    ],
)
def test_an_unclosed_quotation_mark_loses_no_row_and_is_told(reading, text, lines):
    records, result = reading(text)
    assert len(records) == text.count("\n") + 1
    assert all(f"서울특별시 중구 세종대로 {n}" in record for n, record in enumerate(records[1:], 1))
    assert [(w.code, w.details) for w in result.warnings] == [("unclosed_quote", {"lines": lines})]
    assert lines in result.warnings[0].message


@pytest.mark.parametrize(
    ("note", "read"),
    [
        ('"정문 앞, 왼쪽"', "정문 앞, 왼쪽"),
        ('"첫 줄\n둘째 줄"', "첫 줄\n둘째 줄"),
        ('"""이름"" 옆"', '"이름" 옆'),
        ('"가 "나, 다" 라"', '가 "나, 다" 라'),
        ('정문 "앞"', '정문 "앞"'),
        ('5" 관', '5" 관'),
        ('""', None),
        ('"정문" ', "정문"),
    ],
)
def test_quotation_marks_are_read_as_they_were_meant(reading, note, read):
    records, result = reading(rows(note, "옆", "뒤"))
    assert len(records) == 4
    assert records[1][3:] == ([] if read is None else [read])
    assert result.warnings == []


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize("cell", ["가나\n쉼터", "가나\n", "가\n나\n다", "가 나\n쉼터"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_cell_of_several_lines_is_one_cell_in_every_column(separator, cell, column):
    row = ["1", "쉼터", "세종대로 110"]
    row[column] = cell
    written = separator.join([*row[:column], f'"{cell}"', *row[column + 1 :]])
    lines = Lines(
        f"연번{separator}이름{separator}주소\n{written}\n2{separator}다라{separator}창경궁로 265", separator, 3
    )
    assert list(lines.rows())[1:] == [row, ["2", "다라", "창경궁로 265"]]
    assert not lines.unclosed


def test_a_comma_inside_brackets_cuts_no_place(reading):
    records, _ = reading(
        "연번,구간,비고\n1,원효로(남영역~용산구청, 11.12~14),통제\n2,한강로,우회\n3,을지로,통제\n4,종로,우회\n"
    )
    assert records[1] == ["1", "원효로(남영역~용산구청, 11.12~14)", "통제"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\r\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_and_line_end_gives_the_same_rows(reading, encoding, newline):
    text = rows("앞", "옆", "뒤").replace("\n", newline)
    records, result = reading(text.encode(encoding))
    assert [record[0] for record in records] == ["연번", "1", "2", "3"]
    assert result.format == "csv"


def test_marks_that_nobody_sees_are_no_content(reading):
    records, _ = reading("\ufeff" + rows("앞", "\ufeff옆", "뒤\0") + "\u2028끝")
    assert [record[3] for record in records[1:3]] == ["앞", "옆"]
    assert len(records) == 4


def test_excel_may_name_its_delimiter(reading):
    records, _ = reading("sep=;\n" + rows("앞", "옆").replace(",", ";"))
    assert [record[0] for record in records] == ["연번", "1", "2"]


def test_cells_beyond_the_header_are_kept(reading):
    records, _ = reading("시설명,주소\n가,세종대로 110\n나,창경궁로 265,정문,앞\n다,삼성로 212\n라,왕산로 1\n")
    assert records[2] == ["나", "창경궁로 265", "정문", "앞"]


def test_columns_that_are_left_out_are_told(reading):
    wide = ",".join(f"값{n}" for n in range(1500))
    _, result = reading(f"시설명,주소\n가,세종대로 110\n{wide}\n나,창경궁로 265\n다,삼성로 212\n라,왕산로 1\n")
    assert [w.code for w in result.warnings] == ["columns_capped"]


def test_lines_in_are_rows_out_whatever_the_marks():
    """Every line comes out in some row, in order, and a row of several lines is one whose quoted field was closed."""
    chance = random.Random(7)  # noqa: S311 - the same texts every time
    pieces = ["가", '"', '""', ",", ",", "나", " ", "\n", '"다"', '"마\n바"']
    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 40)))
        lines = Lines(text, ",", chance.choice([0, 2, 3]))
        out = list(lines.rows())
        assert len(out) + sum(f.count("\n") for row in out for f in row) == text.count("\n") + 1
        kept = [c for c in "".join("".join(row) for row in out) if c in "가나다마바"]
        assert kept == [c for c in text if c in "가나다마바"]


def test_a_file_of_open_marks_takes_no_time_of_its_square(reading):
    records, result = reading("가,나,다,라\n" + '1,"x\n' * 60_000)
    assert len(records) == 60_001
    assert result.warnings[0].code == "unclosed_quote"
