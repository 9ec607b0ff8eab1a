"""Metres are as long east–west as they are north–south, wherever something is near something else."""

import pytest
import shapely

from maptag.geocoding import geodesy
from maptag.geocoding.models import District, Road
from maptag.geocoding.sql import queries

SEOUL = (126.978, 37.5665)
EAST, NORTH = (1, 0), (0, 1)
AXES = pytest.mark.parametrize("axis", [EAST, NORTH], ids=["east", "north"])


def beside(axis, metres, start=SEOUL):
    """The point so many metres from `start` along an axis, by a way of its own."""
    north = metres / 110_990  # at 37.57° on the ellipsoid
    east = metres / 88_370
    return start[0] + axis[0] * east, start[1] + axis[1] * north


def wkt(*points):
    return "MULTILINESTRING((" + ",".join(f"{lon} {lat}" for lon, lat in points) + "))"


@AXES
def test_distances_do_not_depend_on_the_direction(axis):
    there = beside(axis, 500)
    line = shapely.LineString([SEOUL, there])
    assert geodesy.metres(SEOUL, there) == pytest.approx(500, rel=0.005)
    assert geodesy.distance(shapely.Point(SEOUL), shapely.Point(there)) == pytest.approx(500, rel=0.005)
    assert geodesy.length(line) == pytest.approx(500, rel=0.005)
    assert geodesy.half_span(line) == pytest.approx(250, rel=0.005)
    assert geodesy.metres_between([SEOUL], [there])[0, 0] == pytest.approx(500, rel=0.005)


@AXES
@pytest.mark.parametrize("way", [1, -1])
def test_a_box_holds_all_that_is_near(axis, way):
    west, south, east, north = geodesy.box(SEOUL, 500)
    lon, lat = beside(axis, 500 * way)
    assert west <= lon <= east
    assert south <= lat <= north


def test_bearings_are_those_of_a_compass():
    assert geodesy.bearing(SEOUL, beside(EAST, 500)) == pytest.approx(90)
    assert geodesy.bearing(SEOUL, beside((1, 1), 500)) == pytest.approx(45, abs=0.5)


@AXES
@pytest.mark.parametrize(("metres", "is_near"), [(280, True), (330, False)])
@pytest.mark.django_db
def test_a_place_is_at_the_border_within_300_m_on_every_side(axis, metres, is_near):
    west, south = SEOUL[0] - 0.02, SEOUL[1] - 0.02
    square = shapely.box(west, south, *SEOUL)
    District.objects.create(
        code="1",
        kind="gu",
        sido="서울특별시",
        gu="중구",
        boundary=f"MULTI{square.wkt}".replace("((", "(((").replace("))", ")))"),
    )
    corner = SEOUL[0] - 0.01, SEOUL[1] - 0.01
    lon, lat = (beside(axis, metres)[0], corner[1]) if axis == EAST else (corner[0], beside(axis, metres)[1])
    rows = queries.fetch("places", "at_border", {"i": [7], "gus": ["중구"], "lons": [lon], "lats": [lat]})
    assert rows == ([(7,)] if is_near else [])


@AXES
@pytest.mark.parametrize(("metres", "meets"), [(180, True), (220, False)])
@pytest.mark.django_db
def test_roads_meet_across_200_m_of_a_square_on_every_side(axis, metres, meets):
    across = NORTH if axis == EAST else EAST
    there = beside(axis, metres)
    Road.objects.create(sido="서울특별시", gu="중구", name="한로", lines=wkt(SEOUL, beside(axis, -300)))
    Road.objects.create(sido="서울특별시", gu="중구", name="두로", lines=wkt(there, beside(across, 300, there)))
    rows = queries.fetch("places", "crossings", {"i": [0], "ones": ["한로"], "others": ["두로"]})
    assert [round(row[-1] / 10) for row in rows] == ([round(metres / 10)] if meets else [])


@AXES
@pytest.mark.parametrize(("metres", "is_past"), [(90, True), (108, False)])
@pytest.mark.django_db
def test_a_road_leads_past_what_is_within_100_m_on_every_side(axis, metres, is_past):
    across = NORTH if axis == EAST else EAST
    ends = beside(across, -400), beside(across, 400)
    Road.objects.create(sido="서울특별시", gu="중구", name="긴로", lines=wkt(*ends))
    (lon, lat), (to_lon, to_lat) = (beside(axis, metres, beside(across, at)) for at in (-300, 300))
    params = {"lon": lon, "lat": lat, "to_lon": to_lon, "to_lat": to_lat}
    assert queries.fetch("matching", "roads_past", params) == ([("긴로",)] if is_past else [])
