from django.db import migrations

from mapsite.accounts.second_factor import sealed_texts, with_texts
from mapsite.encryption import decrypt, encrypt


def seal(apps, schema_editor):
    """Secrets that older versions stored as they are."""
    _change(apps, lambda text: text if decrypt(text.encode()) else encrypt(text).decode())


def unseal(apps, schema_editor):
    _change(apps, lambda text: decrypt(text.encode()) or text)


def _change(apps, change):
    for authenticator in apps.get_model("mfa", "Authenticator").objects.iterator():
        texts = sealed_texts(authenticator.data)
        authenticator.data = with_texts(authenticator.data, [change(text) for text in texts])
        authenticator.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_access_log"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal, unseal)]
