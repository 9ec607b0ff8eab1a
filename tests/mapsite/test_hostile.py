"""Hostile values in every address, query and form: refused in words, never a server error."""

import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from lxml import etree

from community.models import Photo, Report
from community.rooms.forms import ACTIONS as ROOM_ACTIONS
from community.staff.forms import ACTIONS
from mapsite.accounts.models import Role
from tests.mapsite.accounts.test_access import CITIZENS, NAMES, STAFF, address, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
VALUES = {
    "NUL": "가\x00",
    "control": "\x01\x1f\u202e\ufffe",
    "long number": "9" * 30,
    "longer number": "9" * 5000,
    "superscript": "²",
    "negative": "-1",
    "not a number": "nan",
    "infinite": "1e999",
    "brackets": "[" * 3900,
    "markup": "'\"><script>{{ 7 }}%s{0}\n\r",
    "emoji": "👩‍👩‍👧‍👦" * 100,
}
_FIELDS = """
    q page view state status category campaign gu dong sort department bbox lon lat radius since until key list all
    map report number start id code zoom numbers entry proposal decision reason member user step stop order query
    name shared text title note internal address point district place_source searched client_id photo_ids drop_photo
    rhythm email phone nickname website device asked warned answers.size addresses days participation contact_days
    box departments summary situation version assignee lead lead_number others task result photo strokes room
    message due_on questions corners districts area_by slug colour icon seen body subject example scope agrees
    accept board fixed satisfaction channel service_request_id service_code long address_string description api_key
    jurisdiction_id start_date end_date updated_after page_size media_url update_id invitation login password next
"""
FIELDS = _FIELDS.split()
# What is done at which address.
STEPS = {
    "handling_act": [*ACTIONS, "contact"],
    "handling_room_act": [*ROOM_ACTIONS],
    "handling_many": ["move:done", "moderate:hidden", "assign:²", "hand_over:9" + "9" * 30, "room:" + "9" * 5000],
    "handling_put": ["up", "down", "start"],
    "handling_campaign_decide": ["approved", "hidden"],
    "handling_campaign_member": ["revoke", "resend", "approve", "remove"],
    "handling_group_act": ["pause", "resume", "rename", "dismiss", "write"],
    "handling_campaign_state": ["open"],
    "mine": ["add", "withdraw", "judge", "decide", "board"],
}
OPEN311 = ["requests.json", "requests.xml", "servicerequestupdates.json", "services.json", "tokens/%00.json"]
FILES = [
    "/reports.csv",
    "/reports.geojson",
    "/reports.rss",
    "/reports.atom",
    "/api/community/map",
    "/api/community/reports",
]


def pages(things, names):
    values = {"number": things["report"].number, "slug": things["campaign"].slug, "key": things["report"].key}
    values |= {"pk": 9**18, "edition": 9**30, "size": "thumb", "token": "x" * 24}
    for name in sorted(names):
        if name in CITIZENS:
            given = values | ({"pk": Photo().pk} if name in ("community:photo", "community:attachment") else {})
            yield reverse(name, kwargs={argument: given[argument] for argument in NAMES[name]})
        else:
            yield address(name, things)


def ask(client, path, given):
    """The answers to GET and POST of these fields."""
    for send in (client.get, client.post):
        answer = send(path, given)
        assert answer.status_code < 500, (path, given, answer.status_code)
        b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_page_for_citizens_breaks(client, world, value):  # noqa: F811
    _users, things = world
    things["campaign"].state = "open"
    things["campaign"].save()
    paths = [*pages(things, CITIZENS), *(f"/open311/v2/{one}" for one in OPEN311), *FILES, "/", "/tags.json"]
    for path in [*paths, "/accounts/login/"]:
        ask(client, path, dict.fromkeys(FIELDS, value))


QUERY = """
    q page bbox zoom lon lat radius status category campaign gu dong since until start_date updated_after page_size
    service_request_id service_code
"""


@pytest.mark.parametrize("name", QUERY.split())
def test_no_file_breaks_by_one_field(client, world, name):  # noqa: F811
    """All at once, the first that is not understood would answer for the others."""
    around = {"lon": "126.98", "lat": "37.55", "bbox": "126,37,127,38", "zoom": "12"}
    for path in ["/reports.rss", "/api/community/map", "/reports/", "/open311/v2/requests.xml"]:
        for value in VALUES.values():
            answer = client.get(path, around | {name: value})
            assert answer.status_code < 500, (path, value)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_page_of_staff_breaks(client, world, value):  # noqa: F811
    users, things = world
    client.force_login(users[Role.ADMINISTRATOR])
    for path in pages(things, STAFF):
        ask(client, path, dict.fromkeys(FIELDS, value))


@pytest.mark.parametrize(("name", "step"), [(name, step) for name, steps in STEPS.items() for step in steps])
def test_no_step_breaks(client, world, name, step):  # noqa: F811
    """The name of what is to be done is right, and the rest is not."""
    users, things = world
    client.force_login(users[Role.HANDLER])
    path = (
        reverse("community:mine", args=[things["report"].key])
        if name == "mine"
        else address(f"community:{name}", things)
    )
    said = dict.fromkeys(("action", "step", "decision", "state"), step) | {"report": things["report"].number}
    for value in (VALUES["NUL"], VALUES["longer number"], VALUES["superscript"]):
        answer = client.post(path, dict.fromkeys(FIELDS, value) | said)
        assert answer.status_code < 500, value


JSON_FIELDS = """
    client_id category campaign lon lat text answers photos place_source name email phone nickname rhythm invitation
    proof website report gu dong channel address agrees note
"""
JSON = [
    "\ud800", "[[[[[[[[[[[[]]]]]]]]]]]]", {"a": {"a": {"a": 1}}}, 10**400, 1e308, -1, None, True, [], [["a"]], "",
    "가" * 5000, "²", "\u202e",
]  # fmt: skip


@pytest.mark.parametrize("value", JSON, ids=range(len(JSON)))
def test_no_json_breaks(client, world, value, monkeypatch):  # noqa: F811
    monkeypatch.setattr("community.protection.proof.spend", lambda payload: None)
    _users, things = world
    for_json = JSON_FIELDS.split()
    number = things["report"].number
    whole = {
        "client_id": "0" * 32,
        "category": "road",
        "lon": 126.98,
        "lat": 37.55,
        "text": "파였습니다.",
        "agrees": True,
    }
    whole |= {"report": number, "address": "a@example.com", "answers": {}, "note": "", "email": ""}
    steps = ("support", "confirmations", "proposals")
    paths = ["reports", "coach", "follow", *(f"reports/{number}/{step}" for step in steps)]
    for path in paths:
        for name in for_json:
            body = json.dumps(whole | {name: value, **({"answers": {"size": value}} if name == "answers" else {})})
            answer = client.post(f"/api/community/{path}", body, content_type="application/json")
            assert answer.status_code < 500, (path, name, answer.content[-400:])


# -- what no browser sends

PROGRAMS = ["reports", "follow", "coach", "photos", "reports/2511-AAAA-AAAA/confirmations"]
BODIES = {
    "multipart without a boundary": ("a=b", "multipart/form-data", {400, 422}),
    "multipart that ends at once": ("--x", "multipart/form-data; boundary=x", {400, 422}),
    "more JSON than is taken": (json.dumps({"text": "가" * 6_000_000}), "application/json", {413, 422}),
    "JSON without end": ("[" * 100_000, "application/json", {400, 422}),
    "no number": ('{"lon": NaN, "lat": 1e999}', "application/json", {400, 422}),
    "no UTF-8": (b'{"text": "\xb5\xb5\xb7\xce"}', "application/json", {400, 422}),
}


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize(("body", "kind", "statuses"), BODIES.values(), ids=BODIES)
def test_no_body_breaks_the_api(client, db, path, body, kind, statuses):
    answer = client.post(f"/api/community/{path}", body, content_type=kind)
    assert answer.status_code in statuses, answer.content[:200]
    assert answer.json()


@pytest.mark.parametrize(
    "path", ["/report/", "/follow/", "/follow/link/", "/accounts/login/", "/campaigns/none/register/"]
)
def test_no_body_breaks_a_form(client, db, path):
    for body, kind, _statuses in BODIES.values():
        assert client.post(path, body, content_type=kind).status_code < 500


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("description=%B5%B5%B7%CE&api_key=x", "application/x-www-form-urlencoded", 400),
        ("a=%B5", "application/x-www-form-urlencoded; charset=cp949", 400),
        ("{}", "application/json", 415),
        ("<a/>", "text/xml", 415),
        ("a=b", "multipart/form-data", 400),
        ("a=" + "b" * 6_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_open311_says_what_is_wrong_in_its_own_bodies(client, db, form, body, kind, status):
    answer = client.post(f"/open311/v2/requests.{form}", body, content_type=kind)
    assert answer.status_code == status
    if form == "json":
        assert answer.json()[0]["code"] == status
    else:
        assert etree.fromstring(answer.content).findtext("error/code") == str(status)


@pytest.mark.parametrize(
    "path",
    [
        "/reports.geojson?category=nosuch", "/reports.csv?category=road,nosuch",
        "/api/community/reports?category=nosuch",
        "/api/community/map?bbox=126,37,127,38&zoom=12&category=nosuch", "/reports/?category=nosuch", "/?theme=nosuch",
        "/tags.json?department=nosuch", "/reports.geojson?campaign=nosuch", "/reports.geojson?gu=nosuch",
        "/reports.geojson?after=x", "/reports.geojson?limit=0", "/api/community/reports?page=999999",
        "/open311/v2/requests.json?service_code=nosuch", "/open311/v2/requests.json?status=open,lost",
        "/reports.geojson?q=%B5%B5%B7%CE", "/open311/v2/requests.json?q=%B5%B5%B7%CE",
    ],
)  # fmt: skip
def test_an_unknown_filter_is_said(client, world, path):  # noqa: F811
    answer = client.get(path)
    assert answer.status_code in (400, 404, 422)
    assert answer.content


def test_open311_from_a_day_on_is_until_today(client, world):  # noqa: F811
    _users, things = world
    Report.objects.filter(pk=things["report"].pk).update(published=True, moderation="approved")
    found = client.get("/open311/v2/requests.json?start_date=2020-01-01T00:00:00Z").json()
    assert [row["service_request_id"] for row in found] == [things["report"].number]


@pytest.mark.parametrize("path", ["/embed/{}", "/snapshots/{}/x.geojson", "/snapshots/x/{}.geojson", "/notices/{}/"])
def test_a_name_that_no_file_can_have_is_not_found(client, db, path):
    assert client.get(path.format("x" * 500)).status_code == 404


@pytest.mark.parametrize("path", ["/reports/", "/", "/accounts/login/"])
def test_a_charset_that_can_t_say_the_address_is_answered_in_words(client, db, path):
    answer = client.get(f"{path}?q=%FF%EF%BF%BD&page=2", content_type="text/html; charset=cp949")
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("path", ["/reports/", "/"])
def test_a_search_in_cp949_is_left_out_and_said(client, db, path):
    """As links of old Korean pages carry it: 도로."""
    answer = client.get(f"{path}?q=%B5%B5%B7%CE")
    assert answer.status_code == 400
    assert "알 수 없어 빼고 찾았습니다" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("debug", [True, False])
def test_what_is_sent_without_the_last_slash_is_sent_on_whole(client, db, settings, method, debug):
    settings.DEBUG = debug
    answer = getattr(client, method)("/reports/nothing?q=1", "x=1", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Location"]) == (308, "/reports/nothing/?q=1")
    assert client.get("/reports/nothing").status_code == 301


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/report/", "/accounts/login/"])
@pytest.mark.parametrize("form", ["multipart", "urlencoded", "fields"])
def test_a_form_that_is_too_large_says_so(client, db, settings, path, form, debug):
    settings.DEBUG = debug
    data = {f"f{n}": "x" for n in range(12_000)} if form == "fields" else {"text": "가" * 4_000_000}
    more = {} if form == "multipart" else {"content_type": "application/x-www-form-urlencoded"}
    answer = client.post(path, data if form == "multipart" else urlencode(data), **more)
    assert answer.status_code == 413
    assert "나누어서 보내 주세요" in answer.text or "너무 큽니다" in answer.text
