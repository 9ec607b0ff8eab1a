"""A citizen with a phone: a photo, a place and a few words; without network too; and what comes after."""

import io
import json
import re

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from community.models import Report, ReportEvent
from community.workflow import Status
from tests.browser.citizen import choose_photo, fill_in, send
from tests.community.factories import QUESTIONS, CampaignFactory, ReportFactory, handler
from tests.community.pictures import exif_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]


def test_a_photo_knows_the_place_and_a_report_is_sent(phone, road, addresses):
    phone.goto("/report/")
    choose_photo(phone)
    expect(phone.locator("#place-said")).to_contain_text("중구")
    fill_in(phone)
    send(phone)
    number = phone.locator("#sent-number")
    expect(number).to_have_text(re.compile(r"^\d{4}-"))
    report = Report.objects.get(number=number.inner_text())
    assert (report.place_source, report.answers, report.photos.count()) == ("photo", {"size": "small"}, 1)
    assert (round(report.point.x, 3), round(report.point.y, 3)) == (126.978, 37.566)
    phone.get_by_role("link", name="처리 상황 보기").click()
    expect(phone.locator(".step[aria-current=step]")).to_contain_text("접수")


def test_by_keyboard_without_a_map(phone, road, addresses):
    phone.goto("/report/")
    phone.get_by_label("주소나 장소 이름").fill("세종대로 110")
    phone.locator(".place-result").first.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#place-said")).to_contain_text("세종대로 110")
    phone.get_by_role("radio", name="도로 파임").focus()
    phone.keyboard.press("Space")
    phone.get_by_role("radio", name="자동차만 해요").focus()
    phone.keyboard.press("Space")
    expect(phone.get_by_role("radiogroup", name="차가 피해 가나요?")).to_be_visible()
    phone.get_by_role("textbox", name="내용").fill("차도가 파였습니다.")
    phone.get_by_role("button", name="제보 보내기").focus()
    phone.keyboard.press("Enter")
    phone.locator("#sent-number").wait_for()
    assert Report.objects.get().place_source == "address"


def test_by_keyboard_from_the_list_of_districts(phone, road, a_district):
    phone.goto("/report/")
    phone.locator(".place-district summary").focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    phone.keyboard.press("ArrowDown")
    expect(phone.locator("#place-said")).to_have_text("중구 태평로1가")
    phone.get_by_role("radio", name="도로 파임").focus()
    phone.keyboard.press("Space")
    phone.get_by_role("radio", name="손바닥만 해요").focus()
    phone.keyboard.press("Space")
    phone.get_by_role("button", name="제보 보내기").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert")).to_have_text("동네만 고르셨습니다. 동네 안 어디인지 내용에 적어 주세요.")
    expect(phone.get_by_role("textbox", name="내용")).to_be_focused()
    phone.keyboard.type("시청 정문 앞 보도블록")
    phone.get_by_role("button", name="제보 보내기").focus()
    phone.keyboard.press("Enter")
    phone.locator("#sent-number").wait_for()
    assert Report.objects.get().place_source == "district"


def test_what_is_missing_is_said_and_nothing_is_sent(phone, road):
    phone.goto("/report/")
    send(phone)
    expect(phone.get_by_role("alert")).to_have_text("위치를 골라 주세요.")
    expect(phone.get_by_role("alert")).to_be_in_viewport()
    choose_photo(phone)
    expect(phone.get_by_role("alert")).to_have_count(0)
    send(phone)
    expect(phone.get_by_role("alert")).to_have_text("유형을 골라 주세요.")
    phone.get_by_text("도로 파임", exact=True).click()
    send(phone)
    expect(phone.get_by_role("alert")).to_have_text("‘얼마나 큰가요?’에 답해 주세요.")
    assert not Report.objects.exists()


def test_a_similar_report_is_joined_instead(phone, road):
    other = ReportFactory(category=road, text="<img src=x onerror=alert(1)>")
    phone.expected_errors.append("428")  # the first 공감 of a device is asked for a proof of work
    phone.goto("/report/")
    choose_photo(phone, exif=exif_at(126.978, 37.5665))
    phone.get_by_text("도로 파임", exact=True).click()
    expect(phone.get_by_role("link", name="<img src=x")).to_be_visible()
    phone.get_by_role("button", name="같은 일이에요. 공감하기").click()
    phone.wait_for_url(f"**{other.get_absolute_url()}#follow")
    expect(phone.locator("#support-count")).to_have_text("1")
    assert Report.objects.count() == 1


def test_five_taps_are_a_report(phone, road):
    """Photo, two taps in the camera, category, send: nothing has to be typed."""
    road.questions = []
    road.save()
    phone.goto("/report/")
    choose_photo(phone)
    phone.get_by_text("도로 파임", exact=True).click()
    send(phone)
    phone.locator("#sent-number").wait_for()
    assert Report.objects.get().text == ""


def test_the_form_can_be_put_on_the_home_screen(phone, road):
    """What Chromium itself has against installing it."""
    phone.goto("/report/")
    phone.get_by_text("인터넷이 끊겨도 쓸 수 있습니다.").wait_for()
    session = phone.context.new_cdp_session(phone)
    found = [one["errorId"] for one in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert found in ([], ["in-incognito"])
    manifest = session.send("Page.getAppManifest")
    assert not manifest["errors"]
    shape = json.loads(manifest["data"])
    assert (shape["lang"], shape["display"], len(shape["shortcuts"])) == ("ko", "standalone", 2)
    for icon in shape["icons"]:
        size = Image.open(io.BytesIO(phone.request.get(icon["src"]).body())).size
        assert "{}x{}".format(*size) == icon["sizes"]
    phone.evaluate("dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt() {} }))")
    expect(phone.get_by_role("button", name="홈 화면에 추가")).to_be_visible()
    phone.get_by_role("button", name="괜찮습니다").click()
    expect(phone.locator("#install")).to_be_hidden()


def test_danger_is_for_the_telephone(phone, road):
    phone.goto("/report/")
    choose_photo(phone)
    phone.get_by_role("textbox", name="내용").fill("사람이 쓰러져 있어요")
    call = phone.get_by_role("link", name="119에 전화하기")
    expect(call).to_have_attribute("href", "tel:119")


def test_not_really_fixed(phone, road):
    report = ReportFactory(category=road)
    report.move_to(Status.DONE, handler(report.department), "메웠습니다.")
    phone.goto(report.private_url)
    phone.get_by_label("덧붙일 말").fill("아직 파여 있어요")
    phone.get_by_role("button", name="아니요, 그대로예요").click()
    expect(phone.locator(".step[aria-current=step]")).to_contain_text("처리중")
    assert report.events.filter(kind=ReportEvent.Kind.VERDICT).count() == 1


def test_support_is_given_and_taken_back(phone):
    report = ReportFactory()
    phone.expected_errors.append("428")
    phone.goto(report.get_absolute_url())
    button = phone.get_by_role("button", name="저도 겪고 있어요")
    button.click()
    expect(phone.locator("#support-count")).to_have_text("1")
    button.click()
    expect(phone.locator("#support-count")).to_have_text("0")


def test_an_entry_of_a_campaign(phone):
    campaign = CampaignFactory(questions=QUESTIONS, thanks="한 집을 더 알게 되었습니다.")
    phone.goto(campaign.get_absolute_url())
    phone.get_by_role("link", name="참여하기").click()
    choose_photo(phone)
    phone.get_by_text("손바닥만 해요").click()
    phone.get_by_label("별명").fill("골목 지킴이")
    phone.get_by_role("button", name="참여하기").click()
    expect(phone.locator("#sent-thanks")).to_have_text("한 집을 더 알게 되었습니다.")
    assert campaign.entries.get().nickname == "골목 지킴이"


def test_the_home_map_tells_reports_from_notices(phone, road):
    ReportFactory(category=road)
    phone.goto("/")
    cluster = phone.locator(".cluster.is-report, .pin.is-report")
    cluster.first.wait_for()
    switch = phone.get_by_role("button", name="시민 제보", exact=True)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(cluster).to_have_count(0)
    switch.click()
    cluster.first.wait_for()


@pytest.mark.parametrize("name", ["form", "reports", "campaigns", "statistics"])
def test_nothing_sticks_out_of_a_small_phone(page, road, name):
    ReportFactory(category=road)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(reverse(f"community:{name}"))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
