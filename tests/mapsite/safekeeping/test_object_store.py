"""Files in an S3-compatible store, with a real one on a socket: kept, backed up and restored as on a disk."""

import io
import os
import socket

import boto3
import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from moto.server import ThreadedMotoServer

from community.models import Photo
from community.reports import photos
from importers.models import Upload
from mapsite.safekeeping import orphans
from maptag.publishing.storage import files_below
from tests.community.pictures import as_bytes
from tests.factories import NoticeFactory, UserFactory
from tests.mapsite.safekeeping.test_safekeeping import elsewhere, run  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "S3_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def endpoint():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def store(endpoint, monkeypatch, settings):
    """The site's files are in the bucket "present" from now on; yields the client and the environment for commands."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=endpoint, region_name=KEYS["S3_REGION"])
    for bucket in ("present", "restored"):
        client.create_bucket(Bucket=bucket)
    options = {"bucket_name": "present", "endpoint_url": endpoint, "region_name": KEYS["S3_REGION"]}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | {"file_overwrite": False}}
    settings.STORAGES = site.STORAGES | {"default": backend}
    yield client, KEYS | {"S3_ENDPOINT": endpoint, "S3_BUCKET": "present"}
    for bucket in ("present", "restored"):
        for name in contents(client, bucket):
            client.delete_object(Bucket=bucket, Key=name)
        client.delete_bucket(Bucket=bucket)
    client.close()


def contents(client, bucket) -> dict[str, bytes]:
    names = [entry["Key"] for entry in client.list_objects_v2(Bucket=bucket).get("Contents", ())]
    return {name: client.get_object(Bucket=bucket, Key=name)["Body"].read() for name in names}


def test_a_site_with_its_files_in_a_store_is_backed_up_and_restored_into_another(store, elsewhere, tmp_path, client):  # noqa: F811
    objects, environment = store
    notice = NoticeFactory(published=True)
    photo = photos.receive(io.BytesIO(as_bytes()))
    assert client.get(f"/notices/{notice.pk}.geojson").status_code == 200
    before = contents(objects, "present")
    assert {photo.path("large"), notice.snapshot, photo.original.name} <= before.keys()

    made = run(here(), "script/backup", str(tmp_path / "backups"), **environment)
    assert made.returncode == 0, made.stderr
    (backup,) = (tmp_path / "backups").iterdir()
    occupied = run(elsewhere, "script/restore", str(backup), **environment)
    assert "S3_BUCKET) is not empty" in occupied.stderr
    assert contents(objects, "present") == before
    restored = run(elsewhere, "script/restore", str(backup), **environment | {"S3_BUCKET": "restored"})
    assert restored.returncode == 0, restored.stderr
    assert contents(objects, "restored") == before


def here():
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    return os.environ | {"DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}"}


def test_a_store_that_does_not_answer_gives_no_half_backup(store, tmp_path, client, settings):
    _objects, environment = store
    dead = {"S3_ENDPOINT": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    made = run(here(), "script/backup", str(tmp_path / "backups"), **environment | dead)
    assert made.returncode != 0
    assert "No backup was made" in made.stderr
    assert "Traceback" not in made.stderr
    assert list((tmp_path / "backups").iterdir()) == []


def test_readyz_tells_whether_the_store_can_be_written(store, client):
    objects, _environment = store
    assert client.get("/readyz").json()["storage default"] is True
    assert not list(files_below(default_storage, "readyz"))
    objects.delete_bucket(Bucket="present")
    assert client.get("/readyz").json()["storage default"] is False
    objects.create_bucket(Bucket="present")


def test_files_of_a_store_that_no_row_names_are_found(store, monkeypatch):
    photos.receive(io.BytesIO(as_bytes()))
    monkeypatch.setattr(orphans, "UNBORN", orphans.UNBORN * 0)
    default_storage.save("uploads/ab/left-over", ContentFile(b"x"))
    assert orphans.sweep()[0] == ["uploads/ab/left-over"]


@pytest.fixture
def dead_store(store, settings):
    """The same store, from now on at a port where nobody listens; call it to have it back."""
    alive = settings.STORAGES
    options = alive["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = alive | {"default": alive["default"] | {"OPTIONS": options}}

    def revive():
        settings.STORAGES = alive

    return revive


def send_photo(client):
    file = SimpleUploadedFile("a.jpg", as_bytes(), "image/jpeg")
    return client.post("/api/community/photos", {"file": file})


def test_a_photo_for_a_store_that_does_not_answer_is_told_in_words_and_sent_again(dead_store, client):
    answer = send_photo(client)
    assert answer.status_code == 503
    assert "연결할 수 없습니다" in str(answer.json())
    assert answer["Retry-After"] == "30"
    assert not Photo.objects.exists()
    dead_store()
    assert send_photo(client).status_code == 200


def test_a_document_for_a_store_that_does_not_answer_is_told_in_words(dead_store, client):
    client.force_login(UserFactory(role="uploader"))
    file = SimpleUploadedFile("a.csv", "이름,주소\n쉼터,세종대로 110\n".encode(), "text/csv")
    answer = client.post("/uploads/", {"files": file})
    assert answer.status_code == 503
    assert "연결할 수 없습니다" in answer.text
    assert not Upload.objects.exists()


def test_pages_that_need_no_file_stay_up_and_files_are_told_to_be_away(dead_store, client, settings):
    dead = settings.STORAGES["default"]
    dead_store()
    notice = NoticeFactory(published=True)
    photo = send_photo(client).json()["thumb"]
    assert client.get(photo).status_code == 200
    settings.STORAGES = settings.STORAGES | {"default": dead}
    assert client.get(f"/notices/{notice.pk}/").status_code == 200
    assert client.get(photo).status_code == 503
