"""The staff's screens in a real browser: upload, review by mouse and by keyboard, publish."""

import re

import pytest
from playwright.sync_api import expect

from importers.models import Upload
from importers.review import decisions
from importers.uploads.pipeline import run
from maptag.models import Notice
from tests.factories import UserFactory
from tests.importers.factories import long_upload, reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def user(transactional_db):
    return UserFactory(publisher=True, name="이바다")


@pytest.fixture
def upload(user):
    return reviewed_upload(uploaded_by=user, name="공공도서관.xlsx")


@pytest.fixture
def screen(page, sign_in, user, upload):
    sign_in(user)
    page.goto(upload.get_absolute_url())
    expect(lines(page)).to_have_count(6)
    return page


def lines(page):
    """The list's lines; options of selects have the same role."""
    return page.get_by_role("listbox", name="찾은 장소").get_by_role("option")


def line(page, text):
    return lines(page).filter(has_text=text)


def mark(page, number):
    return page.locator(f"[data-mention='{number}']")


def count(page, text):
    return page.locator(".review-counts .count", has_text=text).locator("b")


def decided(upload, number):
    mention = upload.mentions.get(number=number)
    return mention.decision, mention.source


def test_places_go_by_the_names_of_their_rows_with_the_address_below(screen):
    named = line(screen, "남산도서관")
    expect(named.locator(".line-text")).to_have_text("남산도서관")
    expect(named.locator(".line-address")).to_have_text("서울특별시 용산구 소월로 109")
    expect(line(screen, "없는도서관").locator(".line-address")).to_have_text("용산구 없는로 99999")
    named.click()
    expect(screen.locator(".panel-head h2")).to_have_text("남산도서관")
    expect(screen.locator(".mention-facts")).to_contain_text("문서에 적힌 위치")
    screen.keyboard.press("d")
    screen.get_by_label("이름 열").or_(screen.locator("[name=title_column]")).first.select_option("운영시간")
    screen.locator(".details-form").get_by_role("button", name="저장").click()
    expect(lines(screen).first.locator(".line-text")).to_have_text("09:00~22:00")


def test_document_map_and_list_follow_each_other(screen):
    mark(screen, 1).click()
    expect(screen.get_by_role("heading", name="남산도서관")).to_be_visible()
    expect(screen.locator(".line[aria-selected=true]")).to_contain_text("소월로 109")
    expect(screen.locator(".pin.is-selected")).to_be_visible()
    line(screen, "북촌로5길 48").click()
    expect(mark(screen, 2)).to_have_class(re.compile("is-chosen"))
    expect(mark(screen, 1)).not_to_have_class(re.compile("is-chosen"))
    screen.locator(".map").get_by_role("button", name="용산도서관").first.click()
    expect(mark(screen, 3)).to_have_class(re.compile("is-chosen"))


def test_keys_decide_one_after_the_other(screen, upload):
    screen.keyboard.press("j")
    expect(screen.locator(".candidate")).to_have_count(2)
    screen.keyboard.press("2")
    expect(count(screen, "수락")).to_have_text("1")
    expect(screen.get_by_role("heading", name="없는도서관")).to_be_visible()
    screen.keyboard.press("x")
    expect(count(screen, "장소 아님")).to_have_text("1")
    screen.keyboard.press("a")
    screen.keyboard.press("i")
    expect(count(screen, "싣지 않음")).to_have_text("1")
    expect(count(screen, "확인 전")).to_have_text("2")
    screen.keyboard.press("u")
    expect(count(screen, "확인 전")).to_have_text("3")
    expect(screen.get_by_text("되돌렸습니다.")).to_be_visible()
    assert [decided(upload, n)[0] for n in (5, 6, 4, 3)] == ["accepted", "not_place", "accepted", "open"]
    assert decided(upload, 5) == ("accepted", "candidate")


def test_keys_work_while_the_korean_layout_is_on(screen):
    line(screen, "북촌로5길 48").click()
    screen.locator("body").dispatch_event("keydown", {"key": "ㅁ", "code": "KeyA", "bubbles": True})
    expect(count(screen, "수락")).to_have_text("1")


def test_typing_is_not_taken_for_keys(screen, upload):
    screen.keyboard.press("j")
    screen.keyboard.press("f")
    screen.keyboard.type("aixu")
    expect(screen.get_by_text("조건에 맞는 장소가 없습니다.")).to_be_visible()
    assert not upload.mentions.exclude(decision="open").exists()


def test_the_help_names_the_keys(screen):
    screen.keyboard.press("?")
    expect(screen.get_by_role("dialog", name="단축키")).to_contain_text("장소 아님")
    screen.keyboard.press("Escape")
    expect(screen.get_by_role("dialog")).to_have_count(0)


def test_a_click_on_the_map_places_what_was_not_found(screen, upload):
    mark(screen, 6).click()
    screen.get_by_role("button", name="지도에서 지정").click()
    expect(screen.get_by_text("자리를 지도에서 누르세요")).to_be_visible()
    screen.locator("#map").click(position={"x": 120, "y": 120})
    # Who decided is shown when the server has answered.
    expect(screen.locator(".mention-facts")).to_contain_text("이바다")
    assert decided(upload, 6) == ("accepted", "pin")


def box_at_rest(screen, locator):
    """Its box once the map has come to it: the same for a fifth of a second, twice."""
    seen = [None, object()]
    while len(seen) < 60 and not (seen[-1] and seen[-1] == seen[-2] == seen[-3]):
        screen.wait_for_timeout(200)
        seen.append(locator.bounding_box() if locator.count() else None)
    return seen[-1]


def test_a_pin_is_dragged(screen, upload):
    before = upload.mentions.get(number=1).geometry
    mark(screen, 1).click()
    pin = screen.locator(".leaflet-marker-draggable")
    box = box_at_rest(screen, pin)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen.mouse.move(x, y)
    screen.mouse.down()
    screen.mouse.move(x + 40, y + 30, steps=5)
    screen.mouse.up()
    expect(screen.locator(".mention-facts")).to_contain_text("이바다")
    after = upload.mentions.get(number=1)
    assert after.source == "pin"
    assert after.geometry.x > before.x
    assert after.geometry.y < before.y


def test_what_is_certain_is_accepted_at_once_and_undone(screen, upload):
    upload.mentions.filter(number=1).update(certainty="by_name", precision="spot", grade="D", error_m=150)
    upload.mentions.filter(number=2).update(certainty="estimated", precision="centre", grade="D", error_m=150)
    screen.reload()
    screen.get_by_role("button", name="한꺼번에 정하기").click()
    certain = screen.get_by_role("dialog").get_by_role("listitem").filter(has_text="오차가 150 m 이내")
    certain.get_by_role("button", name="2곳 수락").click()
    expect(count(screen, "수락")).to_have_text("2")
    assert {mention.number for mention in upload.mentions.accepted()} == {1, 3}
    screen.locator(".toast").get_by_role("button", name="되돌리기").click()
    expect(count(screen, "수락")).to_have_text("0")
    assert not upload.mentions.exclude(decision="open").exists()


def test_one_decision_serves_all_that_is_written_alike(page, sign_in, user):
    rows = [("상설 무대", "시청 앞", "E"), ("분수대", "시청 앞", "E"), ("정독도서관", "종로구 북촌로5길 48", "A1")]
    upload = reviewed_upload(rows, uploaded_by=user)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    line(page, "시청 앞").first.click()
    expect(page.locator(".candidate")).to_have_count(2)
    page.keyboard.press("2")
    page.get_by_role("button", name="모두 이 자리로").click()
    expect(page.get_by_text("1곳을 같은 자리에 놓았습니다.")).to_be_visible()
    expect(count(page, "수락")).to_have_text("2")
    assert upload.mentions.get(number=1).geometry == upload.mentions.get(number=2).geometry
    page.keyboard.press("u")
    expect(count(page, "수락")).to_have_text("1")


def test_coming_back_shows_what_a_colleague_decided(screen, upload, user):
    colleague = UserFactory(department=user.department)
    decisions.decide(upload.mentions.get(number=1), colleague, 0, "accepted")
    expect(count(screen, "수락")).to_have_text("0")
    screen.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(count(screen, "수락")).to_have_text("1")


def test_filters_narrow_the_list(screen):
    screen.get_by_role("button", name="못 찾음 1곳").click()
    expect(lines(screen)).to_have_count(1)
    screen.get_by_role("button", name="못 찾음 1곳").click()
    screen.get_by_label("목록에서 찾기").fill("소월로")
    expect(lines(screen)).to_have_count(1)
    expect(lines(screen)).to_contain_text("소월로 109")
    mark(screen, 2).click()
    expect(lines(screen)).to_have_count(6)


def test_the_later_of_two_is_told_and_sees_the_present_state(screen, upload, user):
    screen.expected_errors.append("409")
    mark(screen, 1).click()
    expect(screen.locator(".mention-facts")).to_be_visible()
    decisions.decide(upload.mentions.get(number=1), UserFactory(name="김하늘"), 0, "not_place")
    screen.keyboard.press("a")
    expect(screen.locator(".toast-error")).to_contain_text("김하늘")
    expect(mark(screen, 1)).to_have_attribute("data-decision", "not_place")
    expect(screen.get_by_role("heading", name="남산도서관")).to_be_visible()


def test_without_a_connection_the_decision_waits_and_is_sent_when_it_is_back(screen, upload):
    # Without network the map asks for tiles in vain.
    screen.expected_errors += ["ERR_", "Failed to fetch"]
    screen.context.set_offline(True)
    mark(screen, 1).click()
    screen.keyboard.press("a")
    expect(screen.locator(".unsent-bar")).to_contain_text("아직 저장하지 못한 일이 1건 있습니다")
    assert decided(upload, 1)[0] == "open"
    screen.context.set_offline(False)
    expect(screen.locator(".unsent-bar")).to_be_hidden()
    assert decided(upload, 1)[0] == "accepted"


def test_details_are_saved_and_a_conflict_keeps_what_was_typed(screen, upload):
    screen.expected_errors.append("409")
    screen.keyboard.press("d")
    form = screen.get_by_role("dialog")
    expect(form.locator(".preview-tag")).to_contain_text("남산도서관")
    form.get_by_label("운영시간").uncheck()
    expect(form.locator(".preview-tag")).not_to_contain_text("09:00~22:00")
    form.get_by_label("제목", exact=True).fill("우리 동네 도서관")
    decisions.save_details(upload.review, UserFactory(name="김하늘"), 0, title="도서관 지도")
    form.get_by_role("button", name="저장", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("김하늘")
    expect(form.get_by_role("alert")).to_contain_text("도서관 지도")
    expect(form.get_by_label("제목", exact=True)).to_have_value("우리 동네 도서관")
    form.get_by_role("button", name="내 내용으로 저장").click()
    expect(screen.get_by_text("저장했습니다.", exact=True)).to_be_visible()
    upload.review.refresh_from_db()
    assert (upload.review.title, upload.review.attribute_columns) == ("우리 동네 도서관", [])


def test_publishing_shows_the_notice(screen, upload):
    screen.get_by_role("button", name="한꺼번에 정하기").click()
    screen.get_by_role("dialog").get_by_role("button", name="3곳 수락").click()
    expect(count(screen, "수락")).to_have_text("3")
    screen.get_by_role("link", name="발행…").click()
    screen.get_by_role("button", name="장소 3곳 발행하기").click()
    expect(screen.get_by_role("heading", name="공공도서관")).to_be_visible()
    assert Notice.objects.get().tag_count == 3


def test_a_far_mention_of_a_long_document_is_brought_into_view(page, sign_in, user):
    upload = long_upload(4000, uploaded_by=user)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    page.get_by_label("목록에서 찾기").fill("세종대로 3777")
    lines(page).first.click()
    expect(mark(page, 3777)).to_be_in_viewport()
    assert page.locator(".chunk[data-loaded]").count() < 6
    assert page.locator(".mention-list .line").count() < 40


def test_on_a_phone_document_map_and_list_take_turns(screen):
    screen.set_viewport_size(PHONE)
    expect(screen.locator(".document")).to_be_visible()
    expect(screen.locator("#map")).to_be_hidden()
    screen.get_by_role("tab", name="목록").click()
    line(screen, "북촌로5길 48").click()
    expect(screen.get_by_role("button", name="수락", exact=True)).to_be_in_viewport()
    screen.get_by_role("tab", name="지도").click()
    expect(screen.locator(".pin.is-selected")).to_be_visible()
    screen.get_by_role("tab", name="문서").click()
    screen.get_by_role("button", name="지도에서 지정").click()
    expect(screen.locator("#map")).to_be_visible()
    assert screen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


# -- uploads

CSV = "시설명,주소\n남산도서관,서울특별시 용산구 소월로 109\n"


def chosen(name, content=CSV):
    return {"name": name, "mimeType": "text/csv", "buffer": content.encode()}


def test_files_are_sent_and_their_imports_followed(page, sign_in, user, addresses):
    sign_in(user)
    page.goto("/uploads/")
    page.locator("input[type=file]").set_input_files([chosen("도서관.csv"), chosen("빈 문서.csv", "")])
    expect(page.locator(".upload", has_text="도서관.csv")).to_contain_text("기다리는 중")
    expect(page.locator(".sending-line", has_text="빈 문서.csv")).to_contain_text("빈 파일입니다")
    run(Upload.objects.get().pk)
    expect(page.locator(".upload", has_text="도서관.csv")).to_contain_text("확인할 차례")
    page.get_by_role("link", name="도서관.csv").click()
    expect(line(page, "소월로 109")).to_be_visible()


def test_a_document_that_is_there_already_is_pointed_at(page, sign_in, user):
    sign_in(user)
    page.goto("/uploads/")
    for name in ("도서관.csv", "도서관 (1).csv"):
        page.locator("input[type=file]").set_input_files(chosen(name))
        expect(page.locator(".upload")).to_have_count(1)
    expect(page.get_by_text("이미 올린 문서입니다. 먼저 올린 이 문서에서")).to_be_visible()


def test_pasted_text_is_taken_in(page, sign_in, user):
    sign_in(user)
    page.goto("/uploads/")
    page.get_by_text("지도 소식 글을 붙여 넣기").click()
    page.get_by_role("textbox", name="글에 적힌 장소").fill("쉼터 안내\n용산구 소월로 109에서 엽니다.")
    page.get_by_role("button", name="붙여 넣은 글 올리기").click()
    expect(page.locator(".upload", has_text="쉼터 안내.txt")).to_contain_text("붙여 넣은 글")
