"""The report form in a browser whose scripts are off."""

import pytest
from playwright.sync_api import expect

from community.models import Report
from tests.browser.citizen import send, street_photo
from tests.browser.conftest import DESKTOP, PHONE
from tests.community.factories import CampaignFactory
from tests.community.pictures import exif_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def plain(visitor, request):
    page = visitor(viewport=request.param, java_script_enabled=False)
    page.expected_errors = ["422"]
    return page


def test_a_report_by_address_with_its_questions(plain, road, addresses):
    plain.goto("/report/")
    plain.get_by_text("도로 파임", exact=True).click()
    plain.get_by_label("주소나 장소 이름").fill("을지로")
    plain.get_by_role("textbox", name="내용").fill("보도블록이 빠져 있습니다.")
    plain.get_by_label("사진 고르기").set_input_files([street_photo()])
    send(plain)
    expect(plain.get_by_role("alert")).to_contain_text("어디인지 골라 주세요.")
    expect(plain.get_by_alt_text("고른 사진 1")).to_be_visible()
    plain.locator(".category", has_text="을지로").first.click()
    # Playwright reads no text inside <noscript>, but from an element on.
    plain.locator(".choice", has_text="손바닥만 해요").click()
    send(plain)
    expect(plain.get_by_text("제보를 접수했습니다.")).to_be_visible()
    report = Report.objects.get()
    expect(plain.get_by_role("definition").first).to_have_text(report.number)
    assert (report.photos.count(), report.answers) == (1, {"size": "small"})


def test_a_photo_says_where_and_is_confirmed(plain, addresses):
    campaign = CampaignFactory()
    plain.goto(f"{campaign.get_absolute_url()}join/")
    plain.get_by_label("사진 고르기").set_input_files([street_photo(exif=exif_at(126.9779, 37.5663))])
    plain.get_by_role("button", name="참여하기").click()
    plain.locator(".category", has_text="사진을 찍은 곳").click()
    plain.get_by_role("button", name="참여하기").click()
    expect(plain.get_by_text("제보를 접수했습니다.")).to_be_visible()
    assert campaign.entries.get().place_source == "photo"


def test_nothing_that_needs_scripts_is_shown_or_sticks_out(plain, road):
    plain.goto("/report/")
    expect(plain.get_by_role("button", name="사진 찍기")).to_have_count(0)
    expect(plain.locator("#place-map")).to_be_hidden()
    plain.set_viewport_size({"width": 360, "height": 740})
    box = plain.get_by_role("button", name="제보 보내기").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
