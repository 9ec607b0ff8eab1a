"""What goes beyond the first steps of Open311: updates, further filters, scripts of other sites."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import etree

from community.models import ApiKey, Report
from community.workflow import Status
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler
from tests.community.pictures import as_bytes

pytestmark = pytest.mark.django_db
BASE = "/open311/v2/"


@pytest.fixture
def category():
    return CategoryFactory(slug="pothole")


@pytest.fixture
def api_key():
    return ApiKey.objects.issue("120 앱")[1]


@pytest.fixture
def mine(category, api_key):
    """A report that the key sent."""
    return ReportFactory(category=category, api_key=ApiKey.objects.find(api_key), source="open311")


def update(client, format="json", **fields):
    return client.post(f"{BASE}servicerequestupdates.{format}", fields)


def updates(client, **query):
    return client.get(f"{BASE}servicerequestupdates.json", query).json()


def test_updates_are_the_public_words_in_their_order(client, category):
    report = ReportFactory(category=category)
    owner = handler(category.department)
    start = timezone.now().isoformat()
    report.add_note("내부 메모", owner)
    report.ask("어느 쪽 차선인가요?", owner)
    report.answer("자재를 주문했습니다.", owner)
    report.move_to(Status.DONE, owner, "새로 깔았습니다.")
    hidden = ReportFactory(category=category, moderation="pending")
    hidden.move_to(Status.CONFIRMED, owner, "비공개")
    entry = ReportFactory(category=None, campaign=CampaignFactory())
    entry.move_to(Status.CONFIRMED, handler(entry.campaign.department, email="x@city.example"), "항목")
    first, second = updates(client)
    assert (first["description"], first["service_request_id"]) == ("자재를 주문했습니다.", report.number)
    assert (second["description"], second["status"]) == ("새로 깔았습니다.", "CLOSED")
    assert second["updated_datetime"].endswith("+09:00")
    assert updates(client, end_date=start) == []
    assert len(updates(client, start_date=start)) == 2
    assert updates(client, start_date="2025-01-01T00:00:00Z", end_date="2025-03-01T00:00:00Z") == []
    root = etree.fromstring(client.get(f"{BASE}servicerequestupdates.xml").content)
    assert root.xpath("/service_request_updates/request_update/update_id/text()") == [
        first["update_id"],
        second["update_id"],
    ]


def test_a_program_adds_to_its_own_report_once(client, api_key, mine):
    given = {
        "api_key": api_key, "service_request_id": mine.number, "update_id": "77",
        "description": "차가 또 빠졌습니다 010-1234-5678", "updated_datetime": "2026-11-22T10:00:00+09:00",
    }  # fmt: skip
    first = update(client, **given)
    assert first.status_code == 201
    root = etree.fromstring(update(client, "xml", **given).content)
    assert root.xpath("string(/service_request_updates/request_update/update_id)") == first.json()[0]["update_id"]
    (event,) = mine.events.all()
    assert (event.kind, event.audience, event.note) == ("added", "reporter", "차가 또 빠졌습니다 010-****-5678")
    assert updates(client) == []


def test_open_says_that_it_is_not_fixed_and_brings_a_picture(client, api_key, mine):
    mine.move_to(Status.DONE, handler(mine.department), "고쳤습니다.")
    picture = SimpleUploadedFile("a.jpg", as_bytes(), "image/jpeg")
    response = update(client, api_key=api_key, service_request_id=mine.number, status="OPEN", media=picture)
    assert response.status_code == 201, response.content
    mine.refresh_from_db()
    assert (mine.status, mine.reopened, mine.photos.count()) == (Status.IN_PROGRESS, 1, 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": "wrong"}, 403),
        ({"service_request_id": "2511-AAAA-AAAA"}, 404),
        ({"description": ""}, 400),
        ({"status": "LOST"}, 400),
        ({"description": "가" * 4001}, 400),
        ({"jurisdiction_id": "busan.go.kr"}, 404),
    ],
)
def test_a_wrong_update_changes_nothing(client, api_key, mine, fields, status):
    given = {"api_key": api_key, "service_request_id": mine.number, "description": "아직 그대로입니다."} | fields
    response = update(client, **given)
    assert (response.status_code, response.json()[0]["code"]) == (status, status)
    assert not mine.events.exists()


def test_another_programs_report_is_not_found(client, mine):
    stranger = ApiKey.objects.issue("다른 앱")[1]
    given = {"api_key": stranger, "service_request_id": mine.number, "description": "장난"}
    assert update(client, **given).status_code == 404


def test_a_revoked_key_is_refused_and_trying_keys_out_is_stopped(client, api_key, mine, monkeypatch):
    ApiKey.objects.update(active=False)
    monkeypatch.setattr("community.open311.intake.REFUSALS_A_MINUTE", 2)
    given = {"api_key": api_key, "service_request_id": mine.number, "description": "x"}
    assert [update(client, **given).status_code for _n in range(3)] == [403, 403, 429]


def test_ids_override_every_other_filter(client, category):
    report = ReportFactory(category=category)
    Report.objects.update(created_at="2025-01-10T00:00:00+09:00")
    query = {"service_request_id": report.number, "status": "closed", "service_code": "light"}
    (row,) = client.get(f"{BASE}requests.json", query).json()
    assert row["service_request_id"] == report.number


@pytest.mark.parametrize(
    "query",
    ["lat=37.5", "lat=37.5665&long=126.978&radius=nan", "lat=37.5665&long=126.978&radius=-1", "start_date=9999-12-31",
     "end_date=0001-01-01T00:00:00Z", "page=1e3", "page_size=0"],
)  # fmt: skip
def test_numbers_and_dates_without_sense_are_refused(client, query):
    response = client.get(f"{BASE}requests.json?{query}")
    assert (response.status_code, response.json()[0]["code"]) == (400, 400)


def test_what_is_blank_is_null_in_json_and_empty_in_xml(client, category):
    report = ReportFactory(category=category)
    (row,) = client.get(f"{BASE}requests/{report.number}.json").json()
    assert [row[name] for name in ("address_id", "zipcode", "service_notice", "media_url")] == [None] * 4
    root = etree.fromstring(client.get(f"{BASE}requests/{report.number}.xml").content)
    assert root.xpath("count(//zipcode[not(node())])") == 1


def test_scripts_of_other_sites_may_read(client, category):
    preflight = client.options(f"{BASE}requests.json", headers={"Origin": "https://city.example"})
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{BASE}services.json")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in preflight
    assert client.put(f"{BASE}requests.json").status_code == 405
    assert client.post(f"{BASE}services.json").status_code == 405


def test_discovery_is_where_it_is_looked_for_too(client):
    assert json.loads(client.get("/open311/discovery.json").content) == client.get(f"{BASE}discovery.json").json()


def test_a_description_that_is_too_long_is_refused_not_cut(client, category, api_key):
    given = {"api_key": api_key, "service_code": "pothole", "lat": "37.5665", "long": "126.978"}
    assert client.post(f"{BASE}requests.json", given | {"description": "가" * 4001}).status_code == 400
    assert not Report.objects.exists()
