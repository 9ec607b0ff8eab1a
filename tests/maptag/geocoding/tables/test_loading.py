"""load_addresses: what an operator sees of official files, of broken lines and of interrupted loads."""

import gzip
import json
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from maptag.geocoding.models import DataVersion, District, Lot, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.types import Query

from .files import (
    ROAD_CODE,
    SEJONG,
    build,
    entrance,
    entrc,
    match_build,
    match_jibun,
    match_rs_entrc,
    related_lot,
    rnaddrkor,
    road_name,
    write,
)
from .loads import CODES, load, place

pytestmark = pytest.mark.django_db


def test_register_and_entrances_together_give_surveyed_points(tmp_path):
    register = write(tmp_path / "rnaddrkor_seoul.txt", [rnaddrkor(main) for main in SEJONG])
    entrances = write(tmp_path / "RNENTDATA_2404_11.txt", [entrance(main, *xy) for main, xy in SEJONG.items()])
    load(CODES, register, entrances)

    match = place("서울특별시 중구 세종대로 110")

    assert match.grade == "A1"
    assert match.best.position_type == "entrance"
    assert match.best.lot_address == "서울특별시 중구 태평로1가 31"
    assert (match.best.lon, match.best.lat) == pytest.approx((126.979, 37.566), abs=0.003)


def test_utf8_and_zip_are_read_like_cp949(tmp_path):
    write(tmp_path / "rnaddrkor_seoul.txt", [rnaddrkor(110)], "utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "rnaddrkor_seoul.txt", "rnaddrkor_seoul.txt")
        archive.writestr("RNENTDATA.txt", entrance(110, *SEJONG[110]).encode("cp949"))

    load(CODES, tmp_path / "all.zip")

    assert place("중구 세종대로 110").grade == "A1"


def test_related_lots_know_their_building(tmp_path):
    load(
        CODES,
        write(tmp_path / "rnaddrkor.txt", [rnaddrkor(110)]),
        write(tmp_path / "jibun_rnaddrkor.txt", [related_lot(54, 110)]),
        write(tmp_path / "RNENTDATA.txt", [entrance(110, *SEJONG[110])]),
    )

    match = place("서울특별시 중구 태평로1가 54-2")

    assert match.grade == "A2"
    assert "related_lot" in match.flags
    assert match.best.road_address == "서울특별시 중구 세종대로 110"


@pytest.mark.parametrize(
    ("lines", "position_type"),
    [
        ([[match_build(110, "954031", "1952172")]], "entrance"),
        ([[match_build(110)]], "building"),
        ([[entrc(110, *SEJONG[110])]], "entrance"),
        ([[build(110)], [match_rs_entrc(110, *SEJONG[110])]], "entrance"),
        ([[rnaddrkor(110)], [entrc(110, *SEJONG[110])]], "entrance"),
    ],
)
def test_every_layout_with_coordinates_places_its_building(tmp_path, lines, position_type):
    load(CODES, *(write(tmp_path / f"{number}.txt", part) for number, part in enumerate(lines)))

    match = place("서울특별시 중구 세종대로 110")

    assert (match.grade, match.best.position_type) == ("A1", position_type)
    assert (match.best.lon, match.best.lat) == pytest.approx((126.979, 37.566), abs=0.003)


def test_related_lots_of_the_older_layout_name_their_road_by_its_code(tmp_path):
    load(
        CODES,
        write(tmp_path / "match_build.txt", [match_build(110)]),
        write(tmp_path / "match_jibun.txt", [match_jibun(54, 110)]),
    )

    assert place("서울특별시 중구 태평로1가 54-2").best.road_address == "서울특별시 중구 세종대로 110"


@pytest.mark.parametrize(
    ("srid", "x", "y"), [(5174, 197986.7, 451579.9), (5186, 198056.4, 551885.0), (4326, 126.9780, 37.5665)]
)
def test_coordinates_in_another_system_are_transformed(tmp_path, srid, x, y):
    load(CODES, write(tmp_path / "RNENTDATA.txt", [entrance(110, x, y)]), srid=srid)

    point = RoadAddress.objects.get().point

    assert (point.x, point.y) == pytest.approx((126.9780, 37.5665), abs=0.0005)


def test_an_earlier_name_of_the_road_is_understood(tmp_path):
    load(
        CODES,
        write(tmp_path / "a.txt", [rnaddrkor(110, previous="서울특별시 중구 태평로 110")]),
        write(tmp_path / "b.txt", [entrance(110, *SEJONG[110])]),
    )

    match = geocode([Query("서울특별시 중구 태평로 110", "road")])[0]

    assert (match.grade, match.flags) == ("A2", ("old_road_name",))
    assert match.best.road_address == "서울특별시 중구 세종대로 110"


def test_a_renamed_road_leads_to_its_new_name_and_an_abolished_one_says_so(tmp_path):
    names = [
        road_name("2005001", "세종대로", history="111404100001"),
        road_name("4100001", "태평로", gone="20100401", reason="0"),
        road_name("4100002", "남대문안길", gone="20110101", reason="1", history=""),
    ]
    load(
        CODES,
        write(tmp_path / "rnaddrkor.txt", [rnaddrkor(110)]),
        write(tmp_path / "RNENTDATA.txt", [entrance(110, *SEJONG[110])]),
        write(tmp_path / "TN_SPRD_RDNM.txt", names),
    )

    renamed, abolished = place("서울특별시 중구 태평로 110"), place("서울특별시 중구 남대문안길 3")

    assert (renamed.grade, renamed.best.road_address) == ("A2", "서울특별시 중구 세종대로 110")
    assert abolished.best is None
    assert any("폐지되었거나 이름이 바뀐" in reason for reason in abolished.reasons)


def test_the_code_table_of_three_columns_is_read_from_euc_kr(tmp_path):
    lines = [
        "법정동코드\t법정동명\t폐지여부",
        "4100000000\t경기도\t존재",
        "4111500000\t경기도 수원시 팔달구\t존재",
        "4111512000\t경기도 수원시 팔달구 인계동\t존재",
        "4161025021\t경기도 광주시 곤지암읍 곤지암리\t존재",
        "4111512900\t경기도 수원시 팔달구 옛동\t폐지",
    ]
    load(write(tmp_path / "법정동코드.txt", lines, "euc-kr"))

    areas = {area.code: area for area in District.objects.all()}

    assert (areas["4111512000"].gu, areas["4111512000"].dong) == ("수원시 팔달구", "인계동")
    assert (areas["4161025021"].gu, areas["4161025021"].dong) == ("광주시", "곤지암읍 곤지암리")
    assert (areas["4161025021"].kind, areas["4111500000"].kind) == ("ri", "gu")
    assert areas["4111512000"].abolished is None
    assert areas["4111512900"].abolished is not None


def test_daily_changes_touch_only_their_addresses(tmp_path):
    load(write(tmp_path / "whole.txt", [rnaddrkor(main) for main in SEJONG]))

    load(write(tmp_path / "daily.txt", [rnaddrkor(124, "63"), rnaddrkor(150, "31")]))

    assert sorted(RoadAddress.objects.values_list("main", flat=True)) == [110, 136, 150]


def test_a_whole_register_replaces_the_one_before_but_keeps_known_points(tmp_path):
    load(
        write(tmp_path / "a.txt", [rnaddrkor(110), rnaddrkor(124)]),
        write(tmp_path / "b.txt", [entrance(110, *SEJONG[110])]),
    )

    load(write(tmp_path / "next_month.txt", [rnaddrkor(110), rnaddrkor(136)]))

    assert sorted(RoadAddress.objects.values_list("main", flat=True)) == [110, 136]
    assert RoadAddress.objects.get(main=110).point is not None
    assert DataVersion.objects.active().get(dataset="addresses").rows == 2


def test_broken_lines_are_named_with_their_reason_and_the_rest_is_loaded(tmp_path):
    lines = [rnaddrkor(110), "서울특별시|중구", rnaddrkor(124).replace("|124|", "|백이십사|")]
    out = StringIO()

    call_command("load_addresses", write(tmp_path / "rnaddrkor.txt", lines), stdout=out)

    assert RoadAddress.objects.count() == 1
    assert "rnaddrkor.txt:2: 열이 24개여야 하는데 2개입니다." in out.getvalue()
    assert "rnaddrkor.txt:3: 건물번호가 숫자가 아닙니다." in out.getvalue()


def test_coordinates_outside_korea_are_refused_and_the_address_kept(tmp_path):
    report = load(write(tmp_path / "RNENTDATA.txt", [entrance(110, 1952170.0, 954030.0)]))

    assert "대한민국 밖" in report.refusals[0].reason
    assert RoadAddress.objects.get().point is None


def test_a_load_that_dies_leaves_the_old_version(tmp_path, monkeypatch):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))
    monkeypatch.setattr("maptag.geocoding.tables.switch.commit", lambda _tables: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load(write(tmp_path / "b.txt", [rnaddrkor(124)]))

    assert list(RoadAddress.objects.values_list("main", flat=True)) == [110]
    assert DataVersion.objects.active().count() == 1


def test_unknown_and_missing_files_are_said_so(tmp_path):
    unknown = write(tmp_path / "memo.txt", ["a|b|c"])

    with pytest.raises(CommandError, match="불러온 자료가 없습니다"):
        call_command("load_addresses", unknown, stdout=StringIO())
    with pytest.raises(CommandError, match="파일이 없습니다"):
        call_command("load_addresses", tmp_path / "none.txt", stdout=StringIO())


def sample(path, *rows):
    header = (
        "src,gu,road,under,bld_main,bld_sub,dong,san,lot_main,lot_sub,emd_by_point,lon,lat,road_text,jibun_text,gu_ok"
    )
    path.write_bytes(gzip.compress("\n".join([header, *rows, ""]).encode()))
    return path


def row(source, lon, lat, main=110):
    text = f"서울특별시 중구 세종대로 {main}"
    return f"{source},중구,세종대로,,{main},0,,,,,태평로1가,{lon},{lat},{text},,True"


def test_publishers_that_agree_outvote_one_that_does_not(tmp_path):
    rows = [row("clinic", 126.9780, 37.5665), row("library", 126.9781, 37.5666), row("nursery", 127.05, 37.60)]
    load(sample(tmp_path / "address_points.csv.gz", *rows))

    address = RoadAddress.objects.get()

    assert (address.point.x, address.point.y) == pytest.approx((126.978, 37.5665), abs=0.0002)


def test_publishers_that_only_contradict_each_other_give_no_point(tmp_path):
    load(sample(tmp_path / "address_points.csv.gz", row("clinic", 126.978, 37.5665), row("nursery", 127.05, 37.60)))

    match = place("서울특별시 중구 세종대로 110")

    assert match.grade == "E"
    assert match.best is None
    assert len(match.candidates) == 2


def test_publishers_that_contradict_are_settled_by_the_neighbouring_numbers(tmp_path):
    rows = [row("clinic", 126.978, 37.5665), row("nursery", 127.05, 37.60), row("library", 126.9782, 37.5668, 112)]
    load(sample(tmp_path / "address_points.csv.gz", *rows))

    match = place("서울특별시 중구 세종대로 110")

    assert match.best.lat == pytest.approx(37.5665)


def test_a_lone_point_somewhat_off_its_neighbours_stays_with_a_stated_doubt(tmp_path):
    rows = [row("a", 126.978, 37.5665, 110), row("b", 126.978, 37.5667, 112), row("c", 126.978, 37.5690, 114)]
    load(CODES, sample(tmp_path / "address_points.csv.gz", *rows))

    match = place("서울특별시 중구 세종대로 114")

    assert (match.grade, match.flags) == ("C", ("sources_differ",))
    assert match.best.lat == pytest.approx(37.5690)
    assert match.best.error_m > 200


def test_a_lone_point_outside_the_dong_of_its_own_text_is_not_used(tmp_path):
    dong = {"type": "Polygon", "coordinates": [[[126.97, 37.56], [126.98, 37.56], [126.98, 37.57], [126.97, 37.56]]]}
    feature = {"type": "Feature", "properties": {"EMD_CD": "11140103"}, "geometry": dong}
    (tmp_path / "dong.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    named = row("a", 127.02, 37.55).replace("세종대로 110,", "세종대로 110 (태평로1가),")
    load(CODES, tmp_path / "dong.geojson", sample(tmp_path / "address_points.csv.gz", named))

    assert place("서울특별시 중구 세종대로 110").best is None


def test_roads_with_a_digit_in_the_name_are_read_from_the_text(tmp_path):
    load(
        sample(
            tmp_path / "address_points.csv.gz",
            "clinic,금천구,,,,,,,,,가산동,126.88,37.48,서울특별시 금천구 가산디지털1로 186 (가산동),,True",
        )
    )

    assert str(RoadAddress.objects.get()) == "금천구 가산디지털1로 186"
    assert not Lot.objects.exists()
    assert ROAD_CODE not in RoadAddress.objects.get().road_code
