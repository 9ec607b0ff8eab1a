from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO_LOG = """
DROP TRIGGER append_only ON accounts_accessevent;
DROP FUNCTION accounts_access_log_is_append_only();
"""


def note_addresses(apps, schema_editor):
    """Every account's address becomes one that allauth knows; what its user had entered unconfirmed stays unconfirmed."""
    EmailAddress = apps.get_model("account", "EmailAddress")
    for user in apps.get_model("accounts", "User").objects.exclude(email="").iterator():
        if not EmailAddress.objects.filter(user_id=user.pk, email=user.email).exists():
            EmailAddress.objects.filter(user_id=user.pk, primary=True).delete()
            EmailAddress.objects.create(user_id=user.pk, email=user.email, primary=True, verified=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("uploader", "문서 담당"),
                    ("publisher", "발행 담당"),
                    ("handler", "처리 담당"),
                    ("administrator", "관리자"),
                    ("auditor", "감사 담당"),
                ],
                default="uploader",
                max_length=20,
                verbose_name="역할",
            ),
        ),
        migrations.CreateModel(
            name="AccessEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="시각")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sign_in", "로그인"),
                            ("refused", "로그인 실패"),
                            ("sign_out", "로그아웃"),
                            ("download", "내려받기"),
                            ("administration", "관리"),
                        ],
                        max_length=16,
                        verbose_name="한 일",
                    ),
                ),
                ("user_id", models.BigIntegerField(null=True)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="계정")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="접속 주소")),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="내용")),
                ("admin_entry", models.BigIntegerField(null=True, unique=True)),
            ],
            options={
                "verbose_name": "접속 기록",
                "verbose_name_plural": "접속 기록",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="access_latest"),
                    models.Index(fields=["email"], name="access_who"),
                ],
            },
        ),
        migrations.RunSQL((SQL / "access_log.sql").read_text(), UNDO_LOG),
        migrations.RunSQL((SQL / "limits.sql").read_text(), "DROP TABLE accounts_limit"),
        migrations.RunPython(note_addresses, migrations.RunPython.noop),
    ]
