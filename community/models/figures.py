"""The public figures as they were last counted."""

from django.utils.translation import gettext_lazy as _

from mapsite import fields as models


class Figures(models.Model):
    """What `community.reports.statistics` counted over the last `days`: one row a period, replaced as a whole.

    Counting 260,000 reports of a year takes seconds, so that the worker does it and the page reads this row.
    """

    days = models.PositiveSmallIntegerField(unique=True)
    data = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("공개 통계")
        verbose_name_plural = _("공개 통계")

    def __str__(self):
        return f"{self.days}"
