"""A real Chromium: Debian's by default, any other by CHROMIUM."""

import faulthandler
import os
import threading
import time

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from tests.community.factories import QUESTIONS, CategoryFactory, ReportFactory, handler

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 812}
# A photo is decoded by a process of its own: on a busy machine that starts within seconds.
expect.set_options(timeout=15_000)
# What a map was still loading when its page was left. A request that fails says so a second time, as a resource.
LEFT_LOADING = "TypeError: Failed to fetch"


@pytest.fixture(scope="session", autouse=True)
def collected_files():
    """The live server serves what collectstatic made, by WhiteNoise, as production does; not the sources."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandlerMixin._should_handle", lambda *_: False)
        yield


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Requests:
    """What the live server's threads are answering. A page that is closed leaves behind what it had already sent."""

    def __init__(self):
        self.paths = {}
        request_started.connect(self.began)
        request_finished.connect(self.ended)

    def began(self, environ=None, **_signal):
        if threading.current_thread() is not threading.main_thread():
            self.paths[threading.get_ident()] = (environ or {}).get("PATH_INFO", "")

    def ended(self, **_signal):
        self.paths.pop(threading.get_ident(), None)


REQUESTS = Requests()
BUSY = """FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()
    AND state <> 'idle' AND pid <> pg_backend_pid()"""
COUNT_BUSY = f"SELECT count(*) {BUSY}"
CUT_OFF_BUSY = f"SELECT query, pg_terminate_backend(pid) {BUSY}"


def until_the_server_is_idle(patience_s=15):
    """Emptying the tables waits for, or deadlocks with, a request that the closed page had still sent.

    One that does not end is cut off from the database, so that the tests go on, and fails this one. What is not seen
    here is ended by lock_timeout, with an error instead of a run that hangs.
    """
    deadline, quiet = time.monotonic() + patience_s, 0
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '60s'")
        # Twice in a row: a request may have been accepted, but not begun.
        while quiet < 2 and time.monotonic() < deadline:
            cursor.execute(COUNT_BUSY)
            quiet = 0 if REQUESTS.paths or cursor.fetchone()[0] else quiet + 1
            time.sleep(0.03)
        if quiet < 2:
            paths = list(REQUESTS.paths.values())
            REQUESTS.paths.clear()
            faulthandler.dump_traceback(all_threads=True)
            cursor.execute(CUT_OFF_BUSY)
            pytest.fail(f"the server did not become idle: {paths}, {cursor.fetchall()}")


@pytest.fixture
def visitor(chromium, live_server):
    """visitor(**options of the context) → the page of one more person; relative addresses lead to the live server.

    Any error in its console fails the test, but those that contain one of `page.expected_errors`.
    """
    contexts, errors = [], []

    def arrive(**options):
        context = chromium.new_context(
            **{"base_url": live_server.url, "viewport": DESKTOP, "locale": "ko-KR"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.expected_errors = []
        page.on("pageerror", lambda error: errors.append((page, str(error))))
        page.on("console", lambda message: message.type == "error" and errors.append((page, message.text)))
        # Beside three busy loops on two cores a photo was covered and the next page there after 15 s: 1 of 108 failed.
        page.set_default_timeout(45_000)
        return page

    yield arrive
    for context in contexts:
        context.close()
    until_the_server_is_idle()
    unexpected = [
        text for page, text in errors if not any(one in text for one in (LEFT_LOADING, *page.expected_errors))
    ]
    assert not unexpected, unexpected


@pytest.fixture
def page(visitor):
    return visitor()


@pytest.fixture
def phone(visitor):
    return visitor(viewport=PHONE)


@pytest.fixture
def light_work(settings):
    """The proof of work is solved for real, but does not take a test's time."""
    settings.PROOF_OF_WORK_COST = 300


@pytest.fixture
def road(db):
    return CategoryFactory(slug="road", name="도로 파임", questions=QUESTIONS)


@pytest.fixture
def sign_in(page):
    """sign_in(user): go through the sign-in form as this user, whose password is "demo-seoul"."""

    def go(user):
        page.goto("/accounts/login/")
        page.get_by_label("이메일").fill(user.email)
        page.get_by_label("비밀번호", exact=True).fill("demo-seoul")
        page.get_by_role("button", name="로그인").click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)

    return go


@pytest.fixture
def report(transactional_db):
    """A flooded road."""
    return ReportFactory(category=CategoryFactory(name="도로 침수"))


@pytest.fixture
def owner(report):
    """A handler in the report's department."""
    return handler(report.department, name="이바다")
