"""The whole story of one report, on a phone and at a handler's desk; what was mailed on the way is read."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from community import tasks
from community.messaging import outbox
from community.models import Message, Report, ReportEvent, RoutingRule
from tests.browser.citizen import NO_NETWORK, choose_photo, fill_in, open_form, send
from tests.browser.conftest import PHONE
from tests.community.factories import handler
from tests.factories import DepartmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]
ADDRESS = "hong@example.com"
STATEMENT = "제보하신 분께 드릴 말씀(모두에게 보임)"


@pytest.fixture
def roads_department(addresses, road):
    """Reports of this category in Jung-gu go to it, by a rule; the category itself belongs to another."""
    road.moderation = "before"
    road.save()
    department = DepartmentFactory(name="중구 도로과")
    RoutingRule.objects.create(category=road, gu="중구", department=department)
    return department


@pytest.fixture
def citizen(visitor):
    page = visitor(viewport=PHONE)
    page.expected_errors = NO_NETWORK
    return page


@pytest.fixture
def desk(visitor, roads_department):
    page = visitor()
    user = handler(roads_department, name="이바다")
    page.goto("/accounts/login/")
    page.get_by_label("이메일").fill(user.email)
    page.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    page.get_by_role("button", name="로그인").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def deliver() -> list:
    """The worker's part: every event is announced, every message sent. → what arrived, the oldest first."""
    mail.outbox.clear()
    for event in ReportEvent.objects.order_by("pk"):
        tasks.announce_event(event.pk)
    for message in Message.objects.waiting().order_by("pk"):
        outbox.send(message.pk)
    assert {tuple(one.to) for one in mail.outbox} <= {(ADDRESS,)}
    return [(one.subject, one.body) for one in mail.outbox]


def report_without_network(citizen):
    open_form(citizen)
    choose_photo(citizen)
    citizen.context.set_offline(True)
    fill_in(citizen)
    citizen.get_by_text("답을 받아보시겠어요?").click()
    citizen.get_by_label("이메일").fill(ADDRESS)
    send(citizen)
    expect(citizen.get_by_role("heading", name="연결되면 보냅니다")).to_be_visible()


def answer(desk, status, note):
    desk.locator(".case-step .act-step", has_text=status).click()
    desk.get_by_label(STATEMENT).fill(note)
    desk.get_by_role("button", name="바꾸고 알리기").click()
    expect(desk.locator("ol:has(> .event)")).to_contain_text(note)


def current_step(citizen):
    return citizen.locator(".step[aria-current=step]")


def link_in(body, path):
    return re.search(rf"https?://[^/\s]+({path})", body)[1]


def confirm_address(citizen, report):
    """The address is asked first; the receipt with its private link comes after."""
    ((_subject, body),) = deliver()
    assert report.private_url not in body
    citizen.goto(link_in(body, r"/follow/\S+/confirm"))
    citizen.get_by_role("button", name="소식 받기 시작").click()
    expect(citizen.get_by_text("확인했습니다.")).to_be_visible()
    ((subject, body),) = deliver()
    assert report.number in subject + body
    assert report.private_url in body
    assert not deliver()


def publish_and_assign(desk, report):
    desk.goto("/handling/")
    desk.get_by_role("link", name="공개 확인").click()
    desk.get_by_role("link", name=report.title).click()
    expect(desk.locator(".page-head").get_by_text("중구 도로과")).to_be_visible()
    desk.get_by_role("button", name="공개", exact=True).click()
    expect(desk.get_by_text("공개 여부를 정했습니다.")).to_be_visible()
    desk.get_by_text("담당자 정하기").click()
    desk.get_by_label("담당자", exact=True).select_option(label="이바다")
    desk.locator(".act", has_text="담당자 정하기").get_by_role("button", name="저장").click()
    expect(desk.get_by_text("담당자를 정했습니다.")).to_be_visible()


def say_that_it_is_not_fixed(citizen, link):
    citizen.goto(link)
    expect(current_step(citizen)).to_contain_text("완료")
    citizen.get_by_label("덧붙일 말").fill("한 장이 아직 빠져 있습니다.")
    citizen.get_by_role("button", name="아니요, 그대로예요").click()
    expect(current_step(citizen)).to_contain_text("처리중")


def answer_again(desk, report):
    """The report says why it is open, and is done once more."""
    desk.goto(f"/handling/{report.number}/")
    expect(desk.get_by_text("다시 열림 1번")).to_be_visible()
    expect(desk.locator("ol:has(> .event)")).to_contain_text("한 장이 아직 빠져 있습니다.")
    answer(desk, "완료", "빠진 한 장을 마저 깔았습니다.")


def say_that_it_is_fixed(citizen):
    citizen.reload()
    citizen.get_by_text("5", exact=True).click()
    citizen.get_by_role("button", name="네, 고쳐졌어요").click()
    expect(citizen.get_by_text("알려 주셔서 고맙습니다.")).to_be_visible()


def test_from_a_street_without_network_to_done(citizen, desk, roads_department):
    report_without_network(citizen)
    assert not Report.objects.exists()

    citizen.context.set_offline(False)
    citizen.evaluate("dispatchEvent(new Event('online'))")
    expect(citizen.locator("#sent-number")).to_have_text(re.compile(r"^\d{4}-"))
    report = Report.objects.get()
    assert (report.department, report.gu, report.published) == (roads_department, "중구", False)
    confirm_address(citizen, report)

    publish_and_assign(desk, report)
    answer(desk, "처리중", "현장을 확인하고 있습니다.")
    answer(desk, "완료", "보도블록을 새로 깔았습니다.")
    report.refresh_from_db()
    assert (report.status, report.assignee.name, report.published) == ("done", "이바다", True)
    (_first, at_work), (_last, closed) = deliver()
    assert ["현장을 확인하고" in at_work, "보도블록을 새로 깔았습니다." in closed] == [True, True]

    say_that_it_is_not_fixed(citizen, link_in(closed, r"/reports/mine/\S+"))
    report.refresh_from_db()
    assert (report.status, report.reopened, report.closed_at) == ("in_progress", 1, None)
    deliver()

    answer_again(desk, report)
    ((_subject, body),) = deliver()
    assert "빠진 한 장을 마저 깔았습니다." in body
    say_that_it_is_fixed(citizen)
    report.refresh_from_db()
    assert (report.status, report.fixed, report.satisfaction) == ("done", True, 5)
    assert Report.objects.count() == 1
