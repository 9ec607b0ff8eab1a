"""The review's question to other maps: off unless configured, asked without what is private, never kept."""

from functools import partial

import httpx
import pytest

from importers.models import Mention
from importers.views.opinions import question
from maptag.geocoding import second_opinions as opinions
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

REPLY = {
    "status": "OK",
    "addresses": [
        {"roadAddress": "서울특별시 용산구 소월로 109", "jibunAddress": "용산동2가 산1", "x": "126.981", "y": "37.553"}
    ],
}


@pytest.fixture
def upload(client, db):
    upload = reviewed_upload()
    client.force_login(upload.uploaded_by)
    return upload


@pytest.fixture
def naver(settings, monkeypatch):
    """Naver is configured and answers; the fixture is the list of what it was asked."""
    asked = []

    def reply(request):
        asked.append(request.url.params["query"])
        return httpx.Response(200, json=REPLY)

    keys = {"id": "naver-id", "key": "naver-secret"}
    settings.OPINIONS = settings.OPINIONS | {"naver": settings.OPINIONS["naver"] | keys}
    monkeypatch.setattr(opinions, "ask", partial(opinions.ask, transport=httpx.MockTransport(reply)))
    return asked


def url(upload, number=1):
    return f"/uploads/{upload.pk}/mentions/{number}/opinions"


def test_unconfigured_the_screen_offers_nothing(client, upload):
    assert client.get(f"/uploads/{upload.pk}/").context["settings"]["opinions"] == ""
    assert client.get(url(upload)).json() == {"answers": []}


def test_configured_the_screen_knows_where_to_ask(client, upload, naver):
    page = client.get(f"/uploads/{upload.pk}/")
    assert f"{page.context['settings']['opinions']}/1/opinions" == url(upload)
    assert "naver-secret" not in page.content.decode()


def test_an_answer_is_shown_and_nothing_is_kept(client, upload, naver):
    before = list(Mention.objects.order_by("pk").values())
    response = client.get(url(upload))
    [answer] = response.json()["answers"]
    assert (answer["provider"], answer["credit"]) == ("네이버 지도", "")
    assert answer["opinions"] == [
        {
            "title": "서울특별시 용산구 소월로 109",
            "other": "용산동2가 산1",
            "address": "서울특별시 용산구 소월로 109",
            "lon": 126.981,
            "lat": 37.553,
            "storable": False,
        }
    ]
    assert "no-store" in response["Cache-Control"]
    assert list(Mention.objects.order_by("pk").values()) == before


def test_opening_the_screen_asks_nobody(client, upload, naver):
    client.get(f"/uploads/{upload.pk}/")
    client.get(f"/uploads/{upload.pk}/mentions/1")
    assert naver == []


def test_another_department_can_not_ask(client, upload, naver):
    client.force_login(UserFactory(publisher=True))
    assert client.get(url(upload)).status_code == 404
    assert client.get(url(upload, 99)).status_code == 404
    assert naver == []


def test_a_taken_opinion_is_stored_as_what_it_is(client, upload):
    body = {
        "version": 0,
        "decision": "accepted",
        "point": [126.981, 37.553],
        "address": "소월로 109",
        "source": "opinion",
    }
    answer = client.post(f"/uploads/{upload.pk}/mentions/1/decision", body, content_type="application/json")
    assert answer.json()["source_words"] == "다른 지도의 의견"


@pytest.mark.parametrize(
    ("kind", "text", "key", "near_gu", "asked"),
    [
        ("road", "소월로 109 (홍길동, 302호)", "용산구|소월로|109-0", "", "서울특별시 용산구 소월로 109"),
        ("road", "세종대로 지하 175", "|세종대로|지하175-2", "종로구", "서울특별시 종로구 세종대로 지하 175-2"),
        ("lot", "개포동 산12번지의 3", "강남구|개포동|산12-3", "", "서울특별시 강남구 개포동 산12-3"),
        ("road", "정조로 825", "수원시 팔달구|정조로|825-0", "", "수원시 팔달구 정조로 825"),
        ("place", "시청역 3번 출구 앞", "시청역 3번 출구 앞", "중구", "중구 시청역 3번 출구 앞"),
    ],
)
def test_an_address_is_asked_without_flat_or_name(kind, text, key, near_gu, asked):
    assert question(Mention(kind=kind, text=text, key=key, near_gu=near_gu)).text == asked
