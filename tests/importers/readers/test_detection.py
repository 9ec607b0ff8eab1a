"""Files are what their content says, and hostile ones end in a message."""

import zipfile

import pytest

from importers.readers import Unreadable, detect, messages, read
from tests.importers import documents as d

SHEET = (
    '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
)

ZEROS = "00" * 32
LOCKED = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{ZEROS}>/U<{ZEROS}>/P -4>>/ID[<00><00>]"


def workbook(sheet, **members) -> bytes:
    book, rels = SHEET
    files = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": sheet}
    return d.archive({**files, **members})


@pytest.fixture
def unreadable(tmp_path):
    """The Unreadable that reading these bytes ends in."""

    def _unreadable(data):
        path = tmp_path / "upload.hwp"
        path.write_bytes(data)
        with pytest.raises(Unreadable) as caught:
            list(read(path))
        return caught.value

    return _unreadable


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (d.hwp(d.hwp_paragraph("가")), "신청서.hwpx", "hwp"),
        (d.hwpx(d.hwpx_paragraph("가")), "신청서.hwp", "hwpx"),
        ("이름,주소,비고\n가,나,다\n라,마,바\n".encode("cp949"), "목록.xls", "csv"),
        (d.pdf(d.pdf_text(50, 700, "가")), "공고.hwp", "pdf"),
    ],
)
def test_the_name_does_not_decide_but_a_misleading_one_is_told(tmp_path, data, name, expected):
    path = tmp_path / "upload"
    path.write_bytes(data)
    assert detect(path) == expected
    warning = read(path, name).warnings[0]
    assert warning.code == "wrong_name"
    assert expected.upper() in warning.message
    assert read(path, f"바른 이름.{expected}").warnings == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05", "hwp3"),
        ('<?xml version="1.0"?><HWPML Version="2.8">'.encode("utf-16"), "hwpml"),
        (b"MZ\x90\x00" + bytes(500), "executable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        (b"\xff\xd8\xff\xe0<html>", "image"),
        ("<html><table><tr><td>주소</td></tr></table></html>".encode("cp949"), "html"),
        (b"{\\rtf1\\ansi }", "rtf"),
        (bytes(range(256)) * 40, "unknown"),
        (d.ole({"EncryptedPackage": b"", "EncryptionInfo": b""}), "encrypted"),
        (d.ole({"WordDocument": b""}), "doc"),
        (d.ole({"PowerPoint Document": b""}), "ppt"),
        (d.archive({"사진.jpg": b"", "문서.hwp": b""}), "archive"),
        (d.archive({"xl/workbook.bin": b""}), "xlsb"),
        (d.archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "odf"),
        (d.archive({"word/document.xml": ""}), "broken"),
        (d.hwpx(d.hwpx_paragraph("")), "no_text"),
        (d.xls([["가"]], start=d.biff(0x2F, bytes(54))), "encrypted"),
        (d.pdf("", trailer=LOCKED), "encrypted"),
        (b"%PDF-1.7 " + bytes(300), "broken"),
    ],
)
def test_what_can_not_be_read_says_so(unreadable, data, code):
    fault = unreadable(data)
    assert fault.code == code
    assert fault.message == str(messages.UNREADABLE[code])


def test_a_bomb_is_refused_before_it_is_unpacked(unreadable):
    assert unreadable(workbook(b" " * (201 * 1024 * 1024))).code == "too_large"


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further_than_it_says(unreadable):
    data = workbook(b"<worksheet><sheetData>" + b" " * 10_000_000)
    lie = data.replace((10_000_022).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != data
    assert unreadable(lie).code == "broken"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.xml", "/etc/x.xml", "C:\\x.xml", "xl/inner.zip", "xl/a.7z"])
def test_members_that_leave_the_archive_or_hold_another_are_refused(unreadable, name):
    assert unreadable(workbook("<worksheet/>", **{name: "x"})).code == "unsafe"


def test_links_in_an_archive_are_refused(unreadable, tmp_path):
    link = zipfile.ZipInfo("xl/media/image1.png")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr("xl/workbook.xml", SHEET[0])
        target.writestr(link, "/etc/passwd")
    assert unreadable((tmp_path / "a.zip").read_bytes()).code == "unsafe"


def test_entities_are_neither_expanded_nor_fetched(unreadable, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("비밀")
    levels = zip("bcd", "cde", strict=True)
    laughs = '<!DOCTYPE a [<!ENTITY b "하하">' + "".join(f'<!ENTITY {y} "{f"&{x};" * 99}">' for x, y in levels) + "]>"
    external = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]>'
    row = '<worksheet><sheetData><row><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    for doctype in (laughs, external):
        assert unreadable(workbook(doctype + row)).code == "unsafe"
        assert (
            unreadable(d.archive({"word/document.xml": f"{doctype}<document><p>&e;</p></document>"})).code == "unsafe"
        )


def test_tables_in_tables_without_end_are_refused(unreadable):
    body = "<tbl><tr><tc>" * 40 + "<p><r><t>가</t></r></p>" + "</tc></tr></tbl>" * 40
    assert unreadable(d.archive({"word/document.xml": f"<document><body>{body}</body></document>"})).code == "unsafe"


def test_every_message_is_korean_and_says_what_to_do():
    for words in messages.UNREADABLE.values():
        assert any(ask in str(words) for ask in ("주세요", "않습니다")), words
