"""Public reports are called by place and first words, kept with the report."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.models import Report
from community.reports.places import describe
from community.titles import first_words, place_name
from tests.community.factories import CampaignFactory, ReportFactory, handler
from tests.factories import CITY_HALL

pytestmark = pytest.mark.django_db
TITLE = "세종대로 110 앞 – 보도블록이 깨져 넘어질 뻔했습니다"
TEXT = "보도블록이 깨져 넘어질 뻔했습니다. 연락은 010-1234-5678입니다."


@pytest.fixture
def report():
    return ReportFactory(text=TEXT.replace("1234-5678", "****-****"))


def test_every_public_place_calls_a_report_by_place_and_first_words(client, report):
    words = report.title
    assert words == f"{TITLE}…"
    page = client.get(report.get_absolute_url()).text
    assert f"<title>{words}" in " ".join(page.split())
    assert f'<meta property="og:title" content="{words}">' in page
    assert f"<h1>{words}</h1>" in page
    for url in (
        reverse("community:reports"),
        reverse("community:rss"),
        reverse("community:atom"),
        reverse("community:geojson"),
        reverse("community:csv"),
        f"/api/community/reports/{report.number}",
        f"/open311/v2/requests/{report.number}.json",
        f"/open311/v2/requests/{report.number}.xml",
        report.private_url,
    ):
        response = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert words in body.decode() or json.dumps(words)[1:-1] in body.decode(), url


def test_entries_and_the_map_have_titles_too(client):
    campaign = CampaignFactory()
    entry = ReportFactory(category=None, campaign=campaign, text="문턱이 높습니다")
    assert entry.title == "세종대로 110 앞 – 문턱이 높습니다"
    assert entry.title in client.get(campaign.get_absolute_url()).text
    assert entry.title in client.get(reverse("community:entries_geojson", args=[campaign.slug])).text
    lon, lat = CITY_HALL
    box = f"{lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}"
    pins = client.get(f"/api/community/map?bbox={box}&zoom=18&campaign={campaign.slug}").json()["pins"]
    assert [pin["properties"]["title"] for pin in pins["features"]] == [entry.title]


def test_a_title_without_words_says_what_it_is_about():
    assert ReportFactory(text="").title == "세종대로 110 앞 – 도로 파임"


def test_the_title_follows_corrections(report):
    owner = handler(report.department)
    report.change(owner, text="맨홀이 솟았습니다")
    report.refresh_from_db()
    assert report.title == "세종대로 110 앞 – 맨홀이 솟았습니다"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("깨졌어요", "깨졌어요"),
        ("깨졌어요.", "깨졌어요."),
        ("깨졌어요! 빨리 고쳐 주세요", "깨졌어요…"),
        ("첫째 줄\n둘째 줄", "첫째 줄…"),
        ("폭 1.5m 구간이 파였다", "폭 1.5m 구간이 파였다"),
        ("가" * 40, "가" * 30 + "…"),
        (
            "횡단보도 앞 아스팔트가 움푹 파여 자전거가 넘어질 뻔했습니다",
            "횡단보도 앞 아스팔트가 움푹 파여 자전거가 넘어질…",
        ),
        ("   ", ""),
    ],
)
def test_first_words_end_at_a_word(text, words):
    assert first_words(text) == words


@pytest.mark.parametrize(
    ("address", "gu", "metres", "name"),
    [
        ("서울특별시 중구 세종대로 110", "중구", 5, "세종대로 110 앞"),
        ("서울특별시 중구 세종대로 110-2", "중구", 40, "세종대로 110-2 근처"),
        ("서울특별시 중구 태평로1가 31", "중구", 0, "태평로1가 31 앞"),
        ("서울특별시 중구 태평로1가", "중구", 0, "태평로1가"),
        ("서울특별시 중구", "중구", 0, "중구"),
        ("", "", 0, ""),
    ],
)
def test_a_place_is_called_as_neighbours_call_it(address, gu, metres, name):
    assert place_name(address, gu, metres) == name


def test_a_sent_report_keeps_the_name_of_its_place():
    from community.reports.submission import UNPROVEN, submit
    from tests.community.reports.test_submission import SENDER, draft

    sent = submit(draft(text=TEXT), SENDER, UNPROVEN)
    report = Report.objects.get(pk=sent.pk)
    assert report.place_name == describe(*report.point.coords).name
    assert "1234" not in report.title
    with CaptureQueriesContext(connection) as queries:
        assert report.title
    assert not queries.captured_queries
