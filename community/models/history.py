"""The history of a report: append-only, told to the public, to the reporter or to staff alone."""

import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department
from maptag.publishing.public_fields import PublicTextField

from ..encryption import EncryptedTextField
from ..workflow import Party, Status


class ReportEventQuerySet(models.QuerySet):
    def public(self):
        """What everybody may read."""
        return self.filter(audience=ReportEvent.Audience.PUBLIC)

    def for_reporter(self):
        return self.exclude(audience=ReportEvent.Audience.STAFF)


_WAYS_BACK = {"taken_back": _("되가져옴"), "sent_back": _("돌려보냄")}


class ReportEvent(models.Model):
    """What happened to a report. Only appended, by `Report.record`; a trigger refuses changes (see sql/history.sql).

    `note` is what `audience` may read, `internal` what staff add for themselves. `department` and `by` are who acted.
    `private` is for handlers: what a citizen said, before it was masked for `note`, or what an edited text was before.
    `data` holds what was before and after as {"from", "to"} in words, so that a later change of names changes nothing.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("제보")
        STATUS = "status", _("상태")
        MODERATED = "moderated", _("공개 여부")
        ASSIGNED = "assigned", _("담당자")
        HANDED_OVER = "handed_over", _("부서 이동")
        NOTE = "note", _("내부 메모")
        ANSWER = "answer", _("답변")
        QUESTION = "question", _("제보자에게 질문")
        ADDED = "added", _("제보자의 추가 글")
        PHOTO = "photo", _("사진")
        EDITED = "edited", _("고침")
        PROPOSED = "proposed", _("고칠 점 제안")
        DECIDED = "decided", _("제안에 대한 결정")
        MERGED = "merged", _("묶음")
        SPLIT = "split", _("나눔")
        DEADLINE = "deadline", _("기한")
        TASK = "task", _("나눈 일")
        CONTACT = "contact", _("연락처 바꿈")
        VERDICT = "verdict", _("해결 확인")
        CONTACT_SEEN = "contact_seen", _("연락처 열람")
        RETENTION = "retention", _("보존 기간")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("모두")
        REPORTER = "reporter", _("제보자")
        STAFF = "staff", _("직원")

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.STAFF)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True, choices=Status)
    note = PublicTextField(blank=True, where={"audience": "public"})
    internal = models.TextField(blank=True)
    private = EncryptedTextField()
    data = models.JSONField(default=dict)
    party = models.CharField(max_length=13, choices=Party, default=Party.SYSTEM)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReportEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("이력")
        verbose_name_plural = _("이력")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["report", "at"], name="event_of_report")]

    def __str__(self):
        return f"{self.report_id} {self.kind}"

    @property
    def who(self) -> str:
        """For citizens: a department, never a person's name."""
        return str(self.department or self.get_party_display())

    @property
    def way_label(self) -> str:
        """How the report came back to a department; empty where it did not."""
        return _WAYS_BACK.get(self.data.get("way"), "")

    @property
    def whole_note(self) -> str:
        """For handlers and whoever said it: the words before they were masked, as long as they are kept."""
        return self.private if self.private and self.kind != self.Kind.EDITED else self.note

    @property
    def by_citizen(self) -> bool:
        return self.party in (Party.REPORTER, Party.CITIZEN)


class Task(models.Model):
    """나눈 일: a part of a report that another department does. Its state is changed through `close`."""

    class State(models.TextChoices):
        OPEN = "open", _("할 일")
        DONE = "done", _("마침")
        DECLINED = "declined", _("못 함")

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="tasks")
    department = models.ForeignKey(Department, models.PROTECT, related_name="report_tasks", verbose_name=_("부서"))
    title = models.CharField(_("할 일"), max_length=200)
    due_on = models.DateField(_("기한"), null=True, blank=True)
    state = models.CharField(_("상태"), max_length=8, choices=State, default=State.OPEN)
    result = models.TextField(_("결과"), blank=True, max_length=2000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("나눈 일")
        verbose_name_plural = _("나눈 일")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["department", "state"], name="task_of_department")]

    def __str__(self):
        return self.title

    def close(self, state: str, by, result: str = ""):
        """By somebody of the task's department or of the report's, or an administrator; else PermissionDenied."""
        if not (by.may_handle and by.department_id == self.department_id) and not self.report.may_handle(by):
            raise PermissionDenied
        with self.report.changing():
            before = self.state
            self.state, self.result, self.closed_by, self.closed_at = state, result, by, timezone.now()
            self.save()
            data = {"task": self.pk, "title": self.title, "department": self.department.name}
            data |= {"before": before, "state": state}
            self.report.record(ReportEvent.Kind.TASK, by, internal=result, data=data)


def hash_of(key: str) -> str:
    """A key has 160 random bits: a plain hash can't be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


class RetentionLog(models.Model):
    """What was removed when, and by which rule. Holds no personal data itself."""

    class Action(models.TextChoices):
        CONTACT = "contact", _("연락처 삭제")
        REPORT = "report", _("제보 삭제")
        ORIGINAL = "original", _("가리기 전 사진 삭제")
        HISTORY = "history", _("접속 흔적 삭제")
        MEMBERS = "members", _("참여자 정보 삭제")

    action = models.CharField(max_length=8, choices=Action)
    number = models.CharField(max_length=16, blank=True)
    category = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("보존 기록")
        verbose_name_plural = _("보존 기록")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.number} {self.action}"


_A = ReportEvent.Audience
# Who reads a row, where `Report.record` is not told; staff alone what is not named here.
USUAL_AUDIENCES = {
    ReportEvent.Kind.SUBMITTED: _A.PUBLIC,
    ReportEvent.Kind.STATUS: _A.PUBLIC,
    ReportEvent.Kind.ANSWER: _A.PUBLIC,
    ReportEvent.Kind.HANDED_OVER: _A.PUBLIC,
    ReportEvent.Kind.VERDICT: _A.PUBLIC,
    ReportEvent.Kind.QUESTION: _A.REPORTER,
    ReportEvent.Kind.ADDED: _A.REPORTER,
    ReportEvent.Kind.PHOTO: _A.REPORTER,
    ReportEvent.Kind.PROPOSED: _A.REPORTER,
    ReportEvent.Kind.MODERATED: _A.REPORTER,
    ReportEvent.Kind.MERGED: _A.PUBLIC,
    ReportEvent.Kind.SPLIT: _A.PUBLIC,
    ReportEvent.Kind.EDITED: _A.PUBLIC,
    ReportEvent.Kind.DEADLINE: _A.PUBLIC,
    ReportEvent.Kind.CONTACT: _A.REPORTER,
}
