"""A register in a real browser: one item a row, its evidence marked, a point elsewhere than its address asked about."""

import os
import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from importers.uploads import intake, pipeline
from tests.browser.importers.test_review import count, lines, mark
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = "연번,카메라,도로명주소,지번주소,설치위치,위도,경도\n"
PLACES = [
    (
        "남산도서관",
        "서울특별시 용산구 소월로 109",
        "서울특별시 용산구 후암동 30-84",
        "남산도서관 앞",
        37.5524,
        126.9812,
    ),
    ("정독도서관", "서울특별시 종로구 북촌로5길 48", "서울특별시 종로구 화동 2", "정독도서관 정문", 37.5813, 126.9835),
    (
        "용산도서관",
        "서울특별시 용산구 두텁바위로 160",
        "서울특별시 용산구 후암동 30-1",
        "용산도서관 앞",
        37.5514,
        126.9806,
    ),
]


@pytest.fixture
def upload(transactional_db, addresses):
    user = UserFactory(publisher=True)
    rows = [f"{n},가람{n}호,{','.join(map(str, PLACES[n % 3][1:]))}\n" for n in range(1, 61)]
    # One camera's point lies at another library.
    rows[4] = f"5,가람5호,{','.join(PLACES[0][1:4])},37.5813,126.9835\n"
    upload, _ = intake.receive(ContentFile((HEAD + "".join(rows)).encode()), "단속카메라.csv", user)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    return upload


def test_sixty_cameras_are_sixty_items(page, sign_in, upload):
    sign_in(upload.uploaded_by)
    page.goto(upload.get_absolute_url())
    expect(page.locator(".list-count")).to_contain_text("60")
    expect(mark(page, 1)).to_have_count(3)
    question = upload.mentions.get(grade="E")
    assert question.number == 5
    lines(page).first.click()
    panel = page.locator(".panel-body")
    expect(panel).to_contain_text("m 떨어져 있습니다")
    expect(panel.locator(".candidate")).to_have_count(2)
    if folder := os.environ.get("SCREENSHOTS"):
        page.set_viewport_size({"width": 1280, "height": 720})
        page.screenshot(path=f"{folder}/register-1280.png")
        page.set_viewport_size({"width": 375, "height": 812})
        page.screenshot(path=f"{folder}/register-375.png")
    page.keyboard.press("1")
    expect(count(page, "수락")).to_have_text("1")


def test_a_clerk_types_the_columns_and_sees_at_once_what_that_gives(page, sign_in, transactional_db, addresses):
    user = UserFactory()
    rows = "".join(f"가람{n},용산구 후암동,{n}\n" for n in (30, 44, 105, 143, 219, 244))
    upload, _ = intake.receive(ContentFile(f"이름,동네,값\n{rows}".encode()), "목록.csv", user)
    pipeline.run(upload.pk)
    sign_in(user)
    page.goto(upload.get_absolute_url())
    page.get_by_role("link", name="열 확인하기").click()
    results = page.locator("td.columns-found")
    expect(results).to_have_text(["없음"] * 5)
    page.get_by_label("동네").select_option(label="동·리")
    page.get_by_label("값").select_option(label="번호(건물번호·번지)")
    expect(results.first).to_have_text("용산구 후암동 30")
    expect(page.get_by_label("값")).to_be_focused()
    if folder := os.environ.get("SCREENSHOTS"):
        page.set_viewport_size({"width": 1280, "height": 720})
        page.screenshot(path=f"{folder}/columns-1280.png")
        page.set_viewport_size({"width": 375, "height": 812})
        page.screenshot(path=f"{folder}/columns-375.png")
    page.get_by_role("button", name="저장하고 다시 찾기").click()
    expect(page).to_have_url(re.compile(r"/uploads/$"))
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert upload.mentions_found == 6
