"""Single sign-on with a real provider at another address, in a browser that holds the site to its policy."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from importers.models import Mention
from tests.browser.importers.test_review import lines, mark
from tests.browser.mapsite.oidc import provider
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOOR = "통합 로그인"


@pytest.fixture
def user(transactional_db):
    user = UserFactory(publisher=True, name="이바다")
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


@pytest.fixture
def sign_on(settings, user):
    with provider(email=user.email, name="Lee") as address:
        app = {"provider_id": "sso", "name": DOOR, "client_id": "maptag", "secret": "x"}
        app["settings"] = {"server_url": address}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield


def until(condition):
    """What is shown at once is stored a moment later."""
    for _ in range(100):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("never stored")


def come_in(page):
    page.get_by_role("button", name=DOOR).click()
    page.get_by_role("link", name="city sign-on").click()


def test_the_sign_in_page_leads_to_the_provider_and_back(page, sign_on, user):
    page.goto("/accounts/login/")
    come_in(page)
    page.wait_for_url("**/uploads/")


@pytest.mark.parametrize("in_frame", [True, False])
def test_a_lost_session_is_renewed_by_the_provider_in_a_new_window(page, sign_on, user, in_frame):
    page.expected_errors += ["401"]
    page.goto("/accounts/login/")
    come_in(page)
    upload = reviewed_upload(uploaded_by=user, name="공공도서관.xlsx")
    page.goto(upload.get_absolute_url())
    expect(lines(page)).to_have_count(6)
    mark(page, 3).click()
    expect(page.get_by_role("heading", name="용산도서관")).to_be_visible()
    Session.objects.all().delete()
    page.keyboard.press("a")
    with page.context.expect_page() as opened:
        if in_frame:
            page.locator("dialog iframe").content_frame.get_by_role("button", name=DOOR).click()
        else:
            page.get_by_role("link", name="새 창에서 로그인").click()
    if not in_frame:
        opened.value.get_by_role("button", name=DOOR).click()
    opened.value.get_by_role("link", name="city sign-on").click()
    expect(page.get_by_role("dialog", name="로그인이 끝났습니다")).to_have_count(0)
    expect(page.locator(".count.is-accepted b")).to_have_text("1")
    until(lambda: upload.mentions.get(number=3).decision == Mention.Decided.ACCEPTED)
