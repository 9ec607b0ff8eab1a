"""load_addresses: daily changes of every layout, refused lines, archives, and loads that are killed."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from maptag.geocoding.models import DataVersion, Lot, RefusedLine, RoadAddress
from maptag.geocoding.resolve.pipeline import geocode
from maptag.geocoding.tables.loading import Load
from maptag.geocoding.tables.switch import LOCK, NEXT
from maptag.geocoding.types import Query

from .files import (
    SEJONG,
    build,
    changed,
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

CODES = Path(__file__).parents[3] / "data" / "codes.csv"
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[4]


def load(*paths, **options):
    return Load(progress=lambda _line: None, **options).run(list(paths))


def place(text):
    return geocode([Query(text)])[0]


def mains():
    return sorted(RoadAddress.objects.values_list("main", flat=True))


@pytest.mark.parametrize("line", [rnaddrkor, match_build, build])
def test_daily_changes_of_a_register_add_change_and_delete(tmp_path, line):
    load(write(tmp_path / "whole.txt", [line(110), line(124)]))
    renamed = changed(line(110), "34").replace("서울특별시청", "새이름회관")

    load(write(tmp_path / "daily.txt", [changed(line(124), "63"), changed(line(150), "31"), renamed]))

    assert mains() == [110, 150]
    assert RoadAddress.objects.get(main=110).building == "새이름회관"


@pytest.mark.parametrize("line", [entrance, match_rs_entrc])
def test_daily_changes_of_entrances_move_points_and_never_delete_an_address(tmp_path, line):
    load(
        write(tmp_path / "a.txt", [rnaddrkor(110), rnaddrkor(124)]),
        write(tmp_path / "b.txt", [line(main, *SEJONG[main]) for main in (110, 124)]),
    )
    before = RoadAddress.objects.get(main=110).point

    load(write(tmp_path / "c.txt", [changed(line(110, *SEJONG[136]), "34"), changed(line(124, *SEJONG[124]), "63")]))

    assert mains() == [110, 124]
    assert RoadAddress.objects.get(main=110).point.y > before.y + 0.002


@pytest.mark.parametrize("line", [related_lot, match_jibun])
def test_daily_changes_of_related_lots_leave_the_building_alone(tmp_path, line):
    load(
        write(tmp_path / "a.txt", [rnaddrkor(110)]),
        write(tmp_path / "b.txt", [line(54, 110), line(55, 110)]),
    )

    load(write(tmp_path / "c.txt", [changed(line(54, 110), "63"), changed(line(56, 110), "31")]))

    assert mains() == [110]
    assert sorted(Lot.objects.filter(related=True).values_list("main", flat=True)) == [55, 56]


def test_a_changed_address_takes_its_lot_along_and_a_deleted_one_its_lots(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110), rnaddrkor(124).replace("|31|0|", "|32|0|")]))

    moved = changed(rnaddrkor(110), "34").replace("|31|0|", "|33|0|")
    load(write(tmp_path / "b.txt", [moved, changed(rnaddrkor(124), "63")]))

    assert list(Lot.objects.values_list("main", flat=True)) == [33]


@pytest.mark.parametrize(("order", "expected"), [(("63", "31"), [110]), (("31", "63"), [])])
def test_the_last_change_of_a_day_counts(tmp_path, order, expected):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))

    load(write(tmp_path / "b.txt", [changed(rnaddrkor(110), reason) for reason in order]))

    assert mains() == expected


def test_a_whole_register_and_the_days_after_it_may_come_in_one_load(tmp_path):
    daily = [changed(rnaddrkor(124), "63"), changed(rnaddrkor(150), "31")]

    load(write(tmp_path / "1.txt", [rnaddrkor(110), rnaddrkor(124)]), write(tmp_path / "2.txt", daily))

    assert mains() == [110, 150]


def test_one_damaged_line_does_not_turn_a_daily_file_into_a_whole_register(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(main) for main in SEJONG]))

    daily = [changed(rnaddrkor(150), "31"), changed(rnaddrkor(152), "31"), changed(rnaddrkor(154), "99")]
    report = load(write(tmp_path / "b.txt", daily))

    assert mains() == [110, 124, 136, 150, 152]
    assert report.files == [("b.txt", "rnaddrkor", 2, 1)]


def test_entrances_of_the_older_layout_place_a_register_that_is_loaded_before(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))

    load(write(tmp_path / "b.txt", [entrc(110, *SEJONG[110])]))

    assert place("서울특별시 중구 세종대로 110").best.position_type == "entrance"


NAMES = [
    road_name("2005001", "세종대로", history="111404100001"),
    road_name("4100001", "태평로", gone="20100401", reason="0"),
]


@pytest.mark.parametrize("order", ["register, names", "names, register", "names and register", "names, register twice"])
def test_former_road_names_are_understood_in_whatever_order_they_come(tmp_path, order):
    register = [
        write(tmp_path / "a.txt", [rnaddrkor(110)]),
        write(tmp_path / "b.txt", [entrance(110, *SEJONG[110])]),
    ]
    names = write(tmp_path / "TN_SPRD_RDNM.txt", NAMES)
    loads = {
        "register, names": [register, [names]],
        "names, register": [[names], register],
        "names and register": [[*register, names]],
        "names, register twice": [[names], register, register],
    }[order]

    load(CODES)
    for paths in loads:
        load(*paths)

    match = place("서울특별시 중구 태평로 110")
    assert (match.grade, match.best.road_address) == ("A2", "서울특별시 중구 세종대로 110")


def test_refused_lines_are_counted_for_their_file_and_all_kept_with_number_and_reason(tmp_path):
    bad = [rnaddrkor(110), rnaddrkor(124).replace("|124|", "|백이십사|"), "서울특별시|중구"]
    load(write(tmp_path / "a.txt", bad), write(tmp_path / "b.txt", [related_lot(54, 999).replace("11140", "99999")]))

    version = DataVersion.objects.get(dataset="addresses")

    assert version.files == [["a.txt", "rnaddrkor", 1, 2], ["b.txt", "jibun_rnaddrkor", 1, 0]]
    lines = RefusedLine.objects.filter(load=version.load).values_list("file", "line", "reason")
    assert sorted(lines) == [
        ("a.txt", 2, "건물번호가 숫자가 아닙니다."),
        ("a.txt", 3, "열이 24개여야 하는데 2개입니다."),
    ]


def test_an_entrance_of_a_road_that_nobody_named_is_refused_and_said_so(tmp_path):
    report = load(
        write(tmp_path / "a.txt", [rnaddrkor(110)]),
        write(tmp_path / "b.txt", [match_rs_entrc(110, *SEJONG[110]).replace("111402005001", "111409999999")]),
    )

    assert report.files[1] == ("b.txt", "match_rs_entrc", 0, 1)
    assert "도로명코드" in report.refusals[0].reason


def test_lists_of_refused_lines_go_with_the_loads_that_nothing_uses_any_more(tmp_path):
    for name in ("a.txt", "b.txt"):
        load(write(tmp_path / name, [rnaddrkor(110), "x|y"]))

    assert {line.file for line in RefusedLine.objects.all()} == {"b.txt"}


def test_zips_in_zips_are_opened_and_korean_names_read(tmp_path):
    inner = tmp_path / "서울.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rnaddrkor_seoul.TXT", rnaddrkor(110).encode("cp949"))
    with zipfile.ZipFile(tmp_path / "전국.ZIP", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "서울.zip")
        archive.writestr("RNENTDATA.txt", entrance(110, *SEJONG[110]).encode("cp949"))

    report = load(tmp_path)

    assert mains() == [110]
    assert "전국.ZIP/서울.zip/rnaddrkor_seoul.TXT" in [name for name, *_rest in report.files]


def test_an_archive_that_is_cut_off_loads_nothing_and_is_named(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))
    whole = tmp_path / "daily.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.txt", changed(rnaddrkor(150), "31"))
    whole.write_bytes(whole.read_bytes()[:-30])

    with pytest.raises(CommandError, match=r"깨졌거나.*daily\.zip"):
        call_command("load_addresses", write(tmp_path / "b.txt", [changed(rnaddrkor(124), "31")]), whole)

    assert mains() == [110]


def waiting_backends():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'geocoding_lot'::regclass")
        return [pid for (pid,) in cursor.fetchall()]


def own_database():
    said = {name: quote(str(value), safe="/") for name, value in connection.settings_dict.items()}
    user = f"{said['USER']}:{said['PASSWORD']}" if said["PASSWORD"] else said["USER"]
    port = f":{said['PORT']}" if said["PORT"] else ""
    host = f"/{said['HOST']}" if said["HOST"].startswith("/") else said["HOST"] + port
    return f"postgres://{user}@{host}/{said['NAME']}"


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def loading_apart(path, **options):
    return subprocess.Popen(
        [sys.executable, "manage.py", "load_addresses", str(path)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": own_database()},
        **options,
    )


@pytest.mark.django_db(transaction=True)
def test_a_kill_at_the_last_moment_leaves_what_was_there(tmp_path):
    """The load has built everything and waits for a reader to let go of the old table."""
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))
    path = write(tmp_path / "b.txt", [rnaddrkor(124)])
    connection.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE geocoding_lot IN ACCESS SHARE MODE")
    loader = loading_apart(path)
    try:
        until(waiting_backends)
        loader.send_signal(signal.SIGKILL)
        loader.wait()
        connection.rollback()
    finally:
        loader.kill()
        connection.set_autocommit(True)
    until(lambda: not waiting_backends())

    assert mains() == [110]
    assert DataVersion.objects.active().count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [NEXT])
        assert cursor.fetchone() == (0,)
    load(path)
    assert mains() == [124]


def waiting_for_the_other_load():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_of_two_loads_at_once_the_later_says_that_it_waits_and_then_goes_on(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))
    connection.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    loader = loading_apart(
        write(tmp_path / "b.txt", [changed(rnaddrkor(124), "31")]), stdout=subprocess.PIPE, text=True
    )
    try:
        until(waiting_for_the_other_load)
        connection.rollback()
        said, _errors = loader.communicate(timeout=60)
    finally:
        loader.kill()
        connection.set_autocommit(True)

    assert "다른 불러오기가 끝나기를 기다립니다" in said
    assert mains() == [110, 124]
