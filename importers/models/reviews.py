"""Decisions of staff, and the notice in the making."""

import uuid

from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from importers.models.mentions import BEFORE_SINCE, Mention
from importers.models.uploads import Upload
from mapsite import fields as models
from maptag.models import Notice, Theme
from maptag.publishing.periods import PeriodState

_PERIOD_ADVICE = {
    PeriodState.UPCOMING: _("그때까지는 발행해도 주소를 아는 사람만 볼 수 있습니다."),
    PeriodState.OVER: _("계속 보이게 하려면 확인 화면의 ‘제목·본문·열’에서 종료일을 고치세요."),
}


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

    @property
    def period_warning(self) -> str:
        """What to know before publishing where the dates keep it off the home map; else empty."""
        period = self.period
        return f"{period.period_note} {_PERIOD_ADVICE[period.period_state]}" if period.period_state else ""

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
