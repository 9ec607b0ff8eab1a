"""Notices (지도 소식): what staff publish, and the one way to change its state."""

import secrets
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department

from ..publishing import embeds
from ..publishing.content import NoticeContent
from ..publishing.periods import period_state
from ..publishing.public_fields import PublicCharField, PublicHtmlField
from ..publishing.snapshots import write_snapshot
from .tags import Tag
from .themes import Theme
from .versions import NoticeVersion

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def short_id() -> str:
    """Ten characters that nobody mistakes for each other: 31^10 of them, so that drafts can't be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


# As model instances 100,000 tags take 400 MB.
_TAGS_AT_ONCE = 2000


class NoticeQuerySet(models.QuerySet):
    def published(self):
        """Whoever knows the address may read these."""
        return self.filter(state=Notice.State.PUBLISHED)

    def current(self):
        """Published, and valid today: what the home map shows."""
        today = timezone.localdate()
        return self.published().filter(
            Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_until=None) | Q(valid_until__gte=today)
        )

    def of_department(self, user):
        """The user's department's own, whatever their state."""
        return self.filter(department=user.department_id)

    def search(self, text: str):
        """Every word of `text` occurs in the title, the text, or the title or address of a tag."""
        rows = self
        for word in text.split()[:8]:
            tags = Tag.objects.filter(Q(title__icontains=word) | Q(address__icontains=word)).values("notice")
            rows = rows.filter(Q(title__icontains=word) | Q(body__icontains=word) | Q(pk__in=tags))
        return rows


class Notice(models.Model):
    """지도 소식: what staff publish. `publish`, `withdraw` and `restore` are the only writers of its state."""

    class State(models.TextChoices):
        DRAFT = "draft", _("작성 중")
        PUBLISHED = "published", _("발행됨")
        WITHDRAWN = "withdrawn", _("내림")

    id = models.CharField(primary_key=True, max_length=10, default=short_id, editable=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="notices", verbose_name=_("부서"))
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.DRAFT)
    title = PublicCharField(_("제목"), max_length=200, blank=True, masks=False)
    body = PublicHtmlField(_("본문"), blank=True, masks=False)
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("주제도")
    )
    valid_from = models.DateField(_("시작일"), null=True, blank=True)
    valid_until = models.DateField(_("종료일"), null=True, blank=True)
    snapshot = models.CharField(max_length=120, blank=True, editable=False)
    tag_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("지도 소식")
        verbose_name_plural = _("지도 소식")
        ordering = ["-published_at", "-created_at"]
        indexes = [models.Index(fields=["state", "-published_at"])]

    def __str__(self):
        return self.title or self.id

    def get_absolute_url(self):
        return reverse("maptag:notice", args=[self.id])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def period_state(self) -> str:
        return period_state(self.valid_from, self.valid_until)

    @transaction.atomic
    def publish(
        self, content: NoticeContent, by, action: str = "published", draft: dict | None = None
    ) -> NoticeVersion:
        """Make `content` public under this notice's URL: fields, tags, version and snapshot, all or nothing.

        Personal data is masked here, also in a version from before it was. `draft` is what the review needs to get back
        to what it said, for `restore`.
        """
        content = content.masked()
        locked = Notice.objects.select_for_update().get(pk=self.pk)
        self._take_over(content)
        Tag.objects.filter(notice=self).delete()
        tags = (Tag.from_content(self, tag, n) for n, tag in enumerate(content.tags, 1))
        while batch := list(islice(tags, _TAGS_AT_ONCE)):
            Tag.objects.bulk_create(batch)
        self.state = self.State.PUBLISHED
        self.published_at = locked.published_at or timezone.now()
        self.snapshot = write_snapshot(self)
        self.save()
        version = self._append_version(action, by, content, draft)
        embeds.outdate(self.pk)
        transaction.on_commit(partial(embeds.settle, self.pk), robust=True)
        return version

    @transaction.atomic
    def withdraw(self, by) -> NoticeVersion:
        """Take it out of every public place at once. The URL answers 404 from now on; nothing is lost."""
        Notice.objects.select_for_update().get(pk=self.pk)
        self.snapshot, self.state = "", self.State.WITHDRAWN
        self.save()
        version = self._append_version("withdrawn", by, None)
        # Before the commit: a crash after it leaves nothing public. Who asks meanwhile waits for the lock.
        embeds.forget(self.pk)
        return version

    @transaction.atomic
    def restore(self, version: NoticeVersion, by) -> NoticeVersion:
        """Publish again what an earlier version said, and let the next publishing begin from there."""
        for review in self.reviews.all():
            review.return_to(version, by)
        content = NoticeContent.from_dict(version.content)
        return self.publish(content, by, action="restored", draft=version.draft)

    @property
    def period_note(self) -> str:
        """When the home map shows it, as a sentence; empty while it does."""
        if self.period_state == "upcoming":
            return _("%(date)s부터 소식 지도에 보입니다.") % {"date": self.valid_from.isoformat()}
        if self.period_state == "over":
            return _("종료일(%(date)s)이 지나 소식 지도에는 보이지 않습니다.") % {"date": self.valid_until.isoformat()}
        return ""

    def _take_over(self, content: NoticeContent):
        self.title, self.body = content.title, content.body
        self.theme = Theme.objects.filter(pk=content.theme_id).first()
        self.valid_from, self.valid_until = content.valid_from, content.valid_until
        self.tag_count = len(content.tags)

    def _append_version(self, action, by, content, draft=None):
        last = self.versions.aggregate(last=models.Max("number"))["last"] or 0
        return self.versions.create(
            number=last + 1,
            action=action,
            by=by,
            content=content.as_dict() if content else None,
            draft=draft,
            snapshot=self.snapshot,
        )
