"""Citizens' pages: what everybody sees, and what nobody may."""

import json
import re

import pytest
from django.urls import reverse

from community.models import Campaign, Photo, Report
from community.workflow import SYSTEM, Status
from tests.community.factories import QUESTIONS, CampaignFactory, CategoryFactory, ReportFactory

pytestmark = pytest.mark.django_db


def data_of(response, name):
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', response.content.decode())
    return json.loads(found[1])


def test_the_form_knows_the_questions_of_active_categories_alone(client):
    CategoryFactory(slug="road", name="도로 파임", questions=QUESTIONS)
    CategoryFactory(slug="old", name="옛 유형", active=False)
    response = client.get("/report/")
    assert "도로 파임" in response.text
    assert "옛 유형" not in response.text
    assert data_of(response, "report-config")["categories"] == {
        "road": {"name": "도로 파임", "questions": QUESTIONS, "emergency": []}
    }


@pytest.mark.parametrize("state", [Campaign.State.DRAFT, Campaign.State.WITHDRAWN])
def test_campaigns_that_are_not_public_have_no_pages(client, state):
    campaign = CampaignFactory(state=state)
    for name in ("campaign", "join", "gaps"):
        assert client.get(reverse(f"community:{name}", args=[campaign.slug])).status_code == 404
    assert campaign.title not in client.get("/campaigns/").text


def test_a_campaign_by_invitation_opens_its_form_to_the_invited(client):
    campaign = CampaignFactory(participation="invited")
    invited = campaign.members.create(email="friend@example.com")
    join = reverse("community:join", args=[campaign.slug])
    assert "초대받은 분이 참여하는 지도입니다" in client.get(join).text
    client.post(reverse("community:member", args=[invited.token]), {"step": "accept", "nickname": "골목 대장"})
    invited.refresh_from_db()  # an accepted member's own link is another than the invitation's
    client.get(reverse("community:member", args=[invited.token]))
    assert 'id="report-form"' in client.get(join).text


def test_the_list_is_filtered_and_leaves_out_what_is_not_public(client):
    road, lamp = CategoryFactory(slug="road"), CategoryFactory(slug="lamp", name="가로등 고장")
    ReportFactory(category=road, text="횡단보도 앞이 파였습니다")
    ReportFactory(category=lamp, text="골목 가로등이 꺼졌습니다")
    ReportFactory(category=lamp, text="아직 확인 전인 글", moderation=Report.Moderation.PENDING)
    page = client.get("/reports/", {"category": "lamp"}).text
    assert "골목 가로등" in page
    assert "횡단보도" not in page
    assert "확인 전인 글" not in page
    assert "횡단보도" in client.get("/reports/", {"q": "횡단보도"}).text


@pytest.mark.parametrize("query", ["status=nonsense", "gu=%00", "category=%F0%9F%98%80"])
def test_filters_that_make_no_sense_are_left_out_and_said(client, query):
    shown = ReportFactory()
    answer = client.get(f"/reports/?{query}")
    assert answer.status_code == 400
    assert "알 수 없어 빼고 찾았습니다" in answer.text
    assert shown.number in answer.text


@pytest.mark.parametrize("page", ["-4", "x"])
def test_a_page_that_is_none_is_the_first(client, page):
    assert client.get("/reports/", {"page": page}).status_code == 200


def test_a_public_report_shows_nothing_of_its_reporter(client):
    report = ReportFactory(email="citizen@example.com", text_original="전화 010-1234-5678", network_hash="aabbcc")
    Photo.objects.create(report=report, sha256="0" * 64, width=4, height=3, hidden=True)
    page = client.get(report.get_absolute_url()).text
    assert report.text in page
    for secret in ("citizen@example.com", "010-1234-5678", "aabbcc", report.key, "/photos/"):
        assert secret not in page


def test_hidden_and_withdrawn_reports_are_gone(client):
    report = ReportFactory()
    report.withdraw()
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(ReportFactory(moderation=Report.Moderation.HIDDEN).get_absolute_url()).status_code == 404


def test_hostile_text_stays_text(client):
    report = ReportFactory(text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(report.get_absolute_url()).text
    assert "<script>alert(1)" not in client.get("/reports/").text


def test_an_entry_is_confirmed_once_a_device_and_not_by_its_owner(client):
    entry = ReportFactory(category=None, campaign=CampaignFactory(confirmations=2), department=None)
    client.get(entry.get_absolute_url())
    for _again in range(2):
        client.post(entry.get_absolute_url(), {"agrees": "yes"})
    assert entry.confirmations.filter(agrees=True).count() == 1
    client.cookies.clear()
    client.get(entry.get_absolute_url())
    client.post(entry.get_absolute_url(), {"agrees": "no"})
    assert "맞다고 한 분 1, 다르다고 한 분 1" in client.get(entry.get_absolute_url()).text


def test_the_way_of_a_report_ends_where_it_ended(client):
    report = ReportFactory()
    report.move_to(Status.CONFIRMED, SYSTEM)
    page = client.get(report.get_absolute_url()).text
    assert re.search(r'aria-current="step"><span class="step-name">확인<', page)
    assert "‘확인’ 상태가 되었습니다." in page


def test_statistics_say_what_is_late(client):
    ReportFactory(due_on="2020-01-02")
    page = client.get("/reports/statistics/").text
    assert re.search(r"기한이 지난 것</dt><dd>1<", page)


def test_a_campaign_shows_answers_entries_and_leaders(client):
    campaign = CampaignFactory(questions=QUESTIONS, leader_board=True)
    ReportFactory(category=None, campaign=campaign, department=None, answers={"size": "small"}, nickname="골목")
    page = client.get(campaign.get_absolute_url()).text
    assert "손바닥만 해요" in page
    assert "골목 <strong>1</strong>" in page


def test_places_are_found_by_address(client, addresses):
    found = client.get("/report/places.json", {"q": "세종대로 110"}).json()["results"]
    assert any("세종대로 110" in one["title"] for one in found)
    here = client.get("/report/address.json", {"lon": found[0]["lon"], "lat": found[0]["lat"]}).json()
    assert here["gu"] == "중구"
    assert "세종대로" in here["address"]


def test_the_sea_has_no_address(client):
    response = client.get("/report/address.json", {"lon": 129.5, "lat": 35.1})
    assert response.status_code == 422
    assert response.json()["error"]


def test_the_worker_reaches_the_whole_site(client):
    response = client.get("/report-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert client.get("/report/app.webmanifest").json()["start_url"] == "/report/"
