"""A process killed between a file and its row leaves a file that nobody will ever ask for: it goes, others stay."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from community.models import Photo
from community.reports import photos
from importers.models import Upload
from mapsite.safekeeping import orphans
from maptag.publishing.storage import files_below
from tests.community.factories import ReportFactory
from tests.community.pictures import as_bytes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
# Storing the row ends the process, as a power cut does.
KILLED = """
import io, os, sys, django; django.setup()
from django.core.files.base import ContentFile
from django.db.models import Model
from community.reports import photos
from importers.uploads import intake
from mapsite.accounts.models import User
Model.save_base = lambda *args, **kwargs: os.kill(os.getpid(), 9)
if sys.argv[1] == "photo":
    photos.receive(io.BytesIO(sys.stdin.buffer.read()))
else:
    intake.receive(ContentFile(sys.stdin.buffer.read(), "a.csv"), "a.csv", User.objects.get())
"""


def stored():
    return set(files_below(default_storage, ""))


def age(names):
    past = time.time() - orphans.UNBORN.total_seconds() - 60
    for name in names:
        os.utime(default_storage.path(name), (past, past))


def kill_while_storing(what, content):
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    own = {"DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}", "MEDIA_ROOT": default_storage.location}
    own |= {"DJANGO_SETTINGS_MODULE": "mapsite.settings", "PYTHONWARNINGS": "default"}
    command = [sys.executable, "-c", KILLED, what]
    run = subprocess.run(command, input=content, cwd=ROOT, env=os.environ | own, capture_output=True)
    assert run.returncode == -9, run.stderr.decode()


def test_files_of_a_killed_process_go_after_a_day_and_those_with_a_row_stay(client):
    user = UserFactory(role="uploader")
    client.force_login(user)
    client.post("/uploads/", {"files": SimpleUploadedFile("쉼터.csv", "이름,주소\n".encode())})
    photo = photos.receive(io.BytesIO(as_bytes()))
    kept = stored()
    kill_while_storing("photo", as_bytes())
    kill_while_storing("upload", b"name,address\n1,2\n")
    left = stored() - kept
    assert len(left) == 5  # an upload; a photo's original and three sizes
    assert orphans.sweep() == ([], [])  # too young: its row may be on its way
    age(kept | left)
    assert set(orphans.sweep()[0]) == left
    assert stored() == kept
    assert Upload.objects.count() == Photo.objects.count() == 1
    with photo.original.open() as original:
        assert original.read()


def test_pictures_that_were_covered_go_though_their_photo_stays():
    photo = photos.receive(io.BytesIO(as_bytes()), report=ReportFactory())
    uncovered = photo.path("large")
    with default_storage.open(uncovered) as file:
        content = file.read()
    photos.cover(photo, [[0.5, 0.5, 0.1]], UserFactory())
    default_storage.save(uncovered, ContentFile(content))  # killed before it was deleted
    strays = [default_storage.save(name, ContentFile(b"x")) for name in ("photos/a.webp", "photos/ab/cd/0-large.webp")]
    age(stored())
    assert set(orphans.sweep()[0]) == {uncovered, *strays}
    assert default_storage.exists(photo.path("large"))


def test_an_empty_database_beside_full_folders_deletes_nothing():
    names = [default_storage.save(f"uploads/ab/{n}", ContentFile(b"x")) for n in range(30)]
    strange = default_storage.save("others/notes.txt", ContentFile(b"x"))
    age([*names, strange])
    with pytest.raises(CommandError, match="Is it the right database"):
        call_command("sweep_files")
    assert stored() == {*names, strange}
    call_command("sweep_files", "--all")
    assert stored() == {strange}
