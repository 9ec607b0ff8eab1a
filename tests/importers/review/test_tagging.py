"""One place told twice in a row is one tag, however the two lie to each other."""

import pytest
from django.contrib.gis.geos import Point

from importers.review import tagging
from tests.importers.factories import reviewed_upload

pytestmark = pytest.mark.django_db
LON, LAT = 126.978, 37.5665
# 55 and 68 m from there, to the east and to the north.
NEAR = [(LON + 55 / 88_370, LAT), (LON, LAT + 55 / 110_990)]
FAR = [(LON + 68 / 88_370, LAT), (LON, LAT + 68 / 110_990)]


def tags_beside(point) -> list:
    """Tags of a row that names a building and, beside it, a place that lies at `point`."""
    upload = reviewed_upload([("남산도서관", "서울특별시 용산구 소월로 109", "A1")])
    building = upload.mentions.get()
    upload.mentions.update(decision="accepted", geometry=Point(LON, LAT, srid=4326))
    building.pk, building.number, building.kind, building.text = None, 2, "place", "남산도서관"
    building.decision, building.geometry, building.address = "accepted", Point(*point, srid=4326), "도서관"
    building.save()
    return list(tagging.tags_of(upload.review))


@pytest.mark.parametrize("point", NEAR, ids=["east", "north"])
def test_two_tags_of_one_place_become_one_in_every_direction(point):
    assert len(tags_beside(point)) == 1


@pytest.mark.parametrize("point", FAR, ids=["east", "north"])
def test_two_places_stay_two_in_every_direction(point):
    assert len(tags_beside(point)) == 2
