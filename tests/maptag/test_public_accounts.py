"""Sign-in pages in our layout, in Korean."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_demo_accounts_are_shown_only_while_debugging(client, settings):
    settings.DEMO_PASSWORD = "demo-seoul"
    settings.DEBUG = False
    assert "demo-seoul" not in client.get(reverse("account_login")).content.decode()
    settings.DEBUG = True
    assert "demo-seoul" in client.get(reverse("account_login")).content.decode()


def test_nobody_signs_up(client):
    assert "가입은 받지 않습니다" in client.get(reverse("account_signup")).content.decode()
    assert reverse("account_signup") not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("name", "text"),
    [("account_change_password", "비밀번호 변경"), ("mfa_index", "2단계 인증"), ("account_logout", "로그아웃")],
)
def test_account_pages_speak_korean_in_our_layout(client, name, text):
    client.force_login(UserFactory())
    page = client.get(reverse(name)).content.decode()
    assert text in page
    assert 'class="site-header"' in page


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_pages_before_sign_in_are_open(client, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'class="site-header"' in page.content.decode()
