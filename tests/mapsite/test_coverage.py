"""What administrators are told about the address tables."""

import re

import pytest

from maptag.geocoding.coverage import coverage
from maptag.geocoding.models import Area, DataVersion, RegisteredRoad, Road
from tests.factories import UserFactory


@pytest.fixture
def administrator(client, db):
    client.force_login(UserFactory(administrator=True))
    return client


def shown(client):
    response = client.get("/coverage/")
    assert response.status_code == 200
    return response.content.decode()


def square(lon, lat, size=0.1):
    ring = ((0, 0), (size, 0), (size, size), (0, size), (0, 0))
    return "MULTIPOLYGON(((" + ",".join(f"{lon + x} {lat + y}" for x, y in ring) + ")))"


def gu(name, addresses, lon, road=True, located=None):
    """A gu of 0.1° with this many addresses on one road and, with `road`, a line of some 9 km."""
    Area.objects.create(code=f"9{lon * 10:.0f}", kind="gu", sido="서울특별시", gu=name, boundary=square(lon, 37.5))
    if addresses:
        values = {"numbers": addresses, "located": addresses if located is None else located}
        RegisteredRoad.objects.create(sido="서울특별시", gu=name, name="큰길", **values)
    if road:
        Road.objects.create(gu=name, name="큰길", lines=f"MULTILINESTRING(({lon} 37.55, {lon + 0.1} 37.55))")


def levels():
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
    assert "1개 구의 주소가 성깁니다" in page
    assert re.search(r"</strong>\s*도봉구", page)


@pytest.mark.parametrize(("addresses", "told"), [(20, True), (900, False)])
def test_a_table_that_is_thin_everywhere_is_called_a_sample(administrator, addresses, told):
    for n, name in enumerate(["강남구", "중구", "용산구"]):
        gu(name, addresses, 126.5 + n / 10)
    DataVersion.objects.create(dataset="addresses", files=[], rows=3 * addresses)
    page = shown(administrator)
    assert ("표본 자료로 보입니다" in page) is told
    assert ("뚜렷이 성긴 구가 없습니다" in page) is not told


def test_mountains_do_not_make_a_gu_thin(db):
    """Twice the area with the same roads is as well covered."""
    gu("강남구", 900, 126.5)
    gu("관악구", 900, 126.6)
    Area.objects.filter(gu="관악구").update(boundary=square(126.6, 37.5, 0.2))
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
    refusals = [["주소<b>.txt", 7, "열 수가 맞지 않습니다."], ["주소<b>.txt", 9, "열 수가 맞지 않습니다."]]
    DataVersion.objects.create(dataset="addresses", files=[], rows=5, refused=1221, refusals=refusals)
    page = shown(administrator)
    assert "거부한 줄 1,221건" in page
    assert "열 수가 맞지 않습니다. <strong>2</strong>" in page
    assert "주소&lt;b&gt;.txt" in page


def test_the_page_asks_nothing_of_other_hosts_and_carries_no_style(administrator, addresses):
    page = shown(administrator)
    assert " style=" not in page
    assert not re.search(r'(src|href)="https?://', page)


@pytest.mark.parametrize(("administrator_too", "expected"), [(True, True), (False, False)])
def test_only_administrators_find_it_in_the_navigation(client, db, administrator_too, expected):
    client.force_login(UserFactory(administrator=administrator_too))
    assert ('href="/coverage/"' in client.get("/").content.decode()) is expected
