"""The review screen's pages: document, details, the step before publishing, looking places up."""

import json

import pytest

from importers.review import decisions
from maptag.models import Notice
from tests.factories import BACKEND, ThemeFactory, UserFactory
from tests.importers.factories import long_upload, reviewed_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload():
    return reviewed_upload(uploaded_by=UserFactory(publisher=True, name="이바다"))


@pytest.fixture(autouse=True)
def user(upload, client):
    client.force_login(upload.uploaded_by, backend=BACKEND)
    return upload.uploaded_by


def page(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_document_shows_its_mentions_in_their_cells(client, upload):
    shown = page(client.get(f"/uploads/{upload.pk}/"))
    assert '<th data-cell="1">시설명</th>' in shown
    assert 'data-mention="1" data-grade="A1" data-decision="open">서울특별시 용산구 소월로 109</mark>' in shown


def test_what_the_document_says_is_text(client, user):
    hostile = reviewed_upload([("<script>alert(1)</script>", "</mark><b>소월로 109", "A1")], uploaded_by=user)
    shown = page(client.get(f"/uploads/{hostile.pk}/"))
    assert "<script>alert" not in shown
    assert "</mark><b>" not in shown


def test_warnings_of_the_import_are_shown(client, upload):
    upload.warnings = [{"code": "macros", "details": {}}]
    upload.save()
    assert "매크로는 실행하지 않았습니다." in page(client.get(f"/uploads/{upload.pk}/"))
    assert "매크로는 실행하지 않았습니다." in page(client.get(f"/uploads/{upload.pk}/publish"))


def test_an_upload_that_is_not_ready_is_shown_in_the_list(client, upload):
    upload.state = "placing"
    upload.save()
    assert client.get(f"/uploads/{upload.pk}/").status_code == 302
    assert client.get(f"/uploads/{upload.pk}/publish").status_code == 404
    assert client.get(f"/uploads/{upload.pk}/mentions").status_code == 404
    assert save(client, upload).status_code == 404


@pytest.mark.parametrize("start", ["0", "2", "1001", "-1", "²", "x", "", "1" * 40])
def test_unknown_parts_of_the_document_are_not_found(client, upload, start):
    assert client.get(f"/uploads/{upload.pk}/document?start={start}").status_code == 404


def test_a_long_document_comes_in_parts(client, user):
    upload = long_upload(450, uploaded_by=user)
    assert page(client.get(f"/uploads/{upload.pk}/")).count("data-mention=") == 199
    part = page(client.get(f"/uploads/{upload.pk}/document?start=401"))
    assert part.count("data-mention=") == 51
    assert '<th scope="col">소재지</th>' in part


# -- details


def save(client, upload, **fields):
    body = {"version": 0, "title": "도서관 지도", "title_column": "시설명", "attribute_columns": ["운영시간"]} | fields
    return client.post(f"/uploads/{upload.pk}/details", json.dumps(body), content_type="application/json")


def test_details_are_saved(client, upload):
    theme = ThemeFactory(name="도서관")
    dates = {"valid_from": "2026-06-01", "valid_until": "2026-09-30"}
    answer = save(client, upload, body="첫째 줄\n둘째 줄\n\n문의: https://city.example", theme=str(theme.pk), **dates)
    assert answer.status_code == 200
    upload.review.refresh_from_db()
    saved = upload.review
    assert (saved.version, saved.theme, str(saved.valid_until)) == (1, theme, "2026-09-30")
    assert "<p>첫째 줄<br>둘째 줄</p>" in saved.body
    assert 'href="https://city.example"' in saved.body


def test_the_text_comes_back_as_it_was_typed(client, upload):
    typed = "첫째 줄\n둘째 줄\n\n1 < 2 & <b>굵게</b>\n\n문의: https://city.example"
    assert save(client, upload, body=typed).json()["body"] == typed
    assert save(client, upload, body=typed, version=1).json()["body"] == typed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "가" * 201),
        ("valid_from", "2026-02-30"),
        ("valid_until", "2020-01-01"),
        ("theme", "999999"),
        ("title_column", "없는 열"),
        ("attribute_columns", ["운영시간", "없는 열"]),
    ],
)
def test_wrong_details_are_told_at_their_field(client, upload, field, value):
    answer = save(client, upload, **{"valid_from": "2026-01-01", field: value})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert upload.review.version == 0


@pytest.mark.parametrize("odd", [7, {"a": 1}, [[1]], None, True])
def test_odd_shapes_do_no_harm(client, upload, odd):
    fields = dict.fromkeys(("title", "body", "theme", "valid_from", "valid_until", "title_column"), odd)
    assert save(client, upload, **fields, attribute_columns=odd).status_code in (200, 400)


def test_the_later_of_two_keeps_what_was_typed(client, upload):
    decisions.save_details(upload.review, UserFactory(name="김하늘"), 0, title="동네 도서관")
    answer = save(client, upload)
    assert answer.status_code == 409
    assert "김하늘" in answer.json()["message"]
    assert answer.json()["current"]["title"] == "동네 도서관"
    assert save(client, upload, version=answer.json()["current"]["version"]).status_code == 200


# -- publishing


def test_the_step_before_publishing_says_what_will_be_there(client, upload, user):
    decisions.accept_standing(upload, ["A1"], user)
    decisions.decide(upload.mentions.get(number=6), user, 0, "not_place")
    shown = page(client.get(f"/uploads/{upload.pk}/publish"))
    assert "<dt>지도에 실릴 장소</dt><dd>2</dd>" in shown
    assert "<dt>확인 전 (실리지 않음)</dt><dd>3</dd>" in shown
    assert "<dt>싣지 않음·장소 아님</dt><dd>1</dd>" in shown
    assert "장소 2곳 발행하기" in shown
    assert not Notice.objects.exists()


def test_publishing_leads_to_the_notice_and_again_to_the_same(client, upload, user):
    decisions.accept_standing(upload, ["A1"], user)
    first = client.post(f"/uploads/{upload.pk}/publish")
    notice = Notice.objects.get()
    assert first["Location"] == notice.get_absolute_url()
    assert notice.tag_count == 2
    decisions.accept_standing(upload, ["A2"], user)
    assert client.post(f"/uploads/{upload.pk}/publish")["Location"] == first["Location"]
    assert Notice.objects.get().tag_count == 3


def test_nothing_accepted_is_not_published(client, upload):
    shown = page(client.get(f"/uploads/{upload.pk}/publish"))
    assert "수락한 장소가 없습니다." in shown
    assert "발행하기" not in shown
    assert "수락한 장소가 없습니다." in page(client.post(f"/uploads/{upload.pk}/publish", follow=True))
    assert not Notice.objects.exists()


# -- looking places up


def test_search_and_reverse_know_the_addresses(client, addresses):
    found = client.get("/uploads/search?q=소월로 109&lon=126.98&lat=37.55").json()["results"]
    assert found[0]["address"].endswith("용산구 소월로 109")
    there = client.get(f"/uploads/reverse?lon={found[0]['lon']}&lat={found[0]['lat']}").json()
    assert "소월로 109" in there["address"]


@pytest.mark.parametrize("query", ["", "q=%00", "q=" + "가" * 500, "q=시청&lon=NaN&lat=inf", "q=시청&lon=1e9&lat=x"])
def test_odd_searches_find_nothing_or_something_but_answer(client, query):
    assert client.get(f"/uploads/search?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "lon=NaN&lat=37.5", "lon=127", "lon=999&lat=37"])
def test_a_pin_nowhere_has_no_address(client, query):
    assert client.get(f"/uploads/reverse?{query}").json() == {"address": ""}
