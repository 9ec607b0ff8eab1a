"""A citizen who writes a number is told so while typing; before there is a pin, and without losing the place."""

import json

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect

from community import privacy
from community.models import Report
from maptag.privacy import find
from tests.browser.citizen import NO_NETWORK, choose_photo, fill_in, open_form, send
from tests.maptag.privacy.test_detector import marked, rows

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


def test_without_network_the_hint_comes_all_the_same(phone, road, addresses):
    phone.expected_errors = NO_NETWORK
    open_form(phone)
    phone.context.set_offline(True)
    phone.reload()
    words = phone.get_by_role("textbox", name="내용")
    words.fill("입금은 신한은행 110-234-567890, 차는 12가3456")
    hint = phone.locator("#coach .message.warning")
    expect(hint).to_contain_text("계좌번호, 차량 번호")
    words.fill("2026. 11. 28. 세종대로 110 앞 가로등 12-345")
    expect(hint).to_have_count(0)


READ = """async ([address, rules, texts]) => {
  const { createPersonal } = await import(address);
  const { kinds } = createPersonal(JSON.parse(rules));
  return texts.map(kinds);
}"""
# Beside a name, in other scripts' digits, or by a word that also means something else: the server alone reads those.
ONLY_ON_THE_SERVER = 0.1


def test_the_phone_reads_numbers_as_the_server_does(phone, road):
    phone.goto("/report/")
    texts = [marked(text)[0] for _kind, text in rows("spellings")] + [text for _who, text in rows("harmless")]
    address = staticfiles_storage.url("js/report/hints/personal.js")
    on_the_phone = phone.evaluate(READ, [address, json.dumps(privacy.rules()), texts])
    pairs = list(zip(texts, on_the_phone, [{str(one.kind) for one in find(text)} for text in texts], strict=True))
    assert not [text for text, here, there in pairs if set(here) - there]
    held = [text for text, _here, there in pairs if there - {"home"}]
    missed = [text for text, here, there in pairs if there - {"home"} and not here]
    assert len(missed) <= ONLY_ON_THE_SERVER * len(held), missed
