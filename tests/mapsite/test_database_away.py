"""While PostgreSQL is away: published snapshots go on being served, everything else says so with 503."""

import pytest
from django.db import OperationalError

from maptag.models import NoticeQuerySet
from tests.factories import NoticeFactory


@pytest.fixture
def away(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OperationalError("connection refused")

    return lambda: (
        monkeypatch.setattr(NoticeQuerySet, "_fetch_all", refuse)
        or monkeypatch.setattr(NoticeQuerySet, "exists", refuse)
    )


def address(notice):
    return f"/snapshots/{notice.pk}/{notice.snapshot.rsplit('/', 1)[1].split('.')[0]}.geojson"


def test_snapshot_is_served_without_the_database(client, db, away):
    notice = NoticeFactory(published=True)
    away()
    assert client.get(address(notice)).status_code == 200


def test_withdrawn_snapshot_stays_gone(client, db, away, django_capture_on_commit_callbacks):
    notice = NoticeFactory(published=True)
    url = address(notice)
    with django_capture_on_commit_callbacks(execute=True):
        notice.withdraw(None)
    away()
    assert client.get(url).status_code == 404


def test_pages_say_that_they_will_be_back(client, db, away):
    notice = NoticeFactory(published=True)
    away()
    response = client.get(f"/notices/{notice.pk}/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "잠시 쉬는 중" in response.content.decode()
