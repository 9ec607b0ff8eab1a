"""Who is signed in, for how long, and what is answered to whom is not."""

import json
import shutil
import time

import pytest
from django.conf import settings as conf
from django.contrib.sessions.models import Session
from django.urls import reverse

from mapsite.accounts.sessions import ACTIVE_AT
from tests.factories import BACKEND, NoticeFactory, UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = pytest.mark.django_db
PASSWORD = "demo-seoul"


@pytest.fixture
def user(client):
    user = UserFactory(administrator=True)
    client.force_login(user, backend=BACKEND)
    return user


def idle_for(client, minutes):
    session = client.session
    session[ACTIVE_AT] = time.time() - minutes * 60
    session.save()


# -- without a session

SCRIPTS = [
    {"Accept": "application/json"},
    {"Accept": "*/*", "Sec-Fetch-Dest": "empty"},
    {"Accept": "text/html", "X-Requested-With": "XMLHttpRequest"},
]


@pytest.mark.parametrize("headers", SCRIPTS)
@pytest.mark.parametrize("path", ["/uploads/", "/handling/", "/handling/rooms/1/news.json", "/accounts/session/"])
def test_a_script_without_a_session_is_answered_401_in_words(client, path, headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["message"].startswith("로그인이 끝났습니다")


def test_a_decision_without_a_session_is_answered_401_and_stores_nothing(client):
    upload = reviewed_upload()
    body = json.dumps({"version": 0, "decision": "accepted"})
    path = f"/uploads/{upload.pk}/mentions/1/decision"
    answer = client.post(path, body, content_type="application/json", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert not upload.decisions.exists()


def test_a_person_without_a_session_is_led_to_the_sign_in_page_and_back(client):
    assert client.get("/uploads/?q=1").url == "/accounts/login/?next=/uploads/%3Fq%3D1"


def test_after_a_form_signing_in_leads_back_to_its_page_not_to_where_it_was_sent(client):
    page = {"Referer": "http://testserver/handling/2512-ABCD-EFGH/"}
    answer = client.post("/handling/2512-ABCD-EFGH/act/", headers=page)
    assert answer.url == "/accounts/login/?next=http%3A//testserver/handling/2512-ABCD-EFGH/"
    elsewhere = client.post("/handling/2512-ABCD-EFGH/act/", headers={"Referer": "https://evil.example/"})
    assert elsewhere.url == "/accounts/login/?next=/start/"


def test_without_the_right_a_script_is_answered_403_in_words(client):
    client.force_login(UserFactory(), backend=BACKEND)
    answer = client.get("/handling/pins.json", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "권한" in answer.json()["message"]


def test_a_stale_token_is_answered_403_and_says_so(client, user):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(user, backend=BACKEND)
    answer = strict.post("/uploads/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["stale"]) == (403, True)
    token = strict.get("/accounts/session/").json()["token"]
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    assert strict.post("/uploads/", headers=headers).status_code == 400
    assert "화면이 오래되어" in strict.post("/uploads/").content.decode()


def test_nobody_sends_another_persons_work(client, user):
    upload = reviewed_upload(uploaded_by=user)
    body = json.dumps({"version": 0, "decision": "accepted"})
    path = f"/uploads/{upload.pk}/mentions/1/decision"
    headers = {"Accept": "application/json", "X-Acting-User": str(UserFactory(department=user.department).pk)}
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["other_person"]) == (409, True)
    assert not upload.decisions.exists()


# -- idleness and staying


def test_who_does_nothing_for_half_an_hour_is_signed_out(client, user):
    client.get("/start/")
    idle_for(client, 29)
    assert client.get("/coverage/").status_code == 200
    idle_for(client, 31)
    answer = client.get("/coverage/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/accounts/login/")
    assert "30분 동안 쓰지 않아 로그아웃했습니다" in answer.content.decode()
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_the_minutes_are_a_setting(client, user, settings):
    settings.STAFF_IDLE_MINUTES = 60
    idle_for(client, 31)
    assert client.get("/coverage/").status_code == 200
    settings.STAFF_IDLE_MINUTES = 0
    idle_for(client, 100_000)
    assert client.get("/coverage/").status_code == 200


@pytest.mark.parametrize("path", ["/uploads/progress", "/accounts/session/"])
def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(client, user, path):
    idle_for(client, 20)
    before = client.session[ACTIVE_AT]
    assert client.get(path).status_code == 200
    assert client.session[ACTIVE_AT] == before
    client.get("/coverage/")
    assert client.session[ACTIVE_AT] > before


def test_the_rooms_news_keep_nobody_signed_in(client):
    from community.models import IncidentRoom

    handler = UserFactory(role="handler")
    room = IncidentRoom.objects.start("을지로 침수", handler)
    client.force_login(handler, backend=BACKEND)
    idle_for(client, 20)
    before = client.session[ACTIVE_AT]
    assert client.get(reverse("community:handling_room_news", args=[room.pk])).status_code in (200, 204)
    assert client.session[ACTIVE_AT] == before


def test_saying_that_one_is_there_counts_anew(client, user):
    idle_for(client, 29)
    assert client.get("/accounts/session/").json()["left"] == pytest.approx(60, abs=5)
    assert client.post("/accounts/session/").json()["left"] == pytest.approx(1800, abs=5)


def sign_in(client, **more):
    user = UserFactory(publisher=True)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD} | more)
    return client.cookies[conf.SESSION_COOKIE_NAME]


def test_the_session_ends_with_the_browser_unless_one_asks_to_stay(client):
    assert sign_in(client)["max-age"] == ""
    assert client.get("/start/").status_code == 302


def test_who_asks_to_stay_stays_fourteen_days_whatever_is_done(client):
    assert sign_in(client, remember="on")["max-age"] == 14 * 86_400
    assert client.get("/accounts/session/").json()["left"] is None
    idle_for(client, 600)
    assert client.get("/uploads/").status_code == 200


def test_the_box_says_what_it_does_and_is_not_ticked(client, settings):
    page = client.get("/accounts/login/").content.decode()
    assert "이 기기에서 14일 동안 로그인 유지" in page
    assert "브라우저를 닫거나 30분 동안 쓰지 않을 때 로그아웃됩니다" in page
    assert "아이디 저장" not in page
    assert "checked" not in page


def test_a_page_that_is_the_same_for_all_is_not_asked_who_one_is(client, user):
    notice = NoticeFactory(published=True)
    idle_for(client, 31)
    answer = client.get(f"/embed/{notice.pk}")
    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")
    assert Session.objects.exists()


# -- frames


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/session/renewed/"])
def test_only_our_own_pages_frame_the_sign_in_page(client, user, path):
    if "login" in path:
        client.logout()
    answer = client.get(path)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_nobody_frames_a_clerks_page(client, user):
    answer = client.get("/coverage/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


# -- errors in the demonstration


@pytest.fixture
def demo(settings, client):
    settings.DEBUG = True
    client.raise_request_exception = False
    return client


def test_an_unknown_address_is_answered_by_our_page_also_in_the_demonstration(demo):
    answer = demo.get("/nothing/here/")
    assert answer.status_code == 404
    assert "찾는 쪽이 없습니다" in answer.content.decode()
    assert "URLconf" not in answer.content.decode()


def test_what_a_view_does_not_find_is_answered_by_our_page_also_in_the_demonstration(demo):
    answer = demo.get("/notices/nothing234/")
    assert answer.status_code == 404
    assert "찾는 쪽이 없습니다" in answer.content.decode()
    assert demo.get("/notices/nothing234/", headers={"Accept": "application/json"}).json()["message"]


def test_a_wrong_host_is_answered_by_our_page_also_in_the_demonstration(demo):
    answer = demo.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "읽을 수 없는 내용입니다" in answer.content.decode()
    assert "ALLOWED_HOSTS" not in answer.content.decode()


def test_a_missing_right_is_answered_by_our_page_also_in_the_demonstration(demo):
    demo.force_login(UserFactory(), backend=BACKEND)
    answer = demo.get("/handling/")
    assert answer.status_code == 403
    assert "권한이 없습니다" in answer.content.decode()


def test_a_fault_of_ours_is_answered_by_our_page_also_in_the_demonstration(demo, settings, tmp_path):
    notice = NoticeFactory(published=True)
    shutil.rmtree(tmp_path / "media/snapshots")
    (tmp_path / "media/snapshots").write_text("no folder")
    digest = notice.snapshot.rsplit("/", 1)[1].removesuffix(".geojson.gz")
    answer = demo.get(f"/snapshots/{notice.pk}/{digest}.geojson")
    assert answer.status_code == 500
    assert "Traceback" not in answer.content.decode()
    assert "문제가 생겼습니다" in answer.content.decode()
