"""A notice on paper: whenever somebody prints, and by which way, its map has its picture, or says that it lacks it."""

import io

import pypdfium2
import pytest

from tests.factories import NoticeFactory, content_of, point, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Of the pixels of a map without its picture less than this share has another colour than the land's.
DRAWN = 0.2
# The picture's draft comes and goes within a moment: that it went stays on the page.
WATCH = """new MutationObserver((changes) => {
  const gone = changes.flatMap(({ removedNodes }) => [...removedNodes]);
  if (gone.some(({ classList }) => classList?.contains("paper-draft"))) document.documentElement.dataset.drawn = "";
}).observe(document, { childList: true, subtree: true })"""
LACKS = "배경 지도가 오기 전에 인쇄했습니다"


@pytest.fixture
def notice(transactional_db):
    notice = NoticeFactory()
    places = [tag(f"{n}호", geometry=point(126.93 + n * 0.012, 37.52 + n % 3 * 0.01)) for n in range(9)]
    notice.publish(content_of(notice, title="한강의 곳", tags=places), None)
    return notice


@pytest.fixture(params=[1280, 375])
def screen(request, page, notice):
    page.set_viewport_size({"width": request.param, "height": 800})
    page.add_init_script(WATCH)
    return page


def drawn_share(document) -> float:
    """Of the first page's upper half: the share of pixels that are neither white nor the land's colour."""
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    upper = picture.crop((0, picture.height // 6, picture.width * 3 // 4, picture.height // 2))
    colours = upper.getcolors(1 << 20)
    plain = sum(count for count, rgb in colours if min(rgb) > 235)
    return 1 - plain / (upper.width * upper.height)


def paper(page):
    return pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))


def words(document) -> str:
    return "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))


def test_the_browsers_own_print_has_the_basemap_below_the_pins(screen, notice):
    """From another view than the paper's: what the paper needs can't come while the browser prints."""
    screen.goto(notice.get_absolute_url())
    screen.locator(".leaflet-marker-icon").first.wait_for()
    screen.locator("html[data-drawn]").wait_for()
    screen.get_by_role("button", name="2호", exact=True).click()
    screen.wait_for_timeout(500)
    assert drawn_share(paper(screen)) > DRAWN


def test_places_all_over_the_city_have_the_picture_of_their_own_view(screen, transactional_db):
    """So wide a view is moved by the map's limits."""
    notice = NoticeFactory()
    corners = [tag(f"{n}", geometry=point(*at)) for n, at in enumerate([(126.78, 37.44), (127.17, 37.69)])]
    notice.publish(content_of(notice, title="온 도시", tags=corners), None)
    screen.goto(notice.get_absolute_url())
    screen.locator("html[data-drawn]").wait_for()
    screen.get_by_role("button", name="1", exact=True).click()
    screen.wait_for_timeout(500)
    assert drawn_share(paper(screen)) > DRAWN


def test_printed_at_once_it_has_what_had_come_to_the_screen(screen, notice):
    screen.add_init_script("requestIdleCallback = () => {}")  # no picture is ever prepared
    screen.goto(notice.get_absolute_url())
    screen.locator(".leaflet-tile-loaded").first.wait_for()
    screen.wait_for_timeout(500)
    document = paper(screen)
    assert drawn_share(document) > DRAWN
    assert LACKS not in words(document)
    assert screen.locator(".paper-note").count() == 0


def test_printed_before_anything_of_the_basemap_had_come_it_says_so(screen, notice):
    screen.route("**/*.pmtiles", lambda _route: None)  # still on its way
    screen.goto(notice.get_absolute_url())
    screen.locator(".leaflet-marker-icon").first.wait_for()
    text = words(paper(screen))
    assert LACKS in text
    assert "8호" in text
    assert not screen.get_by_text(LACKS).is_visible()


def test_printed_before_its_map_stands_it_says_so(screen, notice):
    screen.route("**/snapshots/**", lambda _route: None)  # still on its way
    screen.goto(notice.get_absolute_url())
    text = words(paper(screen))
    assert "지도를 불러오지 못했습니다" in text
    assert "8호" in text


# What the paper would show at the moment when the browser is asked to print.
PRINT = """window.print = () => {
  const picture = document.querySelector(".leaflet-paper-pane canvas") && !document.querySelector(".paper-note");
  document.documentElement.dataset.paper = picture ? "whole" : "without its picture";
}"""


@pytest.mark.parametrize("key", [False, True], ids=["button", "Ctrl+P"])
def test_printed_from_the_page_it_waits_for_its_picture(screen, notice, key):
    screen.add_init_script(PRINT)
    screen.goto(notice.get_absolute_url())
    button = screen.get_by_role("button", name="인쇄", exact=True)
    button.wait_for()
    if key:
        screen.keyboard.press("Control+p")
    else:
        button.click()
    screen.locator("html[data-paper=whole]").wait_for()
    assert drawn_share(paper(screen)) > DRAWN
