"""load_addresses: files as the ministry publishes them, in the shapes and orders in which they arrive."""

import gzip
import zipfile

import pytest

from maptag.geocoding.models import DataVersion, District, Lot, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Query

from .files import (
    JAHAMUN_BUILDING,
    ROAD_CODE,
    SEJONG,
    build,
    entrance,
    entrc,
    match_build,
    match_jibun,
    match_rs_entrc,
    rnaddrkor,
    road_name,
    write,
)
from .loads import CODES, archive, load, mains, place

pytestmark = pytest.mark.django_db
JANGTEO = (
    "51130310445753400007700000|5113031026|강원특별자치도|원주시|소초면|교항리|0|20|3|511304457534|장작터길|0|77|0"
    "|5113031000|소초면|26304||20230611|0||||"
)
JAHAMUN = (
    "11110|760|1111010100|서울특별시|종로구|청운동|111103100012|자하문로|0|94|0||03047|근린생활시설|0|청운효자동"
    "|953241.683263|1954023.466812"
)


# -- what a line says


def test_a_register_of_the_country_keeps_its_ri_its_haengjeongdong_and_its_postcode(tmp_path):
    load(write(tmp_path / "rnaddrkor_gangwon.txt", [JANGTEO]))

    address, lot = RoadAddress.objects.get(), Lot.objects.get()

    assert (address.sido, address.gu, address.dong) == ("강원특별자치도", "원주시", "소초면 교항리")
    assert (address.admin_dong, address.postcode, address.road_code) == ("소초면", "26304", "511304457534")
    assert (lot.dong, lot.main, lot.sub, lot.related, lot.address) == ("소초면 교항리", 20, 3, False, address)


def test_a_point_in_utm_k_lies_where_pyproj_puts_it(tmp_path):
    load(CODES, write(tmp_path / "entrc_seoul.txt", [JAHAMUN]))

    match = place("서울 종로구 자하문로 94")

    assert (match.best.lon, match.best.lat) == pytest.approx((126.9704055, 37.5844154), abs=1e-6)
    assert (match.grade, match.best.position_type) == ("A1", "entrance")


@pytest.mark.parametrize(
    ("srid", "x", "y", "lon", "lat"),
    [
        (5179, 953901.165, 1952032.081, 126.9780, 37.5665),
        (5174, 197986.746, 451579.851, 126.9780, 37.5665),
        (5186, 198056.367, 551885.031, 126.9780, 37.5665),
        (4326, 126.9780, 37.5665, 126.9780, 37.5665),
        (None, 126.9780, 37.5665, 126.9780, 37.5665),
        (5179, 910010.546, 1501279.789, 126.5312, 33.4996),
        (5174, 156361.102, 450.982, 126.5312, 33.4996),
        (5186, 389076.804, 288993.756, 129.0756, 35.1796),
    ],
)
def test_every_system_agrees_with_pyproj_to_the_metre(tmp_path, srid, x, y, lon, lat):
    load(write(tmp_path / "RNENTDATA.txt", [entrance(110, x, y)]), srid=srid)

    point = RoadAddress.objects.get().point

    assert (point.x, point.y) == pytest.approx((lon, lat), abs=1e-5)


def test_a_building_of_the_building_register_is_read(tmp_path):
    load(CODES, write(tmp_path / "build_seoul.txt", [JAHAMUN_BUILDING]))

    address = RoadAddress.objects.get()

    assert (address.road, address.main, address.dong, address.admin_dong) == ("자하문로", 94, "청운동", "청운효자동")
    assert (address.postcode, Lot.objects.get().main, Lot.objects.get().sub) == ("03047", 144, 3)


def test_older_building_registers_have_postcodes_of_six_digits_and_the_new_one_elsewhere(tmp_path):
    line = JAHAMUN_BUILDING.replace("|청운효자동|03047|", "|청운효자동|110030|")

    report = load(write(tmp_path / "build_seoul.txt", [line]))

    assert report.refused == 0
    assert RoadAddress.objects.get().postcode == "03047"


def test_the_name_in_the_building_ledger_stands_in_where_the_gu_gives_none(tmp_path):
    names = rnaddrkor(110).replace("||서울특별시청|", "|서울시청 본관||")

    load(CODES, write(tmp_path / "rnaddrkor.txt", [names]), write(tmp_path / "e.txt", [entrance(110, *SEJONG[110])]))

    assert RoadAddress.objects.get().building == "서울시청 본관"


@pytest.mark.parametrize(("level", "written"), [("1", "지하"), ("2", "공중")])
def test_addresses_below_and_above_the_ground_are_their_own(tmp_path, level, written):
    below = rnaddrkor(110).replace("|세종대로|0|110|", f"|세종대로|{level}|110|")
    load(CODES, write(tmp_path / "a.txt", [rnaddrkor(110), below]))

    assert sorted(RoadAddress.objects.values_list("level", "main")) == [("", 110), (written, 110)]


def test_numbers_with_spaces_and_leading_zeros_are_the_same_numbers(tmp_path):
    spaced = (
        rnaddrkor(110).replace("|110|0|", "| 00110 |00000|").replace("|중구|", "| 중구 |").replace("|31|", "|0031 |")
    )
    entrances = write(tmp_path / "b.txt", [entrance(110, *SEJONG[110])])

    report = load(CODES, write(tmp_path / "a.txt", [spaced]), entrances)

    assert report.refused == 0
    match = place("서울 중구 세종대로 110")
    assert (match.grade, match.best.lot_address) == ("A1", "서울특별시 중구 태평로1가 31")


def test_a_line_twice_is_one_address(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110), rnaddrkor(110)]), write(tmp_path / "b.txt", [rnaddrkor(110)]))

    assert (mains(), Lot.objects.count()) == ([110], 1)


def test_the_main_lot_of_the_older_layout_is_no_related_one(tmp_path):
    main = match_jibun(31, 110).replace("|110|0|1|", "|110|0|0|")
    load(
        CODES,
        write(tmp_path / "match_build.txt", [match_build(110)]),
        write(tmp_path / "match_jibun.txt", [main, match_jibun(54, 110)]),
    )

    assert dict(Lot.objects.values_list("main", "related")) == {31: False, 54: True}
    assert place("서울 중구 태평로1가 31-2").flags == ()


def test_related_lots_of_the_building_register_are_read(tmp_path):
    line = f"1114010300|서울특별시|중구|태평로1가||0|54|2|{ROAD_CODE}|0|110|0|1114|"
    load(
        CODES,
        write(tmp_path / "build_seoul.txt", [build(110)]),
        write(tmp_path / "jibun_seoul.txt", [line]),
        write(tmp_path / "match_rs_entrc.txt", [match_rs_entrc(110, *SEJONG[110])]),
    )

    assert place("서울 중구 태평로1가 54-2").best.road_address == "서울특별시 중구 세종대로 110"


def test_road_codes_of_the_building_register_tell_former_names(tmp_path):
    lines = [
        "11140|2005001|세종대로|Sejong-daero|00|서울특별시|중구|2|||||0||11140410000100|Seoul|Jung-gu||20100520|",
        "11140|4100001|태평로|Taepyeong-ro|00|서울특별시|중구|2|||||1|0||Seoul|Jung-gu||20000520|20100520",
    ]
    load(
        CODES,
        write(tmp_path / "build.txt", [build(110)]),
        write(tmp_path / "road_code_total.txt", lines),
        write(tmp_path / "match_rs_entrc.txt", [match_rs_entrc(110, *SEJONG[110])]),
    )

    assert place("서울 중구 태평로 110").best.road_address == "서울특별시 중구 세종대로 110"


# -- entrances


def side(main, x, y):
    return entrance(main, x, y).replace("|RM|", "|RS|")


@pytest.mark.parametrize("order", [1, -1])
def test_the_main_entrance_goes_before_a_side_entrance_in_whatever_order(tmp_path, order):
    lines = [entrance(110, *SEJONG[110]), side(110, *SEJONG[136])][::order]
    load(CODES, write(tmp_path / "a.txt", [rnaddrkor(110)]), write(tmp_path / "b.txt", lines))

    assert RoadAddress.objects.get().point.y == pytest.approx(37.5677, abs=0.0005)


@pytest.mark.parametrize("together", [True, False])
def test_side_entrances_of_the_navigation_register_do_not_move_the_main_one(tmp_path, together):
    main = write(tmp_path / "match_build.txt", [match_build(110, "954030", "1952170")])
    sides = write(tmp_path / "match_rs_entrc.txt", [match_rs_entrc(110, *SEJONG[136])])
    load(*([main, sides] if together else [main]))
    load(sides)

    assert RoadAddress.objects.get().point.y == pytest.approx(37.5677, abs=0.0005)


def test_monthly_changes_of_the_older_entrances_have_a_column_more(tmp_path):
    load(CODES, write(tmp_path / "entrc_seoul.txt", [entrc(110, *SEJONG[110]), entrc(124, *SEJONG[124])]))

    changes = [entrc(110, *SEJONG[136]) + "|34", entrc(124, *SEJONG[124]) + "|63"]
    report = load(write(tmp_path / "entrc_mod.txt", changes))

    assert report.refused == 0
    assert mains() == [110, 124]
    assert RoadAddress.objects.get(main=110).point.y == pytest.approx(37.5701, abs=0.0005)


# -- how files are written


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends_are_recognised(tmp_path, encoding, end):
    lines = [rnaddrkor(110), "", rnaddrkor(124)]
    (tmp_path / "a.txt").write_bytes(end.join(lines).encode(encoding))

    report = load(tmp_path / "a.txt")

    assert (mains(), report.refused) == ([110, 124], 0)


def test_one_damaged_character_does_not_change_the_encoding_of_the_file(tmp_path):
    lines = [rnaddrkor(main).encode() for main in (110, 124, 136)]
    (tmp_path / "a.txt").write_bytes(b"\n".join([lines[0], lines[1].replace("명동".encode(), b"\xeb\xaa"), lines[2]]))

    report = load(tmp_path / "a.txt")

    assert set(RoadAddress.objects.values_list("road", "main")) == {("세종대로", 110), ("세종대로", 136)}
    assert [(one.line, "읽을 수 없는 글자" in one.reason) for one in report.refusals] == [(2, True)]


def test_a_line_of_names_above_and_a_separator_behind_are_no_faults(tmp_path):
    names = "|".join(["관리번호", "법정동코드", "시도명", "시군구명", *["열"] * 19, "비고"])
    load(write(tmp_path / "a.txt", [names + "|", rnaddrkor(110) + "|", rnaddrkor(124) + "|"]))

    assert mains() == [110, 124]
    assert DataVersion.objects.get(dataset="addresses").refused == 0


def test_the_code_table_is_read_without_its_line_of_names(tmp_path):
    lines = ["1111010100\t서울특별시 종로구 청운동\t존재", "1111010200\t서울특별시 종로구 옛동\t폐지"]
    load(write(tmp_path / "법정동코드.txt", lines))

    assert list(District.objects.order_by("code").values_list("dong", flat=True)) == ["청운동", "옛동"]


def test_columns_of_our_own_table_may_come_in_another_order_with_others_between(tmp_path):
    names = (
        "연번,src,gu,road,under,bld_main,bld_sub,dong,san,lot_main,lot_sub,emd_by_point,lat,lon,road_text,jibun_text"
    )
    row = "1,clinic,중구,세종대로,,110,0,태평로1가,,31,,태평로1가,37.5665,126.9780,서울특별시 중구 세종대로 110,"
    (tmp_path / "own.csv").write_text(f"{names},gu_ok,\n{row},True,\n", encoding="utf-8-sig")
    load(tmp_path / "own.csv")

    address = RoadAddress.objects.get()

    assert (address.road, address.main, address.source) == ("세종대로", 110, "clinic")
    assert (address.point.x, address.point.y) == (126.9780, 37.5665)


def test_a_folder_of_zips_plain_files_and_packed_ones_is_one_load(tmp_path):
    (tmp_path / "출입구").mkdir()
    (tmp_path / "출입구" / "RNENTDATA.txt.gz").write_bytes(gzip.compress(entrance(110, *SEJONG[110]).encode("cp949")))
    inner = archive(tmp_path / "inner.zip", {"서울특별시/rnaddrkor_seoul.TXT": [rnaddrkor(110)]})
    archive(tmp_path / "전체분.zip", {"안의 것.zip": inner.read_bytes(), "읽어보기.hwp": b"x"})
    inner.unlink()
    (tmp_path / "._메모.txt").write_bytes(b"\0\x05\x16\x07")

    report = load(CODES, tmp_path)

    assert report.refused == 0
    assert place("서울 중구 세종대로 110").best.position_type == "entrance"


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_names_in_archives_are_read_whatever_program_wrote_them(tmp_path, encoding):
    """Windows writes CP949 and macOS UTF-8, neither saying so."""
    name = "도로명주소 한글_전체분.txt".encode(encoding)
    path = archive(tmp_path / "a.zip", {"x" * len(name): [rnaddrkor(110)]}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))

    report = load(path)

    assert [name for name, *_rest in report.files] == ["a.zip/도로명주소 한글_전체분.txt"]


def test_former_addresses_lead_to_the_new_one(tmp_path):
    line = JANGTEO.replace("|26304||", "|26304|강원도 원주시 소초면 옛길 7-1|")
    names = write(tmp_path / "names.txt", [road_name("2005001", "세종대로")])
    load(write(tmp_path / "a.txt", [line]), names)

    address = RoadAddress.objects.get()

    assert address.previous_key is not None
    assert geocode([Query("강원도 원주시 소초면 옛길 7-1", "road")])[0].best is None  # it has no point
