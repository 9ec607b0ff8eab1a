"""A second opinion in the review: asked on a click, taken where it may be kept, else only looked at."""

from functools import partial

import httpx
import pytest

from importers.models import Mention
from maptag.geocoding import second_opinions as opinions
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOSTILE = "<img src=x onerror=alert(1)>"
NAVER = {"status": "OK", "addresses": [{"roadAddress": "서울특별시 용산구 소월로 109", "x": "126.981", "y": "37.553"}]}
NOMINATIM = [{"lon": "126.9805", "lat": "37.5525", "name": HOSTILE, "display_name": "남산도서관, 소월로"}]


@pytest.fixture
def upload(db):
    return reviewed_upload(uploaded_by=UserFactory())


@pytest.fixture
def configured(settings, monkeypatch):
    def reply(request):
        return httpx.Response(200, json=NAVER if "ntruss" in request.url.host else NOMINATIM)

    naver = settings.OPINIONS["naver"] | {"id": "id", "key": "key"}
    nominatim = settings.OPINIONS["nominatim"] | {"url": "http://nominatim.example"}
    settings.OPINIONS = settings.OPINIONS | {"naver": naver, "nominatim": nominatim}
    monkeypatch.setattr(opinions, "ask", partial(opinions.ask, transport=httpx.MockTransport(reply)))


def open_first(page, sign_in, upload):
    sign_in(upload.uploaded_by)
    page.goto(f"/uploads/{upload.pk}/#1")
    page.locator(".pane-panel").locator(".panel-body").get_by_text("서울특별시 용산구 소월로 109").first.wait_for()
    page.locator(".pane-panel .mention-facts").wait_for()


def ask(page):
    page.get_by_role("button", name="다른 지도의 의견").click()
    page.get_by_text("2곳을 답했습니다.").wait_for()


def test_without_other_maps_there_is_no_button(page, sign_in, upload):
    open_first(page, sign_in, upload)
    assert page.get_by_role("button", name="다른 지도의 의견").count() == 0


def test_opinions_show_who_says_what_and_how_far_away(page, sign_in, upload, configured):
    open_first(page, sign_in, upload)
    ask(page)
    naver, osm = (page.get_by_role("region", name=name) for name in ("네이버 지도", "OpenStreetMap"))
    assert "지금 자리에서" in naver.inner_text()
    assert "저장할 수 없는 결과입니다" in naver.inner_text()
    assert HOSTILE in osm.inner_text()
    assert "저장할 수 없는" not in osm.inner_text()
    credit = osm.get_by_role("link", name="© OpenStreetMap contributors")
    assert credit.get_attribute("href") == "https://www.openstreetmap.org/copyright"


def test_what_must_not_be_kept_is_not_taken_by_a_click(page, sign_in, upload, configured):
    open_first(page, sign_in, upload)
    ask(page)
    page.get_by_role("region", name="네이버 지도").get_by_role("button").click()
    page.get_by_role("region", name="OpenStreetMap").get_by_role("button").click()
    page.locator(".mention-facts").get_by_text("다른 지도의 의견").wait_for()
    stored = Mention.objects.get(upload=upload, number=1)
    assert (stored.source, stored.version) == ("opinion", 1)
    assert (stored.geometry.x, stored.geometry.y) == pytest.approx((126.9805, 37.5525))
