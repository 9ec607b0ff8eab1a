"""The reporter's own page on a phone: what was sent is put right, and contacts are left later."""

import pytest
from playwright.sync_api import expect

from community.models import Contact, Report
from tests.browser.citizen import street_photo
from tests.community.factories import CategoryFactory, ReportFactory, handler

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]

LIGHT = [
    {"key": "pole", "label": "전봇대 번호", "kind": "text", "required": True},
    {"key": "view", "label": "전체 사진", "kind": "photo", "required": True},
    {"key": "out", "label": "완전히 꺼졌나요?", "kind": "yesno"},
]


@pytest.fixture
def report():
    CategoryFactory(slug="light", name="가로등 고장", questions=LIGHT)
    return ReportFactory(text="가로등 하나가 나갔습니다")


def unfold(page, title):
    page.locator("summary", has_text=title).click()


def test_another_category_asks_its_questions_before_it_is_sent(phone, report):
    phone.goto(report.private_url)
    unfold(phone, "내용 고치기")
    phone.get_by_label("유형").select_option("가로등 고장")
    expect(phone.get_by_label("전봇대 번호")).to_be_visible()
    phone.get_by_role("button", name="고치기").click()
    expect(phone.get_by_role("alert").filter(has_text="‘전봇대 번호’에 답해 주세요.")).to_be_visible()
    expect(phone.get_by_label("전봇대 번호")).to_be_focused()
    phone.get_by_label("전봇대 번호").fill("1234A567")
    phone.get_by_role("button", name="고치기").click()
    expect(phone.get_by_role("alert").filter(has_text="‘전체 사진’에 답해 주세요.")).to_be_visible()
    phone.get_by_label("전체 사진").set_input_files([street_photo()])
    phone.get_by_text("아니요", exact=True).click()
    phone.get_by_role("button", name="고치기").click()
    phone.locator(".message.success", has_text="고쳤습니다").wait_for()
    report = Report.objects.get(pk=report.pk)
    (photo,) = report.photos.all()
    assert report.category.slug == "light"
    assert report.answers == {"pole": "1234A567", "view": [str(photo.pk)], "out": False}
    expect(phone.get_by_text("1234A567")).to_be_visible()


def test_going_back_to_the_first_category_asks_nothing(phone, report):
    phone.goto(report.private_url)
    unfold(phone, "내용 고치기")
    phone.get_by_label("유형").select_option("가로등 고장")
    phone.get_by_label("유형").select_option(report.category.name)
    expect(phone.get_by_label("전봇대 번호")).to_have_count(0)
    phone.get_by_label("글").first.fill("가로등 두 개가 나갔습니다")
    phone.get_by_role("button", name="고치기").click()
    phone.locator(".message.success", has_text="고쳤습니다").wait_for()
    assert Report.objects.get(pk=report.pk).text == "가로등 두 개가 나갔습니다"


def test_the_pin_is_dragged_and_a_refusal_keeps_pin_and_words(phone, report):
    phone.goto(report.private_url)
    unfold(phone, "내용 고치기")
    pin = phone.locator("#correct .leaflet-marker-icon")
    pin.scroll_into_view_if_needed()
    box = pin.bounding_box()
    phone.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 70, box["y"] + 60, steps=8)
    phone.mouse.up()
    phone.get_by_label("글").first.fill(" ")
    phone.expected_errors = ["422"]
    phone.get_by_role("button", name="고치기").click()
    phone.get_by_text("무슨 일인지 적어 주세요.").wait_for()
    phone.get_by_label("글").first.fill("후문 앞 가로등입니다")
    phone.get_by_role("button", name="고치기").click()
    phone.locator(".message.success", has_text="고쳤습니다").wait_for()
    moved = Report.objects.get(pk=report.pk)
    assert moved.text == "후문 앞 가로등입니다"
    assert moved.point.x > report.point.x
    assert moved.point.y < report.point.y


def test_contacts_are_left_later_and_a_wrong_address_keeps_the_rest(phone, report):
    phone.goto(report.private_url)
    unfold(phone, "연락처 남기기")
    phone.get_by_label("이름").fill("홍길동")
    phone.get_by_label("전화").fill("02-120")
    phone.locator("#contact-email").evaluate("input => input.type = 'text'")
    phone.get_by_label("이메일").fill("hong@")
    phone.expected_errors = ["422"]
    phone.get_by_role("button", name="연락처 저장").click()
    expect(phone.get_by_label("이름")).to_have_value("홍길동")
    phone.get_by_label("이메일").fill("hong@example.com")
    phone.get_by_role("button", name="연락처 저장").click()
    phone.get_by_text("확인 메일을 한 통 보냈습니다").wait_for()
    contact = Contact.objects.get(report=report)
    assert (contact.name, contact.email, contact.phone) == ("홍길동", "hong@example.com", "02120")


def test_who_comes_too_late_adds_it_instead(phone, report):
    phone.goto(report.private_url)
    unfold(phone, "내용 고치기")
    phone.get_by_label("글").first.fill("정문이 아니라 후문입니다")
    report.move_to("confirmed", handler(report.department))
    phone.expected_errors = ["422"]
    phone.get_by_role("button", name="고치기").click()
    phone.get_by_text("덧붙이기로 알려 주세요").wait_for()
    phone.get_by_role("button", name="덧붙이기").click()
    phone.get_by_text("담당 부서에 전했습니다.").wait_for()
    assert report.events.get(kind="added").whole_note == "정문이 아니라 후문입니다"
