"""What keeps abuse out: counters of requests and spent proofs of work. Both may be lost without harm."""

from mapsite import fields as models


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
