"""Uploads (올린 문서) and what was read from them."""

import json
import re
import uuid
from functools import reduce
from operator import or_
from unicodedata import normalize

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from importers.extraction.tiers import Tier
from importers.readers import ReadingWarning
from importers.records import DocumentRecord
from mapsite import fields as models
from mapsite.accounts.models import Department

# Warnings of pages whose text is not all that they show.
SEEN_BY_PICTURE = ("missing_font", "no_unicode", "scanned_pages")

# Faults of documents that say what they say in pictures alone.
WITHOUT_TEXT = ("scanned", "garbled_pdf", "no_text")


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

    def with_counts(self):
        """Adds how many places each has: `undecided`, `accepted`, `suggested`, and `places`, the last left out."""
        is_suggested = Q(mentions__decision="open", mentions__tier=Tier.SUGGESTED)
        return self.annotate(
            places=Count("mentions", filter=~Q(mentions__decision="removed") & ~is_suggested),
            undecided=Count("mentions", filter=Q(mentions__decision="open", mentions__tier=Tier.SURE)),
            accepted=Count("mentions", filter=Q(mentions__decision="accepted")),
            suggested=Count("mentions", filter=is_suggested),
        )

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

    The counts and the state are written by `importers.uploads.pipeline` alone.
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
        page_lists = [warning["details"]["pages"] for warning in self.warnings if warning["code"] in SEEN_BY_PICTURE]
        return sorted({int(number) for pages in page_lists for number in re.findall(r"\d+", pages)})

    @property
    def steps(self) -> list[dict[str, str]]:
        """The work on it in order: `label`, `amount` so far, and `progress` as a class: is-done, is-now or ""."""
        order = (self.State.READING, self.State.FINDING, self.State.PLACING)
        past = order[: order.index(self.state)] if self.state in order else ()
        steps = (
            (self.State.READING, _("읽기"), _("%(n)s줄"), self.records_read),
            (self.State.FINDING, _("장소 찾기"), _("%(n)s곳"), self.mentions_found),
            (self.State.PLACING, _("지도에 놓기"), _("%(n)s곳"), self.mentions_placed),
        )
        return [
            {
                "label": label,
                "amount": amount % {"n": intcomma(n)},
                "progress": "is-now" if state == self.state else "is-done" if state in past else "",
            }
            for state, label, amount, n in steps
        ]

    @property
    def progress(self) -> dict | None:
        """The `value` of `max` that the step going on has come to; None where its end is not known."""
        if self.state == self.State.FINDING:
            return {"label": _("장소 찾기"), "value": self.records_searched, "max": self.records_read}
        if self.state == self.State.PLACING:
            return {"label": _("지도에 놓기"), "value": self.mentions_placed, "max": self.mentions_found}
        return None

    @property
    def may_retry(self) -> bool:
        """It failed for a reason that lay with us, not with the document."""
        return self.state == self.State.FAILED and self.error_code in ("internal", "crash", "too_slow")

    @property
    def has_no_text(self) -> bool:
        """Nothing in it could be read; its places can be added by hand."""
        return self.state == self.State.FAILED and self.error_code in WITHOUT_TEXT

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.READY, self.State.FAILED)


class UploadRecordQuerySet(models.QuerySet):
    def saying(self, text: str):
        """Those in whose paragraph or cells `text` stands, whatever the case of its letters."""
        says = f'@ like_regex {json.dumps(text, ensure_ascii=False)} flag "iq"'
        paths = (f"$.text ? ({says})", f"$.cells[*] ? (exists(@.text ? ({says})) && !exists(@.covered))")
        return self.filter(reduce(or_, (Q(JsonPathExists("content", Value(path))) for path in paths)))


class JsonPathExists(Func):
    template = "jsonb_path_exists(%(expressions)s::jsonpath)"
    arity = 2
    output_field = models.BooleanField()


class UploadRecord(models.Model):
    """A DocumentRecord as it was read: `content` is its `as_dict()`. `number` counts from 1 in reading order."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="records")
    number = models.PositiveIntegerField()
    content = models.JSONField()

    objects = UploadRecordQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="record_once")]

    def __str__(self):
        return f"{self.upload_id} #{self.number}"

    def as_record(self) -> DocumentRecord:
        return DocumentRecord.from_dict(self.content)


class ColumnTypes(models.Model):
    """What a department said of the columns of tables of one shape: the next file of that shape is read so.

    `shape` as `extraction.choices.shape_of`; `types`: column (from 0, as text) → one of `extraction.choices.TYPES`.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="column_types")
    shape = models.CharField(max_length=64)
    types = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "shape"], name="column_types_once_a_shape")]

    def __str__(self):
        return self.shape[:12]

    @classmethod
    def of_department(cls, department_id) -> dict[str, dict[int, str]]:
        """Column types by shape, as `extraction.find` takes them."""
        rows = cls.objects.filter(department=department_id).values_list("shape", "types")
        return {shape: {int(column): kind for column, kind in types.items()} for shape, types in rows}
