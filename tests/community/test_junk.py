"""Many share an address: what is no use to anybody does not use up what the others there may do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from .pictures import as_bytes

pytestmark = pytest.mark.django_db


def add_photo(content: bytes):
    file = SimpleUploadedFile("a.jpg", content, "image/jpeg")
    return Client().post("/api/community/photos", {"file": file}).status_code


def follow(address: str):
    body = {"channel": "email", "address": address, "category": "road"}
    return Client().post("/api/community/follow", body, content_type="application/json").status_code


def test_what_is_no_photo_leaves_the_photos_of_its_address_alone(monkeypatch):
    monkeypatch.setattr("community.api.api.PHOTOS_AN_HOUR", 2)
    assert {add_photo(b"no picture") for _n in range(4)} == {422}
    assert [add_photo(as_bytes()) for _n in range(3)] == [200, 200, 429]


def test_a_flood_of_junk_gets_shorter_answers(category, monkeypatch):
    monkeypatch.setattr("community.protection.limits.JUNK_A_MINUTE", 3)
    assert 429 in [follow("minji@") for _n in range(8)]
    assert follow("minji@example.com") == 201


@pytest.mark.parametrize("page", ["/follow/", "/follow/link/"])
def test_a_wrong_address_leaves_the_news_of_others_alone(page, category):
    for _n in range(22):
        assert Client().post(page, {"address": "minji@"}).status_code in (302, 400)
    assert follow("minji@example.com") == 201


def test_a_wrong_address_by_the_interface_leaves_the_news_of_others_alone(category):
    assert {follow("minji@") for _n in range(22)} == {422}
    assert follow("minji@example.com") == 201


@pytest.fixture
def category():
    from .factories import CategoryFactory

    return CategoryFactory(slug="road")
