"""A handler's day in a real browser: moderate, give to a colleague, answer with a template, done; and a phone's."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from community.models import AnswerTemplate, Report
from community.reports import photos
from tests.community.factories import CategoryFactory, ReportFactory, handler, place
from tests.community.pictures import as_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def report(transactional_db):
    return ReportFactory(category=CategoryFactory(name="도로 파임"), moderation="unchecked")


@pytest.fixture
def owner(report):
    return handler(report.department, name="이바다")


@pytest.fixture
def screen(page, sign_in, owner):
    sign_in(owner)
    return page


def test_from_moderation_to_done(screen, report, owner):
    AnswerTemplate.objects.create(name="보수 완료", status="done", text="{address} 앞을 다시 포장했습니다.")
    screen.get_by_role("link", name="공개 확인").click()
    screen.get_by_role("link", name=report.title).click()
    screen.get_by_role("button", name="공개", exact=True).click()
    expect(screen.get_by_text("공개 여부를 정했습니다.")).to_be_visible()
    screen.get_by_text("담당자 정하기").click()
    screen.get_by_label("담당자", exact=True).select_option(label="이바다")
    screen.locator(".act", has_text="담당자 정하기").get_by_role("button", name="저장").click()
    expect(screen.get_by_text("담당자를 정했습니다.")).to_be_visible()
    screen.locator(".act-step", has_text="완료").click()
    screen.get_by_label("답변 틀").select_option(label="보수 완료")
    expect(screen.get_by_role("region", name="제보하신 분이 받을 글")).to_contain_text(f"{report.address} 앞을 다시")
    screen.get_by_role("button", name="바꾸고 알리기").click()
    expect(screen.locator("ol:has(> .event)")).to_contain_text(f"{report.address} 앞을 다시 포장했습니다.")
    report.refresh_from_db()
    assert (report.status, report.moderation, report.assignee) == ("done", "approved", owner)


def test_two_handlers_at_once(screen, report):
    screen.expected_errors.append("409")
    screen.goto(f"/handling/{report.number}/")
    report.move_to("confirmed", handler(report.department))
    screen.locator(".act-step", has_text="불가").click()
    screen.get_by_label("제보하신 분께 드릴 말씀(모두에게 보임)").fill("사유지입니다.")
    screen.get_by_role("button", name="바꾸고 알리기").click()
    expect(screen.get_by_text("다른 사람이 먼저 바꾸었습니다.")).to_be_visible()
    expect(screen.get_by_label("제보하신 분께 드릴 말씀(모두에게 보임)")).to_have_value("사유지입니다.")


def test_many_by_keyboard(screen, report):
    other = ReportFactory(category=report.category, point=place(127.0, 37.55))
    screen.goto("/handling/")
    expect(screen.locator(".pin")).to_have_count(2)
    for key in ("j", "x", "j", "x"):
        screen.keyboard.press(key)
    expect(screen.get_by_text("2건 고름")).to_be_visible()
    screen.get_by_label("할 일").select_option(label="확인")
    screen.get_by_role("button", name="하기", exact=True).click()
    expect(screen.get_by_text("제보 2건을 처리했습니다.")).to_be_visible()
    assert set(Report.objects.values_list("status", flat=True)) == {"confirmed"}
    assert other.number in screen.content()


def test_a_face_is_covered_with_the_brush_by_mouse_and_keys(screen, report):
    photo = photos.receive(ContentFile(as_bytes(), "a.jpg"), report=report)
    screen.goto(f"/handling/{report.number}/")
    screen.get_by_role("button", name="얼굴·번호판 가리기").click()
    canvas = screen.get_by_label("칠하는 곳")
    canvas.click(position={"x": 100, "y": 100})
    canvas.press("ArrowRight")
    canvas.press(" ")
    screen.get_by_role("button", name="가리고 저장").click()
    expect(screen.get_by_text("사진을 가렸습니다.")).to_be_visible()
    photo.refresh_from_db()
    assert len(photo.blurred) == 2


def test_a_phone_shows_everything_within_its_width(screen, report):
    screen.set_viewport_size(PHONE)
    for path in ("", f"{report.number}/", "shortlist/", "campaigns/", "campaigns/new/"):
        screen.goto(f"/handling/{path}")
        assert screen.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    screen.goto("/handling/")
    expect(screen.get_by_role("checkbox", name=f"{report.number} 고르기")).to_be_in_viewport(ratio=0)
    screen.get_by_role("checkbox", name=f"{report.number} 고르기").check()
    expect(screen.get_by_text("1건 고름")).to_be_visible()
    expect(screen.get_by_label("할 일")).to_be_in_viewport()


def test_on_a_phone_the_tab_of_the_page_is_in_view(screen):
    screen.set_viewport_size(PHONE)
    screen.goto("/handling/templates/")
    for bar in ("주 메뉴", "제보 처리"):
        expect(screen.get_by_role("navigation", name=bar).locator("[aria-current]")).to_be_in_viewport(ratio=1)


def test_words_of_a_template_go_with_its_step_and_own_words_stay(screen, report):
    AnswerTemplate.objects.create(name="보수 완료", status="done", text="다시 포장했습니다.")
    screen.goto(f"/handling/{report.number}/")
    note = screen.get_by_label("제보하신 분께 드릴 말씀(모두에게 보임)")
    screen.locator(".act-step", has_text="완료").click()
    screen.get_by_label("답변 틀").select_option(label="보수 완료")
    screen.locator(".act-step", has_text="중복").click()
    expect(note).to_have_value("")
    note.fill("같은 곳의 제보가 있습니다.")
    screen.locator(".act-step", has_text="불가").click()
    expect(note).to_have_value("같은 곳의 제보가 있습니다.")
