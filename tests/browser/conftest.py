"""A real Chromium: Debian's by default, any other by CHROMIUM."""

import os
import time

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session", autouse=True)
def collected_files():
    """The live server serves what collectstatic made, by WhiteNoise, as production does; not the sources."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandlerMixin._should_handle", lambda *_: False)
        yield


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def until_the_server_is_idle():
    """Emptying the tables deadlocks with a request that the closed page had still sent."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


@pytest.fixture
def page(chromium, live_server):
    """A page whose relative addresses lead to the live server. Any error in its console fails the test."""
    context = chromium.new_context(base_url=live_server.url, viewport=DESKTOP, locale="ko-KR")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.set_default_timeout(15_000)
    page.expected_errors = []
    yield page
    context.close()
    until_the_server_is_idle()
    unexpected = [e for e in errors if not any(text in e for text in page.expected_errors)]
    assert not unexpected, unexpected


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
