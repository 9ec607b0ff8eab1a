"""The uploads page: what is taken in, what is refused and how that is told, how the imports go on."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from importers.models import Upload
from maptag.publishing.content import NoticeContent
from tests.factories import BACKEND, NoticeFactory, UserFactory, tag
from tests.importers.factories import UploadFactory, reviewed_upload

pytestmark = pytest.mark.django_db

CSV = "시설명,주소\n남산도서관,서울특별시 용산구 소월로 109\n"


@pytest.fixture
def user(client):
    user = UserFactory(name="김하늘")
    client.force_login(user, backend=BACKEND)
    return user


def file(name="도서관.csv", content=CSV):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def send(client, **data):
    """As the page's script does it."""
    return client.post("/uploads/", data, headers={"Accept": "application/json"})


def page(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_several_files_are_taken_in_without_javascript(client, user):
    answer = client.post("/uploads/", {"files": [file(), file("쉼터.csv", CSV + "\n")]}, follow=True)
    assert "도서관.csv: 올렸습니다." in page(answer)
    assert "쉼터.csv: 올렸습니다." in page(answer)
    assert set(Upload.objects.values_list("name", "department", "uploaded_by", "state")) == {
        ("도서관.csv", user.department_id, user.pk, "queued"),
        ("쉼터.csv", user.department_id, user.pk, "queued"),
    }


def test_the_script_is_given_the_line_of_the_list(client, user):
    answer = send(client, files=file()).json()
    assert answer["level"] == "success"
    assert "도서관.csv" in answer["upload"]["html"]
    assert not answer["upload"]["finished"]


def test_the_same_file_leads_to_the_first_upload(client, user):
    first = send(client, files=file()).json()
    again = send(client, files=file("복사본.csv")).json()
    assert again["upload"]["id"] == first["upload"]["id"]
    assert (again["level"], "이미 올린 문서입니다" in again["message"]) == ("info", True)
    assert Upload.objects.count() == 1


def test_the_same_file_of_another_department_is_its_own(client, user):
    send(client, files=file())
    client.force_login(UserFactory(), backend=BACKEND)
    assert send(client, files=file()).json()["level"] == "success"
    assert Upload.objects.count() == 2


def test_pasted_text_becomes_an_upload(client, user):
    text = "무더위쉼터 안내\n\n용산구 소월로 109 남산도서관을 이용하세요."
    assert send(client, text=text).status_code == 200
    upload = Upload.objects.get()
    assert (upload.pasted, upload.name) == (True, "무더위쉼터 안내.txt")
    with upload.file.open() as stored:
        assert stored.read().decode() == text


def test_a_decomposed_file_name_is_shown_composed(client, user):
    send(client, files=file(unicodedata.normalize("NFD", "도서관.csv")))
    assert Upload.objects.get().name == "도서관.csv"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"files": b""}, "빈 파일입니다"),
        ({"files": b"x" * 2_000_000}, "1MB보다 큽니다"),
        ({}, "올릴 파일을 고르거나"),
        ({"text": "   "}, "올릴 파일을 고르거나"),
        ({"text": "가" * 200_001}, "글이 너무 깁니다"),
    ],
    ids=["empty", "too large", "nothing", "blank", "too long"],
)
def test_what_is_refused_is_told_in_korean(client, user, settings, data, message):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    if "files" in data:
        data = {"files": file("큰 문서.hwp", data["files"])}
    answer = send(client, **data)
    assert answer.status_code == 400
    assert message in answer.json()["message"]
    assert not Upload.objects.exists()


def test_one_refused_file_does_not_stop_the_others(client, user):
    answer = client.post("/uploads/", {"files": [file("빈.csv", b""), file()]}, follow=True)
    assert "빈.csv: 빈 파일입니다" in page(answer)
    assert Upload.objects.get().name == "도서관.csv"


def test_markup_in_a_file_name_is_text(client, user):
    send(client, files=file("<img src=x onerror=alert(1)>.csv"))
    assert "<img src=x" not in client.get("/uploads/").content.decode()


def test_progress_tells_how_far_an_import_is(client, user):
    upload = UploadFactory(
        uploaded_by=user, state="finding", records_read=4000, records_searched=1500, mentions_found=1234
    )
    (shown,) = client.get(f"/uploads/progress?id={upload.pk}&id=nonsense").json()["uploads"]
    assert not shown["finished"]
    assert "장소 찾는 중" in shown["html"]
    assert "1,234곳" in shown["html"]
    assert '<progress max="4000" value="1500"' in shown["html"]


def test_a_reload_shows_unfinished_and_failed_imports(client, user):
    UploadFactory(uploaded_by=user, state="placing", mentions_found=40, mentions_placed=10)
    UploadFactory(uploaded_by=user, state="failed", error_message="암호가 걸린 문서입니다. 암호를 풀고 올려 주세요.")
    shown = page(client.get("/uploads/"))
    assert "지도에 놓는 중" in shown
    assert "암호를 풀고 올려 주세요." in shown


def test_a_finished_upload_says_what_is_left_to_do(client, user):
    upload = reviewed_upload(uploaded_by=user)
    upload.mentions.filter(grade="A1").update(decision="accepted")
    assert "장소 <b>6</b>곳 · 수락 <b>2</b> · 확인 전 <b>4</b>" in page(client.get("/uploads/"))


def test_a_published_upload_leads_to_its_notice(client, user):
    upload = reviewed_upload(uploaded_by=user)
    notice = NoticeFactory(department=user.department, published=NoticeContent("도서관", tags=(tag(),)))
    upload.review.notice = notice
    upload.review.save()
    assert notice.get_absolute_url() in page(client.get("/uploads/"))


def test_search_finds_by_name_and_by_person(client, user):
    UploadFactory(uploaded_by=user, name="무더위쉼터 현황.xlsx")
    UploadFactory(uploaded_by=UserFactory(department=user.department, name="이바다"), name="화장실.xls")
    assert "화장실.xls" not in page(client.get("/uploads/?q=쉼터"))
    assert "화장실.xls" in page(client.get("/uploads/?q=이바다"))
    assert "찾은 문서가 없습니다" in page(client.get("/uploads/?q=없는 문서"))
    assert client.get("/uploads/?q=%00&page=zzz").status_code == 200


def test_the_list_comes_in_pages(client, user):
    UploadFactory.create_batch(21, uploaded_by=user)
    assert page(client.get("/uploads/")).count("data-upload=") == 20
    assert page(client.get("/uploads/?page=2")).count("data-upload=") == 1
