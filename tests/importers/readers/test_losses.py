"""PDFs that lose text without showing it: the review says on which pages, and shows them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from importers.readers import read
from importers.uploads import pipeline
from importers.uploads.reading import picture_in_child, read_in_child
from tests.importers import documents as d
from tests.importers.factories import UploadFactory

ROOT = Path(__file__).resolve().parents[3]
# A font whose letters are drawings: no code of it has a name that PDFium could tell a letter from.
DRAWN = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar 4"
    "/Widths[1000 1000 1000 1000]/Encoding<</Type/Encoding/Differences[1/g1/g2/g3/g4]>>"
    "/CharProcs<</g1 5 0 R/g2 5 0 R/g3 5 0 R/g4 5 0 R>>/Resources<<>>>>"
)
# What an office's printer leaves of a font: glyph numbers, and no map back.
SUBSET = "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Batang/Encoding/Identity-H/DescendantFonts[5 0 R]>>"
SUBSET_GLYPHS = (
    "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Batang/DW 1000/CIDToGIDMap/Identity"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 6 0 R>>"
)
DESCRIPTOR = (
    "<</Type/FontDescriptor/FontName/ABCDEF+Batang/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 900"
    "/Descent -100/CapHeight 700/StemV 80>>"
)
GLYPH = "<</Length 48>>\nstream\n1000 0 0 0 1000 1000 d1 100 100 800 800 re f    \nendstream"
DAY = "BT /F1 10 Tf 60 700 Td (2026. 6. 1. \\( \\)) Tj ET\n"


def with_font(font, *more, shown):
    """A page that writes a day in Helvetica and `shown` in `font`."""
    content = DAY + f"BT /F2 10 Tf 60 650 Td <{shown}> Tj ET\n"
    return d._pdf_file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count 1/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</Font<<"
            "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>/F2 4 0 R>>>>>>",
            font,
            *more,
            f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        ],
        "",
    )


LOSING = {
    "drawn letters": with_font(DRAWN, GLYPH, "<<>>", shown="01020304"),
    "a subset without a map": with_font(SUBSET, SUBSET_GLYPHS, DESCRIPTOR, shown="100110021003"),
}


@pytest.mark.parametrize("data", LOSING.values(), ids=LOSING.keys())
def test_letters_without_unicode_are_told_with_their_pages(tmp_path, data):
    path = tmp_path / "upload"
    path.write_bytes(data)
    reading = read(path)
    assert "2026. 6. 1." in " ".join([record.text for record in reading])
    assert [(w.code, w.details) for w in reading.warnings] == [("no_unicode", {"pages": "1"})]
    assert "1쪽" in reading.warnings[0].message


def letters(x, y, text):
    return "".join(d.pdf_text(x + 10 * place, y, letter) for place, letter in enumerate(text))


def test_what_is_read_in_full_is_not_warned_of(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(d.pdf(d.pdf_text(60, 700, "서초동 12-3 쉼터") + d.pdf_text(60, 600, " ")))
    reading = read(path)
    assert [record.text for record in reading] == ["서초동 12-3 쉼터"]
    assert reading.warnings == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hide the machine's fonts from a process")
def test_a_machine_without_fonts_reads_every_letter_all_the_same(tmp_path):
    """One letter alone, letters set one by one, and a line set sideways; among lines that any machine reads."""
    path = tmp_path / "upload"
    latin = "".join(d.pdf_text(60, 100 + 12 * line, f"Seoul {line}") for line in range(40))
    path.write_bytes(
        d.pdf(
            latin + d.pdf_text(300, 700, "동"),
            letters(60, 700, "쉼터") + d.pdf_text(200, 700, "서울특별시 중구 세종대로 110"),
            d.pdf_text(60, 700, "Seoul 2026"),
        )
    )
    hide = 'mount -t tmpfs none /usr/share/fonts && exec "$0" -m importers.readers "$1"'
    command = ["unshare", "--mount", "sh", "-c", hide, sys.executable, str(path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    if "unshare" in result.stderr or "mount:" in result.stderr:
        pytest.skip("no namespaces here")
    assert "동" in result.stdout
    assert "쉼터 서울특별시 중구 세종대로 110" in result.stdout
    assert "warning" not in result.stderr


# -- the picture


@pytest.fixture
def losing(db):
    upload = UploadFactory(format="pdf", warnings=[{"code": "no_unicode", "details": {"pages": "1"}}])
    upload.file.save("a.pdf", ContentFile(LOSING["drawn letters"]))
    pipeline.suggest_review(upload)
    return upload


def test_the_page_is_drawn_in_a_child(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(LOSING["drawn letters"])
    assert picture_in_child(path, 1).startswith(b"\x89PNG\r\n")
    assert len(list(read_in_child(path))) == 1


def test_the_review_shows_the_page_beside_the_warning(client, losing):
    client.force_login(losing.uploaded_by)
    page = client.get(losing.get_absolute_url()).text
    address = f"{losing.get_absolute_url()}pages/1.png"
    assert f'src="{address}"' in page
    picture = client.get(address)
    assert (picture.status_code, picture["Content-Type"], picture.content[:4]) == (200, "image/png", b"\x89PNG")


def test_the_picture_is_for_the_department_and_for_warned_pages_alone(client, losing):
    address = f"{losing.get_absolute_url()}pages/"
    assert client.get(f"{address}1.png").status_code in (302, 401)
    client.force_login(UploadFactory().uploaded_by)
    assert client.get(f"{address}1.png").status_code == 404
    client.force_login(losing.uploaded_by)
    assert client.get(f"{address}2.png").status_code == 404
