"""Reports (시민 제보): one citizen's pin, its state, and the one way to change it."""

import json
import secrets
import uuid
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.contrib.gis.geos import Point
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from mapsite import fields as models
from mapsite.accounts.models import Department
from maptag.privacy import Audience
from maptag.publishing.public_fields import PublicCharField, PublicTextField

from .. import titles, workflow
from ..encryption import EncryptedTextField
from ..privacy import public_text
from ..questions.answers import answer_rows
from ..workflow import Party, Status
from .campaigns import Campaign
from .categories import Category
from .handling import ReportActions
from .history import USUAL_AUDIENCES, ReportEvent, hash_of
from .participants import CampaignMember
from .selections import ReportQuerySet

TO_DO = Q(status__in=workflow.OPEN, campaign=None)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def receipt_number() -> str:
    """2511-7K3M-9QX2: year and month, then eight characters that nobody mistakes for each other on the telephone."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{timezone.localdate():%y%m}-{tail[:4]}-{tail[4:]}"


class Report(ReportActions, models.Model):
    """시민 제보, of a category; a row with `campaign` set is read as that campaign's `Entry` (see `from_db`).

    `point` is EPSG:4326. `text` is masked and may be published, `text_original` is for handlers; `title` ("place –
    first words", see community.titles) follows from `place_name` and `text`. `answers` are as
    `questions.clean_answers` leaves them. `published` follows from moderation and status and decides what leaves
    through the public layers. `follows_lead`: merged into a case whose lead report stands for it on maps and in counts.
    `version` grows with every change. The methods of this class and `submission.submit` are its only writers.
    """

    class Moderation(models.TextChoices):
        PENDING = "pending", _("확인 전")
        UNCHECKED = "unchecked", _("공개, 확인 전")
        APPROVED = "approved", _("공개")
        HIDDEN = "hidden", _("비공개")
        SPAM = "spam", _("스팸")

    class Source(models.TextChoices):
        WEB = "web", _("누리집")
        OPEN311 = "open311", _("Open311")
        STAFF = "staff", _("직원")
        DEMO = "demo", _("보기")

    number = models.CharField(_("접수번호"), max_length=14, unique=True, default=receipt_number, editable=False)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("유형")
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("시민 참여지도")
    )
    member = models.ForeignKey(CampaignMember, models.SET_NULL, null=True, related_name="entries", editable=False)
    nickname = PublicCharField(_("별명"), max_length=30, blank=True, audience=Audience.CITIZEN)
    text = PublicTextField(_("내용"), blank=True, max_length=4000, audience=Audience.CITIZEN, whole="text_original")
    text_original = EncryptedTextField(editable=False)
    text_hash = models.CharField(max_length=32, blank=True, editable=False)
    place_name = models.CharField(max_length=120, blank=True, editable=False)
    title = PublicCharField(_("제목"), max_length=120, blank=True, editable=False, audience=Audience.CITIZEN)
    point = models.PointField(_("위치"), spatial_index=False)
    place_source = models.CharField(max_length=10, blank=True)
    address = models.CharField(_("주소"), max_length=300, blank=True)
    gu = models.CharField(_("구"), max_length=30, blank=True)
    dong = models.CharField(_("동"), max_length=40, blank=True)
    answers = models.JSONField(_("답변"), default=dict)
    private_answers = EncryptedTextField(editable=False)
    status = models.CharField(_("상태"), max_length=12, choices=Status, default=Status.RECEIVED)
    moderation = models.CharField(_("공개"), max_length=10, choices=Moderation, default=Moderation.PENDING)
    published = models.BooleanField(default=False, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("부서")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    due_on = models.DateField(_("기한"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, editable=False)
    overdue_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    case = models.ForeignKey("community.Case", models.SET_NULL, null=True, related_name="reports", editable=False)
    follows_lead = models.BooleanField(default=False, editable=False)
    support_count = models.PositiveIntegerField(default=0, editable=False)
    agree_count = models.PositiveSmallIntegerField(default=0, editable=False)
    disagree_count = models.PositiveSmallIntegerField(default=0, editable=False)
    reopened = models.PositiveSmallIntegerField(default=0, editable=False)
    fixed = models.BooleanField(null=True, editable=False)
    satisfaction = models.PositiveSmallIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    source = models.CharField(max_length=8, choices=Source, default=Source.WEB, editable=False)
    api_key = models.ForeignKey("community.ApiKey", models.SET_NULL, null=True, related_name="+", editable=False)
    network_hash = models.CharField(max_length=32, blank=True, editable=False)
    device = models.CharField(max_length=32, blank=True, editable=False)
    suspicions = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(_("제보한 때"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    anonymised_at = models.DateTimeField(null=True, editable=False)
    demo = models.BooleanField(default=False, editable=False)

    objects = ReportQuerySet.as_manager()
    # The Batch that it is changed in, together with others.
    batch = None

    class Meta:
        verbose_name = _("시민 제보")
        verbose_name_plural = _("시민 제보")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(campaign__isnull=False), name="report_is_about_something"
            )
        ]
        indexes = [
            GistIndex(fields=["point"], name="report_point"),
            models.Index(F("created_at").desc(), F("id").desc(), name="report_public", condition=Q(published=True)),
            models.Index(
                F("category"), F("created_at").desc(), name="report_category_public", condition=Q(published=True)
            ),
            models.Index(
                F("campaign"),
                F("created_at").desc(),
                name="report_campaign_entries",
                condition=Q(campaign__isnull=False),
            ),
            models.Index(F("gu"), F("created_at").desc(), name="report_gu", condition=Q(published=True)),
            models.Index(F("updated_at").desc(), name="report_updated", condition=Q(published=True)),
            models.Index(F("department"), F("status"), F("created_at").desc(), name="report_inbox"),
            # The handlers' list in its orders: of a department, and of all for administrators.
            models.Index(fields=["department", "due_on", "created_at", "id"], name="report_desk", condition=TO_DO),
            models.Index(fields=["due_on", "created_at", "id"], name="report_desks", condition=TO_DO),
            models.Index(F("department"), F("created_at").desc(), F("id").desc(), name="report_department"),
            models.Index(F("created_at").desc(), F("id").desc(), name="report_latest"),
            models.Index(F("status"), F("created_at").desc(), name="report_status"),
            models.Index(fields=["moderation"], name="report_unmoderated", condition=~Q(moderation="approved")),
            models.Index(fields=["due_on"], name="report_due", condition=Q(closed_at=None)),
            models.Index(fields=["assignee", "status"], name="report_assignee", condition=Q(assignee__isnull=False)),
            models.Index(fields=["closed_at"], name="report_closed", condition=Q(closed_at__isnull=False)),
            # Without it, asking whether somebody repeats themselves took 29 of the 49 ms of a submit (1M reports).
            models.Index(fields=["network_hash", "created_at"], name="report_network", condition=~Q(network_hash="")),
            # In capitals, as icontains compares: over the bare columns a word took 600 ms of a million.
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="report_words"),
            GinIndex(OpClass(Upper("address"), name="gin_trgm_ops"), name="report_where"),
        ]

    def __str__(self):
        return self.number

    @classmethod
    def from_db(cls, db, field_names, values):
        """An `Entry` wherever a row of a campaign is read, also through relations and in mixed lists. A query with
        `only` has to name `campaign` for that."""
        if cls is Report and "campaign_id" in field_names and values[field_names.index("campaign_id")] is not None:
            cls = apps.get_model("community", "Entry")
        return super().from_db(db, field_names, values)

    # -- reading

    @property
    def key(self) -> str:
        """What the private link carries. Derived, so that a repeated submit and every e-mail can give it again."""
        return salted_hmac("community.report", str(self.client_id), algorithm="sha256").hexdigest()[:40]

    def knows(self, key: str) -> bool:
        return constant_time_compare(self.key_hash, hash_of(key))

    def get_absolute_url(self):
        return reverse("community:report", args=[self.number])

    @property
    def private_url(self) -> str:
        """The reporter's own page, without host."""
        return reverse("community:mine", args=[self.key])

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        return str(self.category.name)

    @property
    def questions(self) -> list:
        return self.category.questions

    @property
    def whole_text(self) -> str:
        """What the citizen wrote, for handlers: `text_original` is empty where nothing of it was masked."""
        return self.text_original or self.text

    @property
    def whole_answers(self) -> dict:
        """With the answers to private questions, which are kept encrypted."""
        return self.answers | (json.loads(self.private_answers) if self.private_answers else {})

    def answer_with(self, answers: dict):
        """Take over `answers` (as `questions.clean_answers` leaves them), the private ones apart."""
        hidden = {question["key"] for question in self.questions if question.get("private")} & answers.keys()
        self.answers = {key: value for key, value in answers.items() if key not in hidden}
        private = {key: answers[key] for key in answers if key in hidden}
        self.private_answers = json.dumps(private, ensure_ascii=False) if private else ""

    def answer_rows(self, public: bool = True) -> list[tuple[str, str]]:
        return answer_rows(self.questions, self.answers if public else self.whole_answers, public)

    @property
    def all_answer_rows(self) -> list[tuple[str, str]]:
        """With the private ones, for those who asked."""
        return self.answer_rows(public=False)

    @property
    def is_open(self) -> bool:
        return self.status in workflow.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and bool(self.due_on) and self.due_on < timezone.localdate()

    @property
    def lead(self) -> "Report":
        """The report whose answers hold for this one: its case's, else itself."""
        return self.case.lead if self.follows_lead and self.case_id else self

    def merged_reports(self):
        """The reports that this one stands for."""
        return self.case.members() if self.case_id and not self.follows_lead else Report.objects.none()

    def visible_photos(self):
        return self.photos.filter(hidden=False)

    def captioned(self, photos) -> list:
        """`photos`, each with `asked`: the words of the question that it answers, or ""."""
        labels = {}
        for question in self.questions:
            if question["kind"] == "photo":
                photo_ids = self.whole_answers.get(question["key"], ())
                labels |= dict.fromkeys(map(str, photo_ids), question["label"])
        photos = list(photos)
        for photo in photos:
            photo.asked = labels.get(str(photo.pk), "")
        return photos

    def steps(self, by) -> list[workflow.Transition]:
        """What `by` may do with it next."""
        return workflow.allowed(self, by)

    # -- changing

    def changing(self, version: int | None = None):
        """Lock the row, and store what the block changed as the next version; in a Batch, with the others of it.

        Raises workflow.ActionOvertaken when `version` is given and somebody else was faster.
        """
        return self.batch.changing(self) if self.batch else self._changing_alone(version)

    @contextmanager
    def _changing_alone(self, version: int | None):
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Report.objects.select_for_update(of=("self",)))
            if version is not None and version != self.version:
                raise workflow.ActionOvertaken(_("다른 사람이 그 사이에 바꾸었습니다. 새로 고친 뒤 다시 해 주세요."))
            was_published = self.published
            yield self
            self.advance()
            self.save()
            self.outdate_copies()
            if self.case_id and self.published != was_published:
                self.case.let_a_public_one_lead()
                self.refresh_from_db()

    def advance(self):
        """To the next version; whether it is public follows from what was changed."""
        self.version += 1
        self.published = self._may_be_seen()

    def outdate_copies(self):
        """Nobody is served a stored copy from before this change; of reports alone there are none."""

    def _may_be_seen(self) -> bool:
        seen = self.moderation in (self.Moderation.APPROVED, self.Moderation.UNCHECKED)
        return seen and self.status != Status.WITHDRAWN

    def move_to(
        self, status: str, by, note: str = "", *, internal: str = "", files=(), version: int | None = None
    ) -> ReportEvent:
        """The one writer of `status`. `by` is a User, workflow.REPORTER or workflow.SYSTEM; `note` is public, `files`
        are new Attachments.

        Raises workflow.ActionRefused (not allowed, note missing) or workflow.ActionOvertaken. The citizens are told
        after the commit, from the history row that this appends and returns.
        """
        with self.changing(version):
            workflow.check(self, status, by, note)
            before, self.status = self.status, Status(status)
            closed = status in workflow.CLOSED
            self.reopened += before in workflow.ANSWERED and not closed
            self.closed_at = (self.closed_at or timezone.now()) if closed else None
            self.fixed = self.satisfaction = None
            event = self.record(
                ReportEvent.Kind.STATUS, by, note, from_status=before, to_status=status, internal=internal
            )
            if status == Status.WITHDRAWN:
                self._leave_lead(before)
            else:
                self._show_files(files, self._pass_on(event, by))
        return event

    def _leave_lead(self, before):
        """A matter does not end because one of its reporters takes theirs back."""
        if self.case_id and self.merged_reports().exists():
            case, self.case = self.case, None
            case.lose_lead(before)

    def record(self, kind: str, by, note: str = "", *, audience: str | None = None, **fields) -> ReportEvent:
        """Append to the history, and have it announced once the transaction is committed.

        What a citizen says is kept whole for handlers, and masked in the `note` that others read.
        """
        person = None if isinstance(by, Party) else by
        party = by if person is None else workflow.party_of(person)
        audience = audience or USUAL_AUDIENCES.get(kind, ReportEvent.Audience.STAFF)
        note = note.strip()
        if party in (Party.REPORTER, Party.CITIZEN) and (masked := public_text(note)) != note:
            fields, note = {"private": note} | fields, masked
        event = ReportEvent(
            report=self,
            kind=kind,
            audience=audience,
            note=note,
            party=party,
            by=person,
            department_id=person.department_id if person else None,
            **fields,
        )
        self.append(event)
        # The queue is in the same database: the job appears with the commit, or not at all.
        if not self.batch:
            jobs.configure_task("community.announce", queue="community").defer(event_id=event.pk)
        return event

    def append(self, row):
        """Store a row about this report; in a Batch, with those of the others."""
        if self.batch:
            self.batch.append(row)
        else:
            row.save(force_insert=True)

    def delete(self, *args, **kwargs):
        """What it led is led on: a matter does not end because one of its reports is erased."""
        with transaction.atomic():
            self.refresh_from_db(fields=["case", "follows_lead", "status"])
            if self.merged_reports().exists():
                self.case.lose_lead(self.status)
            return super().delete(*args, **kwargs)

    def save(self, *args, **kwargs):
        if not self.key_hash:
            self.key_hash = hash_of(self.key)
        self.title = titles.title(self)
        super().save(*args, **kwargs)

    def move_pin(self, lon: float, lat: float):
        self.point = Point(lon, lat, srid=4326)

    def stand_at(self, place):
        """Take over what stands at the pin (community.reports.places.PinnedPlace)."""
        self.address, self.gu, self.dong, self.place_name = place.address, place.gu, place.dong, place.name
