import json
import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import community.encryption
import community.models.attachments

BATCH = 2000
# As community.reports.titles does it, for those that were sent before: in SQL, since a million are no task for Python.
TITLES = r"""
WITH placed AS (
    SELECT report.id, report.gu, coalesce(campaign.title, category.name) AS subject, trim(report.text) AS text,
        CASE WHEN starts_with(report.address, %(city)s) THEN ltrim(substr(report.address, length(%(city)s) + 1))
            ELSE report.address END AS address
    FROM community_report AS report
    LEFT JOIN community_category AS category ON category.id = report.category_id
    LEFT JOIN community_campaign AS campaign ON campaign.id = report.campaign_id
), named AS (
    SELECT *, coalesce(nullif(CASE WHEN gu <> '' AND starts_with(address, gu) THEN ltrim(substr(address, length(gu) + 1))
        ELSE address END, ''), gu) AS place, (regexp_split_to_array(text, '[.!?。！？]\s|\n'))[1] AS sentence
    FROM placed
), worded AS (
    SELECT *, CASE WHEN place ~ '\d(-\d+)?$' THEN place || ' 앞' ELSE place END AS place_name,
        CASE WHEN text = '' THEN subject
            WHEN length(sentence) > 30 THEN regexp_replace(left(sentence, 31), '\s?\S*$', '') || '…'
            WHEN length(sentence) < length(rtrim(text, ' .!?')) THEN rtrim(sentence, '.!?') || '…'
            ELSE sentence END AS words
    FROM named
)
UPDATE community_report SET place_name = left(worded.place_name, 120),
    title = left(concat_ws(' – ', nullif(worded.place_name, ''), nullif(nullif(worded.words, ''), '…')), 120)
FROM worded WHERE worded.id = community_report.id
"""
# Who gave a report away before this was kept goes on reading it, too.
HANDOVERS = """
INSERT INTO community_handover (report_id, giver_id, receiver_id, at)
SELECT event.report_id, giver.id, receiver.id, event.at
FROM community_reportevent AS event
JOIN accounts_department AS receiver ON receiver.name = event.data->>'to'
LEFT JOIN accounts_department AS giver ON giver.name = event.data->>'from'
WHERE event.kind = 'handed_over'
"""


def _store(reports, fields, rows):
    batch = []
    for report in rows:
        batch.append(report)
        if len(batch) == BATCH:
            reports.bulk_update(batch, fields)
            batch = []
    reports.bulk_update(batch, fields)


def _manager(apps):
    return apps.get_model("community", "Report").objects


def encrypt_words(apps, schema_editor):
    """Only where something was masked: else the public text is all that was said."""
    rows = _manager(apps).exclude(text_original="").exclude(text_original=models.F("text"))

    def encrypted():
        for report in rows.only("text_original", "text_whole").iterator(chunk_size=BATCH):
            report.text_whole = report.text_original
            yield report

    _store(_manager(apps), ["text_whole"], encrypted())


def decrypt_words(apps, schema_editor):
    def plain():
        for report in _manager(apps).only("text", "text_original", "text_whole").iterator(chunk_size=BATCH):
            report.text_original = report.text_whole or report.text
            yield report

    _store(_manager(apps), ["text_original"], plain())


def _with_private_questions(apps):
    """[(reports, keys of the private questions)]"""
    for name in ("Category", "Campaign"):
        for subject in apps.get_model("community", name).objects.exclude(questions=[]):
            keys = {question["key"] for question in subject.questions if question.get("private")}
            if keys:
                yield _manager(apps).filter(**{name.lower(): subject}), keys


def encrypt_private_answers(apps, schema_editor):
    for reports, keys in _with_private_questions(apps):
        for report in reports.filter(answers__has_any_keys=list(keys)).iterator(chunk_size=BATCH):
            private = {key: report.answers.pop(key) for key in keys & report.answers.keys()}
            report.private_answers = json.dumps(private, ensure_ascii=False)
            report.save(update_fields=["answers", "private_answers"])


def open_private_answers(apps, schema_editor):
    for report in _manager(apps).exclude(private_answers=b"").iterator(chunk_size=BATCH):
        report.answers |= json.loads(report.private_answers or "{}")
        report.save(update_fields=["answers"])


def make_titles(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TITLES, {"city": settings.CITY_NAME})


# PostgreSQL alters no table that has rows waiting for their foreign keys to be looked at.
CHECK_NOW = migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("community", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="place_name",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="report",
            name="private_answers",
            field=community.encryption.EncryptedTextField(default=b""),
        ),
        migrations.AddField(
            model_name="report",
            name="text_hash",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="report",
            name="title",
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name="제목"),
        ),
        migrations.AddField(
            model_name="reportevent",
            name="private",
            field=community.encryption.EncryptedTextField(default=b""),
        ),
        migrations.AddField(
            model_name="report",
            name="text_whole",
            field=community.encryption.EncryptedTextField(default=b""),
        ),
        CHECK_NOW,
        migrations.RunPython(encrypt_words, decrypt_words),
        CHECK_NOW,
        migrations.RemoveField(model_name="report", name="text_original"),
        migrations.RenameField(model_name="report", old_name="text_whole", new_name="text_original"),
        migrations.RunPython(encrypt_private_answers, open_private_answers),
        migrations.RunPython(make_titles, migrations.RunPython.noop),
        CHECK_NOW,
        migrations.AlterField(
            model_name="reportevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submitted", "제보"),
                    ("status", "상태"),
                    ("moderated", "공개 여부"),
                    ("assigned", "담당자"),
                    ("handed_over", "부서 이동"),
                    ("note", "내부 메모"),
                    ("answer", "답변"),
                    ("question", "제보자에게 질문"),
                    ("added", "제보자의 추가 글"),
                    ("photo", "사진"),
                    ("edited", "고침"),
                    ("proposed", "고칠 점 제안"),
                    ("decided", "제안에 대한 결정"),
                    ("merged", "묶음"),
                    ("split", "나눔"),
                    ("deadline", "기한"),
                    ("task", "나눈 일"),
                    ("contact", "연락처 바꿈"),
                    ("verdict", "해결 확인"),
                    ("contact_seen", "연락처 열람"),
                    ("retention", "보존 기간"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="supporter",
            name="network_hash",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file", models.FileField(max_length=120, upload_to=community.models.attachments.attachment_path)),
                ("name", models.CharField(max_length=120, verbose_name="파일 이름")),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("public", models.BooleanField(default=False, verbose_name="모두에게 공개")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("events", models.ManyToManyField(related_name="attachments", to="community.reportevent")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="community.report"
                    ),
                ),
            ],
            options={
                "verbose_name": "붙임 파일",
                "verbose_name_plural": "붙임 파일",
                "ordering": ["at", "name"],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "giver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="넘긴 부서",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="받은 부서",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="community.report"
                    ),
                ),
            ],
            options={
                "verbose_name": "부서 이동",
                "verbose_name_plural": "부서 이동",
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["giver", "report"], name="handover_giver")],
            },
        ),
        migrations.RunSQL(HANDOVERS, migrations.RunSQL.noop),
    ]
