"""The report form without a network: what is typed stays, goes out exactly once, and is nobody else's."""

import re

import pytest
from playwright.sync_api import expect

from community.models import Category, Report
from community.pages import application
from community.reports import submission
from community.reports.submission import submit
from tests.browser.citizen import NO_NETWORK, choose_photo, fill_in, open_form, send, street_photo, wait_for_draft
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE, until_the_server_is_idle
from tests.community.factories import handler

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]


@pytest.fixture
def phone(visitor):
    page = visitor(viewport=PHONE)
    page.expected_errors = NO_NETWORK
    return page


def queue_one(phone):
    """One report with two photos, the second chosen without a network, that waits."""
    open_form(phone)
    choose_photo(phone)
    phone.context.set_offline(True)
    fill_in(phone)
    phone.locator("[data-photos]").last.set_input_files([street_photo(quality=70)])
    send(phone)
    expect(phone.get_by_role("heading", name="연결되면 보냅니다")).to_be_visible()


def all_sent(page):
    expect(page.locator("#receipts-list li")).to_have_count(1)
    expect(page.locator("#queue")).to_be_hidden()


def test_it_opens_without_network_and_sends_once_when_it_is_back(phone, road):
    queue_one(phone)
    phone.reload()
    expect(phone.get_by_role("heading", name="보낼 것 1건")).to_be_visible()
    assert not Report.objects.exists()
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone)
    assert Report.objects.get().photos.count() == 2


def sync(page, live_server):
    """What the browser does when the network is back and the report form is closed."""
    session = page.context.new_cdp_session(page)
    found = {}
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.update(event["registrations"][0]))
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    event = {"origin": live_server.url, "registrationId": found["registrationId"], "tag": "maptag-outbox"}
    session.send("ServiceWorker.dispatchSyncEvent", event | {"lastChance": False})


def test_the_browser_sends_what_waits_after_the_page_was_closed(phone, road, live_server):
    queue_one(phone)
    other = phone.context.new_page()
    phone.close()
    other.goto("about:blank")
    other.context.set_offline(False)
    sync(other, live_server)
    for _n in range(100):
        if Report.objects.exists():
            break
        other.wait_for_timeout(100)
    assert Report.objects.get().photos.count() == 2
    other.goto("/report/")
    all_sent(other)
    assert Report.objects.count() == 1


def test_an_answer_that_was_lost_does_not_make_a_second_report(phone, road, monkeypatch):
    stored = []
    monkeypatch.setattr(submission, "submit", lambda *given: stored.append(submit(*given)) or stored[-1])
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    phone.goto("/report/")
    choose_photo(phone)
    fill_in(phone)
    phone.route("**/api/community/reports", lose, times=1)
    send(phone)
    # Nobody presses anything: it is sent again by itself.
    expect(phone.locator("#sent-number")).to_have_text(re.compile(r"^\d{4}-"))
    assert lost == [201]
    assert len(stored) == 2
    assert phone.locator("#sent-number").inner_text() == Report.objects.get().number
    assert Report.objects.get().photos.count() == 1


def test_two_tabs_send_one_report(phone, road):
    queue_one(phone)
    other = phone.context.new_page()
    other.goto("/report/")
    expect(other.get_by_role("heading", name="보낼 것 1건")).to_be_visible()
    phone.context.set_offline(False)
    for tab in (phone, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone)
    all_sent(other)
    assert Report.objects.count() == 1


def test_what_the_server_refuses_is_said_and_stays(phone, road):
    phone.expected_errors.append("422")
    queue_one(phone)
    Category.objects.update(active=False)
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_role("alert")).to_contain_text("‘도로 파임’ 유형은 이제 받지 않습니다.")
    expect(phone.get_by_role("textbox", name="내용")).to_have_value("보도블록이 빠져 있습니다.")
    phone.reload()
    expect(phone.get_by_role("alert")).to_contain_text("이제 받지 않습니다.")
    assert phone.locator(".photo").count() == 2
    Category.objects.update(active=True)
    phone.reload()
    fill_in(phone)
    send(phone)
    phone.locator("#sent-number").wait_for()
    assert Report.objects.get().photos.count() == 2


def test_one_that_waits_can_be_opened_again(phone, road):
    queue_one(phone)
    phone.get_by_role("button", name="열어서 고치기").click()
    expect(phone.get_by_text("쓰시던 내용을 되살렸습니다.")).to_be_visible()
    phone.get_by_role("textbox", name="내용").fill("보도블록 세 장이 빠져 있습니다.")
    phone.context.set_offline(False)
    send(phone)
    phone.locator("#sent-number").wait_for()
    assert Report.objects.get().text == "보도블록 세 장이 빠져 있습니다."


def test_a_server_that_is_busy_is_asked_again(phone, road):
    phone.expected_errors.append("503")
    phone.goto("/report/")
    choose_photo(phone)
    fill_in(phone)
    phone.route("**/api/community/challenge", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}))
    send(phone)
    expect(phone.get_by_text("지금은 받는 쪽이 바빠")).to_be_visible()
    phone.unroute("**/api/community/challenge")
    phone.locator("#sent-number").wait_for()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(("path", "body"), [("challenge", "<h1>Wi-Fi</h1>"), ("reports", "{}")])
def test_a_network_that_answers_everything_with_200_costs_no_report(visitor, road, path, body):
    # Without the worker, whose own requests a test can't answer.
    phone = visitor(viewport=PHONE, service_workers="block")
    phone.goto("/report/")
    choose_photo(phone)
    fill_in(phone)
    kind = "text/html" if "h1" in body else "application/json"
    phone.route(f"**/api/community/{path}", lambda route: route.fulfill(body=body, content_type=kind))
    send(phone)
    phone.wait_for_timeout(1500)
    assert not phone.locator("#sent-number").is_visible()
    phone.unroute(f"**/api/community/{path}")
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.locator("#sent-number").wait_for()
    assert Report.objects.count() == 1


def test_a_draft_survives_a_reload(phone, road):
    phone.goto("/report/")
    choose_photo(phone)
    fill_in(phone)
    wait_for_draft(phone)
    phone.reload()
    is_restored(phone)
    send(phone)
    phone.locator("#sent-number").wait_for()
    assert Report.objects.get().photos.count() == 1


def is_restored(page):
    expect(page.get_by_text("쓰시던 내용을 되살렸습니다.")).to_be_visible()
    expect(page.get_by_role("textbox", name="내용")).to_have_value("보도블록이 빠져 있습니다.")
    expect(page.get_by_role("radio", name="손바닥만 해요")).to_be_checked()
    expect(page.locator(".photo")).to_have_count(1)


def test_a_draft_survives_the_end_of_the_browser(chromium, live_server, road, tmp_path):
    """Another process, with the same storage on the disk."""
    options = {"executable_path": CHROMIUM, "args": ARGUMENTS, "base_url": live_server.url, "viewport": PHONE}
    with chromium.browser_type.launch_persistent_context(tmp_path, **options) as first:
        page = first.new_page()
        page.goto("/report/")
        choose_photo(page)
        fill_in(page)
        wait_for_draft(page)
    with chromium.browser_type.launch_persistent_context(tmp_path, **options) as second:
        page = second.new_page()
        page.goto("/report/")
        is_restored(page)
    until_the_server_is_idle()


def test_nobody_finds_the_name_of_who_was_signed_in(phone, road):
    user = handler(name="이바다")
    phone.goto("/accounts/login/")
    phone.get_by_label("이메일").fill(user.email)
    phone.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    phone.get_by_role("button", name="로그인").click()
    open_form(phone)
    expect(phone.get_by_role("button", name="로그아웃")).to_be_visible()
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_role("heading", name="제보하기")).to_be_visible()
    expect(phone.get_by_text("이바다")).to_have_count(0)
    expect(phone.get_by_role("link", name="직원 로그인")).to_be_visible()


def test_a_new_release_throws_the_old_files_away_and_keeps_the_draft(phone, road, monkeypatch):
    open_form(phone)
    choose_photo(phone)
    fill_in(phone)
    wait_for_draft(phone)
    assert phone.evaluate("caches.keys()") != ["maptag-report-newer"]
    newer = application._program() | {"version": "newer"}
    monkeypatch.setattr(application, "_program", lambda: newer)
    phone.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    for _n in range(100):
        if phone.evaluate("caches.keys()") == ["maptag-report-newer"]:
            break
        phone.wait_for_timeout(100)
    assert phone.evaluate("caches.keys()") == ["maptag-report-newer"]
    expect(phone.get_by_role("textbox", name="내용")).to_have_value("보도블록이 빠져 있습니다.")
    phone.context.set_offline(True)
    phone.reload()
    is_restored(phone)
