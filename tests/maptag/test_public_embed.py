"""The embed: a page in somebody else's page."""

import pytest
from django.urls import reverse

from tests.factories import NoticeFactory, content_of, tag, tags

pytestmark = pytest.mark.django_db


@pytest.fixture
def embed(client):
    def get(content=None, **query):
        notice = NoticeFactory(published=content or True)
        return client.get(reverse("maptag:embed", args=[notice.pk]), query)

    return get


def test_only_configured_hosts_may_frame_it(embed, settings):
    response = embed()
    assert f"frame-ancestors {' '.join(settings.EMBED_HOSTS)}" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


def test_other_pages_may_not_be_framed(client):
    response = client.get("/")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_list_is_readable_without_scripts(embed):
    page = embed().content.decode()
    assert "서울특별시청" in page
    assert "서울특별시 중구 세종대로 110" in page


def test_leads_to_the_notice(embed, settings):
    settings.SITE_URL = "https://map.seoul.example"
    assert 'href="https://map.seoul.example/notices/' in embed().content.decode()


def test_carries_no_inline_style_and_no_whole_design_system(embed):
    page = embed().content.decode()
    assert "style=" not in page
    assert "krds.min" not in page
    assert "krds_tokens" in page


def test_long_lists_are_cut_and_lead_on(embed):
    content = content_of(NoticeFactory.build(), tags=tags(150))
    page = embed(content).content.decode()
    assert page.count('class="place"') == 100
    assert "150곳 모두 보기" in page


def test_list_can_be_left_out(embed):
    assert 'class="with-list"' in embed().content.decode()
    assert 'class="with-list"' not in embed(list="0").content.decode()


def test_large_print(embed):
    assert '<html lang="ko" class="embed large">' in embed(text="large").content.decode()


def test_unchanged_page_is_not_sent_again(client):
    notice = NoticeFactory(published=True)
    url = reverse("maptag:embed", args=[notice.pk])
    first = client.get(url)
    assert first["Cache-Control"] == "no-cache"
    assert client.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    notice.publish(content_of(notice, tags=(tag("다른 곳"),)), None)
    assert client.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
