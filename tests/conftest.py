import os
from pathlib import Path

import pytest
from django.contrib.gis.geos import MultiPolygon, Point

from maptag.geocoding.tables.loading import Load

# Playwright's synchronous API keeps an event loop in the thread in which Django's ORM is called.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files that a test stores are its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "media")}},
    }


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def addresses(db):
    """548 addresses of three gu, all of the city's 법정동, and the stations."""
    places = [
        ROOT / "tests/data",
        ROOT / "data/boundaries/gu.geojson.gz",
        ROOT / "data/places/subway_stations_cp949.csv.gz",
    ]
    Load(progress=lambda _line: None).run(places)


@pytest.fixture
def a_district(addresses):
    """The tables of the tests have no boundaries of dong: one gets a square of 200 m around the city hall."""
    from community.reports import places
    from maptag.geocoding.models import District

    square = MultiPolygon(Point(126.978, 37.5665, srid=4326).buffer(0.001))
    District.objects.filter(kind=District.Kind.LEGAL, dong="태평로1가", abolished=None).update(boundary=square)
    places._districts.cache_clear()
    yield
    places._districts.cache_clear()
