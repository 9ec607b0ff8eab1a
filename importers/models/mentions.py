"""Mentions (언급): the places that an upload names, the geocoder's answers, what staff made of them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Case, Count, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from importers.extraction.tiers import Tier
from importers.models.placement import match_row
from importers.models.standing import Standing
from importers.models.uploads import Upload, UploadRecord
from mapsite import fields as models
from maptag.geocoding.types import KINDS

STORE_MATCHES = """
UPDATE importers_mention AS mention
SET grade = row.grade, certainty = row.certainty, precision = row.precision, candidates = row.candidates,
    reasons = row.reasons, match_flags = row.match_flags, data_version = row.data_version,
    geometry = row.geometry::geometry, address = left(row.address, 300), position_type = row.position_type,
    error_m = row.error_m
FROM jsonb_to_recordset(%s) AS row(
    id bigint, grade text, certainty text, precision text, candidates jsonb, reasons jsonb, match_flags jsonb,
    data_version text, geometry text, address text, position_type text, error_m float)
WHERE mention.id = row.id
"""


ADD_REPEATS = """
UPDATE importers_mention AS mention SET repeats = mention.repeats || added.records
FROM (
    SELECT (pair->>0)::int AS number, array_agg((pair->>1)::int ORDER BY (pair->>1)::int) AS records
    FROM jsonb_array_elements(%(pairs)s) AS pair GROUP BY 1
) AS added
WHERE mention.upload_id = %(upload)s AND mention.number = added.number
"""


# One statement for one mention or 10,000: read, changed and written to the history row by row through the ORM,
# 8,147 took 28 s. `source` is a query of (id, values), the fields to change as JSON; a geometry is hexadecimal EWKB.
# Locked here alone: to lock 10,000 rows in a query before took a quarter of the whole. What a colleague decided while
# this one waited for the lock is no longer `open`.
CHANGE = """
WITH changes (id, values) AS ({source}),
locked AS (
    SELECT mention.id, mention.upload_id, mention.number, changes.values, jsonb_build_object(
        'decision', mention.decision, 'source', mention.source, 'geometry', mention.geometry::text,
        'address', mention.address, 'position_type', mention.position_type, 'error_m', mention.error_m,
        'version', mention.version) AS before
    FROM importers_mention AS mention JOIN changes USING (id)
    WHERE mention.decision = 'open' OR NOT %(open)s
    ORDER BY mention.id FOR UPDATE OF mention
),
altered AS (
    SELECT id, upload_id, number, before,
        before || values || jsonb_build_object('version', (before->>'version')::int + 1) AS after
    FROM locked
),
changed AS (
    UPDATE importers_mention AS mention
    SET decision = after->>'decision', source = after->>'source', geometry = (after->>'geometry')::geometry,
        address = after->>'address', position_type = after->>'position_type',
        error_m = (after->>'error_m')::double precision, version = (after->>'version')::int,
        decided_by_id = %(by)s, decided_at = %(at)s
    FROM altered WHERE mention.id = altered.id
),
remembered AS (
    INSERT INTO importers_decision (upload_id, mention_id, batch, by_id, at, before, after, undone)
    SELECT upload_id, id, %(batch)s, %(by)s, %(at)s, before, after, %(undone)s FROM altered ORDER BY number
)
SELECT number FROM altered ORDER BY number
"""
CHOSEN = "SELECT unnest(%(ids)s::bigint[]), %(values)s::jsonb"
# What a batch of decisions found, and what a moment in the past did.
BEFORE_BATCH = "SELECT mention_id, before - 'version' FROM importers_decision WHERE batch = %(undo)s"
BEFORE_SINCE = """
SELECT DISTINCT ON (mention_id) mention_id, before - 'version' FROM importers_decision
WHERE upload_id = %(upload)s AND at > %(since)s ORDER BY mention_id, id
"""

SUGGESTED = Q(decision="open", tier=Tier.SUGGESTED)


class MentionQuerySet(models.QuerySet):
    def with_standing(self):
        """Adds `standing`: PLACED where a person said where it is, whatever the geocoder had thought."""
        placed = ~Q(source=Mention.Source.AUTOMATIC) & Q(geometry__isnull=False)
        return self.annotate(standing=Standing.expression(placed))

    def by_need(self):
        """What needs a person first: what waits, suggestions, what is decided; by standing; as the document reads."""
        undecided = Case(When(SUGGESTED, then=1), When(decision=Mention.Decided.OPEN, then=0), default=2)
        need = Case(*(When(standing=standing, then=standing.need) for standing in Standing), default=len(Standing))
        return self.with_standing().order_by(undecided, need, "number")

    def change(self, source: str, by, batch, *, undone=False, only_open=False, **parameters) -> list[int]:
        """Carry out one of the sources of CHANGE as one batch of the history; returns the numbers, in order."""
        parameters |= {"by": by and by.pk, "at": timezone.now(), "batch": batch, "undone": undone, "open": only_open}
        with connection.cursor() as cursor:
            cursor.execute(CHANGE.format(source=source), parameters)
            return [number for (number,) in cursor.fetchall()]

    def open(self):
        return self.filter(decision=Mention.Decided.OPEN)

    def waiting(self):
        """What a person still has to decide: undecided, but for suggestions, which may be left as they are."""
        return self.open().filter(tier=Tier.SURE)

    def suggested(self):
        """Likely places that nobody has taken or dropped: until then they count for nothing."""
        return self.filter(SUGGESTED)

    def kept(self):
        """All but what was added by hand and taken back."""
        return self.exclude(decision=Mention.Decided.REMOVED)

    def meant(self):
        """What the document says without doubt, or by a person's word: neither suggested nor taken back."""
        return self.kept().exclude(SUGGESTED)

    def added(self):
        """What people added by hand."""
        return self.kept().filter(added_by__isnull=False)

    def accepted(self):
        return self.filter(decision=Mention.Decided.ACCEPTED)

    def placed(self):
        return self.exclude(grade="")

    def store_matches(self, pairs, offers=None):
        """Write the geocoder's answers for (mention, match) pairs, all in one statement.

        `offers` are the department's own candidates, by the mention's primary key.
        """
        rows = [match_row(mention.pk, match, (offers or {}).get(mention.pk)) for mention, match in pairs]
        with connection.cursor() as cursor:
            cursor.execute(STORE_MATCHES, [Jsonb(rows)])

    def add_repeats(self, upload, pairs):
        """Note for each (number of a mention, number of a record) that the record names its place again."""
        if not pairs:
            return
        with connection.cursor() as cursor:
            cursor.execute(ADD_REPEATS, {"upload": upload.pk, "pairs": Jsonb([list(pair) for pair in pairs])})

    def counts(self) -> dict:
        """How many of each grade wait, how many of each decision there are, and how many suggestions beside them."""
        grades = self.waiting().values_list("grade").annotate(n=Count("pk")).order_by()
        decisions = self.meant().values_list("decision").annotate(n=Count("pk")).order_by()
        return {"grades": dict(grades), "decisions": dict(decisions), "suggested": self.suggested().count()}


class Mention(models.Model):
    """언급: a span of a DocumentRecord that names a place, the geocoder's answer for it, and what staff made of it.

    A row of a register is one mention: `evidence` is what else it says of where (as `FoundMention.as_fields`), `stated`
    the point that it gives (as `coordinates.Stated`), `repeats` the numbers of the records that name the place again.
    `tier` and `belief` say how far it is believed to be a place, and why.

    `start`/`end` are offsets in the text of the record, or of its cell number `cell`. What `added_by` put on the map
    without a text has neither record nor offsets, and what is taken back of the added ones stays as REMOVED. The answer
    (`grade`, `certainty`, `precision`, `candidates`, `reasons`, `match_flags`, `data_version`) is written once, by the
    pipeline. The decision (`decision` and what follows it) starts as the answer's best candidate and is changed by
    `importers.review.decisions` alone; `version` counts its changes. `geometry` is EPSG:4326.
    """

    class Decided(models.TextChoices):
        OPEN = "open", _("확인 전")
        ACCEPTED = "accepted", _("수락")
        IGNORED = "ignored", _("싣지 않음")
        NOT_PLACE = "not_place", _("장소 아님")
        REMOVED = "removed", _("더한 것을 되돌림")

    class Source(models.TextChoices):
        AUTOMATIC = "automatic", _("자동")
        CANDIDATE = "candidate", _("후보에서 고름")
        SEARCH = "search", _("찾아서 고름")
        OPINION = "opinion", _("다른 지도의 의견")
        PIN = "pin", _("지도에서 찍음")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="mentions")
    record = models.ForeignKey(UploadRecord, models.CASCADE, null=True, related_name="mentions")
    number = models.PositiveIntegerField()
    cell = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    key = models.CharField(max_length=300)
    near_sido = models.CharField(max_length=20, blank=True)
    near_gu = models.CharField(max_length=60, blank=True)
    near_dong = models.CharField(max_length=60, blank=True)
    flags = models.JSONField(default=list)
    locator = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    stated = models.JSONField(null=True)
    tier = models.CharField(max_length=9, choices=[(str(tier), str(tier)) for tier in Tier], default="sure")
    belief = models.CharField(max_length=40, blank=True)
    repeats = ArrayField(models.PositiveIntegerField(), default=list)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    grade = models.CharField(max_length=2, blank=True, help_text="as printed; nothing is decided by it")
    certainty = models.CharField(max_length=12, blank=True)
    precision = models.CharField(max_length=8, blank=True)
    candidates = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    match_flags = models.JSONField(default=list)
    data_version = models.CharField(max_length=60, blank=True)

    decision = models.CharField(max_length=10, choices=Decided, default=Decided.OPEN)
    source = models.CharField(max_length=10, choices=Source, default=Source.AUTOMATIC)
    geometry = models.GeometryField(srid=4326, null=True)
    address = models.CharField(max_length=300, blank=True)
    position_type = models.CharField(max_length=20, blank=True)
    error_m = models.FloatField(null=True)
    version = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("언급")
        verbose_name_plural = _("언급")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="mention_once")]
        indexes = [
            models.Index(fields=["upload", "number"], condition=Q(grade=""), name="mention_unplaced"),
            models.Index(fields=["upload"], condition=~Q(repeats=[]), name="mention_repeated"),
        ]

    def __str__(self):
        return self.text

    @property
    def is_placed_by_hand(self) -> bool:
        """A person said where it is: what the geocoder doubted is settled."""
        return self.source != self.Source.AUTOMATIC and self.geometry is not None

    @property
    def is_suggested(self) -> bool:
        """As `suggested` selects it."""
        return self.decision == self.Decided.OPEN and self.tier == Tier.SUGGESTED

    def as_fields(self) -> dict:
        """What the geocoder is asked by, under the names of `evidence`."""
        names = ("text", "kind", "key", "near_sido", "near_gu", "near_dong")
        return {name: getattr(self, name) for name in names}

    @property
    def stands(self) -> Standing:
        """As `with_standing` annotates it."""
        if self.is_placed_by_hand:
            return Standing.PLACED
        return Standing.of(self.certainty, self.precision, self.error_m)

    def alike(self) -> MentionQuerySet:
        """Undecided mentions of the same thing, as far as the writing and its surroundings tell, in this document."""
        same = {name: getattr(self, name) for name in ("kind", "key", "near_sido", "near_gu")}
        return self.upload.mentions.waiting().filter(**same).exclude(pk=self.pk)
