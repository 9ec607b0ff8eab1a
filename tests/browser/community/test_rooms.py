"""A shared room in two browsers at once, by keyboard and on a phone."""

import pytest
from playwright.sync_api import expect

from community.models import IncidentRoom, RoomEntry
from tests.browser.conftest import DESKTOP
from tests.community.factories import ReportFactory, handler, place
from tests.factories import DepartmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}
# What another desk did is asked for every five seconds.
HEARD = 20_000


@pytest.fixture
def water(report):
    return handler(DepartmentFactory(name="물재생과"), name="김강")


@pytest.fixture
def screen(page, sign_in, owner):
    sign_in(owner)
    return page


@pytest.fixture
def elsewhere(chromium, live_server, water):
    """Another department's handler at another desk."""
    context = chromium.new_context(base_url=live_server.url, viewport=DESKTOP, locale="ko-KR")
    other = context.new_page()
    other.set_default_timeout(15_000)
    other.goto("/accounts/login/")
    other.get_by_label("이메일").fill(water.email)
    other.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    other.get_by_role("button", name="로그인").click()
    other.wait_for_url(lambda url: "/accounts/login" not in url)
    yield other
    context.close()


@pytest.fixture
def room(owner, water, report):
    return IncidentRoom.objects.start("을지로 침수", owner, departments=[water.department], reports=[report.pk])


def test_from_the_queue_to_a_closed_room(screen, report, water):
    screen.goto("/handling/")
    screen.get_by_role("checkbox", name=f"{report.number} 고르기").check()
    screen.get_by_label("할 일").select_option(label="새 상황방 열기")
    screen.get_by_role("button", name="하기", exact=True).click()
    screen.get_by_label("제목").fill("을지로 침수")
    screen.get_by_label("지금 상황").fill("펌프 두 대 가동")
    screen.get_by_label("물재생과").check()
    screen.get_by_role("button", name="열기", exact=True).click()
    expect(screen.get_by_role("heading", name="을지로 침수")).to_be_visible()
    expect(screen.get_by_role("region", name="현재 상황")).to_contain_text("펌프 두 대 가동")
    expect(screen.locator(".pin")).to_have_count(1)
    screen.get_by_text("상황 마치기").click()
    screen.get_by_label("어떻게 끝났나요?").fill("물이 빠졌습니다.")
    screen.get_by_role("button", name="마치기", exact=True).click()
    expect(screen.get_by_text("이렇게 마쳤습니다")).to_be_visible()
    expect(screen.get_by_role("button", name="남기기")).to_have_count(0)


def test_two_departments_see_what_the_other_does_without_reloading(screen, elsewhere, room, report, owner):
    screen.goto(room.get_absolute_url())
    elsewhere.goto("/handling/")
    expect(elsewhere.get_by_title("안 읽은 소식이 있는 상황방")).to_be_visible()
    elsewhere.get_by_role("link", name="상황방").click()
    elsewhere.get_by_role("link", name="을지로 침수").click()
    expect(screen.get_by_role("log")).to_contain_text("들어왔습니다", timeout=HEARD)
    expect(screen.get_by_text("김강", exact=True)).to_be_visible(timeout=HEARD)
    screen.get_by_label("메모", exact=True).fill("3번 출구 앞 무릎 높이")
    elsewhere.get_by_label("메모", exact=True).fill("펌프차 보냈습니다")
    elsewhere.get_by_label("맨 위에 두기").check()
    screen.get_by_role("button", name="남기기").click()
    elsewhere.get_by_role("button", name="남기기").click()
    for desk in (screen, elsewhere):
        expect(desk.get_by_role("log")).to_contain_text("3번 출구 앞 무릎 높이", timeout=HEARD)
        expect(desk.get_by_role("log")).to_contain_text("펌프차 보냈습니다", timeout=HEARD)
        expect(desk.get_by_role("region", name="현재 상황")).to_contain_text("펌프차 보냈습니다", timeout=HEARD)
    report.move_to("confirmed", owner)
    expect(elsewhere.get_by_role("log")).to_contain_text("→ 확인", timeout=HEARD)
    expect(elsewhere.get_by_role("button", name=f"{report.title}, 확인")).to_be_visible(timeout=HEARD)


def test_a_note_with_a_place_by_keyboard_alone(screen, room):
    screen.goto(room.get_absolute_url())
    screen.get_by_label("메모", exact=True).focus()
    screen.keyboard.type("여기 맨홀 뚜껑이 없습니다")
    screen.get_by_role("button", name="지도 가운데로").focus()
    screen.keyboard.press("Enter")
    expect(screen.get_by_text("곳을 정했습니다.")).to_be_visible()
    screen.get_by_label("메모", exact=True).focus()
    screen.keyboard.press("Control+Enter")
    expect(screen.get_by_role("log")).to_contain_text("여기 맨홀 뚜껑이 없습니다")
    expect(screen.get_by_label("메모", exact=True)).to_have_value("")
    assert RoomEntry.objects.get(kind="note").point is not None
    screen.get_by_role("button", name="지도에서 보기").press("Enter")
    expect(screen.locator(".popup-title", has_text="여기 맨홀")).to_be_visible()


def test_without_a_connection_nothing_typed_is_lost_and_it_is_sent_once(screen, room):
    screen.expected_errors += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    screen.goto(room.get_absolute_url())
    screen.wait_for_load_state("networkidle")
    screen.get_by_label("메모", exact=True).fill("차수판을 세웠습니다")
    screen.context.set_offline(True)
    screen.get_by_role("button", name="남기기").click()
    expect(screen.get_by_text("아직 저장하지 못한 일이 1건 있습니다")).to_be_visible()
    expect(screen.get_by_label("메모", exact=True)).to_have_value("차수판을 세웠습니다")
    screen.context.set_offline(False)
    expect(screen.get_by_role("log")).to_contain_text("차수판을 세웠습니다")
    assert RoomEntry.objects.filter(kind="note").count() == 1


def test_words_being_written_outlive_the_closing(screen, room, owner):
    screen.goto(room.get_absolute_url())
    screen.get_by_label("메모", exact=True).fill("아직 쓰는 중")
    room.close("물이 빠졌습니다.", owner)
    expect(screen.get_by_text("다른 사람이 이 상황을 마쳤습니다.")).to_be_visible(timeout=HEARD)
    expect(screen.get_by_label("메모", exact=True)).to_have_value("아직 쓰는 중")


def test_a_room_fits_a_phone(screen, room, owner, report):
    room.say("아주긴낱말" * 40, owner, situation=True)
    screen.set_viewport_size(PHONE)
    for path in ("/handling/rooms/", "/handling/rooms/new/", room.get_absolute_url(), "/reports/statistics/"):
        screen.goto(path)
        assert screen.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    screen.goto(room.get_absolute_url())
    for name in ("남기기", "지도에 곳 찍기"):
        assert screen.get_by_role("button", name=name).bounding_box()["height"] >= 44
    screen.get_by_role("button", name="지도에 곳 찍기").click()
    screen.locator("#map").click(position={"x": 60, "y": 60})
    expect(screen.get_by_role("button", name="찍은 곳 지우기")).to_be_visible()


def test_a_duplicate_asks_for_its_lead(screen, report):
    lead = ReportFactory(category=report.category, point=place(126.9781, 37.5666), text="같은 곳에 물이 고였어요.")
    screen.goto(f"/handling/{report.number}/")
    expect(screen.get_by_text("어느 제보와 같은가요?")).to_be_hidden()
    screen.locator(".act-step", has_text="중복").click()
    screen.get_by_role("radio", name="같은 곳에 물이 고였어요.").check()
    screen.get_by_role("button", name="바꾸고 알리기").click()
    expect(screen.get_by_text(f"대표 제보 {lead.number}에 묶여 있습니다.")).to_be_visible()
    report.refresh_from_db()
    assert report.lead == lead
