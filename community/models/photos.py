"""Photos: the original locked away, everything that is served re-encoded without metadata."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from maptag.publishing.public_fields import PublicCharField


def original_path(photo, _name) -> str:
    return f"photos/original/{photo.pk.hex[:2]}/{photo.pk}"


class PhotoQuerySet(models.QuerySet):
    def visible(self):
        """Those that everybody may see, of reports that everybody may see."""
        return self.filter(hidden=False, report__published=True)


class Photo(models.Model):
    """A photo of a report; before the report is sent, `report` is empty and only `id` (unguessable) leads to it.

    `reports.photos` makes and changes it. `taken_lon`/`taken_lat` (WGS84) come from the EXIF data, are offered to
    the reporter once, and deleted when the report is sent. `edition` counts blurrings: it is part of the names of the
    derivatives `photos/<id>/<edition>-<size>.webp`, so that no cache goes on showing the face that was covered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey("community.Report", models.CASCADE, null=True, related_name="photos")
    device = models.CharField(max_length=32, blank=True)
    original = models.FileField(upload_to=original_path, max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sharpness = models.FloatField(null=True)
    brightness = models.FloatField(null=True)
    taken_lon = models.FloatField(null=True)
    taken_lat = models.FloatField(null=True)
    alt = PublicCharField(_("사진 설명"), max_length=200, blank=True)
    by_staff = models.BooleanField(default=False)
    edition = models.PositiveSmallIntegerField(default=0)
    blurred = models.JSONField(_("가린 곳"), default=list)
    blurred_at = models.DateTimeField(null=True)
    hidden = models.BooleanField(_("숨김"), default=False)
    question = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("사진")
        verbose_name_plural = _("사진")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["created_at"], name="photo_unsent", condition=models.Q(report=None))]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self, size: str = "large") -> str:
        return reverse("community:photo", args=[self.pk, self.edition, size])

    def path(self, size: str) -> str:
        """The storage name of a derivative; `size` is a key of `community.reports.photos.SIZES`."""
        return f"photos/{self.pk.hex[:2]}/{self.pk}/{self.edition}-{size}.webp"
