"""What a department does with its own notices."""

import pytest
from django.urls import reverse

from mapsite.accounts.models import Role
from tests.factories import NoticeFactory, UserFactory, content_of, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    user = UserFactory(publisher=True)
    client.force_login(user)
    return user


@pytest.fixture
def notice(publisher):
    return NoticeFactory(department=publisher.department, published=True)


def url(name, notice, *args):
    return reverse(f"maptag:{name}", args=[notice.pk, *args])


def test_shows_own_notices_in_every_state(client, publisher, notice):
    NoticeFactory(department=publisher.department, title="쓰는 중")
    NoticeFactory(title="남의 것", published=True)
    page = client.get(reverse("maptag:manage")).content.decode()
    assert "발행됨" in page
    assert "작성 중" in page
    assert "남의 것" not in page


def test_finds_by_state_and_words(client, publisher, notice):
    NoticeFactory(department=publisher.department, title="쓰는 중인 도서관")
    found = client.get(reverse("maptag:manage"), {"state": "draft", "q": "도서관"}).context["page"]
    assert [n.title for n in found] == ["쓰는 중인 도서관"]


@pytest.mark.parametrize("name", ["versions", "withdraw"])
def test_other_departments_notices_do_not_exist(client, publisher, name):
    assert client.get(url(name, NoticeFactory(published=True))).status_code == 404


def test_other_departments_notices_can_not_be_withdrawn(client, publisher):
    other = NoticeFactory(published=True)
    assert client.post(url("withdraw", other)).status_code == 404
    other.refresh_from_db()
    assert other.is_published


def test_withdrawing_is_asked_first_then_done(client, notice):
    assert "내릴까요" in client.get(url("withdraw", notice)).content.decode()
    notice.refresh_from_db()
    assert notice.is_published
    client.post(url("withdraw", notice))
    notice.refresh_from_db()
    assert not notice.is_published


def test_versions_tell_who_did_what(client, publisher, notice):
    client.post(url("withdraw", notice))
    page = client.get(url("versions", notice)).content.decode()
    assert publisher.name in page
    assert "내림" in page
    assert url("restore", notice, 1) in page


def test_restoring_publishes_the_earlier_content_at_the_same_address(client, publisher, notice):
    notice.publish(content_of(notice, title="둘째 판", tags=(tag("새 곳"),)), publisher)
    assert "여름철 무더위쉼터 안내" in client.get(url("restore", notice, 1)).content.decode()
    response = client.post(url("restore", notice, 1), follow=True)
    assert response.request["PATH_INFO"] == notice.get_absolute_url()
    assert "서울특별시청" in response.content.decode()
    assert notice.versions.count() == 3


def test_a_withdrawal_is_nothing_to_restore(client, publisher, notice):
    notice.withdraw(publisher)
    assert client.post(url("restore", notice, 2)).status_code == 404


@pytest.mark.parametrize("role", [Role.UPLOADER, Role.HANDLER])
def test_only_publishers_withdraw_and_restore(client, notice, role):
    client.force_login(UserFactory(department=notice.department, role=role))
    assert client.post(url("withdraw", notice)).status_code == 403
    assert client.post(url("restore", notice, 1)).status_code == 403
    assert "내리기" not in client.get(notice.get_absolute_url()).content.decode()


def test_strangers_are_asked_to_sign_in(client):
    notice = NoticeFactory(published=True)
    for address in (reverse("maptag:manage"), url("versions", notice), url("withdraw", notice)):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_notice_page_offers_staff_of_the_department_more(client, notice):
    assert url("withdraw", notice) in client.get(notice.get_absolute_url()).content.decode()
    client.force_login(UserFactory(publisher=True))
    assert url("withdraw", notice) not in client.get(notice.get_absolute_url()).content.decode()


def test_administrators_see_but_do_not_change_what_is_public(client):
    notice = NoticeFactory(published=True)
    client.force_login(UserFactory(administrator=True))
    page = client.get(reverse("admin:maptag_notice_change", args=[notice.pk])).content.decode()
    assert "서울특별시청" in page
    assert 'name="_save"' not in page
