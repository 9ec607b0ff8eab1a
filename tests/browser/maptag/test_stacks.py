"""Several places on one spot, by keyboard: the question which of them is answered at once, and Escape leads back."""

import pytest
from django.contrib.gis.geos import Point

from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler
from tests.factories import NoticeFactory, UserFactory, content_of, point, tag
from tests.importers.factories import LIBRARIES, reviewed_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = (126.981, 37.57)
PAGES = ["notice", "embed", "home", "review", "reports", "campaign", "handling"]


@pytest.fixture
def notice(transactional_db):
    notice = NoticeFactory()
    tags = [tag("첫째", geometry=point(*HERE)), tag("둘째", geometry=point(*HERE))]
    notice.publish(content_of(notice, title="한 자리 소식", tags=tags), None)
    return notice


@pytest.fixture
def open_page(request, page, sign_in, transactional_db):
    """open_page(name) → that page, whose map has several places on one spot and no other."""
    spot = Point(*HERE, srid=4326)

    def notice_page():
        return request.getfixturevalue("notice").get_absolute_url()

    def review():
        clerk = UserFactory(publisher=True)
        upload = reviewed_upload(LIBRARIES[:3], uploaded_by=clerk)
        upload.mentions.update(geometry=spot)
        sign_in(clerk)
        return upload.get_absolute_url()

    def reports():
        category = CategoryFactory(name="도로 파임")
        ReportFactory.create_batch(2, category=category, point=spot)
        return "/reports/"

    def campaign():
        campaign = CampaignFactory(moderation="after")
        ReportFactory.create_batch(2, category=None, campaign=campaign, point=spot)
        return campaign.get_absolute_url()

    def handling():
        category = CategoryFactory()
        ReportFactory.create_batch(2, category=category, point=spot)
        sign_in(handler(category.department))
        return "/handling/"

    makers = {
        "notice": notice_page,
        "embed": lambda: f"/embed/{request.getfixturevalue('notice').pk}",
        "home": lambda: notice_page() and "/",
        "review": review,
        "reports": reports,
        "campaign": campaign,
        "handling": handling,
    }

    def go(name):
        page.goto(makers[name]())
        page.locator(".map .cluster").wait_for()
        return page

    return go


@pytest.mark.parametrize("name", PAGES)
def test_the_first_of_several_on_one_spot_has_the_focus_and_escape_gives_it_back(open_page, name):
    page = open_page(name)
    cluster = page.locator(".map .cluster")
    first = page.locator(".popup-leaves li:first-child button")
    cluster.focus()
    for opened in (lambda: page.keyboard.press("Enter"), cluster.click):
        opened()
        first.wait_for()
        assert first.evaluate("one => one === document.activeElement")
        page.keyboard.press("Escape")
        first.wait_for(state="detached")
        # A map that follows its view draws all anew meanwhile.
        page.wait_for_timeout(400)
        assert "묶음" in page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    first.wait_for(state="detached")
    page.locator(".panel-body, .leaflet-popup .popup-title").first.wait_for()
