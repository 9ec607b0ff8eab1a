"""Who holds a copy of the database can't make the codes of a second factor from it."""

import importlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from mapsite.safekeeping import keys
from tests.factories import UserFactory
from tests.mapsite.accounts.test_sign_in import PASSWORD, code_of, try_password

pytestmark = pytest.mark.django_db
NEW_KEY, OLD_KEY = "n" * 40, "o" * 40


@pytest.fixture
def administrator(db, settings):
    settings.CONTACT_KEYS = [OLD_KEY]
    return UserFactory(administrator=True)


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        return cursor.fetchone()[0]


def test_the_database_holds_no_secret_from_which_codes_can_be_made(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    assert secret not in stored()
    assert not [code for code in seed if code in stored()]
    assert secret not in client.get("/admin/mfa/authenticator/").content.decode()


def sign_in(client, user, code) -> bool:
    try_password(client, user.email, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code})
    return "_auth_user_id" in client.session


def test_a_second_factor_works_on_after_a_change_of_keys(client, administrator, settings, capsys):
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    codes = RecoveryCodes.activate(administrator).generate_codes()
    settings.CONTACT_KEYS = [NEW_KEY, OLD_KEY]
    call_command("rotate_contact_keys", "--dry-run")
    assert "mfa_authenticator.data: 0 with the first key, 2 to be encrypted anew" in capsys.readouterr().out
    call_command("rotate_contact_keys")
    settings.CONTACT_KEYS = [NEW_KEY]
    assert sign_in(client, administrator, code_of(secret))
    client.logout()
    assert sign_in(client, administrator, codes[0])


def test_a_lost_key_opens_nothing_and_is_told(client, administrator, settings):
    TOTP.activate(administrator, generate_totp_secret())
    needed = keys.needed()
    settings.CONTACT_KEYS = [NEW_KEY]
    assert "no second factor would fit" in " ".join(keys.losses(needed))
    with pytest.raises(CommandError, match="1 values can be read with none"):
        call_command("rotate_contact_keys")
    # What an empty secret would give can be computed by anybody.
    assert not sign_in(client, administrator, code_of(""))


def test_an_update_encrypts_what_older_versions_stored_and_can_be_taken_back(client, administrator):
    migration = importlib.import_module("mapsite.accounts.migrations.0003_encrypt_second_factors")
    secret = generate_totp_secret()
    old_codes = ["11111111", "22222222"]
    Authenticator.objects.create(user=administrator, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=administrator, type="recovery_codes", data={"migrated_codes": old_codes})
    migration.seal(apps, None)
    migration.seal(apps, None)
    assert secret not in stored()
    assert old_codes[0] not in stored()
    assert sign_in(client, administrator, code_of(secret))
    client.logout()
    assert sign_in(client, administrator, old_codes[1])
    migration.unseal(apps, None)
    assert secret in stored()
