"""Uploads (올린 문서), what was read and found in them, and what staff decided about it."""

import re
import uuid
from functools import reduce
from operator import or_
from unicodedata import normalize

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, F, Func, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from mapsite import fields as models
from mapsite.accounts.models import Department
from maptag.geocoding.types import KINDS
from maptag.models import Notice, Theme

from .placement import match_row
from .readers import ReadingWarning
from .records import Record


def upload_path(upload, _name) -> str:
    """A name of our own: the clerk's may hold anything."""
    return f"uploads/{upload.sha256[:2]}/{upload.pk}"


class Composed(Func):
    """Hangul as one writes it on Linux and Windows, whatever a Mac stored."""

    function = "normalize"
    template = "%(function)s(%(expressions)s, NFC)"
    arity = 1
    output_field = models.TextField()


class UploadQuerySet(models.QuerySet):
    def of_department(self, user):
        return self.filter(department=user.department_id)

    def search(self, text: str):
        """Every word of `text` occurs in the file's name, in the title of its notice, or who uploaded it."""
        named = ("name", "review__title", "review__notice__title", "uploaded_by__name")
        columns = {f"composed_{n}": Composed(name) for n, name in enumerate(named)}
        matching = self.annotate(**columns)
        for word in normalize("NFC", text).split()[:8]:
            matching = matching.filter(reduce(or_, (Q(**{f"{column}__icontains": word}) for column in columns)))
        return matching


class Upload(models.Model):
    """One immutable file, known by its SHA-256 within its department, and what became of it.

    The counts and the state are written by `importers.pipeline` alone.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("기다리는 중")
        READING = "reading", _("읽는 중")
        FINDING = "finding", _("장소 찾는 중")
        PLACING = "placing", _("지도에 놓는 중")
        READY = "ready", _("확인할 차례")
        FAILED = "failed", _("읽지 못함")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="uploads", verbose_name=_("부서"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="uploads")
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField(upload_to=upload_path, max_length=120)
    name = models.CharField(_("파일 이름"), max_length=255)
    size = models.PositiveBigIntegerField()
    pasted = models.BooleanField(default=False)
    format = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    records_read = models.PositiveIntegerField(default=0)
    records_searched = models.PositiveIntegerField(default=0)
    mentions_found = models.PositiveIntegerField(default=0)
    mentions_placed = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("올린 문서")
        verbose_name_plural = _("올린 문서")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["department", "sha256"], name="upload_once_a_department")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("importers:review", args=[self.pk])

    @property
    def warning_messages(self) -> list[str]:
        return [ReadingWarning(**warning).message for warning in self.warnings]

    @property
    def warned_pages(self) -> list[int]:
        """Pages whose text is not all that they show: of these the review offers pictures."""
        told = [warning["details"]["pages"] for warning in self.warnings if warning["code"] in SEEN_BY_PICTURE]
        return sorted({int(number) for pages in told for number in re.findall(r"\d+", pages)})

    @property
    def may_retry(self) -> bool:
        """It failed for a reason that lay with us, not with the document."""
        return self.state == self.State.FAILED and self.error_code in ("internal", "crash", "too_slow")

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.READY, self.State.FAILED)


class UploadRecord(models.Model):
    """A Record as it was read: `content` is `Record.as_dict()`. `number` counts from 1 in reading order."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="records")
    number = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="record_once")]

    def __str__(self):
        return f"{self.upload_id} #{self.number}"

    def as_record(self) -> Record:
        return Record.from_dict(self.content)


# Ambiguous, not found, weak, then sure.
SEEN_BY_PICTURE = ("missing_font", "no_unicode", "scanned_pages")
NEED = ["E", "F", "D", "C", "B", "A2", "A1"]
# Stands in a grade's place where a person said where something is.
PLACED = "P"


STORE_MATCHES = """
UPDATE importers_mention AS mention
SET grade = row.grade, candidates = row.candidates, reasons = row.reasons, match_flags = row.match_flags,
    data_version = row.data_version, geometry = row.geometry::geometry, address = left(row.address, 300),
    position_type = row.position_type, error_m = row.error_m
FROM jsonb_to_recordset(%s) AS row(
    id bigint, grade text, candidates jsonb, reasons jsonb, match_flags jsonb, data_version text,
    geometry text, address text, position_type text, error_m float)
WHERE mention.id = row.id
"""


# One statement for one mention or 10,000: read, changed and written to the history row by row through the ORM,
# 8,147 took 28 s. `source` is a query of (id, values), the fields to change as JSON; a geometry is hexadecimal EWKB.
CHANGE = """
WITH changes (id, values) AS ({source}),
locked AS (
    SELECT mention.id, mention.upload_id, mention.number, changes.values, jsonb_build_object(
        'decision', mention.decision, 'source', mention.source, 'geometry', mention.geometry::text,
        'address', mention.address, 'position_type', mention.position_type, 'error_m', mention.error_m,
        'version', mention.version) AS before
    FROM importers_mention AS mention JOIN changes USING (id)
    ORDER BY mention.id FOR UPDATE OF mention
),
altered AS (
    SELECT id, upload_id, number, before,
        before || values || jsonb_build_object('version', (before->>'version')::int + 1) AS after
    FROM locked
),
changed AS (
    UPDATE importers_mention AS mention
    SET decision = after->>'decision', source = after->>'source', geometry = (after->>'geometry')::geometry,
        address = after->>'address', position_type = after->>'position_type',
        error_m = (after->>'error_m')::double precision, version = (after->>'version')::int,
        decided_by_id = %(by)s, decided_at = %(at)s
    FROM altered WHERE mention.id = altered.id
),
remembered AS (
    INSERT INTO importers_decision (upload_id, mention_id, batch, by_id, at, before, after, undone)
    SELECT upload_id, id, %(batch)s, %(by)s, %(at)s, before, after, %(undone)s FROM altered ORDER BY number
)
SELECT number FROM altered ORDER BY number
"""
CHOSEN = "SELECT id, %(values)s::jsonb FROM importers_mention WHERE id = ANY(%(ids)s)"
# What a batch of decisions found, and what a moment in the past did.
BEFORE_BATCH = "SELECT mention_id, before - 'version' FROM importers_decision WHERE batch = %(undo)s"
BEFORE_SINCE = """
SELECT DISTINCT ON (mention_id) mention_id, before - 'version' FROM importers_decision
WHERE upload_id = %(upload)s AND at > %(since)s ORDER BY mention_id, id
"""


class MentionQuerySet(models.QuerySet):
    def with_standing(self):
        """Adds `standing`: the grade, or PLACED where a person said where it is, whatever the geocoder had thought."""
        placed = When(~Q(source=Mention.Source.AUTOMATIC) & Q(geometry__isnull=False), then=Value(PLACED))
        return self.annotate(standing=Case(placed, default=F("grade"), output_field=models.CharField()))

    def by_need(self):
        """What needs a person first: undecided before decided, then by grade, then as the document reads."""
        undecided = Case(When(decision=Mention.Decided.OPEN, then=0), default=1)
        grade = Case(*(When(standing=grade, then=n) for n, grade in enumerate(NEED)), default=9)
        return self.with_standing().order_by(undecided, grade, "number")

    def change(self, source: str, by, batch, undone=False, **parameters) -> list[int]:
        """Carry out one of the sources of CHANGE as one batch of the history; returns the numbers, in order."""
        parameters |= {"by": by and by.pk, "at": timezone.now(), "batch": batch, "undone": undone}
        with connection.cursor() as cursor:
            cursor.execute(CHANGE.format(source=source), parameters)
            return [number for (number,) in cursor.fetchall()]

    def open(self):
        return self.filter(decision=Mention.Decided.OPEN)

    def accepted(self):
        return self.filter(decision=Mention.Decided.ACCEPTED)

    def placed(self):
        return self.exclude(grade="")

    def store_matches(self, pairs, offers=None):
        """Write the geocoder's answers for (mention, match) pairs, all in one statement.

        `offers` are the department's own candidates, by the mention's primary key.
        """
        rows = [match_row(mention.pk, match, (offers or {}).get(mention.pk)) for mention, match in pairs]
        with connection.cursor() as cursor:
            cursor.execute(STORE_MATCHES, [Jsonb(rows)])

    def counts(self) -> dict:
        """How many of each grade are undecided, and how many of each decision there are."""
        grades = self.open().values_list("grade").annotate(n=Count("pk")).order_by()
        decisions = self.values_list("decision").annotate(n=Count("pk")).order_by()
        return {"grades": dict(grades), "decisions": dict(decisions)}


class Mention(models.Model):
    """언급: a span of a Record that names a place, the geocoder's answer for it, and what staff made of it.

    `start`/`end` are offsets in the text of the record, or of its cell number `cell`. The answer
    (`grade`, `candidates`, `reasons`, `match_flags`, `data_version`) is written once, by the pipeline. The decision
    (`decision` and what follows it) starts as the answer's best candidate and is changed by `importers.review` alone;
    `version` counts its changes. `geometry` is EPSG:4326.
    """

    class Decided(models.TextChoices):
        OPEN = "open", _("확인 전")
        ACCEPTED = "accepted", _("수락")
        IGNORED = "ignored", _("싣지 않음")
        NOT_PLACE = "not_place", _("장소 아님")

    class Source(models.TextChoices):
        AUTOMATIC = "automatic", _("자동")
        CANDIDATE = "candidate", _("후보에서 고름")
        SEARCH = "search", _("찾아서 고름")
        OPINION = "opinion", _("다른 지도의 의견")
        PIN = "pin", _("지도에서 찍음")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="mentions")
    record = models.ForeignKey(UploadRecord, models.CASCADE, related_name="mentions")
    number = models.PositiveIntegerField()
    cell = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    key = models.CharField(max_length=300)
    near_sido = models.CharField(max_length=20, blank=True)
    near_gu = models.CharField(max_length=60, blank=True)
    near_dong = models.CharField(max_length=60, blank=True)
    flags = models.JSONField(default=list)
    locator = models.JSONField(default=dict)

    grade = models.CharField(max_length=2, blank=True)
    candidates = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    match_flags = models.JSONField(default=list)
    data_version = models.CharField(max_length=60, blank=True)

    decision = models.CharField(max_length=10, choices=Decided, default=Decided.OPEN)
    source = models.CharField(max_length=10, choices=Source, default=Source.AUTOMATIC)
    geometry = models.GeometryField(srid=4326, null=True)
    address = models.CharField(max_length=300, blank=True)
    position_type = models.CharField(max_length=20, blank=True)
    error_m = models.FloatField(null=True)
    version = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("언급")
        verbose_name_plural = _("언급")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="mention_once")]
        indexes = [
            models.Index(fields=["upload", "number"], condition=Q(grade=""), name="mention_unplaced"),
        ]

    def __str__(self):
        return self.text

    @property
    def is_placed_by_hand(self) -> bool:
        """A person said where it is: what the geocoder doubted is settled."""
        return self.source != self.Source.AUTOMATIC and self.geometry is not None

    def alike(self) -> MentionQuerySet:
        """Undecided mentions of the same thing, as far as the writing and its surroundings tell, in this document."""
        same = {name: getattr(self, name) for name in ("kind", "key", "near_sido", "near_gu")}
        return self.upload.mentions.open().filter(**same).exclude(pk=self.pk)


class Decision(models.Model):
    """Append-only history of decisions. A bulk action is one `batch`; undo takes back the last one.

    `taught`: what the department's gazetteer said before this decision changed it; None where it taught nothing.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="decisions")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="history")
    batch = models.UUIDField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField()
    after = models.JSONField()
    taught = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.mention_id} {self.after['decision']}"


DATES = ("valid_from", "valid_until")


class Review(models.Model):
    """The notice in the making: what the clerk writes about the upload as a whole.

    `title_column` and `attribute_columns` are header texts of the document's tables.
    """

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="review")
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="reviews")
    title = models.CharField(_("제목"), max_length=200, blank=True)
    body = models.TextField(_("본문"), blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("주제도"))
    valid_from = models.DateField(_("시작일"), null=True, blank=True)
    valid_until = models.DateField(_("종료일"), null=True, blank=True)
    title_column = models.CharField(max_length=200, blank=True)
    attribute_columns = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return self.title or str(self.upload)

    @property
    def period(self) -> Notice:
        """What publishing would say about the dates; never saved."""
        return Notice(valid_from=self.valid_from, valid_until=self.valid_until)

    def as_draft(self) -> dict:
        """What the clerk wrote, as JSON, for `return_to`."""
        dates = {name: str(getattr(self, name) or "") for name in ("valid_from", "valid_until")}
        names = ("title", "body", "theme_id", "title_column", "attribute_columns")
        return {name: getattr(self, name) for name in names} | dates

    def return_to(self, version, by):
        """Say again what a published version of the notice said: words, dates, columns, and every place of that day.

        Decisions since are taken back as one batch, which `undo` brings back. A version from before drafts were kept
        knows no columns: those stay.
        """
        since = {"upload": self.upload_id, "since": version.at}
        Mention.objects.change(BEFORE_SINCE, by, uuid.uuid4(), **since)
        draft = version.draft or {name: version.content.get(name) for name in ("title", "body", "theme_id", *DATES)}
        for name, value in draft.items():
            setattr(self, name, value)
        self.theme = Theme.objects.filter(pk=self.theme_id).first()
        for name in DATES:
            setattr(self, name, parse_date(draft[name] or ""))
        self.version, self.saved_by = self.version + 1, by
        self.save()
