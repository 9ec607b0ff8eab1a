"""Signing in is hard for whoever guesses: limits for all processes, a second factor, no door beside the front one."""

import os
import re
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from mapsite.accounts.adapters import SocialAccountAdapter
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return UserFactory(administrator=True)


def try_password(client, email, password="not-it", **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


# -- limits


def test_five_wrong_passwords_close_an_account_from_any_address(client):
    user = UserFactory()
    for number in range(5):
        assert "너무" not in try_password(client, user.email, REMOTE_ADDR=f"192.0.2.{number}").content.decode()
    right = try_password(client, user.email, PASSWORD, REMOTE_ADDR="192.0.2.99")
    assert right.status_code == 200
    assert "_auth_user_id" not in client.session


def test_one_address_may_guess_ten_times_a_minute_over_all_accounts(client):
    for number in range(10):
        try_password(client, f"nobody{number}@city.example")
    try_password(client, UserFactory().email, PASSWORD)
    assert "_auth_user_id" not in client.session


OTHER_PROCESS = """
import django; django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
client = Client()
client.post("/accounts/login/", {"login": "guessed@city.example", "password": "demo-seoul"})
print("signed in" if "_auth_user_id" in client.session else "refused")
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("wrong", "answer"), [(4, "signed in"), (5, "refused")])
def test_the_limit_holds_in_another_web_process(client, wrong, answer):
    from mapsite.accounts.models import User

    cache.clear()
    User.objects.create_user("guessed@city.example", PASSWORD)
    UserFactory._meta.model.objects.filter(email="guessed@city.example").update(password=_real_hash())
    for _ in range(wrong):
        try_password(client, "guessed@city.example")
    settings = connection.settings_dict
    url = re.sub(r"/[^/]*$", f"/{settings['NAME']}", os.environ["DATABASE_URL"])
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OTHER_PROCESS],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mapsite.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    cache.clear()
    assert process.stdout.strip() == answer


def _real_hash():
    """A hash that a process without the tests' quick hasher reads."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    return PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6)


# -- the administration


def test_the_administration_has_no_form_for_passwords(client, administrator):
    answer = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_cannot_try_passwords_in_the_administration(client, administrator):
    client.force_login(UserFactory())
    answer = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert answer.status_code == 403


def test_passwords_are_changed_where_wrong_ones_are_counted(client, administrator):
    client.force_login(administrator)
    assert client.post("/admin/password_change/", {"old_password": "x"}).url == reverse("account_change_password")


def test_an_administrator_arrives_where_they_wanted_to_go(client, administrator):
    wanted = reverse("admin:accounts_user_changelist")
    answer = client.get(wanted)
    signed_in = client.post(answer.url, {"login": administrator.email, "password": PASSWORD, "next": wanted})
    assert signed_in.url == wanted
    assert client.get(wanted).status_code == 200


# -- the second factor


def test_outside_the_demo_administrators_need_a_second_factor(client, administrator, settings):
    settings.ADMIN_SECOND_FACTOR = True
    try_password(client, administrator.email, PASSWORD)
    for address in ("/admin/", reverse("coverage"), reverse("maptag:manage"), reverse("importers:uploads")):
        assert client.get(address).url == reverse("mfa_activate_totp")
    assert client.get(reverse("home")).status_code == 200

    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if page.redirect_chain:  # signing in has just been, so this is not asked again
        client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_the_second_factor_is_asked_for_at_the_next_sign_in(client, administrator, settings):
    settings.ADMIN_SECOND_FACTOR = True
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    assert try_password(client, administrator.email, PASSWORD).url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, administrator, settings):
    settings.ADMIN_SECOND_FACTOR = True
    Authenticator.objects.create(user=administrator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    client.force_login(administrator)
    assert client.get("/admin/").status_code == 302


def test_others_work_without_a_second_factor(client, settings):
    settings.ADMIN_SECOND_FACTOR = True
    client.force_login(UserFactory())
    assert client.get(reverse("importers:uploads")).status_code == 200


# -- addresses


def test_a_new_address_counts_only_after_its_owner_confirmed_it(client, mailoutbox):
    user = UserFactory(email="old@city.example")
    try_password(client, user.email, PASSWORD)
    asked = client.post(reverse("account_email"), {"email": "new@city.example", "action_add": ""})
    client.post(asked.url, {"password": PASSWORD, "next": reverse("account_email")})
    client.post(reverse("account_email"), {"email": "new@city.example", "action_primary": ""})
    user.refresh_from_db()
    assert user.email == "old@city.example"

    message = next(mail for mail in mailoutbox if mail.to == ["new@city.example"])
    # Mail programs take all up to the next blank for the link: a particle glued to it would break it.
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", message.body)[1]
    client.post(link)
    user.refresh_from_db()
    assert user.email == "new@city.example"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [("new@city.example", True)]


def change_in_admin(client, user, **fields):
    page = client.get(reverse("admin:accounts_user_change", args=[user.pk]))
    form = page.context["adminform"].form
    values = {name: form.initial.get(name) for name in form.fields if form.initial.get(name) not in (None, False)}
    values["last_login_0"], values["last_login_1"] = "", ""
    if user.last_login:
        values["last_login_0"], values["last_login_1"] = "2026-11-01", "09:00:00"
    values["date_joined_0"], values["date_joined_1"] = "2026-11-01", "09:00:00"
    return client.post(page.request["PATH_INFO"], values | {"groups": [], "user_permissions": []} | fields)


def test_an_administrator_cannot_move_an_account_in_use_to_another_address(client, administrator, mailoutbox):
    user = UserFactory(email="old@city.example")
    try_password(client, user.email, PASSWORD)
    client.force_login(administrator)
    user.refresh_from_db()
    assert change_in_admin(client, user, email="thief@city.example", name="새 이름").status_code == 302
    user.refresh_from_db()
    assert (user.email, user.name) == ("old@city.example", "새 이름")
    assert ["thief@city.example"] in [mail.to for mail in mailoutbox]


def test_a_typo_in_a_new_account_is_mended_at_once(client, administrator):
    user = UserFactory(email="tpyo@city.example")
    client.force_login(administrator)
    change_in_admin(client, user, email="typo@city.example")
    user.refresh_from_db()
    assert user.email == "typo@city.example"
    assert EmailAddress.objects.get(user=user).email == "typo@city.example"


# -- single sign-on


def sso_login(claims):
    """What allauth makes of these claims of an OpenID Connect provider."""
    app = SocialApp(provider="openid_connect", provider_id="sso", settings={"server_url": "https://sso.city.example"})
    provider = OpenIDConnectProvider(None, app=app)
    addresses = provider.extract_email_addresses({"userinfo": claims})
    return SocialLogin(
        user=UserFactory.build(), account=SocialAccount(provider="sso", uid=claims["sub"]), email_addresses=addresses
    )


@pytest.mark.parametrize("verified", [False, "false", "False", None, 0, "0", ""])
def test_single_sign_on_never_matches_an_unverified_address(rf, verified):
    from allauth.core.exceptions import ImmediateHttpResponse

    UserFactory(email="clerk@city.example")
    login = sso_login({"sub": "1", "email": "clerk@city.example", "email_verified": verified})
    with pytest.raises(ImmediateHttpResponse):
        SocialAccountAdapter().pre_social_login(rf.get("/"), login)
    assert not SocialAccount.objects.exists()


def test_single_sign_on_never_matches_an_address_that_its_account_has_not_confirmed(rf):
    from allauth.core.exceptions import ImmediateHttpResponse

    EmailAddress.objects.create(user=UserFactory(), email="boss@city.example", verified=False)
    login = sso_login({"sub": "1", "email": "boss@city.example", "email_verified": True})
    with pytest.raises(ImmediateHttpResponse):
        SocialAccountAdapter().pre_social_login(rf.get("/"), login)


@pytest.mark.parametrize("verified", [True, "true"])
def test_single_sign_on_finds_whom_an_administrator_has_entered(rf, verified):
    from allauth.core import context

    SocialApp.objects.create(provider="openid_connect", provider_id="sso", name="SSO", client_id="x")
    user = UserFactory(email="clerk@city.example")
    login = sso_login({"sub": "1", "email": "Clerk@City.example", "email_verified": verified})
    request = rf.get("/")
    request.session = {}
    with context.request_context(request):
        SocialAccountAdapter().pre_social_login(request, login)
    assert SocialAccount.objects.get().user == user
