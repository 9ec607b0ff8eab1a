"""Reports that went from one department to another, and may come back."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department


class HandOver(models.Model):
    """One handing over. Who gave a report away goes on reading it, and may take it back until somebody works on it.

    `Report.hand_over`, `take_back` and `send_back` write it; the words are in the history.
    """

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+", verbose_name=_("넘긴 부서"))
    receiver = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name=_("받은 부서"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("부서 이동")
        verbose_name_plural = _("부서 이동")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["giver", "report"], name="handover_giver")]

    def __str__(self):
        return f"{self.giver} → {self.receiver}"
