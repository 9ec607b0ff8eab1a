"""Every page with a map, without that map: it says so in one sentence, and all else on it works."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.models import IncidentRoom, ShortlistItem
from tests.community.factories import CampaignFactory, ReportFactory
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MISSING = "지도를 불러오지 못했습니다."
LIBRARIES = ["leaflet.", "supercluster"]
LOST = ["ERR_FAILED", "Failed to fetch", "not defined", "is not"]


@pytest.fixture
def campaign(report):
    campaign = CampaignFactory(department=report.department, moderation="after")
    ReportFactory(category=None, campaign=campaign, text="문턱이 없습니다.", department=report.department)
    return campaign


@pytest.fixture(params=LIBRARIES)
def without(request, page):
    """without() → the page, on which from now on a part of every map is refused."""

    def refuse():
        page.expected_errors = LOST
        page.route(lambda url: request.param in url, lambda route: route.abort())
        return page

    return refuse


def said(page):
    """The page's sentences about its missing map, one a map."""
    return page.locator("[data-map-missing]").filter(has_text=MISSING, visible=True)


def test_handlers_go_on_without_maps(without, sign_in, report, owner, campaign):
    sign_in(owner)
    page = without()
    room = IncidentRoom.objects.start("을지로 침수", owner, departments=[], reports=[report.pk])
    other = ReportFactory(category=report.category, text="배수구가 막혔습니다.")
    for position, one in enumerate((report, other)):
        ShortlistItem.objects.create(user=owner, report=one, position=position)

    page.goto("/handling/")
    expect(said(page)).to_have_count(1)
    page.locator("input[name=report]").first.check()
    expect(page.locator("#many-count")).to_have_text("1건 고름")

    page.goto(reverse("community:handling_report", args=[report.number]))
    expect(said(page)).to_have_count(1)
    page.locator(".act-step", has_text="처리중").click()
    expect(page.get_by_role("region", name="제보하신 분이 받을 글")).to_be_visible()

    page.goto("/handling/shortlist/")
    expect(said(page)).to_have_count(1)
    first, second = page.locator("#stops > li").all()
    second.locator("button[value=up]").click()
    expect(first.locator(".nth")).to_have_text("1")
    expect(page.locator("#stops > li").first).to_have_attribute("data-report", other.number)

    page.goto(reverse("community:handling_room", args=[room.pk]))
    expect(said(page)).to_have_count(1)
    page.locator("#say textarea").fill("양수기를 보냈습니다.")
    page.locator("#say button.primary").click()
    expect(page.locator("#lines")).to_contain_text("양수기를 보냈습니다.")

    page.goto("/handling/rooms/new/")
    page.get_by_label("제목").fill("퇴계로 침수")
    page.get_by_role("button", name="열기", exact=True).click()
    expect(page.get_by_role("heading", name="퇴계로 침수")).to_be_visible()

    page.goto(reverse("community:handling_campaign", args=[campaign.slug]) + "?view=all")
    expect(said(page)).to_have_count(1)
    expect(page.locator("#stops > li")).to_have_count(1)

    page.goto(reverse("community:handling_campaign_edit", args=[campaign.slug]))
    page.get_by_role("button", name="질문 더하기").click()
    expect(page.locator("#questions > li")).to_have_count(1)
    page.get_by_text("좌표로 적기").wait_for(state="attached")


def test_citizens_go_on_without_maps(without, report, campaign, light_work, road):
    page = without()
    for path in ("/reports/", campaign.get_absolute_url(), report.get_absolute_url()):
        page.goto(path)
        expect(said(page)).to_have_count(1)
        expect(page.get_by_role("link", name="도로 침수").or_(page.get_by_text(report.address)).first).to_be_visible()
    page.goto(report.private_url)
    page.get_by_text("내용 고치기").click()
    expect(said(page)).to_have_count(1)
    page.locator("#correct-text").fill("물이 무릎까지 찼습니다.")
    page.get_by_role("button", name="고치기", exact=True).click()
    expect(page.locator("#correct")).not_to_have_attribute("open", "")
    report.refresh_from_db()
    assert report.text == "물이 무릎까지 찼습니다."


def test_a_review_goes_on_without_its_map(without, sign_in, transactional_db):
    clerk = UserFactory(publisher=True)
    upload = reviewed_upload(uploaded_by=clerk)
    sign_in(clerk)
    page = without()
    page.goto(upload.get_absolute_url())
    expect(said(page)).to_have_count(1)
    page.locator("[data-mention='3']").click()
    expect(page.locator(".panel-body")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator(".count.is-accepted b")).to_have_text("1")
