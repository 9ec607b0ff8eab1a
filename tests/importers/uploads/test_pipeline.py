"""The import, from a stored file to mentions on a map, also when its worker dies on the way."""

import hashlib
import unicodedata

import pytest
from django.core.files.base import ContentFile
from procrastinate.contrib.django.models import ProcrastinateJob

from importers import tasks
from importers.models import Upload
from importers.uploads import intake, pipeline
from mapsite.accounts.models import Department, User

LIST = """연번,시설명,소재지 도로명주소,운영시간
1,남산도서관,서울특별시 용산구 소월로 109,09:00~22:00
2,정독도서관,서울특별시 종로구 북촌로5길 48,07:00~23:00
3,용산도서관,서울특별시 용산구 두텁바위로 160,07:00~22:00
"""


@pytest.fixture
def user(db):
    department = Department.objects.create(name="스마트도시과", slug="smart")
    return User.objects.create_user("uploader@city.example", "demo-seoul", department=department)


def receive(user, content=LIST, name="도서관_목록.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return intake.receive(ContentFile(data), name, user)


def jobs():
    return ProcrastinateJob.objects.filter(task_name="importers.tasks.import_upload")


class Interrupted(Exception):
    """Stands for a worker that is killed."""


# -- intake


def test_upload_is_stored_as_it_came_and_queued(user):
    upload, created = receive(user)
    assert created
    assert upload.sha256 == hashlib.sha256(LIST.encode()).hexdigest()
    with upload.file.open() as stored:
        assert stored.read() == LIST.encode()
    assert jobs().get().args == {"upload_id": str(upload.pk)}


def test_same_file_twice_gives_the_first_upload(user):
    first, _ = receive(user)
    again, created = receive(user, name="다른 이름.csv")
    assert (again, created) == (first, False)
    assert jobs().count() == 1


def test_same_file_of_another_department_is_theirs(user):
    first, _ = receive(user)
    other = User.objects.create_user(
        "other@city.example", "demo-seoul", department=Department.objects.create(name="공원과", slug="park")
    )
    theirs, created = receive(other)
    assert created
    assert theirs.pk != first.pk


def test_empty_and_too_large_files_are_refused_with_a_reason(user, settings):
    with pytest.raises(intake.UploadRefused, match="빈 파일"):
        receive(user, b"")
    settings.UPLOAD_MAX_BYTES = 1024**2
    with pytest.raises(intake.UploadRefused, match="1MB보다"):
        receive(user, b"x" * (1024**2 + 1))
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (unicodedata.normalize("NFD", "도서관 목록.hwp"), "도서관 목록.hwp"),
        ("../../etc/passwd", "passwd"),
        ("C:\\문서\\공고.hwp", "공고.hwp"),
        ("공고\x00\u202efdp.hwp", "공고fdp.hwp"),
        ("", "이름 없는 파일"),
    ],
)
def test_file_names_are_made_safe_to_show(name, shown):
    assert intake.clean_name(name) == shown


def test_a_name_of_300_characters_keeps_its_ending():
    shown = intake.clean_name("가" * 300 + ".hwpx")
    assert len(shown) <= 150
    assert shown.endswith(".hwpx")


# -- import


def test_import_reads_finds_and_places(user, addresses):
    upload, _ = receive(user)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.records_read, upload.mentions_placed) == ("ready", 4, 3)
    keys = list(upload.mentions.values_list("key", flat=True))
    assert keys == ["용산구|소월로|109-0", "종로구|북촌로5길|48-0", "용산구|두텁바위로|160-0"]
    namsan = upload.mentions.first()
    assert namsan.grade == "A1"
    assert (namsan.geometry.x, namsan.geometry.y) == pytest.approx((126.981, 37.553), abs=0.003)
    assert upload.review.title_column == "시설명"
    assert upload.review.attribute_columns == ["운영시간"]


def test_what_a_cell_names_beside_its_address_gets_no_pin_of_its_own(user, addresses):
    upload, _ = receive(user, "연번,설치위치\n1,서울특별시 용산구 소월로 109 남산도서관\n2,남산도서관 앞\n")
    pipeline.run(upload.pk)
    assert list(upload.mentions.values_list("key", flat=True)) == ["용산구|소월로|109-0", "남산도서관 앞"]


def test_unreadable_file_ends_with_what_to_do(user, addresses):
    upload, _ = receive(user, b"MZ\x90\x00" + bytes(2000), "공고.hwp")
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "failed"
    assert upload.error_message


@pytest.mark.parametrize("step", ["UploadRecord", "Mention"])
@pytest.mark.parametrize("killed_after", [0, 1, 2])
def test_killed_anywhere_nothing_is_lost_or_doubled(user, addresses, monkeypatch, step, killed_after):
    monkeypatch.setattr(pipeline, "BATCH", 1)
    upload, _ = receive(user)
    model = getattr(pipeline, step).objects.__class__
    bulk_create, calls = model.bulk_create, []

    def killed(self, rows, *args, **kwargs):
        result = bulk_create(self, rows, *args, **kwargs)
        calls.append(rows)
        if len(calls) == killed_after + 1:
            raise Interrupted
        return result

    with monkeypatch.context() as patch:
        patch.setattr(model, "bulk_create", killed)
        with pytest.raises(Interrupted):
            pipeline.run(upload.pk)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "ready"
    assert list(upload.records.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert list(upload.mentions.values_list("number", flat=True)) == [1, 2, 3]
    assert upload.mentions.placed().count() == 3


def test_a_second_worker_does_not_double_the_first(user, addresses, monkeypatch):
    """A worker that was only slow meets the results of the one that took over, and steps back."""
    upload, _ = receive(user)
    slow = Upload.objects.get(pk=upload.pk)
    pipeline.run(upload.pk)
    with pytest.raises(pipeline.Overtaken):
        pipeline.read(slow)
    assert upload.records.count() == 4


def test_ready_upload_stays_as_it_is(user, addresses):
    upload, _ = receive(user)
    pipeline.run(upload.pk)
    pipeline.run(upload.pk)
    assert upload.mentions.count() == 3


def test_document_that_takes_its_worker_down_is_given_up(user):
    upload, _ = receive(user)

    class Context:
        class job:  # noqa: N801
            attempts = tasks.ATTEMPTS + 1

    tasks.import_upload.func(Context, upload_id=str(upload.pk))
    upload.refresh_from_db()
    assert upload.state == "failed"
    assert "여러 번" in upload.error_message
