"""Personal data in text: every spelling is found, what only looks like it stays, and hostile text takes no longer."""

import re
import time
from pathlib import Path

import pytest

from maptag.privacy import Audience, find, find_html, mask, mask_html

HERE = Path(__file__).parent


def rows(name):
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")][1:]


def marked(text):
    """(text without the marks, the spans between them)"""
    plain, spans = "", []
    for part in re.split("([«»])", text.replace("\\n", "\n")):
        if part == "«":
            start = len(plain)
        elif part == "»":
            spans.append((start, len(plain)))
        else:
            plain += part
    return plain, spans


@pytest.mark.parametrize(("kind", "text"), rows("spellings"))
def test_personal_data_is_found_however_it_is_spelt(kind, text):
    plain, spans = marked(text)
    findings = find(plain)
    for start, end in spans:
        assert [f.kind for f in findings if f.start < end and f.end > start] == [kind]
    assert mask(plain, Audience.CITIZEN) != plain


@pytest.mark.parametrize(("audience", "text"), rows("harmless"))
def test_what_only_looks_personal_stays_as_it_is(audience, text):
    assert mask(text, Audience(audience)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("880101-1234567", "******-*******"),
        ("전화 010-1234-5678로", "전화 010-****-5678로"),
        ("０２－３４５－６７８９", "０２－***－****"),
        ("hong@naver.com", "h***@naver.com"),
        ("12가3456 차", "**가**** 차"),
        ("홍길동 101동 202호", "홍길동 ***동 ***호"),
        ("010\u200b-1234-\u200b5678", "010\u200b-****-\u200b5678"),
        ("공일공 일이삼사 오육칠팔", "공일공 **** 오육칠팔"),
    ],
)
def test_what_is_masked_keeps_its_shape(text, shown):
    assert mask(text, Audience.CITIZEN) == shown
    assert mask(shown, Audience.CITIZEN) == shown


def test_a_finding_names_its_place_in_the_original():
    text = "㈜가나 ﻿０１０－１２３４－５６７８ 끝"
    (finding,) = find(text)
    assert text[finding.start : finding.end] == "０１０－１２３４－５６７８"
    assert (finding.kind, finding.certain, finding.masked) == ("mobile", True, "０１０－****－５６７８")


def test_an_office_keeps_its_numbers_and_a_citizen_does_not():
    text = "교통과 02-2133-1234, road@seoul.go.kr"
    assert mask(text, Audience.OFFICE) == text
    assert mask(text, Audience.CITIZEN) == "교통과 02-****-****, r***@seoul.go.kr"


def test_a_column_heading_tells_what_a_bare_number_is():
    assert mask("110-234-567890", context="후원 계좌번호") == "***-***-******"
    assert mask("1023456789", Audience.CITIZEN, context="휴대전화") != "1023456789"
    assert mask("110-234-567890", context="관리번호") == "110-234-567890"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>010<b>-1234</b>-56&#55;8</p>", "<p>010<b>-****</b>-56&#55;8</p>"),
        ("<p>010&nbsp;1234&nbsp;5678</p>", "<p>010&nbsp;****&nbsp;5678</p>"),
        ('<a href="tel:01012345678" rel="x">전화</a>', '<a rel="x">전화</a>'),
        ('<a href="mailto:hong%40naver.com" rel="x">메일</a>', '<a rel="x">메일</a>'),
        ('<a href="tel:02-2133-1234" rel="x">☎</a>', '<a href="tel:02-2133-1234" rel="x">☎</a>'),
        ("<p>880101</p><p>1234567</p>", "<p>880101</p><p>1234567</p>"),
    ],
)
def test_markup_hides_nothing_and_stays_whole(html, shown):
    assert mask_html(html) == shown


def test_findings_in_markup_lie_in_the_markup():
    html = "<p>연락 010<b>-1234</b>-5678</p>"
    (finding,) = find_html(html)
    assert html[finding.start : finding.end] == "010<b>-1234</b>-5678"


HOSTILE = [
    "1",
    "1 ",
    "010",
    "12가",
    "a@",
    "880101-",
    "0-",
    "1234-",
    "02) ",
    "(",
    " ",
    "공일",
    "a.b",
    "홍길동 101동 ",
    "1-1.1 ",
    "<a ",
    "&#49;",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_hostile_text_takes_time_in_proportion_to_its_length(part):
    def seconds(size):
        text = part * (size // len(part))
        began = time.process_time()
        mask(text, Audience.CITIZEN)
        mask_html(text, Audience.CITIZEN)
        return time.process_time() - began

    seconds(1000)
    assert seconds(160_000) < 2 + 12 * seconds(20_000)


def test_a_megabyte_of_digits_takes_less_than_a_second():
    find("")
    began = time.process_time()
    find("1" * 1_000_000)
    assert time.process_time() - began < 1
