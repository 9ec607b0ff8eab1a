"""A session that ends while somebody works: nothing says that it was stored, and everything is, once they are back."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from importers.review import decisions
from tests.browser.importers.test_review import lines, mark
from tests.community.factories import CategoryFactory, ReportFactory, handler
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user(transactional_db):
    return UserFactory(publisher=True, name="이바다")


@pytest.fixture
def upload(user):
    return reviewed_upload(uploaded_by=user, name="공공도서관.xlsx")


@pytest.fixture
def screen(page, sign_in, user, upload):
    page.expected_errors += ["401", "409"]
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(user)
    page.goto(upload.get_absolute_url())
    expect(lines(page)).to_have_count(6)
    return page


def end_session():
    Session.objects.all().delete()


def dialog(page):
    return page.get_by_role("dialog", name="로그인이 끝났습니다")


def sign_in_again(page, user):
    frame = dialog(page).frame_locator("iframe")
    frame.get_by_label("이메일").fill(user.email)
    frame.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    frame.get_by_role("button", name="로그인", exact=True).click()
    return frame


def type_title(page, text):
    page.keyboard.press("d")
    form = page.get_by_role("dialog", name="지도 소식의 제목")
    form.get_by_label("제목", exact=True).fill(text)
    form.get_by_role("button", name="저장", exact=True).click()


def test_what_was_typed_is_stored_after_signing_in_again_in_place(screen, upload, user):
    end_session()
    type_title(screen, "우리 동네 도서관")
    expect(dialog(screen)).to_be_visible()
    expect(screen.get_by_text("저장했습니다.", exact=True)).to_have_count(0)
    upload.review.refresh_from_db()
    assert upload.review.title == "공공도서관"
    sign_in_again(screen, user)
    expect(screen.get_by_text("저장했습니다.", exact=True)).to_be_visible()
    expect(dialog(screen)).to_have_count(0)
    upload.review.refresh_from_db()
    assert (upload.review.title, upload.review.saved_by) == ("우리 동네 도서관", user)


def test_decisions_are_stored_in_order_also_after_a_reload(screen, upload, user):
    mark(screen, 2).click()
    expect(screen.locator(".mention-facts")).to_be_visible()
    end_session()
    screen.keyboard.press("x")
    dialog(screen).get_by_role("button", name="나중에").click()
    mark(screen, 2).click()
    screen.keyboard.press("a")
    dialog(screen).get_by_role("button", name="나중에").click()
    expect(screen.locator(".unsent-bar")).to_contain_text("아직 저장하지 못한 일이 2건 있습니다")
    screen.reload()
    assert not upload.decisions.exists()
    screen.get_by_label("이메일").fill(user.email)
    screen.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    screen.get_by_role("button", name="로그인", exact=True).click()
    expect(screen.locator(".unsent-bar")).to_contain_text("저장하지 못했던 일을 저장했습니다")
    expect(mark(screen, 2)).to_have_attribute("data-decision", "accepted")
    decisions = upload.decisions.order_by("pk").values_list("after__decision", "mention__number", "by")
    assert list(decisions) == [("not_place", 2, user.pk), ("accepted", 2, user.pk)]


def test_another_person_sends_nothing_of_the_first_ones(screen, upload, user):
    colleague = UserFactory(publisher=True, department=user.department, name="김하늘")
    end_session()
    type_title(screen, "앞사람의 제목")
    sign_in_again(screen, colleague)
    expect(screen.get_by_role("dialog", name="다른 사람으로 로그인했습니다")).to_contain_text("김하늘")
    screen.get_by_role("button", name="새로 고침").click()
    expect(lines(screen)).to_have_count(6)
    upload.review.refresh_from_db()
    assert (upload.review.title, upload.review.saved_by) == ("공공도서관", None)


def test_the_second_factor_is_asked_for_in_place_too(screen, upload, user):
    secret = auth.generate_totp_secret()
    data = {"secret": get_adapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    end_session()
    type_title(screen, "두 단계")
    frame = sign_in_again(screen, user)
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    frame.locator("input[name=code]").fill(auth.format_hotp_value(auth.hotp_value(secret, counter)))
    frame.get_by_role("button", name="로그인", exact=True).click()
    expect(screen.get_by_text("저장했습니다.", exact=True)).to_be_visible()
    upload.review.refresh_from_db()
    assert upload.review.title == "두 단계"


def test_a_file_waits_for_its_owner_and_is_taken_in(page, sign_in, user):
    page.expected_errors.append("401")
    sign_in(user)
    page.goto("/uploads/")
    end_session()
    file = {"name": "도서관.csv", "mimeType": "text/csv", "buffer": "시설명,주소\n가,소월로 109\n".encode()}
    page.locator("input[type=file]").set_input_files([file])
    sign_in_again(page, user)
    expect(page.locator(".upload", has_text="도서관.csv")).to_be_visible()


def test_an_ordinary_form_waits_for_its_owner_too(page, sign_in, user, upload):
    page.expected_errors.append("401")
    decisions.accept_standing(upload, ["A1"], user)
    sign_in(user)
    page.goto(f"/uploads/{upload.pk}/publish")
    end_session()
    page.get_by_role("button", name="장소 2곳 발행하기").click()
    sign_in_again(page, user)
    expect(page.get_by_text("발행했습니다.")).to_be_visible()


def test_who_is_idle_is_warned_and_may_stay(page, sign_in, user, settings):
    settings.STAFF_IDLE_MINUTES = 0.15
    page.expected_errors.append("401")
    sign_in(user)
    page.goto("/uploads/")
    warning = page.get_by_role("dialog", name="곧 로그아웃됩니다")
    expect(warning).to_be_visible(timeout=20_000)
    warning.get_by_role("button", name="계속 쓰기").click()
    expect(warning).to_have_count(0)
    assert Session.objects.exists()
    expect(warning).to_be_visible(timeout=20_000)
    expect(dialog(page)).to_be_visible(timeout=20_000)
    assert not Session.objects.exists()


def test_a_form_held_by_a_lost_session_outlives_a_reload(page, sign_in):
    report = ReportFactory(category=CategoryFactory(name="도로 파임"))
    owner = handler(report.department)
    page.expected_errors += ["401"]
    sign_in(owner)
    address = reverse("community:handling_report", args=[report.number])
    page.goto(address)
    page.locator(".act-step", has_text="완료").click()
    words = page.locator("#step textarea[name=note]")
    words.fill("다시 포장했습니다.\n고맙습니다.")
    end_session()
    page.get_by_role("button", name="바꾸고 알리기").click()
    dialog(page).wait_for()
    page.reload()
    page.get_by_label("이메일").fill(owner.email)
    page.get_by_label("비밀번호", exact=True).fill("demo-seoul")
    page.get_by_role("button", name="로그인", exact=True).click()
    page.wait_for_url(f"**{address}")
    expect(words).to_have_value("다시 포장했습니다.\n고맙습니다.")
    expect(page.locator("#step [name=status][value=done]")).to_be_checked()
    expect(page.get_by_text("쓰시던 내용을 되살렸습니다")).to_be_visible()
    page.get_by_role("button", name="바꾸고 알리기").click()
    expect(page.locator("ol:has(> .event)")).to_contain_text("다시 포장했습니다.")
    page.reload()
    expect(words).to_have_value("")
