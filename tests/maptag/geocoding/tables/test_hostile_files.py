"""load_addresses: files that are empty, damaged, enormous, of another kind, or made to do harm."""

import gzip
import json
import os
import tracemalloc
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from psycopg.errors import DiskFull

from maptag.geocoding.models import District, RoadAddress
from maptag.geocoding.tables import archives

from .files import SEJONG, entrance, rnaddrkor, road_name, write
from .loads import load, mains

pytestmark = pytest.mark.django_db
HEADER = "src,gu,road,under,bld_main,bld_sub,dong,san,lot_main,lot_sub,emd_by_point,lon,lat,road_text,jibun_text,gu_ok"


def refuses(*paths, match, **options):
    with pytest.raises(CommandError, match=match):
        call_command("load_addresses", *paths, stdout=StringIO(), **options)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "빈 파일"),
        (b"\xef\xbb\xbf\r\n  \r\n", "빈 파일"),
        (b"\0" * 200_000, "알 수 없는 형식"),
        (os.urandom(100_000), "알 수 없는 형식"),
        (b"\x89PNG\r\n\x1a\n" + b"|" * 5000, "알 수 없는 형식"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, "7z"),
        (b"PK\x03\x04" + b"\0" * 100, "깨졌거나"),
        (b"a|b|c\n", "알 수 없는 형식"),
        ("이름,주소\n시청,세종대로 110\n".encode("cp949"), "알 수 없는 형식"),
        (b'{"type": "FeatureCollection", "features": [1, null, "x"]}', "알 수 없는 형식"),
        (b'{"features": [{"properties": ["SIG_KOR_NM"], "geometry": null}]}', "알 수 없는 형식"),
        (b"{" * 100_000, "알 수 없는 형식"),
    ],
)
def test_what_is_no_address_file_is_refused_by_its_content_whatever_its_name(tmp_path, content, said):
    good = write(tmp_path / "b.txt", [rnaddrkor(110)])
    (tmp_path / "rnaddrkor_seoul.txt").write_bytes(content)

    if said == "깨졌거나":
        refuses(tmp_path / "rnaddrkor_seoul.txt", match=said)
        return
    report = load(tmp_path / "rnaddrkor_seoul.txt", good)

    assert mains() == [110]
    assert said in report.refusals[0].reason
    assert [name for name, *_rest in report.files] == ["rnaddrkor_seoul.txt", "b.txt"]


def test_a_line_without_end_costs_little_memory_and_the_rest_is_loaded(tmp_path):
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.write(rnaddrkor(110).encode("cp949") + b"\n")
        for _block in range(60):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\n" + rnaddrkor(124).encode("cp949") + b"\n")
    tracemalloc.start()
    report = load(tmp_path / "a.txt")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 30_000_000
    assert mains() == [110, 124]
    assert [(one.line, "너무 긴 줄" in one.reason) for one in report.refusals] == [(2, True)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (rnaddrkor(124, road="가" * 90), "글자 수"),
        (rnaddrkor(124).replace("|중구|", "|" + "가" * 50 + "|"), "글자 수"),
        (rnaddrkor(124).replace("|태평로1가|", "|" + "가" * 60 + "|"), "글자 수"),
        (rnaddrkor(124).replace("|124|", "|999999|"), "건물번호"),
        (rnaddrkor(124).replace("|124|", "|-1|"), "건물번호"),
        (rnaddrkor(124).replace("|31|0|", "|3l|0|"), "지번"),
        (rnaddrkor(124).replace("|중구|", "||"), "시군구"),
        (rnaddrkor(124) + "|x|", "열이"),
        (rnaddrkor(124)[:40], "열이"),
        (rnaddrkor(124).replace("명동", "명\0동"), "읽을 수 없는"),
    ],
)
def test_a_line_that_cannot_be_kept_is_named_and_the_others_are_loaded(tmp_path, line, reason):
    report = load(write(tmp_path / "a.txt", [rnaddrkor(110), line, rnaddrkor(136)]))

    assert mains() == [110, 136]
    assert [(one.line, reason in one.reason) for one in report.refusals] == [(2, True)]


def test_what_is_only_said_beside_the_address_is_cut_not_refused(tmp_path):
    long = rnaddrkor(110).replace("서울특별시청", "긴" * 400).replace("명동", "행" * 90).replace("04524", "100-999")

    report = load(write(tmp_path / "a.txt", [long]))

    address = RoadAddress.objects.get()
    assert report.refused == 0
    assert (len(address.building), len(address.admin_dong), address.postcode) == (200, 40, "")


@pytest.mark.parametrize(
    ("x", "y"),
    [("99999999.9", "99999999.9"), ("0", "0"), ("-99999999", "0"), ("1952170", "954030"), ("37.5665", "126.978")],
)
def test_points_beyond_the_country_are_refused_and_their_addresses_kept(tmp_path, x, y):
    report = load(write(tmp_path / "a.txt", [entrance(110, x, y), entrance(124, *SEJONG[124])]))

    assert mains() == [110, 124]
    assert RoadAddress.objects.get(main=110).point is None
    assert [(one.line, "대한민국 밖" in one.reason) for one in report.refusals] == [(1, True)]


@pytest.mark.parametrize("value", ["NaN", "inf", "1e9", "0x10", "954,030", "954030.1.2", "-"])
def test_coordinates_that_are_no_numbers_are_named(tmp_path, value):
    report = load(write(tmp_path / "a.txt", [entrance(110, value, 1952170), entrance(124, *SEJONG[124])]))

    assert mains() == [124]
    assert "좌표가 숫자가 아닙니다" in report.refusals[0].reason


@pytest.mark.parametrize("srid", [1, 5179000, -1, 27700])
def test_an_unknown_coordinate_system_is_said_before_anything_is_read(tmp_path, srid):
    refuses(write(tmp_path / "a.txt", [entrance(110, *SEJONG[110])]), srid=srid, match="좌표계")


def test_a_quote_that_is_never_closed_does_not_end_the_load(tmp_path):
    row = "clinic,중구,세종대로,,{},0,,,,,태평로1가,126.978,37.5665,서울특별시 중구 세종대로 {},,True"
    lines = [HEADER, row.format(110, 110), '"' + "x" * 300_000, row.format(124, 124)]
    (tmp_path / "own.csv").write_text("\n".join(lines), encoding="utf-8")

    report = load(tmp_path / "own.csv")

    assert 110 in mains()
    assert report.refusals[0].line >= 3


FEATURE = {"type": "Feature", "properties": {"SIG_KOR_NM": "중구", "SIG_CD": "11140"}}
SQUARE = {"type": "Polygon", "coordinates": [[[126.9, 37.5], [127, 37.5], [127, 37.6], [126.9, 37.5]]]}


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[[126.9, 37.5]]]},
        {"type": "Nonsense"},
        {"type": "Point", "coordinates": [126.9, 37.5]},
        {"type": "Polygon", "coordinates": []},
        [],
    ],
)
def test_a_broken_shape_is_one_refused_feature(tmp_path, shape):
    District.objects.create(code="1114000000", kind="gu", sido="서울특별시", gu="중구")
    District.objects.create(code="1111000000", kind="gu", sido="서울특별시", gu="종로구")
    good = FEATURE | {"properties": {"SIG_KOR_NM": "종로구", "SIG_CD": "11110"}, "geometry": SQUARE}
    features = [good, FEATURE | {"geometry": shape}, good]
    (tmp_path / "gu.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")

    report = load(tmp_path / "gu.geojson")

    assert District.objects.get(gu="중구").boundary is None
    assert District.objects.get(gu="종로구").boundary is not None
    assert [(one.line, "도형" in one.reason) for one in report.refusals] == [(2, True)]


def test_days_that_no_calendar_has_are_named(tmp_path):
    header = "법정동코드,시도명,시군구명,읍면동명,리명,순위,생성일자,삭제일자,과거법정동코드"
    rows = ["1114010300,서울특별시,중구,태평로1가,,1,1988-04-23,,"]
    rows += ["1114010400,서울특별시,중구,옛동,,1,1988-04-23,2024-13-45,"]
    (tmp_path / "codes.csv").write_text("\n".join([header, *rows]), encoding="utf-8")

    report = load(tmp_path / "codes.csv")

    assert list(District.objects.values_list("dong", flat=True)) == ["태평로1가"]
    assert [one.line for one in report.refusals] == [3]


def test_a_road_name_too_long_to_keep_is_named(tmp_path):
    names = [road_name("4100001", "가" * 100, gone="20100401"), road_name("4100002", "옛길", gone="20100401")]
    report = load(write(tmp_path / "a.txt", [rnaddrkor(110)]), write(tmp_path / "n.txt", names))

    assert [(one.file, one.line) for one in report.refusals] == [("n.txt", 1)]


# -- archives


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def bomb(path, name="a.txt"):
    return zipped(path, {name: b"a|b\n" * 5_000_000})


def test_an_archive_that_inflates_beyond_reason_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_UNCHECKED", 1_000_000)
    refuses(bomb(tmp_path / "bomb.zip"), match=r"풀면 지나치게 커지는.*bomb\.zip")
    inner = bomb(tmp_path / "inner.zip")
    refuses(zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()}), match="풀면 지나치게")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress((rnaddrkor(110) + "\n").encode("cp949") * 100_000))
    refuses(tmp_path / "b.txt.gz", match="풀면 지나치게")
    assert not RoadAddress.objects.exists()


def test_an_archive_with_a_password_says_so(tmp_path):
    path = zipped(tmp_path / "locked.zip", {"a.txt": rnaddrkor(110).encode("cp949")})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)

    refuses(path, match="암호")


def test_a_way_of_packing_that_python_does_not_know_is_said(tmp_path):
    """Windows packs what is over 2 GB with Deflate64."""
    path = zipped(tmp_path / "large.zip", {"a.txt": rnaddrkor(110).encode("cp949")})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + offset] = 9
    path.write_bytes(content)

    refuses(path, match="압축 방식")


def test_members_of_one_name_are_each_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", rnaddrkor(110).encode("cp949"))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", rnaddrkor(124).encode("cp949"))

    load(tmp_path / "a.zip")

    assert mains() == [110, 124]


def test_a_name_that_is_no_utf_8_is_read_as_korean_programs_wrote_it(tmp_path):
    """As unzip leaves it on Linux."""
    (tmp_path / os.fsdecode("주소.txt".encode("cp949"))).write_bytes(b"a|b\n" + rnaddrkor(110).encode("cp949"))

    report = load(tmp_path)

    assert report.files == [("주소.txt", "rnaddrkor", 1, 1)]


def test_a_folder_that_leads_back_to_itself_is_read_once(tmp_path):
    write(tmp_path / "a.txt", [rnaddrkor(110)])
    (tmp_path / "again").symlink_to(tmp_path)

    assert len(load(tmp_path).files) == 1


# -- the machine


def test_a_database_user_who_may_not_is_told_what_is_missing(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE maptag_reader_only")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO maptag_reader_only")
        cursor.execute("SET LOCAL ROLE maptag_reader_only")

    refuses(write(tmp_path / "a.txt", [rnaddrkor(110)]), match="권한")


def test_a_full_disk_is_told_and_nothing_is_loaded(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OperationalError("could not extend file: No space left on device") from DiskFull("x")

    monkeypatch.setattr("maptag.geocoding.tables.switch.build_indexes", full)
    refuses(write(tmp_path / "a.txt", [rnaddrkor(110)]), match="디스크")
    assert not RoadAddress.objects.exists()


def test_a_folder_without_any_file_says_so(tmp_path):
    refuses(Path(tmp_path), match="불러온 자료가 없습니다")
