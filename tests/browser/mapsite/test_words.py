"""The scripts' texts in another language than the source's."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import NoticeFactory, content_of, point, tag
from tests.mapsite.structure.catalogues import speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXTS = {
    "확대": "Zoom in",
    "%(number)s번 %(title)s": "Place %(number)s, %(title)s",
    "%(name)s %(n)s곳 묶음, 눌러서 펼치기": ("%(name)s %(n)s place", "%(name)s %(n)s places"),
    "위치를 고르는 지도": "Where it is",
}
PLACES = (
    tag("남산도서관", geometry=point(126.9810, 37.5527)),
    tag("종로1가경로당", geometry=point(126.9810, 37.5700)),
    tag("종로1가주민센터", geometry=point(126.9811, 37.5700)),
    tag("종로1가도서관", geometry=point(126.9812, 37.5700)),
)


@pytest.fixture
def notice(db):
    notice = NoticeFactory()
    notice.publish(content_of(notice, tags=PLACES), None)
    return notice


@pytest.fixture
def english(settings, tmp_path):
    speak("en", TEXTS, settings, tmp_path)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("path", ["/notices/{}/", "/embed/{}"])
def test_maps_speak_the_language_of_the_page(page, notice, path):
    page.goto(path.format(notice.pk))
    here = page.locator(".map")
    expect(here.get_by_role("button", name="Zoom in")).to_be_visible()
    expect(here.get_by_role("button", name="Place 1, 남산도서관")).to_be_visible()
    expect(here.get_by_role("button", name=re.compile("^3 places$"))).to_be_visible()
    # Not translated yet: the source's text.
    expect(here.get_by_role("button", name="축소")).to_be_visible()


@pytest.mark.usefixtures("english", "road", "light_work")
def test_the_report_form_speaks_it_too(phone):
    phone.goto("/report/")
    expect(phone.get_by_label(re.compile("^Where it is"))).to_be_visible()


def test_korean_pages_ask_for_nothing_more(page, notice):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/embed/{notice.pk}")
    expect(page.locator(".map").get_by_role("button", name="1번 남산도서관")).to_be_visible()
    assert not [url for url in asked if "/words/" in url]
