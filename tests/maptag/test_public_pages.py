"""What readers see: the home map, a notice, its snapshot, and that a withdrawn notice is gone from all of them."""

import gzip
import json
import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maptag.models import Notice
from tests.factories import DepartmentFactory, NoticeFactory, ThemeFactory, UserFactory, content_of, point, tag, tags

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def publish(notice=None, **fields):
    notice = notice or NoticeFactory()
    notice.publish(content_of(notice, **fields), UserFactory(publisher=True))
    return notice


def snapshot_url(notice):
    digest = notice.snapshot.split("/")[-1].split(".")[0]
    return reverse("maptag:snapshot", args=[notice.pk, digest])


def home_tags(client, **query):
    return json.loads(client.get(reverse("home_tags"), query).content)


def titles_on_home(client, **query):
    return [notice.title for notice in client.get("/", query).context["page"]]


# -- home


def test_home_shows_current_notices_only(client):
    today = timezone.localdate()
    publish(title="오늘의 소식")
    publish(title="다음 달 소식", valid_from=today + timedelta(days=30))
    publish(title="지난 소식", valid_until=today - timedelta(days=1))
    NoticeFactory(title="쓰는 중인 소식")
    assert titles_on_home(client) == ["오늘의 소식"]
    assert [n["title"] for n in home_tags(client)["notices"].values()] == ["오늘의 소식"]


def test_home_is_filtered_by_theme_and_department_together(client):
    heat, park = ThemeFactory(slug="heat"), DepartmentFactory(slug="park")
    publish(NoticeFactory(department=park), title="둘 다", theme_id=heat.pk)
    publish(NoticeFactory(department=park), title="부서만")
    publish(title="주제만", theme_id=heat.pk)
    assert titles_on_home(client, theme="heat", department="park") == ["둘 다"]
    assert len(home_tags(client, theme="heat")["notices"]) == 2


@pytest.mark.parametrize("text", ["폭염", "그늘막", "테헤란로 152", unicodedata.normalize("NFD", "폭염")])
def test_search_finds_title_text_place_and_address(client, text):
    publish(title="폭염 안내", body="<p>그늘막을 폅니다</p>", tags=(tag(address="강남구 테헤란로 152"),))
    publish(title="도서관 휴관", body="", tags=(tag("작은도서관", address="중구 을지로 1"),))
    assert titles_on_home(client, q=text) == ["폭염 안내"]


@pytest.mark.parametrize("query", [{"theme": "없음"}, {"department": "x' OR 1=1"}, {"page": "99"}, {"q": "a\x00b"}])
def test_filters_that_make_no_sense_are_left_out(client, query):
    publish(title="소식")
    assert titles_on_home(client, **query) == ["소식"]


def test_empty_results_say_so(client):
    assert "아직 지도 소식이 없습니다" in client.get("/").content.decode()
    publish()
    assert "찾는 지도 소식이 없습니다" in client.get("/", {"q": "없는말"}).content.decode()


def test_long_lists_have_pages_that_keep_the_filter(client):
    for n in range(21):
        publish(title=f"쉼터 {n}")
    assert "?q=%EC%89%BC%ED%84%B0&amp;page=2" in client.get("/", {"q": "쉼터"}).content.decode()
    assert len(titles_on_home(client, q="쉼터", page=2)) == 1


def test_lines_and_areas_stand_on_the_home_map_as_points(client):
    line = {"type": "LineString", "coordinates": [[126.99, 37.566], [127.0, 37.566]]}
    publish(tags=(tag("을지로 구간", geometry=line),))
    (feature,) = home_tags(client)["tags"]["features"]
    assert feature["geometry"]["type"] == "Point"


def test_home_tags_are_not_sent_again_while_nothing_changed(client):
    notice = publish()
    etag = client.get(reverse("home_tags"))["ETag"]
    assert client.get(reverse("home_tags"), HTTP_IF_NONE_MATCH=etag).status_code == 304
    notice.withdraw(UserFactory())
    assert client.get(reverse("home_tags"), HTTP_IF_NONE_MATCH=etag).status_code == 200


# -- notice


def test_notice_page_says_what_was_published(client):
    theme = ThemeFactory(name="무더위쉼터", slug="heat")
    notice = publish(
        title="쉼터 운영",
        theme_id=theme.pk,
        tags=(tag("종로1가경로당", attributes=(("운영시간", "09:00~18:00"),)), tag("세종대로", position_type="road")),
    )
    page = client.get(notice.get_absolute_url()).content.decode()
    for text in ("쉼터 운영", "무더위쉼터", str(notice.department), "종로1가경로당", "운영시간", "09:00~18:00"):
        assert text in page
    assert page.count("도로 중심의 대략적인 위치입니다</p>") == 1


@pytest.mark.parametrize(("days", "badge"), [((3, 9), "예정"), ((-9, -3), "종료")])
def test_notice_page_tells_what_is_not_valid_today(client, days, badge):
    today = timezone.localdate()
    start, end = (today + timedelta(days=n) for n in days)
    notice = publish(valid_from=start, valid_until=end)
    assert f">{badge}</span>" in client.get(notice.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["maptag:notice", "maptag:embed"])
def test_what_documents_say_never_becomes_markup(client, name):
    hostile = tag(SCRIPT, address=SCRIPT, attributes=((SCRIPT, SCRIPT),))
    notice = publish(title=SCRIPT, body=f"<p onclick=x>글</p>{SCRIPT}", tags=(hostile,))
    page = client.get(reverse(name, args=[notice.pk])).content.decode()
    assert "<script>alert" not in page
    assert "onclick" not in page


def test_notice_page_lists_two_thousand_places_in_pages(client):
    notice = publish(tags=tags(2000))
    assert client.get(notice.get_absolute_url()).content.count(b'class="place"') == 200
    assert "쉼터 2000" in client.get(notice.get_absolute_url(), {"page": 10}).content.decode()


def test_notice_without_places_says_so(client):
    notice = publish(tags=())
    assert "지도에 표시한 장소가 없습니다" in client.get(notice.get_absolute_url()).content.decode()


def test_snippet_embeds_this_notice(client, settings):
    settings.SITE_URL = "https://map.seoul.example"
    notice = publish(title='"따옴표" & 소식')
    page = client.get(notice.get_absolute_url()).content.decode()
    assert f"&lt;iframe src=&quot;https://map.seoul.example/embed/{notice.pk}&quot;" in page


def test_readers_get_no_cookie(client):
    notice = publish()
    for url in ("/", notice.get_absolute_url(), reverse("maptag:embed", args=[notice.pk]), snapshot_url(notice)):
        assert not client.get(url).cookies, url


# -- snapshot


def test_snapshot_is_the_published_geojson(client):
    notice = publish(tags=(tag("서울도서관", geometry=point(126.9778, 37.5662)),))
    response = client.get(snapshot_url(notice), HTTP_ACCEPT_ENCODING="gzip, br")
    assert response["Content-Encoding"] == "gzip"
    assert response["Access-Control-Allow-Origin"] == "*"
    (feature,) = json.loads(gzip.decompress(response.content))["features"]
    assert feature["properties"]["title"] == "서울도서관"
    assert feature["geometry"]["coordinates"] == [126.9778, 37.5662]


def test_snapshot_is_readable_without_gzip(client):
    notice = publish()
    response = client.get(snapshot_url(notice), HTTP_ACCEPT_ENCODING="identity")
    assert "Content-Encoding" not in response
    assert json.loads(response.content)["type"] == "FeatureCollection"


def test_snapshot_is_asked_for_anew_but_sent_once(client):
    url = snapshot_url(publish())
    first = client.get(url)
    assert first["Cache-Control"] == "no-cache"
    again = client.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_snapshot_of_an_earlier_version_is_gone(client, django_capture_on_commit_callbacks):
    notice = publish()
    earlier = snapshot_url(notice)
    with django_capture_on_commit_callbacks(execute=True):
        publish(notice, tags=(tag("새 곳"),))
    assert client.get(earlier).status_code == 404
    assert client.get(snapshot_url(notice)).status_code == 200


def test_withdrawn_is_gone_everywhere_at_once_and_back_under_the_same_address(client):
    notice, publisher = publish(title="내릴 소식"), UserFactory(publisher=True)
    urls = [notice.get_absolute_url(), reverse("maptag:embed", args=[notice.pk]), snapshot_url(notice)]
    etag = client.get(urls[2])["ETag"]
    notice.withdraw(publisher)
    assert [client.get(url, HTTP_IF_NONE_MATCH=etag).status_code for url in urls] == [404, 404, 404]
    assert titles_on_home(client) == []
    assert home_tags(client) == {"notices": {}, "tags": {"type": "FeatureCollection", "features": []}}
    notice.restore(notice.versions.get(number=1), publisher)
    assert client.get(urls[0]).status_code == 200


def test_drafts_are_nobodys_business(client):
    notice = NoticeFactory()
    client.force_login(UserFactory(department=notice.department))
    assert client.get(notice.get_absolute_url()).status_code == 404


def test_missing_page_is_told_in_our_layout(client):
    response = client.get("/notices/zzzzzzzzzz/")
    assert response.status_code == 404
    assert "찾는 쪽이 없습니다" in response.content.decode()
    assert not Notice.objects.exists()
