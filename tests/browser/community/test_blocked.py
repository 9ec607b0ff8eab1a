"""A browser that forbids cookies and with them storage, locks and service workers: the report is sent from memory."""

import json

import pytest
from playwright.sync_api import expect

from community.models import Report
from tests.browser.citizen import choose_photo, fill_in, send
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE, until_the_server_is_idle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]

BLOCKED = """async () => {
  const tried = {
    localStorage: () => localStorage.length,
    indexedDB: () => new Promise((resolve, reject) => {
      const request = indexedDB.open("x");
      request.onsuccess = resolve;
      request.onerror = () => reject(request.error);
    }),
    locks: () => navigator.locks.request("x", () => 1),
    serviceWorker: () => navigator.serviceWorker.getRegistration(),
  };
  const refused = [];
  for (const [name, act] of Object.entries(tried)) {
    try { await act(); } catch { refused.push(name); }
  }
  return refused;
}"""


@pytest.fixture
def page_without_storage(chromium, live_server, tmp_path):
    """Chromium as after “모든 쿠키 차단” in its settings."""
    profile = tmp_path / "Default"
    profile.mkdir()
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Preferences").write_text(json.dumps(blocked))
    options = {"executable_path": CHROMIUM, "args": ARGUMENTS, "base_url": live_server.url, "viewport": PHONE}
    with chromium.browser_type.launch_persistent_context(tmp_path, **options) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page
    until_the_server_is_idle()


def test_with_storage_blocked_the_report_is_sent_once_from_memory(page_without_storage, road):
    page = page_without_storage
    page.goto("/report/")
    assert page.evaluate(BLOCKED) == ["localStorage", "indexedDB", "locks", "serviceWorker"]
    choose_photo(page)
    fill_in(page)
    page.evaluate("for (let n = 0; n < 3; n++) dispatchEvent(new Event('online'))")
    send(page)
    page.locator("#sent-number").wait_for()
    assert Report.objects.get().photos.count() == 1


def test_with_storage_blocked_a_lost_network_is_waited_for_and_said(page_without_storage, road):
    page = page_without_storage
    page.goto("/report/")
    choose_photo(page)
    fill_in(page)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_text("다 보낼 때까지 이 창을 닫지 마세요.")).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("for (let n = 0; n < 3; n++) dispatchEvent(new Event('online'))")
    page.locator("#sent-number").wait_for()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("path", ["/", "/reports/"])
def test_with_storage_blocked_other_pages_work(page_without_storage, road, path):
    errors = []
    page_without_storage.on("pageerror", lambda error: errors.append(str(error)))
    page_without_storage.goto(path)
    page_without_storage.wait_for_load_state("networkidle")
    assert not errors
