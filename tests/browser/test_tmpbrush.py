"""A handler's day in a real browser: moderate, give to a colleague, answer with a template, done; and a phone's."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from community import photos
from community.models import AnswerTemplate, Report
from tests.community.factories import CategoryFactory, ReportFactory, handler, place
from tests.community.pictures import as_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def report(transactional_db):
    return ReportFactory(category=CategoryFactory(name="도로 파임"), moderation="unchecked")


@pytest.fixture
def owner(report):
    return handler(report.department, name="이바다")


@pytest.fixture
def screen(page, sign_in, owner):
    sign_in(owner)
    return page


@pytest.mark.parametrize("n", range(3))
def test_brush(screen, report, n):
    import time
    screen.context.new_cdp_session(screen).send("Emulation.setCPUThrottlingRate", {"rate": 12})
    t0=time.monotonic()
    def lap(what):
        print(n, what, round(time.monotonic()-t0,1), flush=True)
    screen.on("request", lambda r: lap(f"> {r.method} {r.url[-60:]}"))
    screen.on("response", lambda r: lap(f"< {r.status} {r.url[-60:]}"))
    photo = photos.receive(ContentFile(as_bytes(), "a.jpg"), report=report)
    screen.goto(f"/handling/{report.number}/")
    lap('screen.goto(f"/handling/{report.number}/")')
    screen.get_by_role("button", name="얼굴·번호판 가리기").click()
    lap('screen.get_by_role("button", name="얼굴·번호판 가리기')
    canvas = screen.get_by_label("칠하는 곳")
    canvas.click(position={"x": 100, "y": 100})
    lap('canvas.click(position={"x": 100, "y": 100})')
    canvas.press("ArrowRight")
    lap('canvas.press("ArrowRight")')
    canvas.press(" ")
    lap('canvas.press(" ")')
    screen.get_by_role("button", name="가리고 저장").click()
    lap('screen.get_by_role("button", name="가리고 저장").c')
    expect(screen.get_by_text("사진을 가렸습니다.")).to_be_visible()
    lap('expect(screen.get_by_text("사진을 가렸습니다.")).to_b')
    photo.refresh_from_db()
    assert len(photo.blurred) == 2


