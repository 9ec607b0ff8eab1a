"""Maps that lose something, open hidden, stand on paper, hold two places on one spot, or are read without eyes."""

import io

import pypdfium2
import pytest
from django.urls import reverse

from tests.browser.axe import violations
from tests.factories import NoticeFactory, content_of, point, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 375)
HERE, THERE = point(126.981, 37.57), point(127.02, 37.55)
# What a page's map is made of: the data, each library, the picture, a module that others import, the first module.
PARTS = ("snapshots", "leaflet.", "protomaps-leaflet", "supercluster", ".pmtiles", "pins/shapes", "js/embed.")


def published(*places, title="한 자리 소식"):
    notice = NoticeFactory()
    notice.publish(content_of(notice, title=title, tags=places), None)
    return notice


@pytest.fixture
def stack(db):
    """Forty places on one spot, two on another."""
    return published(
        *(tag(f"{n}호", geometry=HERE) for n in range(1, 41)), tag("첫째", geometry=THERE), tag("둘째", geometry=THERE)
    )


@pytest.fixture
def pair(db):
    return published(tag("첫째", geometry=HERE), tag("둘째", geometry=HERE), tag("먼 곳", geometry=THERE))


def embed(notice):
    return reverse("maptag:embed", args=[notice.pk])


def pin(page, name):
    return page.locator(".map").get_by_role("button", name=name)


# -- framed by another site


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/embed/2345678923", "/embed/없는 것/", "/campaigns/없음/embed"])
def test_refusals_of_a_frameable_address_may_be_framed_too(client, db, path, method, settings):
    answer = getattr(client, method)(path)
    assert answer.status_code in (404, 405)
    assert "X-Frame-Options" not in answer
    assert settings.EMBED_HOSTS[0] in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/없는 쪽/", "/accounts/password/reset/", "/snapshots/2345678923/0.geojson"])
def test_no_other_answer_may_be_framed(client, db, path):
    answer = client.get(path)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_an_address_refused_before_its_view_may_be_framed(client, db, settings):
    answer = client.get("/embed/2345678923", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "X-Frame-Options" not in answer
    assert client.get("/", HTTP_HOST="evil.example")["X-Frame-Options"] == "DENY"


# -- without one of its parts


@pytest.mark.parametrize("part", PARTS)
def test_an_embed_keeps_its_list_and_says_what_is_missing(phone, pair, part):
    phone.expected_errors = ["ERR_FAILED", "Failed to fetch", "not defined", "is not", "TypeError"]
    phone.route(lambda url: part in url, lambda route: route.abort())
    phone.goto(embed(pair))
    phone.get_by_text("불러오지 못했습니다").first.wait_for(timeout=12_000)
    # Without the picture the pins stand, and the list is one press away.
    if part in ("protomaps-leaflet", ".pmtiles"):
        pin(phone, "2곳 묶음").wait_for()
        phone.get_by_role("button", name="목록").click()
    assert phone.get_by_role("button", name="첫째", exact=True).is_visible()


@pytest.mark.parametrize("part", ["leaflet.", "tags.json", "supercluster"])
def test_the_home_page_keeps_its_list_and_says_what_is_missing(phone, pair, part):
    phone.expected_errors = ["ERR_FAILED", "Failed to fetch", "not defined", "TypeError"]
    phone.route(lambda url: part in url, lambda route: route.abort())
    phone.goto("/")
    phone.get_by_text("지도를 불러오지 못했습니다").wait_for(timeout=12_000)
    assert phone.get_by_role("link", name="한 자리 소식").is_visible()


def test_a_map_that_stands_says_nothing_of_missing_ones(page, pair):
    page.goto(pair.get_absolute_url())
    pin(page, "3번 먼 곳").wait_for()
    assert page.locator("[data-map-missing]").count() == 0


# -- hidden first, printed last


def test_a_map_that_opens_hidden_fits_when_it_gets_its_size(page, pair, live_server):
    body = f'<details><summary>지도</summary><iframe src="{embed(pair)}" width="800" height="500"></iframe></details>'
    page.route("**/news", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto("/news")
    frame = page.locator("iframe").content_frame
    frame.locator("[data-map-missing]").wait_for(state="detached")
    page.locator("summary").click()
    for name in ("2곳 묶음", "3번 먼 곳"):
        box = frame.get_by_role("button", name=name).bounding_box()
        assert 0 < box["x"] < 800
        assert 0 < box["y"] < 560


@pytest.mark.parametrize("width", [1920, 1280, 375])
@pytest.mark.parametrize("path", ["notice", "embed"])
def test_paper_shows_every_number_on_the_map_and_in_the_list(page, stack, width, path):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(stack.get_absolute_url() if path == "notice" else embed(stack))
    pin(page, "40곳 묶음").wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    size = page.locator(".map").bounding_box()
    pins = [(one.inner_text(), one.bounding_box()) for one in page.locator(".paper-pin").all()]
    assert sorted(int(number) for number, _ in pins) == list(range(1, 43))
    for _, box in pins:
        assert size["x"] <= box["x"] <= size["x"] + size["width"] - box["width"]
        assert size["y"] <= box["y"] <= size["y"] + size["height"] - box["height"]
    centres = {(round(box["x"] / 12), round(box["y"] / 12)) for _, box in pins}
    assert len(centres) > 38
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper-pin").count() == 0
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    assert "40호" in text
    assert "둘째" in text


# -- two on one spot


@pytest.mark.parametrize("path", ["notice", "embed"])
@pytest.mark.parametrize("zoomed", [False, True])
def test_both_of_two_on_one_spot_can_be_reached_at_every_zoom(page, pair, path, zoomed):
    page.goto(pair.get_absolute_url() if path == "notice" else embed(pair))
    if zoomed:
        page.locator("#places").get_by_role("button", name="첫째", exact=True).click()
        page.locator(".leaflet-popup").get_by_text("1. 첫째").wait_for()
        pin(page, "1번 첫째").click()
    else:
        pin(page, "2곳 묶음").click()
    page.locator(".popup-leaves").get_by_role("button", name="2번 둘째").click()
    page.locator(".leaflet-popup").get_by_text("2. 둘째").wait_for()


def test_a_notice_and_another_on_one_spot_can_both_be_reached_on_the_home_map(page, db):
    published(tag("같은 곳", geometry=HERE), title="첫 소식")
    published(tag("같은 곳", geometry=HERE), title="둘째 소식")
    page.goto("/")
    pin(page, "2곳 묶음").click()
    page.locator(".popup-leaves").get_by_role("button", name="같은 곳, 둘째 소식").click()
    page.locator(".popup-address", has_text="둘째 소식").wait_for()


# -- by keyboard and ear


def test_pins_are_one_stop_and_the_arrows_go_through_them(page, db):
    notice = published(*(tag(f"{n}호", geometry=point(126.95 + n * 0.01, 37.55)) for n in range(1, 6)))
    page.goto(embed(notice))
    pin(page, "5번 5호").wait_for()
    assert page.locator(".leaflet-marker-icon[tabindex='0']").count() == 1
    pin(page, "1번 1호").focus()
    focused = "document.activeElement.getAttribute('aria-label')"
    for key, name in (
        ("ArrowRight", "2번 2호"),
        ("End", "5번 5호"),
        ("ArrowLeft", "4번 4호"),
        ("Home", "1번 1호"),
        ("ArrowLeft", "5번 5호"),
        ("ArrowDown", "1번 1호"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(focused) == name
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup[role=dialog]:focus").wait_for()
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate(focused) == "1번 1호"


def test_forty_on_one_spot_are_reached_by_keyboard(page, stack):
    page.goto(embed(stack))
    pin(page, "40곳 묶음").focus()
    page.keyboard.press("Enter")
    page.locator(".popup-leaves button:focus").wait_for()
    for _ in range(39):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup").get_by_text("40. 40호").wait_for()
    page.keyboard.press("Escape")
    assert "40곳 묶음" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_a_skip_link_leads_past_list_and_map(page, stack):
    page.goto(embed(stack))
    pin(page, "40곳 묶음").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "크게 보기" in page.evaluate("document.activeElement.textContent")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["notice", "home"])
def test_the_focus_goes_where_the_eye_goes(page, pair, width, path):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(pair.get_absolute_url() if path == "notice" else "/")
    page.locator(".leaflet-marker-icon").first.wait_for()
    item = "#places" if path == "notice" else "#notices"
    follows = page.evaluate(f"Boolean(document.querySelector('{item}').compareDocumentPosition(map) & 4)")
    assert follows == (width == 1280)


def test_a_place_chosen_in_the_list_is_heard(page, pair):
    page.goto(embed(pair))
    page.get_by_role("button", name="먼 곳", exact=True).click()
    page.locator(".map-said[role=status]").filter(has_text="먼 곳").wait_for(state="attached")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["notice", "embed", "home"])
def test_axe_finds_nothing(visitor, stack, width, path):
    page = visitor(viewport={"width": width, "height": 800})
    page.goto({"notice": stack.get_absolute_url(), "embed": embed(stack), "home": "/"}[path])
    page.locator(".leaflet-marker-icon").first.wait_for()
    assert not violations(page)
