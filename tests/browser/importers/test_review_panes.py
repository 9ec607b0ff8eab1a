"""The review's panes: dividers that stay where they were put, finding in the document, a search that begins filled."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory
from tests.importers.factories import letter_upload, long_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user(transactional_db):
    return UserFactory(publisher=True)


def opened(page, sign_in, user, upload):
    sign_in(user)
    page.goto(upload.get_absolute_url())
    expect(page.locator(".mention-list .line").first).to_be_visible()


def width(page, selector):
    return page.locator(selector).bounding_box()["width"]


def test_a_divider_is_dragged_and_stays_there_for_this_person(page, sign_in, user):
    opened(page, sign_in, user, letter_upload(uploaded_by=user))
    divider = page.get_by_role("separator", name="문서와 지도 사이")
    before = width(page, "#pane-document")
    box = divider.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] - 150, box["y"] + 200, steps=4)
    page.mouse.up()
    assert width(page, "#pane-document") == pytest.approx(before - 154, abs=6)
    page.reload()
    expect(page.locator(".mention-list .line").first).to_be_visible()
    assert width(page, "#pane-document") == pytest.approx(before - 154, abs=6)
    divider.dblclick()
    assert width(page, "#pane-document") == pytest.approx(before, abs=2)


def test_arrow_keys_move_a_divider(page, sign_in, user):
    opened(page, sign_in, user, letter_upload(uploaded_by=user))
    divider = page.get_by_role("separator", name="지도와 고른 장소 사이")
    before = page.locator("#pane-map").bounding_box()["height"]
    divider.press("ArrowDown")
    divider.press("ArrowDown")
    assert page.locator("#pane-map").bounding_box()["height"] > before + 10
    expect(divider).to_have_attribute("aria-valuenow", "58")
    divider.press("End")
    expect(divider).to_have_attribute("aria-valuenow", "80")


def test_a_text_far_down_a_long_document_is_found(page, sign_in, user):
    opened(page, sign_in, user, long_upload(450, uploaded_by=user))
    page.keyboard.press("t")
    page.keyboard.type("작은도서관 41")
    count = page.locator("[data-find-count]")
    # 41, 410 … 419
    expect(count).to_have_text("1/11")
    page.keyboard.press("Enter")
    expect(count).to_have_text("2/11")
    expect(page.locator("[data-record='411']")).to_be_in_viewport()
    assert page.evaluate("CSS.highlights.get('document-find').size") == 1
    page.keyboard.press("Shift+Enter")
    expect(page.locator("[data-record='42']")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(count).to_be_empty()
    page.get_by_label("문서에서 찾기").fill("없는 말")
    expect(count).to_have_text("없음")


def test_the_search_begins_with_what_the_document_says(page, sign_in, user, addresses):
    upload = letter_upload(uploaded_by=user)
    upload.mentions.filter(number=1).update(near_gu="용산구", text="소월로 109")
    opened(page, sign_in, user, upload)
    page.locator("[data-mention='1']").click()
    box = page.get_by_role("combobox", name="주소나 장소 찾기")
    expect(box).to_have_value("용산구 소월로 109")
    page.keyboard.press("/")
    expect(page.get_by_role("listbox", name="찾은 주소와 장소").get_by_role("option").first).to_contain_text(
        re.compile("소월로 109")
    )
    page.keyboard.type("두텁바위로 160")
    expect(box).to_have_value("두텁바위로 160")
