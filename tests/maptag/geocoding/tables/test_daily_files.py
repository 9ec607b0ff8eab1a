"""load_addresses: daily and monthly changes, in whatever order and company they come."""

import pytest

from maptag.geocoding.models import DataVersion, Lot, RegisteredDong, RegisteredRoad, RoadAddress

from .files import JAHAMUN_BUILDING, SEJONG, build, changed, entrance, related_lot, rnaddrkor, write
from .loads import CODES, archive, command, load, mains, place

pytestmark = pytest.mark.django_db


def test_changes_of_what_is_not_there_add_it_or_do_nothing(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))

    report = load(write(tmp_path / "b.txt", [changed(rnaddrkor(150), "34"), changed(rnaddrkor(152), "63")]))

    assert (mains(), report.refused) == ([110, 150], 0)


def test_a_gu_whose_every_address_is_deleted_is_empty_and_the_others_stay(tmp_path):
    register = [rnaddrkor(main) for main in SEJONG]
    load(CODES, write(tmp_path / "a.txt", register), write(tmp_path / "b.txt", [JAHAMUN_BUILDING]))

    load(write(tmp_path / "daily.txt", [changed(rnaddrkor(main), "63") for main in SEJONG]))

    assert list(RoadAddress.objects.values_list("gu", flat=True)) == ["종로구"]
    assert not RegisteredRoad.objects.filter(gu="중구", numbers__gt=0).exists()
    assert list(RegisteredDong.objects.values_list("gu", "name")) == [("종로구", "청운동")]
    assert place("서울 중구 세종대로 110").best is None


def daily(path, date, lines):
    """The archive bears the day before that of its members."""
    register, lots = (f"AlterD.JUSUKR.{date}.TH_SGCO_RNADR_{table}.TXT" for table in ("MST", "LNBR"))
    return archive(path / f"{int(date) - 1}_dailyjusukrdata.zip", {register: lines, lots: ["No Data"]})


def test_days_count_in_the_order_of_their_dates_not_of_the_command(tmp_path):
    whole = write(tmp_path / "rnaddrkor_seoul.txt", [rnaddrkor(110)])
    later = daily(tmp_path, "20260403", [changed(rnaddrkor(110), "63")])
    earlier = daily(tmp_path, "20260402", [changed(rnaddrkor(110), "34")])

    load(later, earlier, whole)

    assert mains() == []


def test_a_day_without_changes_says_no_data_and_is_no_fault(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))

    said = command(daily(tmp_path, "20260405", ["No Data"]))

    assert "거부된 줄: 0" in said
    assert "바뀐 주소가 없습니다" in said
    assert mains() == [110]


def test_codes_that_nobody_announced_never_turn_a_daily_file_into_a_whole_register(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(main) for main in SEJONG]))

    report = load(write(tmp_path / "b.txt", [changed(rnaddrkor(150), "35"), changed(rnaddrkor(152), "36")]))

    assert mains() == [110, 124, 136]
    assert "이동사유코드" in report.refusals[0].reason


def test_a_building_that_goes_while_another_comes_leaves_their_common_address(tmp_path):
    """A register of buildings has a line for each of an address."""
    load(write(tmp_path / "a.txt", [build(110)]))

    load(write(tmp_path / "b.txt", [changed(build(110), "31"), changed(build(110), "63")]))

    assert mains() == [110]


def test_one_building_of_an_estate_that_goes_takes_neither_its_address_nor_its_lot_along(tmp_path):
    load(CODES, write(tmp_path / "a.txt", [build(110), build(110), build(124)]))

    for _twice in range(2):
        load(write(tmp_path / "b.txt", [changed(build(main), "63") for main in (110, 124)]))

    assert mains() == [110]
    assert Lot.objects.get().address == RoadAddress.objects.get()


def test_of_two_moves_of_an_entrance_the_later_counts(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(110)]))

    load(
        write(tmp_path / "AlterD.JUSUEC.20260403.TXT", [changed(entrance(110, *SEJONG[136]), "34")]),
        write(tmp_path / "AlterD.JUSUEC.20260402.TXT", [changed(entrance(110, *SEJONG[110]), "34")]),
    )

    assert RoadAddress.objects.get().point.y == pytest.approx(37.5701, abs=0.0005)


@pytest.mark.parametrize("order", [1, -1])
def test_related_lots_and_the_register_may_come_one_by_one_in_either_order(tmp_path, order):
    register = write(tmp_path / "rnaddrkor.txt", [rnaddrkor(110)])
    load(CODES, register)

    for path in [register, write(tmp_path / "jibun_rnaddrkor.txt", [related_lot(54, 110)])][::order]:
        load(path)

    assert sorted(Lot.objects.values_list("main", "related")) == [(31, False), (54, True)]


def test_a_whole_file_of_related_lots_replaces_the_one_before(tmp_path):
    load(CODES, write(tmp_path / "a.txt", [rnaddrkor(110)]), write(tmp_path / "b.txt", [related_lot(54, 110)]))

    load(write(tmp_path / "c.txt", [related_lot(55, 110)]))

    assert sorted(Lot.objects.values_list("main", "related")) == [(31, False), (55, True)]


def test_a_register_that_shrinks_is_loaded_and_said(tmp_path):
    load(write(tmp_path / "a.txt", [rnaddrkor(main) for main in range(1, 1200)]))

    said = command(write(tmp_path / "b.txt", [rnaddrkor(main) for main in range(1, 100)]))

    assert "서울특별시: 주소가 1,199건에서 99건으로 줄었습니다" in said
    assert DataVersion.objects.active().get(dataset="addresses").rows == 99
