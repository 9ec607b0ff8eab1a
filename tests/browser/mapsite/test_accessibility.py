"""The clerks' pages as axe-core judges them, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.importers.test_review import lines, mark
from tests.factories import UserFactory
from tests.importers.factories import UploadFactory, reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user(transactional_db):
    return UserFactory(publisher=True, name="이바다")


def test_the_review_has_no_barrier(page, sign_in, user):
    upload = reviewed_upload(uploaded_by=user, name="공공도서관.xlsx")
    sign_in(user)
    page.goto(upload.get_absolute_url())
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.goto(upload.get_absolute_url())
        page.get_by_role("tab", name="목록").click() if size is PHONE else mark(page, 5).click()
        expect(lines(page)).to_have_count(6)
        assert not violations(page)
        page.keyboard.press("g")
        assert not violations(page)


def test_the_uploads_have_no_barrier(page, sign_in, user):
    reviewed_upload(uploaded_by=user, name="공공도서관.xlsx")
    UploadFactory(uploaded_by=user, state="failed", error_code="crash", error_message="읽지 못했습니다.")
    UploadFactory(uploaded_by=user, state="finding", records_read=10, records_searched=4)
    sign_in(user)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.goto("/uploads/")
        expect(page.locator(".upload")).to_have_count(3)
        assert not violations(page)


def test_a_screen_reader_hears_words_not_letters(page, sign_in, user):
    upload = reviewed_upload(uploaded_by=user)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    expect(lines(page)).to_have_count(6)
    heard = page.locator(".line, .mention, .chip, .pin").evaluate_all(
        "nodes => nodes.map((node) => node.getAttribute('aria-label') ?? node.innerText)"
    )
    words = {word.strip(",.:") for text in heard for word in text.split()}
    assert not words & {"A1", "A2", "B", "C", "D", "E", "F"}
    assert {"정확", "여러", "못"} <= words
