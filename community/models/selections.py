"""Reports chosen: what the public sees, what a handler has to do, what lies near."""

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db.models import F, Q
from django.utils import timezone

from mapsite import fields as models
from maptag.geocoding.geodesy import box

from .. import workflow
from .handovers import HandOver
from .history import Task, hash_of

CONFIRMED = models.ExpressionWrapper(
    Q(
        campaign__confirmations__gt=0,
        agree_count__gte=F("campaign__confirmations"),
        agree_count__gt=F("disagree_count"),
    ),
    output_field=models.BooleanField(),
)
# Parts of other departments' reports that a list shows; the latest of them.
MOST_LENT = 1000


class ReportQuerySet(models.QuerySet):
    # -- the public's

    def public(self):
        """What everybody may see: the registry's rows, with `confirmed`: others agree with this campaign's entry."""
        return self.filter(published=True).annotate(confirmed=CONFIRMED)

    def on_map(self):
        """Public, without those that a case's lead stands for."""
        return self.public().filter(follows_lead=False)

    def by_key(self, key: str):
        """The report whose private link holds `key`."""
        return self.filter(key_hash=hash_of(key))

    def open(self):
        return self.filter(status__in=workflow.OPEN)

    def closed(self):
        return self.filter(status__in=workflow.CLOSED)

    def reports(self):
        """Without the entries of campaigns."""
        return self.filter(campaign=None)

    def within(self, west: float, south: float, east: float, north: float):
        """Degrees (WGS84)."""
        box = Polygon.from_bbox((west, south, east, north))
        box.srid = 4326
        return self.filter(point__bboverlaps=box)

    def search(self, text: str):
        """Every word occurs in the public text, the address or the receipt number."""
        rows = self
        for word in text.split()[:8]:
            # As the index of the numbers has it: UPPER(number) made of every search a walk through all reports.
            number = Q(number__startswith=word.upper()) if word.isascii() else Q()
            rows = rows.filter(Q(text__icontains=word) | Q(address__icontains=word) | number)
        return rows

    # -- the handlers'

    def for_user(self, user):
        """What a handler may open: the department's own and what nobody has yet; an administrator everything."""
        if user.is_administrator:
            return self
        tasks = Task.objects.filter(department=user.department_id).values("report")
        return self.filter(Q(department=user.department_id) | Q(department=None) | Q(pk__in=tasks))

    def openable(self, user):
        """What a handler may read all of: `for_user`, and what the own department gave away."""
        if user.is_administrator:
            return self
        mine = self.model.objects.for_user(user).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=self.model.objects.given_away(user).values("pk")))

    def given_away(self, user):
        """What the user's department handed over to another, which has it now."""
        handed_over = HandOver.objects.filter(giver=user.department_id or 0).values("report")
        return self.filter(pk__in=handed_over).exclude(department=user.department_id)

    def with_tasks(self, user):
        """Reports of which a part is the user's department to do, an administrator's those of all."""
        tasks = Task.objects.filter(state=Task.State.OPEN)
        own = tasks if user.is_administrator else tasks.filter(department=user.department_id)
        return self.filter(pk__in=own.values("report"))

    def inbox_parts(self, user) -> list:
        """`for_user` as querysets that do not overlap, each with an index to walk in order: joined by OR, a list of
        30 among a million took 75 to 450 ms."""
        if user.is_administrator:
            return [self]
        own = user.department_id
        tasks = Task.objects.filter(department=own).exclude(report__department=None).exclude(report__department=own)
        lent = list(tasks.order_by("-pk").values_list("report", flat=True)[:MOST_LENT])
        parts = [self.filter(department=own), self.filter(department=None)]
        return [*parts, self.filter(pk__in=lent)] if lent else parts

    def readable(self, user):
        """What a handler may look at: `openable`, and what an open room of the department shares."""
        if user.is_administrator:
            return self
        place = {"room_places__removed_at": None, "room_places__room__closed_at": None}
        shared = self.model.objects.filter(room_places__room__departments=user.department_id, **place).values("pk")
        return self.filter(Q(pk__in=self.model.objects.openable(user).values("pk")) | Q(pk__in=shared))

    def to_moderate(self):
        """Neither approved nor hidden yet."""
        return self.filter(moderation__in=["pending", "unchecked"]).exclude(status=workflow.Status.WITHDRAWN)

    def spam(self):
        return self.filter(moderation="spam")

    def overdue(self):
        return self.open().filter(due_on__lt=timezone.localdate(), follows_lead=False)

    def chosen(self, ids, user):
        """Those of `ids` that the user may open, in one order, so that two bulk actions can not block each other."""
        return self.for_user(user).filter(pk__in=ids).order_by("pk")

    # -- near

    def near(self, lon: float, lat: float, metres: float):
        """Within `metres` of a point (WGS84), the nearest first, with `distance`."""
        pin = Point(lon, lat, srid=4326)
        # What the index can use.
        around = Polygon.from_bbox(box((lon, lat), metres))
        around.srid = 4326
        rows = self.filter(point__bboverlaps=around).annotate(distance=Distance("point", pin))
        return rows.filter(distance__lte=D(m=metres)).order_by("distance")
