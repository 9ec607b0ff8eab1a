"""Files that handlers send along with their words."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from maptag.publishing.public_fields import PublicCharField


def attachment_path(attachment, _name) -> str:
    return f"attachments/{attachment.pk.hex[:2]}/{attachment.pk}"


class AttachmentQuerySet(models.QuerySet):
    def public(self):
        """Those that everybody may see, of reports that everybody may see."""
        return self.filter(public=True, report__published=True)


class Attachment(models.Model):
    """A picture or document of an answer; `community.reports.attachments` makes it. The storage name has no ending.

    `events` are the history rows that show it: the answer's, and its repetitions to the reports merged into this one.
    The reporter sees it on the receipt; everybody else only when the handler made it `public`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("community.Report", models.CASCADE, related_name="attachments")
    events = models.ManyToManyField("community.ReportEvent", related_name="attachments")
    file = models.FileField(upload_to=attachment_path, max_length=120)
    name = PublicCharField(_("파일 이름"), max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    public = models.BooleanField(_("모두에게 공개"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("붙임 파일")
        verbose_name_plural = _("붙임 파일")
        ordering = ["at", "name"]

    def __str__(self):
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    def get_absolute_url(self) -> str:
        return reverse("community:attachment", args=[self.pk])
