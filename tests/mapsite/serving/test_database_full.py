"""PostgreSQL's own disk is really full: its tables stand on a tmpfs in which nothing is left."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from community.models import Photo
from importers.models import Upload
from maptag.models import Notice, Tag
from maptag.publishing.content import NoticeContent
from maptag.publishing.storage import files_below
from tests.community.pictures import as_bytes
from tests.factories import NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ("importers_upload", "community_photo", "community_report", "maptag_tag")
SIZE = 4 * 1024 * 1024


@pytest.fixture
def disk():
    """The folder under TABLES, on a disk of its own that belongs to whom PostgreSQL runs as."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        owner = Path(cursor.fetchone()[0])
    folder = Path(f"/tmp/maptag-full-{os.getpid()}")  # noqa: S108 (another user must reach it; the name is this process's)
    if os.getuid():
        pytest.skip("not root, so no disk of its own")
    folder.mkdir()
    user = owner.stat()
    options = f"size={SIZE},uid={user.st_uid},gid={user.st_gid},mode=0700"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("not allowed to mount")
    try:
        with _tables_in(folder):
            yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@contextmanager
def _tables_in(folder):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        try:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} SET TABLESPACE small")
            yield
        finally:
            (folder / "filler").unlink(missing_ok=True)
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")


def fill(disk):
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096) == 4096:
                pass
        except OSError:
            return


def stored():
    return set(files_below(default_storage, ""))


def send_document(client):
    client.force_login(UserFactory(role="uploader"))
    return client.post("/uploads/", {"files": SimpleUploadedFile("쉼터.csv", "이름,주소\n".encode())})


def send_photo(client):
    return client.post("/api/community/photos", {"file": SimpleUploadedFile("a.jpg", as_bytes())})


@pytest.mark.parametrize(("send", "model"), [(send_document, Upload), (send_photo, Photo)])
def test_what_is_sent_while_the_databases_disk_is_full_is_refused_in_words_and_leaves_nothing(
    client, disk, send, model
):
    fill(disk)
    answer = send(client)
    assert answer.status_code == 507
    assert "저장할 공간이 없어" in answer.content.decode()
    assert not model.objects.exists()
    assert stored() == set()
    (disk / "filler").unlink()
    assert send(client).status_code < 400
    assert model.objects.count() == 1


def test_what_was_published_stays_as_it_was_while_the_databases_disk_is_full(client, disk):
    notice = NoticeFactory(published=True)
    before = stored()
    content = notice.versions.first().content
    longer = content | {"title": "다른 제목", "tags": content["tags"] * 300}
    fill(disk)
    with pytest.raises(Exception, match="No space left"):
        notice.publish(NoticeContent.from_dict(longer), None)
    assert stored() == before
    assert Notice.objects.get().title != "다른 제목"
    assert Tag.objects.count() == 1
    assert client.get(notice.get_absolute_url()).status_code == 200
    assert client.get(reverse("home")).status_code == 200
