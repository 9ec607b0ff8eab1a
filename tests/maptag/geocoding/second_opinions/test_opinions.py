"""Outside geocoders, answering as their documentation says; no test reaches the network."""

import logging
from datetime import date, timedelta
from threading import Event

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from maptag.geocoding.models import OpinionCount
from maptag.geocoding.second_opinions import Question, ask, asking, configured

from .replies import JUSO_ADDRESS, JUSO_PLACE, KAKAO_PLACE, NAVER, NOMINATIM, REPLIES

HALL = Question("서울특별시 중구 세종대로 110", "road")
KEYS = {
    "juso": {"key": "juso-secret-1", "coordinate_key": "juso-secret-2"},
    "vworld": {"key": "vworld-secret"},
    "kakao": {"key": "kakao-secret"},
    "naver": {"id": "naver-id", "key": "naver-secret"},
    "nominatim": {"url": "http://nominatim.example.go.kr/osm"},
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def turn_on(settings):
    """turn_on("juso", …): give these providers what they need."""

    def go(*names, **more):
        settings.OPINIONS = settings.OPINIONS | {name: settings.OPINIONS[name] | KEYS[name] | more for name in names}

    return go


class Outside:
    """The outside world: answers by `REPLIES`, or all with one `reply`; remembers what it was asked."""

    def __init__(self, reply=None):
        self.reply, self.requests = reply, []

    def __call__(self, request):
        self.requests.append(request)
        if callable(self.reply):
            return self.reply(request)
        return self.reply or httpx.Response(200, json=REPLIES[f"{request.url.host}{request.url.path}"])

    @property
    def transport(self):
        return httpx.MockTransport(self)


def asked(outside, question=HALL):
    return ask(question, transport=outside.transport)


def test_nobody_is_asked_unless_configured():
    outside = Outside()
    assert configured() == []
    assert asked(outside) == []
    assert not outside.requests


def test_half_a_configuration_is_off(settings):
    settings.OPINIONS = settings.OPINIONS | {"juso": settings.OPINIONS["juso"] | {"key": "only one of two"}}
    assert configured() == []


@pytest.mark.parametrize(
    ("name", "title", "road", "lot", "storable"),
    [
        ("juso", "서울특별시청", "서울특별시 중구 세종대로 110 (태평로1가)", "서울특별시 중구 태평로1가 31", True),
        ("vworld", "서울특별시 중구 세종대로 110 (태평로1가)", "서울특별시 중구 세종대로 110 (태평로1가)", "", False),
        ("kakao", "서울특별시청", "서울 중구 세종대로 110", "서울 중구 태평로1가 31", False),
        ("naver", "서울특별시 중구 세종대로 110 서울특별시청", "서울특별시 중구 세종대로 110 서울특별시청",
         "서울특별시 중구 태평로1가 31", False),
        ("nominatim", "서울특별시청", "서울특별시청, 세종대로", "", True),
    ],
)  # fmt: skip
def test_each_reply_becomes_an_opinion(turn_on, name, title, road, lot, storable):
    turn_on(name)
    [answer] = asked(Outside())
    [opinion] = answer.opinions
    assert (opinion.title, opinion.road_address, opinion.lot_address) == (title, road, lot)
    assert (opinion.lon, opinion.lat) == pytest.approx((126.978, 37.5665), abs=0.0006)
    assert (opinion.storable, opinion.provider, answer.message) == (storable, answer.provider, "")


def test_vworld_is_never_storable_whatever_the_settings_say(turn_on, settings):
    turn_on("vworld", "kakao")
    settings.OPINIONS_STORABLE = ["vworld", "kakao"]
    assert [answer.opinions[0].storable for answer in asked(Outside())] == [False, True]


def test_all_configured_answer_in_one_order(turn_on):
    turn_on(*KEYS)
    titles = [answer.provider for answer in asked(Outside())]
    assert titles == ["도로명주소 안내시스템", "브이월드", "카카오맵", "네이버 지도", "OpenStreetMap"]


def test_places_are_asked_by_keyword_and_not_of_vworld(turn_on):
    turn_on("kakao", "vworld")
    outside = Outside()
    vworld, kakao = asked(outside, Question("중구 시청 앞", "place"))
    assert (vworld.opinions, vworld.message) == ((), "")
    assert kakao.opinions[0].title == "서울시청 본관"
    assert [request.url.path for request in outside.requests] == ["/v2/local/search/keyword.json"]


def test_kakao_tries_the_keyword_where_it_knows_no_address(turn_on):
    turn_on("kakao")
    replies = {"address.json": {"documents": []}, "keyword.json": KAKAO_PLACE}
    outside = Outside(lambda request: httpx.Response(200, json=replies[request.url.path.rsplit("/", 1)[1]]))
    assert asked(outside)[0].opinions[0].title == "서울시청 본관"


def failing(error):
    def reply(request):
        raise error(str(request.url))

    return reply


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (failing(httpx.ConnectTimeout), "제때 답하지 않았습니다"),
        (failing(httpx.ReadTimeout), "제때 답하지 않았습니다"),
        (failing(httpx.ConnectError), "연결하지 못했습니다"),
        (httpx.Response(401, json={}), "인증키가 맞지 않습니다"),
        (httpx.Response(429), "너무 많이 물었습니다"),
        (httpx.Response(500, text="<h1>oops</h1>"), "오류 500"),
        (httpx.Response(200, text="<html>점검 중</html>"), "답을 읽을 수 없습니다"),
        (httpx.Response(200, content=b"\xb0\xa1\xff"), "답을 읽을 수 없습니다"),
        (httpx.Response(200, json={"unexpected": True}), "답을 읽을 수 없습니다"),
        (httpx.Response(200, json=None), "답을 읽을 수 없습니다"),
        (httpx.Response(200, content=b"[" * 200_000), "답을 읽을 수 없습니다"),
        (httpx.Response(200, content=b" " * 1_100_000 + b"[]"), "답을 읽을 수 없습니다"),
    ],
)
def test_whatever_goes_wrong_is_told_in_korean(turn_on, name, reply, message, caplog):
    turn_on(name)
    caplog.set_level(logging.DEBUG)
    [answer] = asked(Outside(reply))
    assert answer.opinions == ()
    assert message in answer.message
    assert "secret" not in caplog.text


def test_keys_are_in_no_log(turn_on, caplog):
    turn_on(*KEYS)
    caplog.set_level(logging.DEBUG)
    asked(Outside())
    assert "secret" not in caplog.text


def test_a_refusal_is_told_without_the_key_that_it_repeats(turn_on):
    turn_on("vworld")
    refusal = {"response": {"status": "ERROR", "error": {"text": "등록되지 않은 인증키입니다: vworld-secret"}}}
    [answer] = asked(Outside(httpx.Response(200, json=refusal)))
    assert "등록되지 않은 인증키" in answer.message
    assert "secret" not in answer.message


def test_redirects_are_not_followed(turn_on):
    turn_on("nominatim")
    outside = Outside(httpx.Response(302, headers={"Location": "http://169.254.169.254/latest/meta-data"}))
    [answer] = asked(outside)
    assert "오류 302" in answer.message
    assert [request.url.host for request in outside.requests] == ["nominatim.example.go.kr"]


@pytest.mark.parametrize(
    "text", ["http://169.254.169.254/", "@evil.example", "../../admin", "서울?key=x&a=b#c", "\r\nHost: x"]
)
def test_only_configured_hosts_are_asked_whatever_the_document_says(turn_on, text):
    turn_on(*KEYS)
    outside = Outside()
    asked(outside, Question(text, "road"))
    assert {f"{request.url.host}{request.url.path}" for request in outside.requests} <= set(REPLIES)
    assert len(outside.requests) >= 6


@pytest.mark.parametrize(("x", "y"), [("NaN", "37.5"), ("37.5665", "126.978"), ("0", "0"), ("Infinity", "1e400")])
def test_coordinates_outside_the_country_are_no_opinion(turn_on, x, y):
    turn_on("naver")
    reply = {"status": "OK", "addresses": [NAVER["addresses"][0] | {"x": x, "y": y}]}
    [answer] = asked(Outside(httpx.Response(200, json=reply)))
    assert answer.opinions == ()


def test_replies_are_cut_to_what_a_screen_can_show(turn_on):
    turn_on("nominatim")
    place = NOMINATIM[0] | {"name": "시청\x00\n" + "가" * 5000, "display_name": ["목록"]}
    [answer] = asked(Outside(httpx.Response(200, json=[place] * 50)))
    assert len(answer.opinions) == 3
    assert answer.opinions[0].title.startswith("시청 가")
    assert len(answer.opinions[0].title) <= 200
    assert answer.opinions[0].road_address == ""


def test_each_request_says_who_asks_and_wants_json(turn_on):
    turn_on(*KEYS)
    outside = Outside()
    asked(outside)
    for request in outside.requests:
        assert request.headers["User-Agent"].startswith("Maptag (http")
        assert request.headers["Referer"] == f"{settings.SITE_URL}/"
        assert request.headers["Accept"] == "application/json"


def test_keys_and_questions_go_where_each_provider_reads_them(turn_on):
    turn_on(*KEYS)
    outside = Outside()
    asked(outside)
    sent = {f"{request.url.host}{request.url.path}": request for request in outside.requests}
    params = {address: dict(request.url.params) for address, request in sent.items()}
    assert params["business.juso.go.kr/addrlink/addrLinkApi.do"] == {
        "confmKey": "juso-secret-1", "resultType": "json", "keyword": HALL.text, "currentPage": "1",
        "countPerPage": "2",
    }  # fmt: skip
    assert params["business.juso.go.kr/addrlink/addrCoordApi.do"] == {
        "confmKey": "juso-secret-2", "resultType": "json", "admCd": "1114010300", "rnMgtSn": "111402005001",
        "udrtYn": "0", "buldMnnm": "110", "buldSlno": "0",
    }  # fmt: skip
    assert params["api.vworld.kr/req/address"] == {
        "service": "address", "request": "getcoord", "version": "2.0", "crs": "epsg:4326", "format": "json",
        "type": "road", "address": HALL.text, "key": "vworld-secret",
    }  # fmt: skip
    kakao, naver = (sent[host] for host in sent if "kakao" in host or "ntruss" in host)
    assert kakao.headers["Authorization"] == "KakaoAK kakao-secret"
    assert (naver.headers["x-ncp-apigw-api-key-id"], naver.headers["x-ncp-apigw-api-key"]) == (
        "naver-id",
        "naver-secret",
    )
    assert "secret" not in f"{kakao.url}{naver.url}"
    assert params["nominatim.example.go.kr/osm/search"] == {
        "q": HALL.text, "format": "jsonv2", "countrycodes": "kr", "accept-language": "ko", "limit": "3",
    }  # fmt: skip


def test_a_lot_is_asked_of_vworld_as_a_parcel(turn_on):
    turn_on("vworld")
    outside = Outside()
    [answer] = asked(outside, Question("서울특별시 강남구 개포동 12-3", "lot"))
    assert outside.requests[0].url.params["type"] == "parcel"
    assert answer.opinions[0].lot_address == "서울특별시 중구 세종대로 110 (태평로1가)"


def test_a_building_whose_entrance_is_not_public_does_not_spoil_the_others(turn_on):
    turn_on("juso")
    address = JUSO_ADDRESS["results"]["juso"][0]
    found = {"results": JUSO_ADDRESS["results"] | {"juso": [address, address | {"buldMnnm": "124"}]}}
    closed = {"results": {"common": {"errorCode": "0"}, "juso": [{"entX": "", "entY": ""}]}}

    def reply(request):
        if request.url.path.endswith("addrLinkApi.do"):
            return httpx.Response(200, json=found)
        return httpx.Response(200, json=closed if request.url.params["buldMnnm"] == "110" else JUSO_PLACE)

    assert len(asked(Outside(reply))[0].opinions) == 1


@pytest.mark.parametrize(
    ("name", "reply", "message"),
    [
        ("juso", {"results": {"common": {"errorCode": "E0001", "errorMessage": "승인되지 않은 KEY"}}}, "승인되지"),
        ("juso", {"results": {"common": {"errorCode": "0"}, "juso": None}}, ""),
        ("vworld", {"response": {"status": "NOT_FOUND"}}, ""),
        ("vworld", {"response": {"status": "ERROR", "error": {"level": "2", "code": "OVER_REQUEST_LIMIT",
            "text": "서비스 사용량이 일일 제한량을 초과하였습니다."}}}, "일일 제한량"),
        ("naver", {"status": "INVALID_REQUEST", "errorMessage": "query is INVALID"}, "INVALID"),
        ("naver", {"status": "OK", "meta": {"totalCount": 0}, "addresses": []}, ""),
        ("kakao", {"meta": {"total_count": 0}, "documents": []}, ""),
        ("nominatim", [], ""),
    ],
)  # fmt: skip
def test_nothing_found_is_no_failure_and_a_refusal_is_told_in_their_words(turn_on, name, reply, message):
    turn_on(name)
    [answer] = asked(Outside(httpx.Response(200, json=reply)))
    assert answer.opinions == ()
    assert message in answer.message
    assert bool(answer.message) is bool(message)


# -- the budget


def test_a_spent_budget_asks_nobody(turn_on):
    turn_on("kakao", daily=4)
    outside = Outside()
    messages = [asked(outside)[0].message for _ in range(3)]
    assert messages[:2] == ["", ""]
    assert "횟수를 다 썼습니다" in messages[2]
    assert len(outside.requests) == 2


def test_questions_that_fail_count_too(turn_on):
    turn_on("naver", daily=1)
    asked(Outside(httpx.Response(500)))
    assert "다 썼습니다" in asked(Outside())[0].message


def test_the_budget_is_for_one_provider_and_one_day(turn_on, monkeypatch):
    turn_on("naver", "nominatim", daily=1)
    assert [len(answer.opinions) for answer in asked(Outside())] == [1, 1]
    monkeypatch.setattr("maptag.geocoding.models.localdate", lambda: date(2030, 1, 1))
    assert [len(answer.opinions) for answer in asked(Outside())] == [1, 1]
    assert OpinionCount.objects.count() == 4


def test_nominatim_is_asked_once_a_second_by_all_of_us_and_named(turn_on):
    turn_on("nominatim")
    outside = Outside()
    [first], [second] = asked(outside), asked(outside)
    assert first.credit == ("© OpenStreetMap contributors", "https://www.openstreetmap.org/copyright")
    assert "다른 사람이 방금 물었습니다" in second.message
    OpinionCount.objects.update(asked_at=timezone.now() - timedelta(seconds=1.1))
    assert len(asked(outside)[0].opinions) == 1
    assert OpinionCount.objects.get().requests == len(outside.requests) == 2


def test_a_budget_below_one_question_is_never_overdrawn(turn_on):
    turn_on("juso", daily=2)
    outside = Outside()
    assert "다 썼습니다" in asked(outside)[0].message
    assert not outside.requests


def test_one_that_hangs_does_not_keep_the_others_waiting(turn_on, monkeypatch):
    """A silent name server blocks below every timeout of the request."""
    turn_on("naver", "nominatim")
    monkeypatch.setattr(asking, "PATIENCE_S", 1.5)
    released = Event()

    def reply(request):
        if request.url.host.startswith("nominatim"):
            released.wait(30)
        return httpx.Response(200, json=NAVER)

    naver, nominatim = asked(Outside(reply))
    released.set()
    assert nominatim.message.startswith("제때 답하지 않았습니다")
    assert len(naver.opinions) == 1
