"""A disk that is really full: a tmpfs of half a megabyte under the stored files, or under what requests bring."""

import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from community.models import Photo
from community.reports import photos
from importers.models import Upload
from maptag.models import Notice
from maptag.publishing.content import NoticeContent
from maptag.publishing.storage import files_below, put
from maptag.upkeep import sweep
from tests.community.pictures import as_bytes
from tests.factories import NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db
SIZE = 512 * 1024


def mount(folder):
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("neither root nor allowed to mount")


@pytest.fixture
def small_disk(tmp_path, own_media):
    """The stored files' own disk; call it to fill it."""
    folder = tmp_path / "media"
    mount(folder)
    yield lambda: (folder / "filler").write_bytes(b"x" * (SIZE - 64 * 1024))
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def stored():
    return [name for name in files_below(default_storage, "") if name != "filler"]


def test_an_upload_to_a_full_disk_says_so_and_leaves_nothing(client, small_disk):
    small_disk()
    client.force_login(UserFactory(role="uploader"))
    file = SimpleUploadedFile("쉼터.csv", "이름,주소\n".encode() + b"a,b\n" * 50_000)
    answer = client.post("/uploads/", {"files": file}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 507
    assert "저장할 공간이 없어" in answer.json()["message"]
    page = client.post("/uploads/", {"files": SimpleUploadedFile("다시.csv", b"a,b\n" * 50_000)})
    assert page.status_code == 507
    assert "관리자에게 알리고" in page.text
    assert not Upload.objects.exists()
    assert stored() == []


@pytest.mark.parametrize("path", ["/api/community/photos", "/report/"])
def test_a_photo_to_a_full_disk_says_so_and_leaves_nothing(client, small_disk, path):
    small_disk()
    file = SimpleUploadedFile("a.png", as_bytes(kind="PNG") + b"\x00" * 80_000)
    answer = client.post(path, {"file": file})
    assert answer.status_code == 507
    assert "저장할 공간이 없어" in (answer.json()["errors"][""][0] if path.startswith("/api") else answer.text)
    assert not Photo.objects.exists()
    assert stored() == []


def test_a_notice_published_to_a_full_disk_stays_as_it_was(small_disk):
    notice = NoticeFactory(published=True)
    before = stored()
    content = notice.versions.first().content
    (default_storage_folder() / "filler").write_bytes(b"x" * (SIZE - 4096 - sum(map(default_storage.size, before))))
    longer = content | {"tags": [tag | {"title": os.urandom(90).hex()} for tag in content["tags"] * 400]}
    with pytest.raises(OSError, match="No space left"):
        notice.publish(NoticeContent.from_dict(longer), None)
    assert stored() == before
    assert Notice.objects.get().snapshot == before[0]


def default_storage_folder():
    return Path(default_storage.location)


def test_what_a_request_brings_to_a_full_temporary_folder_says_so(client, tmp_path, settings):
    folder = tmp_path / "temporary"
    mount(folder)
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    try:
        answer = client.post("/api/community/photos", {"file": SimpleUploadedFile("a.jpg", b"x" * 3_000_000)})
        assert answer.status_code == 507
        assert "저장할 공간이 없어" in answer.json()["message"]
        assert list(folder.iterdir()) == []
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_readyz_looks_at_every_storage(client, small_disk, settings):
    settings.DISK_FREE_MIN_MB = 0
    assert client.get("/readyz").json()["storage default"] is True
    assert stored() == []
    (default_storage_folder() / "filler").write_bytes(b"x" * SIZE)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["storage default"] is False


# -- existence is not validity


def snapshot_address(notice):
    return f"/snapshots/{notice.pk}/{notice.snapshot.rsplit('/', 1)[1].split('.')[0]}.geojson"


@pytest.mark.parametrize("harm", ["truncated", "another", "missing"])
def test_a_snapshot_that_is_not_what_its_name_says_is_made_anew(client, harm):
    notice = NoticeFactory(published=True)
    with default_storage.open(notice.snapshot) as file:
        whole = file.read()
    default_storage.delete(notice.snapshot)
    if harm != "missing":
        broken = whole[: len(whole) // 2] if harm == "truncated" else gzip.compress(b"{}")
        default_storage.save(notice.snapshot, ContentFile(broken))
    answer = client.get(snapshot_address(notice), headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content == whole
    with default_storage.open(notice.snapshot) as file:
        assert file.read() == whole


def test_rebuilding_mends_the_damaged_snapshots_alone(capsys):
    damaged, _sound = NoticeFactory(published=True), NoticeFactory(published=True)
    put(default_storage, damaged.snapshot, b"half")
    call_command("rebuild_snapshots")
    assert "2 looked at, 1 written anew" in capsys.readouterr().out
    call_command("rebuild_snapshots", damaged.pk)
    assert "1 looked at, 0 written anew" in capsys.readouterr().out


def test_a_withdrawn_snapshot_that_came_back_is_swept():
    withdrawn, kept = NoticeFactory(published=True), NoticeFactory(published=True)
    name = withdrawn.snapshot
    with default_storage.open(name) as file:
        content = file.read()
    withdrawn.withdraw(None)
    assert not default_storage.exists(name)
    put(default_storage, name, content)  # as a publishing that was cut off, or an older copy of the files, leaves it
    assert sweep() == [name]
    assert not default_storage.exists(name)
    assert default_storage.exists(kept.snapshot)


def test_a_file_killed_while_it_was_written_is_no_file():
    folder = default_storage_folder()
    code = (
        "import os, sys, django; django.setup()\n"
        "from maptag.publishing.storage import AtomicFileSystemStorage\n"
        "from django.core.files.base import File\n"
        "class Dying(File):\n"
        "    def chunks(self): yield b'half'; os.kill(os.getpid(), 9)\n"
        "AtomicFileSystemStorage(sys.argv[1]).save('a/whole.bin', Dying(None, 'whole.bin'))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mapsite.settings"}
    run = subprocess.run([sys.executable, "-c", code, str(folder)], env=environment)
    assert run.returncode == -9
    assert list(files_below(default_storage, "")) == []
    assert len(list(folder.rglob(".*.part"))) == 1


def test_a_photo_that_ends_its_child_costs_only_itself(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("community.reports.picturing.child.MEGABYTES", 1)  # less than it has at its start
        with pytest.raises(photos.ValidationError, match="읽을 수 없는"):
            photos.receive(io.BytesIO(as_bytes()))
    assert photos.receive(io.BytesIO(as_bytes())).width == 1200
