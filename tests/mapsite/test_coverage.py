"""What administrators are told about the address tables."""

import csv
import io
import re
from uuid import uuid4

import pytest

from maptag.geocoding.models import (
    DataVersion,
    District,
    RefusedLine,
    RegisteredDong,
    RegisteredGu,
    RegisteredRoad,
    Road,
)
from maptag.geocoding.tables.coverage import coverage, measure
from tests.factories import UserFactory


@pytest.fixture
def administrator(client, db):
    client.force_login(UserFactory(administrator=True))
    return client


def shown(client):
    measure()
    response = client.get("/coverage/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def square(lon, lat, size=0.1):
    ring = ((0, 0), (size, 0), (size, size), (0, size), (0, 0))
    return "MULTIPOLYGON(((" + ",".join(f"{lon + x} {lat + y}" for x, y in ring) + ")))"


def gu(name, addresses, lon, road=True, located=None, sido="서울특별시"):
    """A gu of 0.1° with this many addresses on one road and, with `road`, a line of some 9 km."""
    District.objects.create(code=f"9{lon * 10:.0f}", kind="gu", sido=sido, gu=name, boundary=square(lon, 37.5))
    if addresses:
        values = {"numbers": addresses, "located": addresses if located is None else located}
        RegisteredRoad.objects.create(sido=sido, gu=name, name="큰길", **values)
    if road:
        Road.objects.create(sido=sido, gu=name, name="큰길", lines=f"MULTILINESTRING(({lon} 37.55, {lon + 0.1} 37.55))")


def levels():
    measure()
    return {one.gu: one.level for one in coverage().gus}


def test_nothing_loaded_is_said(administrator):
    assert "올린 주소 자료가 없습니다" in shown(administrator)


def test_loaded_files_and_counts_are_listed(administrator, addresses):
    page = shown(administrator)
    assert "addresses.csv" in page
    assert "gu.geojson.gz" in page
    rows = DataVersion.objects.active().get(dataset="addresses").rows
    assert f"<dt>주소</dt><dd>{rows}건</dd>" in page
    assert page.count('<path class="level-') == 25


def test_every_load_measures_the_gus_so_that_the_page_need_not(client, addresses, django_assert_max_num_queries):
    client.force_login(UserFactory(administrator=True))
    with django_assert_max_num_queries(20):
        page = client.get("/coverage/").content.decode()
    assert page.count('<path class="level-') == 25
    measured = list(RegisteredGu.objects.values_list("gu", "addresses", "road_km"))
    measure()
    assert list(RegisteredGu.objects.values_list("gu", "addresses", "road_km")) == measured


def test_each_gu_has_its_number_of_addresses(administrator, addresses):
    page = shown(administrator)
    row = re.search(r'<tr[^>]*>\s*<th scope="row" class="nowrap">강남구.*?</tr>', page, re.S).group()
    count = sum(RegisteredRoad.objects.filter(gu="강남구").values_list("numbers", flat=True))
    assert f">{count}</span>" in row


def test_gu_with_few_addresses_for_their_roads_are_thin(db):
    for n, (name, addresses) in enumerate([("강남구", 900), ("중구", 800), ("용산구", 1000), ("강북구", 300)]):
        gu(name, addresses, 126 + n / 10)
    assert levels() == {"강남구": 2, "중구": 2, "용산구": 2, "강북구": 0}


def test_a_gu_that_is_missing_altogether_is_thin(administrator):
    gu("강남구", 900, 126.5)
    gu("도봉구", 0, 126.6)
    DataVersion.objects.create(dataset="addresses", files=[], rows=900)
    page = shown(administrator)
    assert "시·군·구 1곳의 주소가 성깁니다" in page
    assert re.search(r"</strong>\s*도봉구", page)


@pytest.mark.parametrize(("addresses", "told"), [(20, True), (900, False)])
def test_a_table_that_is_thin_everywhere_is_called_a_sample(administrator, addresses, told):
    for n, name in enumerate(["강남구", "중구", "용산구"]):
        gu(name, addresses, 126.5 + n / 10)
    DataVersion.objects.create(dataset="addresses", files=[], rows=3 * addresses)
    page = shown(administrator)
    assert ("표본 자료로 보입니다" in page) is told
    assert ("뚜렷이 성긴 시·군·구가 없습니다" in page) is not told


def test_mountains_do_not_make_a_gu_thin(db):
    """Twice the area with the same roads is as well covered."""
    gu("강남구", 900, 126.5)
    gu("관악구", 900, 126.6)
    District.objects.filter(gu="관악구").update(boundary=square(126.6, 37.5, 0.2))
    assert set(levels().values()) == {2}


def test_without_roads_the_area_is_the_measure(administrator):
    gu("강남구", 900, 126.5, road=False)
    gu("중구", 100, 126.6, road=False)
    gu("용산구", 900, 126.7, road=False)
    DataVersion.objects.create(dataset="addresses", files=[], rows=1900)
    assert levels() == {"강남구": 2, "중구": 0, "용산구": 2}
    assert "1 km²에" in shown(administrator)


def test_without_boundaries_counts_remain(administrator):
    RegisteredRoad.objects.create(sido="서울특별시", gu="강남구", name="테헤란로", numbers=12, located=9)
    DataVersion.objects.create(dataset="addresses", files=[], rows=12)
    page = shown(administrator)
    assert ">12</span>" in page
    assert "75%" in page
    assert "<path class=" not in page


def test_refused_lines_are_told_with_their_reasons_and_as_text(administrator):
    refused_load(1221)
    page = shown(administrator)
    assert "거부한 줄 1,221건" in page
    assert "열 수가 맞지 않습니다. <strong>2</strong>" in page
    assert "주소&lt;b&gt;.txt" in page
    assert "그보다 뒤의 줄은 수만 세었습니다" in page


def refused_load(count):
    files = [["주소<b>.txt", "rnaddrkor", 5, count]]
    version = DataVersion.objects.create(dataset="addresses", files=files, rows=5, refused=count)
    for line in (7, 9):
        RefusedLine.objects.create(load=version.load, file="주소<b>.txt", line=line, reason="열 수가 맞지 않습니다.")
    return version


def test_every_refused_line_can_be_downloaded_and_no_cell_is_a_formula(administrator):
    version = refused_load(3)
    RefusedLine.objects.create(load=version.load, file='=cmd|"/c"!A1', line=0, reason="까닭")
    RefusedLine.objects.create(load=uuid4(), file="지난 자료.txt", line=1, reason="까닭")
    assert 'href="/coverage/refused.csv"' in shown(administrator)
    text = b"".join(administrator.get("/coverage/refused.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[:3] == [
        ["파일", "줄", "까닭"],
        ["주소<b>.txt", "7", "열 수가 맞지 않습니다."],
        ["주소<b>.txt", "9", "열 수가 맞지 않습니다."],
    ]
    assert len(rows) == 4
    assert not rows[3][0].startswith("=")


def test_gu_of_one_name_are_counted_for_their_own_cities(db):
    gu("중구", 900, 126.5)
    gu("강남구", 900, 126.6)
    gu("중구", 300, 129.0, sido="부산광역시")
    measure()
    found = {(one.sido, one.gu): (one.addresses, one.level) for one in coverage().gus}
    assert found["서울특별시", "중구"] == (900, 2)
    assert found["부산광역시", "중구"] == (300, 0)


def test_several_provinces_are_shown_one_by_one(administrator):
    gu("중구", 900, 126.5)
    gu("강남구", 900, 126.6)
    gu("중구", 300, 129.0, sido="부산광역시")
    DataVersion.objects.create(dataset="addresses", files=[], rows=2100)
    page = shown(administrator)
    assert "시·군·구 2곳, 주소 1,800건" in page
    assert "성긴 곳 1" in page
    assert re.search(r"</strong>\s*<span[^>]*>부산광역시 중구", page)


def dongs(name, all_of_them, filled, sido="대구광역시"):
    for n in range(all_of_them):
        values = {"sido": sido, "gu": name, "dong": f"{name[0]}{n}동"}
        District.objects.create(code=f"8{ord(name[0]) % 100:02}{n:07}", kind="legal", **values)
        if n < filled:
            RegisteredDong.objects.create(sido=sido, gu=name, name=values["dong"])


def test_where_nothing_measures_a_gu_it_is_not_called_normal_but_thin_when_its_dongs_are_empty(administrator):
    gu("강남구", 900, 126.5)
    for name, filled in (("동구", 10), ("서구", 5)):
        RegisteredRoad.objects.create(sido="대구광역시", gu=name, name="큰길", numbers=50, located=50)
        dongs(name, 10, filled)
    DataVersion.objects.create(dataset="addresses", files=[], rows=1000)
    assert levels() == {"강남구": 2, "동구": None, "서구": 0}
    page = shown(administrator)
    assert "알 수 없음" in page
    assert "10곳 중 5" in page


def test_a_gu_of_a_loaded_province_without_any_address_is_thin(db):
    gu("강남구", 900, 126.5)
    District.objects.create(code="1", kind="gu", sido="서울특별시", gu="도봉구")
    District.objects.create(code="2", kind="gu", sido="제주특별자치도", gu="제주시")
    assert levels() == {"강남구": 2, "도봉구": 0}


def test_a_city_that_is_divided_has_its_addresses_in_its_parts(db):
    for code, name in enumerate(("성남시", "성남시 분당구")):
        District.objects.create(code=str(code), kind="gu", sido="경기도", gu=name)
    RegisteredRoad.objects.create(sido="경기도", gu="성남시 분당구", name="불정로", numbers=50, located=50)
    assert levels() == {"성남시 분당구": None}


def test_the_page_asks_nothing_of_other_hosts_and_carries_no_style(administrator, addresses):
    page = shown(administrator)
    assert " style=" not in page
    assert not re.search(r'(src|href)="https?://', page)


@pytest.mark.parametrize(("administrator_too", "expected"), [(True, True), (False, False)])
def test_only_administrators_find_it_in_the_navigation(client, db, administrator_too, expected):
    client.force_login(UserFactory(administrator=administrator_too))
    assert ('href="/coverage/"' in client.get("/").content.decode()) is expected


def test_the_register_that_daily_changes_went_on_from_is_still_told(administrator):
    whole = [["rnaddrkor_seoul.txt", "rnaddrkor", 530000, 0], ["RNENTDATA.txt", "RNENTDATA", 530000, 0]]
    DataVersion.objects.create(dataset="addresses", files=whole, rows=530000, active=False)
    DataVersion.objects.create(dataset="addresses", files=[["daily.txt", "rnaddrkor", 300, 0]], rows=530120)
    page = shown(administrator)
    assert "앞서 올린 자료" in page
    assert "rnaddrkor_seoul.txt 등 2개" in page
