"""A citizen who writes a number is told so while typing; before there is a pin, and without losing the place."""

import pytest
from playwright.sync_api import expect

from community.models import Report
from tests.browser.citizen import choose_photo, fill_in, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]


def test_the_reporter_is_told_of_personal_data_while_typing_and_may_take_it_out(phone, road, addresses):
    phone.goto("/report/")
    words = phone.get_by_role("textbox", name="내용")
    words.fill("연락 주세요 010-2345-6789")
    hint = phone.locator("#coach .message.warning")
    expect(hint).to_contain_text("개인정보로 보이는 글이 있습니다: 휴대전화 번호")
    words.fill("연락 주세요")
    expect(hint).to_have_count(0)


def test_what_is_sent_all_the_same_waits_for_a_person(phone, road, addresses):
    phone.goto("/report/")
    choose_photo(phone)
    fill_in(phone, "연락 주세요 010-2345-6789")
    send(phone)
    expect(phone.locator("#sent-pending")).to_be_visible()
    report = Report.objects.get()
    assert (report.published, report.text) == (False, "연락 주세요 010-****-6789")
