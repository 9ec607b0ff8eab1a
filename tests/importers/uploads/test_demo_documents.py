"""The documents that Maptag ships, read and searched as an upload would be; what they name was written down by hand."""

import csv
import gzip
import json

import pytest
from django.conf import settings

from importers.extraction import find
from importers.readers import read
from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.models import Theme

DOCUMENTS = settings.DATA_DIR / "documents"
SHELTERS = "무더위쉼터_현황_2026.xlsx"
LIBRARIES = "공공도서관_목록.csv"
INSPECTIONS = "공중화장실_점검대상.xls"
NO_SMOKING = "용산구_금연구역_지정_안내.docx"
SCHOOL_ZONES = "어린이보호구역_정비공사_시행계획.hwpx"
RIVERSIDE = "하천변_공중화장실_개방_공고.hwp"
PARKS = "공원_물놀이장_안내.pdf"
FORMATS = {
    SHELTERS: "xlsx", LIBRARIES: "csv", INSPECTIONS: "xls", NO_SMOKING: "docx", SCHOOL_ZONES: "hwpx",
    RIVERSIDE: "hwp", PARKS: "pdf",
}  # fmt: skip

# Keys without the first field, the gu: where the document leaves it open, its own test says what is expected.
ADDRESSES = {
    SHELTERS: {
        "개포로|613-0", "덕릉로70가길|98-0", "숭인동길|43-0", "삼선동2가|231-4", "망우로65길|20-0", "고덕로|240-0",
        "고척로3길|85-0", "성수동2가|301-27", "봉화산로3길|40-5",
    },
    LIBRARIES: {"선릉로4길|30-0", "상암로51길|8-0", "영동대로65길|24-0", "영등포로84길|24-5", "망우로73길|46-1"},
    INSPECTIONS: {"미아동|70-20", "미아동|197-1", "풍납동|240-0", "풍납동|473-0"},
    NO_SMOKING: {
        "한강대로14길|9-0", "원효로64길|17-10", "원효로90길|11-0", "두텁바위로|140-0", "후암동|190-2", "동자동|8-0",
        "이촌로|255-0", "이촌로65가길|91-0", "녹사평대로40길|19-0", "회나무로12길|27-0", "우사단로|20-0",
        "한강로3가|65-5", "청파동2가|1-42", "한강대로23길|55-0", "후암로|107-0", "녹사평대로|150-0",
    },
    SCHOOL_ZONES: {
        "길음로|33-0", "흥천사길|29-0", "장월로8가길|41-0", "종암로40길|30-0", "길음동|1284-0", "장위동|68-8",
        "하월곡동|84-86", "화랑로13길|17-0", "보문로|168-0", "종암로|98-8",
    },
    RIVERSIDE: {
        "여의동로|330-0", "여의동로|343-0", "자양동|97-5", "강변북로|2210-0", "뚝섬로|352-0", "안양천로|1171-0",
        "중랑천서자전거길|97-0", "양재천로|107-2", "신정동|871-37", "여의도동|84-4", "노들로|221-0",
    },
    PARKS: {
        "뚝섬로|273-0", "여의공원로|68-0", "능동로|216-0", "여의대방로20길|33-0", "오금로|363-0", "한천로43길|12-14",
        "성산로7길|19-24", "월계로|173-0", "청담동|66-0", "상암동|1761-0", "세종대로|110-0",
    },
}  # fmt: skip
PLACES = (("종암사거리", "stop", "성북구"), ("길음역", "station", "성북구"), ("돌곶이역", "station", "성북구"),
          ("석계역", "station", "노원구"), ("이태원역", "station", "용산구"))  # fmt: skip


@pytest.fixture(scope="module")
def lexicon():
    """Every road and dong of the shipped address sample."""
    with gzip.open(settings.DATA_DIR / "addresses/address_points.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    roads = {(row["gu"], row["road"]) for row in rows if row["road"]}
    dongs = {("서울특별시", row["gu"], row["dong"], "legal") for row in rows if row["dong"]}
    gus = {("서울특별시", row["gu"], "", "gu") for row in rows}
    # A lexicon knows the roads of public offices, too, whose buildings are not in the sample.
    return Lexicon.build(sorted(roads | {("중구", "세종대로")}), sorted(gus | dongs), PLACES)


def mentions(name, lexicon):
    return [mention for _, found in find(read(DOCUMENTS / name, name), lexicon, name) for mention in found]


def in_paragraphs(found):
    return [mention for mention in found if mention.cell is None]


@pytest.mark.parametrize("name", FORMATS)
def test_each_document_is_read_as_its_format_without_a_warning(name):
    reading = read(DOCUMENTS / name, name)
    records = list(reading)
    assert reading.format == FORMATS[name]
    assert reading.warnings == []
    assert any("시연용" in text for record in records for _, text in record.texts())


@pytest.mark.parametrize("name", FORMATS)
def test_the_addresses_that_each_document_names_are_found(name, lexicon):
    found = {mention.key.split("|", 1)[1] for mention in mentions(name, lexicon) if mention.addresses}
    assert ADDRESSES[name] - found == set()


def test_ditto_marks_of_the_inspection_list_give_gu_and_dong(lexicon):
    found = [mention for mention in mentions(INSPECTIONS, lexicon) if mention.addresses]
    assert len(found) == 120
    assert found[1].key == "강북구|미아동|197-1"
    assert found[-1].key == "송파구|풍납동|473-0"


def test_a_merged_gu_reaches_the_rows_below_it(lexicon):
    keys = {mention.key for mention in mentions(SHELTERS, lexicon) if mention.locator.sheet == "경로당"}
    assert {"성동구|연무장길|9-8", "송파구|양재대로72길|47-8", "영등포구|문래동6가|43-0"} <= keys


def test_every_library_has_its_road_address(lexicon):
    roads = [mention for mention in mentions(LIBRARIES, lexicon) if mention.kind == "road"]
    assert len({mention.locator.row for mention in roads}) >= 145


def test_dates_money_and_laws_are_no_places(lexicon):
    found = " ".join(
        mention.text for name in (NO_SMOKING, SCHOOL_ZONES, RIVERSIDE) for mention in mentions(name, lexicon)
    )
    for not_a_place in ("2026", "482,000", "제12조", "145일", "10m"):
        assert not_a_place not in found


def test_the_letter_names_segments_an_area_and_a_circle(lexicon):
    kinds = {(mention.kind, mention.text) for mention in in_paragraphs(mentions(SCHOOL_ZONES, lexicon))}
    assert ("segment", "종암사거리~길음역") in kinds
    assert ("segment", "돌곶이역에서 석계역") in kinds
    assert ("area", "장위동 일대") in kinds


def test_a_table_of_the_hwp_keeps_the_gu_of_its_merged_cells(lexicon):
    in_table = {mention.key for mention in mentions(RIVERSIDE, lexicon) if mention.cell is not None}
    assert {"양천구|안양천로|812-0", "중랑구|중랑천로|234-0", "강남구|양재천서자전거길|80-0"} <= in_table


def test_the_demo_imports_every_document_for_a_department_and_theme_that_it_makes():
    demo = json.loads((DOCUMENTS / "demo.json").read_text(encoding="utf-8"))
    assert {document["file"] for document in demo["documents"]} == set(FORMATS)
    departments = {department["slug"] for department in demo["departments"]}
    themes = {theme["slug"] for theme in demo["themes"]}
    assert {document["department"] for document in demo["documents"]} <= departments
    assert {document["theme"] for document in demo["documents"]} <= themes
    for theme in demo["themes"]:
        Theme(**theme).clean_fields()
