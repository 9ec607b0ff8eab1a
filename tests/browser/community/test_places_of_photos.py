"""Where a photo or a phone says it is; what the server would refuse is said before a report waits for a network."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from playwright.sync_api import expect

from community.models import Category, Report
from tests.browser.axe import violations
from tests.browser.citizen import CITY_HALL, NO_NETWORK, choose_photo, fill_in, open_form, send, street_photo
from tests.browser.conftest import PHONE
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory
from tests.community.pictures import exif_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]
BUSAN = (129.0756, 35.1796)


@pytest.fixture
def phone(visitor):
    page = visitor(viewport=PHONE)
    page.expected_errors = NO_NETWORK
    return page


def choose(page, *files):
    page.locator("[data-photos]").last.set_input_files(list(files))


@pytest.mark.parametrize(
    ("kind", "name", "endian"),
    [
        ("JPEG", "길.jpg", "<"),
        ("HEIF", "길.heic", "<"),
        # As iPhones write it.
        ("HEIF", "IMG_0042.HEIC", ">"),
        ("PNG", "갈무리.png", "<"),
        ("WEBP", "길.webp", ">"),
        ("AVIF", "길.avif", "<"),
    ],
)
def test_without_network_a_photo_gives_its_place(phone, road, kind, name, endian):
    open_form(phone)
    phone.context.set_offline(True)
    exif = exif_at(*CITY_HALL)
    exif.endian = endian
    choose(phone, street_photo(name, kind=kind, exif=exif))
    expect(phone.locator("#place-source")).to_contain_text("사진에 적힌 위치입니다.")
    fill_in(phone)
    send(phone)
    expect(phone.get_by_role("heading", name="연결되면 보냅니다")).to_be_visible()
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.locator("#sent-number").wait_for()
    report = Report.objects.get()
    assert (round(report.point.x, 4), round(report.point.y, 4)) == CITY_HALL
    assert report.place_source == "photo"


def test_a_photo_from_another_city_moves_no_pin_and_says_so(phone, road):
    phone.goto("/report/")
    choose(phone, street_photo(exif=exif_at(*BUSAN)))
    expect(phone.locator("#place-source")).to_contain_text("서울특별시 밖의 위치입니다.")
    expect(phone.locator("#photo-place")).to_be_hidden()
    send(phone)
    expect(phone.get_by_role("alert")).to_have_text("위치를 골라 주세요.")


def test_a_phone_that_knows_its_place_within_3_km_gives_no_address(visitor, road, addresses):
    at = {"longitude": CITY_HALL[0], "latitude": CITY_HALL[1]}
    page = visitor(viewport=PHONE, geolocation=at | {"accuracy": 3000}, permissions=["geolocation"])
    page.goto("/report/")
    page.locator("#place-phone").click()
    expect(page.locator("#place-said")).to_contain_text("위치를 3.0 km 안으로만 압니다.")
    send(page)
    expect(page.get_by_role("alert").filter(has_text="위치를")).to_have_text("위치를 골라 주세요.")
    page.context.set_geolocation(at | {"accuracy": 12})
    page.locator("#place-phone").click()
    expect(page.locator("#place-said")).to_contain_text("중구")


def test_an_empty_report_does_not_wait_for_a_network_to_be_refused(phone, road):
    road.questions = []
    road.save()
    open_form(phone)
    phone.context.set_offline(True)
    choose(phone, street_photo(exif=exif_at(*CITY_HALL)))
    phone.get_by_text("도로 파임", exact=True).click()
    phone.get_by_role("button", name="사진 1 빼기").click()
    send(phone)
    expect(phone.locator("#form-errors")).to_have_text("무슨 일인지 적거나 사진을 넣어 주세요.")
    expect(phone.get_by_role("textbox", name="내용")).to_be_focused()


def test_outside_a_campaigns_area_is_said_without_network(phone):
    area = MultiPolygon(Polygon.from_bbox((127.02, 37.50, 127.04, 37.52)), srid=4326)
    campaign = CampaignFactory(area=area)
    phone.goto(f"/campaigns/{campaign.slug}/join/")
    phone.get_by_text("인터넷이 끊겨도 쓸 수 있습니다.").wait_for()
    phone.context.set_offline(True)
    choose(phone, street_photo(exif=exif_at(*CITY_HALL)))
    phone.get_by_role("textbox", name="내용").fill("여기요")
    phone.get_by_role("button", name="참여하기").click()
    expect(phone.locator("#form-errors")).to_have_text("이 지도의 구역 밖입니다.")


def test_a_refusal_stands_on_every_page_until_it_is_dealt_with(phone, road):
    phone.expected_errors.append("422")
    open_form(phone)
    choose_photo(phone)
    phone.context.set_offline(True)
    fill_in(phone)
    send(phone)
    expect(phone.get_by_role("heading", name="연결되면 보냅니다")).to_be_visible()
    Category.objects.update(active=False)
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#form-errors")).to_contain_text("이제 받지 않습니다.")
    banner = phone.get_by_role("region", name="받지 못한 제보")
    for path in ("/", "/reports/", "/campaigns/"):
        phone.goto(path)
        expect(banner).to_contain_text("이제 받지 않습니다.")
    Category.objects.update(active=True)
    banner.get_by_role("link", name="고쳐서 다시 보내기").click()
    expect(phone.get_by_role("textbox", name="내용")).to_have_value("보도블록이 빠져 있습니다.")
    send(phone)
    phone.locator("#sent-number").wait_for()
    phone.goto("/")
    expect(banner).to_be_hidden()
    assert Report.objects.count() == 1


def test_a_photo_that_can_t_be_read_does_not_cost_a_report_that_waited(phone, road):
    phone.expected_errors.append("422")
    open_form(phone)
    choose_photo(phone)
    phone.context.set_offline(True)
    choose(phone, {"name": "반쪽.jpg", "mimeType": "image/jpeg", "buffer": street_photo()["buffer"][:3000]})
    fill_in(phone)
    send(phone)
    expect(phone.get_by_role("heading", name="연결되면 보냅니다")).to_be_visible()
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#sent-notices")).to_contain_text("사진 ‘반쪽.jpg’: 읽을 수 없는 사진입니다.")
    assert Report.objects.get().photos.count() == 1


def test_a_film_is_declined_as_it_is_chosen_and_what_to_do_instead_is_said(phone, road):
    phone.goto("/report/")
    choose(phone, {"name": "VID_1.mp4", "mimeType": "video/mp4", "buffer": b"\x00" * 1000}, street_photo())
    expect(phone.locator("#photo-said")).to_contain_text("사진 ‘VID_1.mp4’: 동영상은 받지 않습니다.")
    expect(phone.locator(".photo")).to_have_count(1)


def test_similar_reports_of_other_categories_are_shown(phone, road):
    ReportFactory(text="맨홀이 덜컹거려요", category=CategoryFactory(name="맨홀"))
    phone.goto("/report/")
    choose_photo(phone, exif=exif_at(126.978, 37.5665))
    phone.get_by_text("도로 파임", exact=True).click()
    expect(phone.get_by_role("link", name="맨홀이 덜컹거려요")).to_be_visible()


def test_the_form_is_clean_for_screen_readers(phone, road):
    ReportFactory(text="맨홀이 덜컹거려요", category=CategoryFactory(name="맨홀"))
    phone.goto("/report/")
    choose_photo(phone, exif=exif_at(126.978, 37.5665))
    phone.get_by_role("textbox", name="내용").fill("사람이 쓰러져 있어요")
    phone.get_by_role("link", name="119에 전화하기").wait_for()
    phone.get_by_text("도로 파임", exact=True).click()
    phone.get_by_role("link", name="맨홀이 덜컹거려요").wait_for()
    assert violations(phone) == []
