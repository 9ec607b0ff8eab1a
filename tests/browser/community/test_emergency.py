"""Danger to life in the form: the telephone is offered while one writes, without network too."""

import json

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect

from community.models import Report
from community.reports import emergency
from tests.browser.citizen import NO_NETWORK, choose_photo, open_form, send
from tests.community.emergency.sentences import sentences

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light_work")]

READ = """async ([address, rules, texts]) => {
  const { createEmergency } = await import(address);
  const { services } = createEmergency(JSON.parse(rules));
  return texts.map(services);
}"""


def test_the_phone_reads_every_sentence_as_the_server_does(phone, road):
    phone.goto("/report/")
    texts = [text for name in ("emergencies", "harmless", "unseen") for text, _numbers in sentences(name)]
    address = staticfiles_storage.url("js/report/hints/emergency.js")
    on_the_phone = phone.evaluate(READ, [address, json.dumps(emergency.rules()), texts])
    assert on_the_phone == [emergency.services(text) for text in texts]


def test_without_network_the_telephone_is_offered_before_anything_is_sent(phone, road):
    phone.expected_errors = NO_NETWORK
    open_form(phone)
    phone.context.set_offline(True)
    phone.reload()
    phone.get_by_role("textbox", name="내용").fill("다리 난간에서 뛰어내리려는 사람이 있어요")
    for number in ("119", "109"):
        expect(phone.get_by_role("link", name=f"{number}에 전화하기")).to_have_attribute("href", f"tel:{number}")
    expect(phone.get_by_role("link", name="119에 전화하기")).to_be_in_viewport()
    phone.get_by_role("textbox", name="내용").fill("난간 칠이 벗겨졌어요")
    expect(phone.get_by_role("link", name="119에 전화하기")).to_have_count(0)


def test_sending_an_emergency_asks_once_whether_a_call_would_help_more(phone, road):
    road.questions = []
    road.save()
    phone.goto("/report/")
    choose_photo(phone)
    phone.get_by_text("도로 파임", exact=True).click()
    phone.get_by_role("textbox", name="내용").fill("사람이 쓰러져 있어요")
    send(phone)
    alert = phone.locator("#emergency")
    expect(alert).to_contain_text("급한 일이 아니면 다시 눌러 보내 주세요.")
    expect(alert).to_be_focused()
    assert not Report.objects.exists()
    send(phone)
    phone.locator("#sent-number").wait_for()
    assert Report.objects.count() == 1
