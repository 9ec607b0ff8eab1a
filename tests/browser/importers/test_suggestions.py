"""Suggestions and places added by hand, in a real browser."""

import re

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import expect

from importers.models import Review
from importers.review import adding, decisions
from tests.browser.axe import violations
from tests.browser.importers.test_review import PHONE, count, lines, mark
from tests.factories import UserFactory
from tests.importers.factories import UploadFactory, letter_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAPTOP = {"width": 1280, "height": 720}


@pytest.fixture
def user(transactional_db):
    return UserFactory(publisher=True, name="이바다")


@pytest.fixture
def upload(user):
    return letter_upload(uploaded_by=user)


@pytest.fixture
def screen(page, sign_in, user, upload):
    page.set_viewport_size(LAPTOP)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    expect(lines(page)).to_have_count(1)
    return page


def pins(page):
    return page.locator("#map .pin:not(.is-candidate)")


def states(upload):
    return dict(upload.mentions.order_by("number").values_list("number", "decision"))


def show_suggestions(page):
    page.get_by_role("button", name="제안 2", exact=True).click()
    expect(lines(page)).to_have_count(2)


MARKED = """([selector, text]) => {
  const box = document.querySelector(selector);
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(text);
    if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + text.length);
  }
  throw new Error(`no ${text}`);
}"""


def mark_text(page, record, text):
    """Mark `text` in a paragraph, as a finger or a screen reader does."""
    page.evaluate(MARKED, [f"[data-record='{record}']", text])


def add_marked(page):
    page.get_by_role("button", name="장소로 더하기").click()


# -- suggestions


def test_suggestions_stand_apart_unticked_and_off_the_map(screen):
    expect(count(screen, "확인 전")).to_have_text("1")
    expect(count(screen, "제안")).to_have_text("2")
    expect(pins(screen)).to_have_count(1)
    expect(mark(screen, 2)).to_have_class(re.compile("is-suggested"))
    assert mark(screen, 2).evaluate("mark => getComputedStyle(mark).borderTopStyle") == "dashed"
    expect(mark(screen, 2)).to_have_accessible_name(re.compile("^하이브 정문 앞, 제안: "))
    document = screen.get_by_role("region", name="문서 내용")
    expect(document).to_have_accessible_description(re.compile("제안이 2개 있습니다"))
    show_suggestions(screen)
    expect(pins(screen)).to_have_count(1)


def test_a_chosen_suggestion_is_on_the_map_with_the_reason_to_believe_it(screen):
    show_suggestions(screen)
    lines(screen).filter(has_text="하이브 정문 앞").click()
    expect(pins(screen)).to_have_count(2)
    expect(screen.locator(".mention-facts")).to_contain_text("위치를 가리키는 말과 함께 쓰였습니다")


def test_one_key_takes_a_suggestion_another_drops_it_and_the_next_is_chosen(screen, upload):
    upload.mentions.filter(number=3).update(grade="D", certainty="by_name", geometry=Point(127.0, 37.5, srid=4326))
    screen.reload()
    expect(lines(screen)).to_have_count(1)
    screen.keyboard.press("s")
    screen.keyboard.press("j")
    first = screen.locator(".panel-head h2").text_content()
    screen.keyboard.press("a")
    expect(screen.locator(".panel-head h2")).not_to_have_text(first)
    expect(count(screen, "제안")).to_have_text("1")
    screen.keyboard.press("x")
    expect(screen.get_by_text("제안을 모두 보았습니다")).to_be_visible()
    expect(count(screen, "장소 아님")).to_have_text("1")
    expect(count(screen, "확인 전")).to_have_text("1")
    screen.keyboard.press("u")
    expect(count(screen, "제안")).to_have_text("1")
    screen.reload()
    expect(count(screen, "수락")).to_have_text("1")
    assert sorted(states(upload).values()) == ["accepted", "open", "open"]


def test_no_bulk_takes_them_but_their_own_after_a_sample(screen, upload):
    screen.get_by_label("결정").select_option(label="모두 3")
    screen.get_by_role("button", name="한꺼번에 정하기").click()
    dialog = screen.get_by_role("dialog", name="한꺼번에 정하기")
    expect(dialog).to_contain_text("확인 전 1곳")
    expect(dialog).to_contain_text("제안은 여기서 정하지 않습니다.")
    screen.keyboard.press("Escape")
    expect(screen.get_by_role("button", name="이 제안 모두…")).to_be_hidden()
    show_suggestions(screen)
    screen.get_by_role("button", name="이 제안 모두…").click()
    dialog = screen.get_by_role("dialog", name="이 제안 모두")
    expect(dialog.locator(".sample li")).to_have_count(2)
    expect(dialog).to_contain_text("가장 큰 오차는 약 15 m")
    dialog.get_by_role("button", name="1개 모두 장소로 받기").click()
    expect(count(screen, "수락")).to_have_text("1")
    assert states(upload) == {1: "open", 2: "accepted", 3: "open"}
    screen.locator(".toast").get_by_role("button", name="되돌리기").click()
    expect(count(screen, "제안")).to_have_text("2")


def test_five_hundred_suggestions_and_long_texts_stay_quick(page, sign_in, user):
    upload = letter_upload(suggestions=500, uploaded_by=user)
    upload.mentions.filter(number=9).update(text="가나다라 마바사 " * 25)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    page.get_by_role("button", name="제안 500", exact=True).click()
    expect(page.locator(".list-count")).to_have_text("500곳")
    assert page.locator(".mention-list .line").count() < 40
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(count(page, "제안")).to_have_text("499")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_without_suggestions_nothing_speaks_of_them(page, sign_in, user):
    upload = letter_upload(suggestions=0, uploaded_by=user)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    expect(lines(page)).to_have_count(1)
    expect(page.locator(".filter-suggested")).to_be_hidden()
    expect(page.locator(".review-counts")).not_to_contain_text("제안")
    page.keyboard.press("s")
    expect(page.get_by_text("남은 제안이 없습니다.")).to_be_visible()


# -- by hand


def test_marked_text_is_added_stays_and_is_undone(screen, upload):
    mark_text(screen, 3, "책쉼터")
    add_marked(screen)
    expect(screen.get_by_role("heading", name="책쉼터")).to_be_visible()
    expect(mark(screen, 4)).to_have_text("책쉼터")
    expect(mark(screen, 4)).to_have_class(re.compile("is-chosen"))
    expect(screen.locator(".mention-facts")).to_contain_text("이바다")
    screen.reload()
    expect(mark(screen, 4)).to_have_text("책쉼터")
    screen.get_by_role("button", name="되돌리기").click()
    expect(mark(screen, 4)).to_have_count(0)
    expect(screen.locator(".panel-empty")).to_be_visible()
    screen.reload()
    expect(lines(screen)).to_have_count(1)
    assert states(upload)[4] == "removed"


def test_dragging_over_text_with_the_mouse_offers_to_add_it(screen):
    box = screen.locator("[data-record='3']").bounding_box()
    y = box["y"] + box["height"] / 2
    screen.mouse.move(box["x"] + 5, y)
    screen.mouse.down()
    screen.mouse.move(box["x"] + 60, y, steps=4)
    screen.mouse.up()
    expect(screen.get_by_role("button", name="장소로 더하기")).to_be_visible()
    screen.keyboard.press("n")
    expect(mark(screen, 4)).to_be_visible()
    expect(screen.get_by_role("button", name="장소로 더하기")).to_be_hidden()


def test_a_finger_adds_what_it_marked(visitor, user, upload):
    page = visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/accounts/login/")
    page.get_by_label("이메일").fill(user.email)
    page.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    page.get_by_role("button", name="로그인").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto(upload.get_absolute_url())
    expect(mark(page, 1)).to_have_class(re.compile("grade-"))
    mark_text(page, 3, "책쉼터")
    button = page.get_by_role("button", name="장소로 더하기")
    expect(button).to_be_in_viewport()
    button.tap()
    expect(mark(page, 4)).to_have_text("책쉼터")


def test_what_was_added_is_moved_like_any_other(screen, upload):
    mark_text(screen, 3, "책쉼터")
    add_marked(screen)
    expect(screen.get_by_role("heading", name="책쉼터")).to_be_visible()
    screen.keyboard.press("p")
    screen.locator("#map").click(position={"x": 200, "y": 150})
    expect(count(screen, "수락")).to_have_text("1")
    expect(screen.locator(".mention-facts")).to_contain_text("지도에서 찍음")
    assert upload.mentions.get(number=4).geometry is not None


def test_a_mark_over_two_paragraphs_is_not_offered(screen):
    screen.evaluate("getSelection().selectAllChildren(document.querySelector('.chunk'))")
    screen.wait_for_timeout(400)
    expect(screen.get_by_role("button", name="장소로 더하기")).to_be_hidden()


def test_a_place_is_added_from_the_map_with_a_name(screen, upload):
    screen.get_by_role("button", name="지도에 더하기").click()
    screen.locator("#map").click(position={"x": 250, "y": 120})
    dialog = screen.get_by_role("dialog", name="지도에 더하기")
    dialog.get_by_role("button", name="더하기", exact=True).click()
    screen.expected_errors.append("400")
    expect(dialog.get_by_role("alert")).to_have_text("장소 이름에는 글자가 있어야 합니다.")
    dialog.get_by_label("장소 이름").fill("임시 쉼터")
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", name="임시 쉼터")).to_be_visible()
    expect(count(screen, "수락")).to_have_text("1")
    expect(screen.locator(".mention-facts")).to_contain_text("지도에서 더한 곳")
    expect(screen.get_by_role("button", name="지도에 더하기")).to_be_visible()
    screen.reload()
    expect(count(screen, "수락")).to_have_text("1")
    screen.keyboard.press("u")
    expect(count(screen, "수락")).to_have_text("0")
    assert states(upload)[4] == "removed"


def test_an_area_is_drawn_by_keyboard_alone(screen, upload):
    screen.keyboard.press("n")
    screen.get_by_role("button", name="구역", exact=True).press("Enter")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        screen.get_by_role("button", name="가운데에 찍기").press("Enter")
        screen.locator("#map").press(key)
        screen.wait_for_timeout(500)
    screen.get_by_role("button", name="다 그렸음").press("Enter")
    screen.keyboard.press("Escape")
    expect(screen.locator(".map-mode")).to_have_text("구역: 점 3개")
    screen.get_by_role("button", name="다 그렸음").press("Enter")
    screen.get_by_label("장소 이름").fill("통제 구역")
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", name="통제 구역")).to_be_visible()
    assert upload.mentions.get(number=4).geometry.geom_type == "Polygon"


def test_a_document_without_text_takes_a_place_from_the_map(page, sign_in, user):
    upload = UploadFactory(uploaded_by=user)
    Review.objects.create(upload=upload)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    page.get_by_role("button", name="지도에 더하기").click()
    page.locator("#map").click(position={"x": 250, "y": 120})
    page.get_by_label("장소 이름").fill("정자")
    page.keyboard.press("Enter")
    expect(lines(page).or_(page.locator(".panel-head"))).to_contain_text(["정자"])
    assert upload.mentions.get().text == "정자"


def test_what_a_colleague_adds_is_there_after_coming_back(screen, upload, user):
    colleague = UserFactory(department=user.department, name="김하늘")
    adding.add_span(upload, colleague, record=3, cell=None, start=0, end=3, text="책쉼터")
    screen.expected_errors.append("409")
    mark_text(screen, 3, "책쉼터")
    add_marked(screen)
    expect(screen.locator(".toast-error")).to_contain_text("김하늘")
    expect(mark(screen, 4)).to_have_text("책쉼터")
    decisions.undo(upload, colleague)
    screen.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(mark(screen, 4)).to_have_count(0)


# -- looks


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_both_tiers_and_the_tools_are_accessible(screen, size):
    mark(screen, 2).click()
    expect(screen.locator(".mention-facts")).to_be_visible()
    screen.set_viewport_size(size)
    for tab in ("문서", "지도", "목록") if size == PHONE else ():
        screen.get_by_role("tab", name=tab).click()
        assert violations(screen) == []
    if size == LAPTOP:
        assert violations(screen) == []
        screen.get_by_role("button", name="이 제안 모두…").click()
        expect(screen.locator(".sample li")).to_have_count(2)
        assert violations(screen) == []
        screen.keyboard.press("Escape")
    screen.keyboard.press("n")
    expect(screen.get_by_role("button", name="그만두기")).to_be_in_viewport()
    assert violations(screen) == []
    screen.get_by_role("button", name="가운데에 찍기").click()
    expect(screen.get_by_role("dialog", name="지도에 더하기")).to_be_visible()
    assert violations(screen) == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= size["width"]
