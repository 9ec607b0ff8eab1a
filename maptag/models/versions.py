"""The versions of what was published."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models


class NoticeVersion(models.Model):
    """Append-only: who published, withdrew or restored what, and when. `content` is None for a withdrawal.

    `draft` is what the review then said (`Review.as_draft()`); None for versions without one.
    """

    class Action(models.TextChoices):
        PUBLISHED = "published", _("발행")
        WITHDRAWN = "withdrawn", _("내림")
        RESTORED = "restored", _("되살림")

    notice = models.ForeignKey("maptag.Notice", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    content = models.JSONField(null=True)
    draft = models.JSONField(null=True)
    snapshot = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.notice_id} #{self.number} {self.action}"
