"""Readers in a real browser: map and list, the embed in another site's page, keyboard, phones, no scripts."""

import http.server
import threading

import pytest
from django.urls import reverse

from tests.factories import NoticeFactory, ThemeFactory, content_of, point, tag, tags

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 812}
PLACES = (
    tag("종로1가경로당", geometry=point(126.9810, 37.5700), address="종로구 종로 19"),
    tag("남산도서관", geometry=point(126.9810, 37.5527), attributes=(("운영시간", "09:00~18:00"),)),
    tag("세종대로", geometry=point(126.9770, 37.5610), position_type="road", error_m=400),
)


def published(**fields):
    notice = NoticeFactory()
    notice.publish(content_of(notice, **{"tags": PLACES} | fields), None)
    return notice


@pytest.fixture
def notice(db):
    return published()


def pin(page, name):
    return page.locator(".map").get_by_role("button", name=name)


def test_list_leads_to_the_map(page, notice):
    page.goto(notice.get_absolute_url())
    page.get_by_role("button", name="남산도서관", exact=True).click()
    popup = page.locator(".leaflet-popup")
    popup.get_by_text("2. 남산도서관").wait_for()
    assert "09:00~18:00" in popup.inner_text()
    assert page.locator("[aria-current=true]").inner_text().startswith("2\n남산도서관")


def test_map_leads_to_the_list_by_keyboard_and_back(page, notice):
    page.goto(notice.get_absolute_url())
    pin(page, "3번 세종대로").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup").get_by_text("도로 중심의 대략적인 위치입니다").wait_for()
    assert "세종대로" in page.locator("#places [aria-current=true]").inner_text()
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.locator("#places [aria-current=true]").count() == 0


def test_what_documents_say_stays_text_in_popups(page):
    hostile = "<img src=x onerror=alert(1)>"
    notice = published(tags=(tag(hostile, address=hostile, attributes=((hostile, hostile),)),))
    page.goto(notice.get_absolute_url())
    page.locator("#places button").click()
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert popup.inner_text().count(hostile) == 4
    assert popup.locator("img").count() == 0


def test_two_thousand_places_make_few_markers_and_a_link_finds_the_last(page):
    notice = published(tags=tags(2000))
    page.goto(f"{notice.get_absolute_url()}#place-2000")
    page.locator(".leaflet-popup").get_by_text("2000. 쉼터 2000").wait_for()
    assert page.locator("#places [aria-current=true]").inner_text().startswith("2000")
    assert page.locator(".leaflet-marker-icon").count() < 300


def test_places_on_one_spot_can_be_told_apart(page):
    notice = published(tags=(tag("1층 경로당"), tag("2층 도서관"), tag("3층 강당")))
    page.goto(notice.get_absolute_url())
    pin(page, "3곳 묶음, 눌러서 펼치기").click()
    page.locator(".popup-leaves").get_by_role("button", name="2번 2층 도서관").click()
    page.locator(".leaflet-popup").get_by_text("2. 2층 도서관").wait_for()


def test_home_pin_leads_to_its_notice(page):
    notice = published(title="무더위쉼터 안내", theme_id=ThemeFactory(colour="#228738").pk)
    page.goto("/")
    pin(page, "종로1가경로당, 무더위쉼터 안내").click()
    assert page.locator("#notices [aria-current=true]").inner_text().startswith("무더위쉼터 안내")
    page.get_by_role("link", name="이 소식 보기").click()
    page.wait_for_url(f"**{notice.get_absolute_url()}#place-1")
    page.locator(".leaflet-popup").get_by_text("1. 종로1가경로당").wait_for()


def test_search_can_be_shared_as_an_address(page):
    published(title="무더위쉼터 안내")
    published(title="도서관 휴관", tags=(tag("서울도서관"),))
    page.goto("/")
    page.get_by_label("찾는 말").fill("휴관")
    page.get_by_role("button", name="찾기").click()
    page.wait_for_url("**/?q=*")
    page.goto(page.url)
    assert page.locator(".notice-title").all_inner_texts() == ["도서관 휴관"]
    pin(page, "서울도서관, 도서관 휴관").wait_for()


@pytest.mark.parametrize("path", ["/", "notice", "/accounts/login/"])
def test_nothing_sticks_out_of_a_phone(page, notice, path):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(notice.get_absolute_url() if path == "notice" else path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_lists_are_readable_without_scripts(chromium, live_server, notice):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    for path in ("/", notice.get_absolute_url(), reverse("maptag:embed", args=[notice.pk])):
        page.goto(path)
        text = page.locator("main").inner_text()
        assert "종로1가경로당" in text or "장소 3곳" in text, path
        assert not page.locator(".map").is_visible(), path
    context.close()


# -- the embed


@pytest.fixture
def news_page(notice, live_server):
    """A plain page of another site (another port) with the embed in it; yields its address."""
    embed = live_server.url + reverse("maptag:embed", args=[notice.pk])
    body = f'<p>기사</p><iframe src="{embed}" width="300" height="420"></iframe><p>{"글 " * 3000}</p>'.encode()

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body if self.path == "/" else b"")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def framed_by_localhost(settings):
    if not any("localhost" in host for host in settings.EMBED_HOSTS):
        pytest.skip("EMBED_HOSTS was read without localhost (DEBUG off)")


@pytest.mark.usefixtures("framed_by_localhost")
def test_embed_switches_between_map_and_list(page, news_page):
    page.goto(news_page)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="1번 종로1가경로당").wait_for()
    frame.get_by_role("button", name="목록").click()
    frame.get_by_role("button", name="남산도서관", exact=True).click()
    frame.locator(".leaflet-popup").get_by_text("2. 남산도서관").wait_for()
    assert page.context.cookies() == []


@pytest.mark.usefixtures("framed_by_localhost")
def test_embed_lets_the_page_scroll(page, news_page):
    page.goto(news_page)
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-marker-icon").first.hover()
    page.mouse.wheel(0, 60)
    frame.get_by_text("스크롤하면 지도가 확대됩니다").wait_for()
    page.wait_for_function("window.scrollY > 0")


@pytest.mark.usefixtures("framed_by_localhost")
def test_withdrawn_embed_says_so_in_the_news_page(page, news_page, notice):
    page.expected_errors = ["404"]
    notice.withdraw(None)
    page.goto(news_page)
    page.frame_locator("iframe").get_by_text("더 이상 볼 수 없습니다").wait_for()


@pytest.mark.usefixtures("framed_by_localhost")
def test_an_embed_survives_reloading_and_stands_twice_on_a_page(page, news_page):
    page.goto(news_page)
    for _ in range(2):
        page.evaluate("document.body.append(document.querySelector('iframe').cloneNode())")
        for frame in page.locator("iframe").all():
            frame.content_frame.get_by_text("종로1가경로당").first.wait_for(state="attached")
        page.reload()
