"""What is counted: the public figures, and what keeps abuse out. All of it may be lost without harm."""

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


class RequestCount(models.Model):
    """How often a subject (hash of an address or device) did something in a time; see community.protection.limits."""

    subject = models.CharField(max_length=60)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "window"], name="count_once_a_window")]
        indexes = [models.Index(fields=["window"], name="count_window")]

    def __str__(self):
        return f"{self.subject} {self.count}"


class SpentProof(models.Model):
    """A proof of work that was used: it is refused the second time. Rows go when the proof has expired."""

    signature = models.CharField(max_length=128, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.signature[:12]
