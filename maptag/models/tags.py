"""Tags (지도태그): the places of a notice."""

from django.apps import apps
from django.contrib.gis.db.models.functions import PointOnSurface
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models

from ..publishing.public_fields import PublicCharField, PublicJSONField


def _notices():
    """Notices import their tags."""
    return apps.get_model("maptag", "Notice").objects


class TagQuerySet(models.QuerySet):
    def with_point(self):
        """Adds `point`: where a marker stands, also for lines and areas (always on the geometry itself)."""
        return self.annotate(point=PointOnSurface("geometry"))

    def published(self):
        return self.filter(notice__in=_notices().published()).order_by("notice", "number")

    def current(self):
        return self.filter(notice__in=_notices().current()).with_point().order_by("notice", "number")


class Tag(models.Model):
    """지도태그: one place of a Notice. `geometry` is EPSG:4326; `attributes` a list of [label, value] pairs."""

    notice = models.ForeignKey("maptag.Notice", models.CASCADE, related_name="tags")
    number = models.PositiveIntegerField()
    title = PublicCharField(max_length=300, masks=False)
    address = PublicCharField(max_length=300, blank=True, masks=False)
    geometry = models.GeometryField(srid=4326)
    attributes = PublicJSONField(default=list, masks=False)
    grade = models.CharField(max_length=2, blank=True)
    position_type = models.CharField(max_length=20, blank=True)
    error_m = models.FloatField(null=True, validators=[MaxValueValidator(50_000)])
    locator = models.JSONField(default=dict)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("지도태그")
        verbose_name_plural = _("지도태그")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="tag_number_once")]

    def __str__(self):
        return f"{self.number}. {self.title}"

    @classmethod
    def from_content(cls, notice, tag, number: int) -> "Tag":
        return cls(
            notice=notice,
            number=number,
            title=tag.title[:300],
            address=tag.address[:300],
            geometry=tag.geos(),
            attributes=[list(pair) for pair in tag.attributes],
            grade=tag.grade,
            position_type=tag.position_type,
            error_m=tag.error_m,
            locator=tag.locator,
        )
