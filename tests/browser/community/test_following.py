"""News on a phone: the follow form, Web Push as far as the notification; and the handlers' editors and shortlist."""

import json
import re

import pytest
from playwright.sync_api import expect

from community.messaging import subscriptions
from community.models import AnswerTemplate, Subscription
from community.reports import routes
from maptag.geocoding.models import District
from tests.community.factories import CategoryFactory, ReportFactory, handler, place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}
KEYS = {
    "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
    "auth": "tBHItJI5svbpez7KI4CCXg",
}
SUBSCRIPTION = {"endpoint": "https://push.example/1", "keys": KEYS}
# Chromium subscribes at Google's service; here it is told that it has.
SUBSCRIBED = f"""
PushManager.prototype.subscribe = async (options) => {{
  window.subscribedWith = options.applicationServerKey.length;
  return {{ toJSON: () => ({json.dumps(SUBSCRIPTION)}) }};
}};
Notification.requestPermission = async () => window.refused ? "denied" : "granted";
"""


@pytest.fixture
def areas(settings, transactional_db):
    for n, (gu, dong) in enumerate([("중구", "태평로1가"), ("중구", "정동"), ("강남구", "역삼동")]):
        District.objects.create(code=f"110000000{n}", kind="legal", sido=settings.CITY_NAME, gu=gu, dong=dong)


@pytest.fixture
def with_push(page, settings):
    settings.VAPID_PRIVATE_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
    page.context.grant_permissions(["notifications"])
    page.add_init_script(SUBSCRIBED)
    return page


def test_an_area_is_followed_by_e_mail_on_a_phone(page, areas):
    page.set_viewport_size(PHONE)
    page.goto("/follow/")
    page.get_by_label("구", exact=True).select_option("중구")
    expect(page.locator("optgroup[label=강남구]")).to_be_disabled()
    page.get_by_label("동", exact=True).select_option(label="정동")
    expect(page.get_by_role("link", name="RSS")).to_have_attribute("href", re.compile("gu=.*&dong="))
    email = page.locator("#follow-address")
    email.fill("주소")
    page.get_by_role("button", name="이메일로 받기").click()
    expect(page.get_by_text("이메일 주소를 다시 확인해 주세요.")).to_be_visible()
    expect(email).to_be_focused()
    email.fill("hong@example.com")
    page.get_by_role("button", name="이메일로 받기").click()
    expect(page.get_by_text("확인 메일을 보냈습니다.")).to_be_visible()
    found = Subscription.objects.get()
    assert (found.gu, found.dong, found.address) == ("중구", "정동", "hong@example.com")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_report_is_followed_by_push_and_the_notification_leads_to_it(with_push):
    page, report = with_push, ReportFactory()
    page.goto(report.get_absolute_url())
    page.get_by_role("button", name="이 브라우저의 알림으로 받기").click()
    expect(page.get_by_text("이제 이 브라우저로 알려 드립니다.")).to_be_visible()
    assert page.evaluate("window.subscribedWith") == 65
    found = Subscription.objects.get()
    assert json.loads(found.address) == SUBSCRIPTION
    page.locator("#follow-said a").click()
    expect(page.get_by_text(report.number)).to_be_visible()
    worker = page.context.service_workers[0]
    payload = {"title": "제보가 ‘완료’ 상태가 되었습니다", "body": "고쳤습니다.", "url": "/x", "tag": "1"}
    for body in ("고치는 중입니다.", "고쳤습니다."):
        data = json.dumps(payload | {"body": body})
        worker.evaluate(f"dispatchEvent(new PushEvent('push', {{ data: JSON.stringify({data}) }}))")
    page.wait_for_function(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications())[0]?.body === '고쳤습니다.'"
    )
    shown = worker.evaluate("registration.getNotifications().then((all) => all.map((n) => [n.title, n.data.url]))")
    assert shown == [[payload["title"], "/x"]]
    opened = worker.evaluate("""async () => {
      let opened;
      clients.openWindow = async (url) => (opened = url);
      const [notification] = await registration.getNotifications();
      const event = new NotificationEvent("notificationclick", { notification });
      dispatchEvent(event);
      await new Promise((done) => setTimeout(done, 200));
      return opened;
    }""")
    assert opened == "/x"


def test_who_says_no_to_notifications_is_told_what_to_do(with_push):
    page, report = with_push, ReportFactory()
    page.add_init_script("window.refused = true")
    page.goto(report.get_absolute_url())
    page.get_by_role("button", name="이 브라우저의 알림으로 받기").click()
    expect(page.get_by_text("알림이 막혀 있습니다.")).to_be_visible()
    assert not Subscription.objects.exists()


def test_everything_is_stopped_from_the_private_page_on_a_phone(page):
    report = ReportFactory()
    subscriptions.confirm(subscriptions.follow(report=report.number, address="hong@example.com"))
    page.set_viewport_size(PHONE)
    page.goto(subscriptions.manage_path(Subscription.objects.get()))
    page.get_by_label("받아보는 때").select_option("weekly")
    page.get_by_role("button", name="바꾸기").click()
    expect(page.get_by_text("받아보는 때를 바꾸었습니다.")).to_be_visible()
    assert Subscription.objects.get().rhythm == "weekly"
    page.get_by_role("button", name="모두 그만 받기").click()
    expect(page.get_by_text("이제 아무 소식도 보내지 않습니다.")).to_be_visible()
    assert Subscription.objects.get().stopped_at
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.fixture
def owner(transactional_db):
    return handler(name="이바다")


def test_a_template_is_written_with_a_placeholder_and_previewed(page, sign_in, owner):
    report = ReportFactory(category=CategoryFactory(department=owner.department))
    sign_in(owner)
    page.goto("/handling/templates/")
    expect(page.get_by_text("아직 답변 틀이 없습니다")).to_be_visible()
    page.get_by_role("link", name="새 답변 틀").click()
    page.get_by_label("이름").fill("보수 완료")
    page.get_by_label("답변", exact=True).fill("을 고쳤습니다.")
    page.get_by_label("답변", exact=True).press("Home")
    page.get_by_role("button", name="{address} 위치").click()
    expect(page.locator("#words-preview")).to_have_text(f"{report.address}을 고쳤습니다.")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("link", name="보수 완료", exact=True)).to_be_visible()
    assert AnswerTemplate.objects.get().text == "{address}을 고쳤습니다."


@pytest.fixture
def stops(owner):
    category = CategoryFactory(department=owner.department)
    reports = [ReportFactory(category=category, point=place(126.96 + n * 0.01)) for n in range(4)]
    for n, report in enumerate(reports):
        owner.shortlist.create(report=report, position=n, anchor="start" if n == 0 else "")
    return [report.number for report in reports]


def test_stops_are_put_in_order_by_keyboard_and_by_dragging(page, sign_in, owner, stops):
    a, b, c, d = stops
    sign_in(owner)
    page.goto("/handling/shortlist/")

    def shown():
        return page.locator("#stops > li").evaluate_all("(all) => all.map((one) => one.dataset.report)")

    button = page.locator(f"#stop-{d} button[value=up]")
    with page.expect_response("**/shortlist/order/"):
        button.press("Enter")
    assert shown() == [a, b, d, c]
    expect(button).to_be_focused()
    expect(page.locator("#moved")).to_have_text("3번째로 옮겼습니다.")
    handle, target = page.locator(f"#stop-{c} .nth"), page.locator(f"#stop-{b} .nth")
    from_box, to_box = handle.bounding_box(), target.bounding_box()
    page.mouse.move(from_box["x"] + 10, from_box["y"] + 10)
    page.mouse.down()
    page.mouse.move(to_box["x"] + 10, to_box["y"] - 4, steps=6)
    with page.expect_response("**/shortlist/order/"):
        page.mouse.up()
    assert shown() == [a, c, b, d]
    assert [item.report.number for item in routes.stops(owner)] == [a, c, b, d]
    expect(page.locator(f"#stop-{c} .nth")).to_have_text("2")
    page.locator(f"#stop-{d} summary").click()
    page.get_by_role("button", name="여기서 끝").last.click()
    expect(page.locator(f"#stop-{d} .bg-light-information")).to_have_text("끝")
