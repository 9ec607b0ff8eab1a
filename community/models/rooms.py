"""상황방: the room that several departments share during an incident, with one map and one timeline."""

from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department

from .. import workflow
from ..workflow import Party
from .history import ReportEvent
from .reports import Report

MOST_LINES = 300
HERE = timedelta(seconds=60)
# Who looked at a contact or changed it, and what retention removed, is between a report and its own department.
NOT_SHARED = (ReportEvent.Kind.CONTACT, ReportEvent.Kind.CONTACT_SEEN, ReportEvent.Kind.RETENTION)


class RoomQuerySet(models.QuerySet):
    def for_user(self, user):
        """Those that the user's department was asked into; an administrator's are all."""
        if user.is_administrator:
            return self
        return self.filter(departments=user.department_id) if user.may_handle else self.none()

    def open(self):
        return self.filter(closed_at=None)

    def unread(self, user):
        """Open ones of the user in which somebody else did something since the user's last look."""
        visits = RoomVisit.objects.filter(room=OuterRef("pk"), user=user)
        rooms = self.for_user(user).open().annotate(seen_at=visits.values("seen_at")[:1])
        entries = RoomEntry.objects.filter(room=OuterRef("pk"), at__gt=OuterRef("seen_at")).exclude(by=user)
        events = ReportEvent.objects.filter(
            report__room_places__room=OuterRef("pk"),
            report__room_places__removed_at=None,
            at__gt=OuterRef("seen_at"),
        ).exclude(by=user)
        return rooms.filter(Q(seen_at=None) | Exists(entries) | Exists(events.exclude(kind__in=NOT_SHARED)))

    def awaiting(self, report: Report):
        """Open ones into whose area and category a new report falls, and whose departments it concerns.

        Only departments that came in share what arrives: being asked into a room gives nothing away.
        """
        watched = Q(area__isnull=False) | Q(category__isnull=False)
        here = Q(area=None) | Q(area__covers=report.point)
        about = Q(category=None) | Q(category=report.category_id)
        rooms = self.open().filter(watched, here, about)
        if report.department_id:
            seats = RoomDepartment.objects.filter(room=OuterRef("pk"), department=report.department_id)
            rooms = rooms.filter(Exists(seats.exclude(joined_at=None)))
        return rooms


class RoomManager(models.Manager.from_queryset(RoomQuerySet)):
    @transaction.atomic
    def start(self, title: str, by, *, text="", area=None, category=None, departments=(), reports=()):
        """A new room with the opener's department in it; `departments` are asked in, `reports` are ids to put in.

        `area` is a Polygon (EPSG:4326). With an area or a category, what arrives there comes in by itself.
        """
        room = self.create(title=title, area=area, category=category, department=by.department, opened_by=by)
        RoomDepartment.objects.create(room=room, department=by.department, joined_at=timezone.now())
        room.enter(RoomEntry.Kind.OPENED, by)
        if text.strip():
            room.say(text, by, situation=True)
        room.invite(departments, by)
        room.put_in(reports, by)
        return room

    def welcome(self, report: Report):
        """Take a new report into the rooms that await it; a second time changes nothing."""
        if report.campaign_id or report.moderation == Report.Moderation.SPAM:
            return
        for room in self.awaiting(report):
            room.take_arrival(report)


class IncidentRoom(models.Model):
    """One incident (침수, 단수, 제설 …). `department` opened it and closes it.

    Whoever is of a department in the room sees all its reports, whichever department they belong to, and may write;
    what may be done with a report itself stays the right of its own department. Closed, it can only be read.
    """

    title = models.CharField(_("제목"), max_length=120)
    area = models.PolygonField(_("구역"), null=True, blank=True)
    category = models.ForeignKey("community.Category", models.SET_NULL, null=True, blank=True, verbose_name=_("유형"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="own_rooms", verbose_name=_("연 부서"))
    departments = models.ManyToManyField(Department, through="RoomDepartment", related_name="rooms")
    reports = models.ManyToManyField(Report, through="RoomReport", related_name="rooms")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(_("마무리"), blank=True, max_length=4000)

    objects = RoomManager()

    class Meta:
        verbose_name = _("상황방")
        verbose_name_plural = _("상황방")
        ordering = ["-opened_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:handling_room", args=[self.pk])

    # -- who

    def may_enter(self, user) -> bool:
        return IncidentRoom.objects.for_user(user).filter(pk=self.pk).exists()

    def may_close(self, user) -> bool:
        return user.is_administrator or (user.may_handle and user.department_id == self.department_id)

    def here(self, but=None) -> list[str]:
        """Names of those who look at it now, without `but`."""
        seen = self.visits.filter(seen_at__gt=timezone.now() - HERE).exclude(user=but).select_related("user")
        return sorted(f"{visit.user}" for visit in seen)

    def look(self, user):
        """The user sees the room now: what was said is read, and the department has come in."""
        now = timezone.now()
        if self.closed_at is None and user.department_id:
            waiting = self.seats.filter(department=user.department_id, joined_at=None)
            if waiting.update(joined_at=now):
                self.enter(RoomEntry.Kind.JOINED, user)
        # A page asks every few seconds; a row a look would be a thousand writes an hour and person.
        visit, created = RoomVisit.objects.get_or_create(room=self, user=user, defaults={"seen_at": now})
        if not created and now - visit.seen_at > HERE / 4:
            RoomVisit.objects.filter(pk=visit.pk).update(seen_at=now)

    # -- writing

    @contextmanager
    def _writing(self, by):
        """In a transaction that holds the room: nobody writes into a room that is being closed."""
        with transaction.atomic():
            room = IncidentRoom.objects.select_for_update().get(pk=self.pk)
            if room.closed_at:
                raise workflow.ActionRefused(_t("이미 마친 상황방이라 더 쓸 수 없습니다."))
            if not isinstance(by, Party) and not self.may_enter(by):
                raise workflow.ActionRefused(_t("이 상황방에 들어올 수 있는 부서가 아닙니다."))
            yield

    def enter(self, kind: str, by, text: str = "", **fields) -> "RoomEntry":
        """Append a line. `by` is a User or workflow.SYSTEM."""
        entry = self._entry(kind, by, text, **fields)
        entry.save(force_insert=True)
        return entry

    def _entry(self, kind: str, by, text: str = "", **fields) -> "RoomEntry":
        person = None if isinstance(by, Party) else by
        department_id = person.department_id if person else None
        return RoomEntry(room=self, kind=kind, text=text.strip(), by=person, department_id=department_id, **fields)

    def say(self, text: str, by, *, point=None, situation: bool = False, client_id=None) -> "RoomEntry":
        """A note, or with `situation` what stands above the timeline from now on. `client_id` (a UUID of the page's)
        makes the second try of the same words the same line."""
        kind = RoomEntry.Kind.SITUATION if situation else RoomEntry.Kind.NOTE
        with self._writing(by):
            entry = self.entries.filter(client_id=client_id, by=by).first() if client_id else None
            return entry or self.enter(kind, by, text[:2000], point=point, client_id=client_id)

    def invite(self, departments, by) -> list[Department]:
        """Ask departments in; returns those that were not there yet."""
        with self._writing(by):
            seated = set(self.seats.values_list("department", flat=True))
            new = [department for department in departments if department.pk not in seated]
            for department in new:
                self.seats.create(department=department)
                self.enter(RoomEntry.Kind.INVITED, by, department.name)
            return new

    def put_in(self, ids, by) -> int:
        """Put in those reports of `ids` that `by` may open, and that are not there yet; returns how many."""
        with self._writing(by):
            present = self.places.filter(removed_at=None).values("report")
            new = list(Report.objects.chosen(ids, by).reports().exclude(pk__in=present))
            RoomReport.objects.bulk_create(RoomReport(room=self, report=report) for report in new)
            RoomEntry.objects.bulk_create(self._entry(RoomEntry.Kind.ADDED, by, report=report) for report in new)
            return len(new)

    def take_out(self, report: Report, by):
        """It leaves the map; what happened while it was here stays in the timeline."""
        with self._writing(by):
            if self.places.filter(report=report, removed_at=None).update(removed_at=timezone.now()):
                self.enter(RoomEntry.Kind.REMOVED, by, report=report)

    def take_arrival(self, report: Report):
        """A report that came in by itself; not again when somebody took it out."""
        try:
            with self._writing(workflow.SYSTEM):
                if not self.places.filter(report=report).exists():
                    self.places.create(report=report)
                    self.enter(RoomEntry.Kind.ARRIVED, workflow.SYSTEM, report=report)
        except workflow.ActionRefused:  # closed a moment ago
            return

    def close(self, summary: str, by):
        """The end: from now on it can only be read."""
        with self._writing(by):
            if not self.may_close(by):
                raise workflow.ActionRefused(_t("상황방을 연 부서만 마칠 수 있습니다."))
            if not summary.strip():
                raise workflow.ActionRefused(_t("어떻게 끝났는지 적어 주세요."))
            self.enter(RoomEntry.Kind.CLOSED, by, summary[:4000])
            self.summary, self.closed_at = summary.strip()[:4000], timezone.now()
            self.save(update_fields=["summary", "closed_at"])

    # -- reading

    def current(self):
        """The Reports on the room's map."""
        inside = self.places.filter(removed_at=None).values("report")
        return Report.objects.filter(pk__in=inside).exclude(moderation=Report.Moderation.SPAM)

    def events(self):
        """What happened to its reports while they were here, for everybody in the room."""
        place = {"report__room_places__room": self, "at__gte": F("report__room_places__added_at")}
        until = Q(report__room_places__removed_at=None) | Q(at__lte=F("report__room_places__removed_at"))
        events = ReportEvent.objects.filter(until, **place).exclude(kind__in=NOT_SHARED)
        return events.filter(at__lte=self.closed_at) if self.closed_at else events

    def timeline(self, after=None, most: int = MOST_LINES) -> list:
        """RoomEntries and ReportEvents, the latest first; with `after` (a moment) only later ones."""
        events, entries = self.events(), self.entries.all()
        if after:
            events, entries = events.filter(at__gt=after), entries.filter(at__gt=after)
        lines = [
            *events.order_by("-at").select_related("report__category", "by", "department")[:most],
            *entries.order_by("-at").select_related("report__category", "by", "department")[:most],
        ]
        return sorted(lines, key=lambda line: line.at, reverse=True)[:most]

    def situation(self) -> "RoomEntry | None":
        """The latest word on how things stand."""
        situations = self.entries.filter(kind=RoomEntry.Kind.SITUATION).select_related("by", "department")
        return situations.order_by("-at").first()

    def map_state(self) -> str:
        """Another word whenever the map changed: every change of a report raises its version."""
        totals = self.current().order_by().aggregate(n=Count("pk"), versions=Sum("version"))
        pins = self.entries.exclude(point=None).count()
        return f"{totals['n']}.{totals['versions'] or 0}.{pins}"

    def state(self) -> str:
        """Another word whenever anything changed. Rows are counted, not the last one taken: a row that was begun
        earlier may be committed later."""
        return f"{self.map_state()}-{self.entries.count()}-{self.events().count()}-{bool(self.closed_at):d}"


class RoomDepartment(models.Model):
    """A department in a room. `joined_at`: when one of its handlers first came in."""

    room = models.ForeignKey(IncidentRoom, models.CASCADE, related_name="seats")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "department"], name="one_seat_a_department")]

    def __str__(self):
        return f"{self.department}"


class RoomReport(models.Model):
    """The time that a report is in a room."""

    room = models.ForeignKey(IncidentRoom, models.CASCADE, related_name="places")
    report = models.ForeignKey(Report, models.CASCADE, related_name="room_places")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "report"], condition=Q(removed_at=None), name="in_a_room_once")
        ]

    def __str__(self):
        return f"{self.room_id} {self.report_id}"


class RoomEntry(models.Model):
    """One line in a room's timeline, with a place (EPSG:4326) if it has one. Only appended (sql/rooms.sql)."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("상황방을 열었습니다")
        INVITED = "invited", _("부서를 불렀습니다")
        JOINED = "joined", _("들어왔습니다")
        NOTE = "note", _("메모")
        SITUATION = "situation", _("현재 상황")
        ARRIVED = "arrived", _("새 제보")
        ADDED = "added", _("제보를 넣었습니다")
        REMOVED = "removed", _("제보를 뺐습니다")
        CLOSED = "closed", _("상황을 마쳤습니다")

    room = models.ForeignKey(IncidentRoom, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.NOTE)
    text = models.TextField(max_length=4000, blank=True)
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    point = models.PointField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+")
    client_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["room", "at"], name="entry_of_room")]

    def __str__(self):
        return self.text[:40]


class RoomVisit(models.Model):
    """When a user last saw a room: what came later is unread."""

    room = models.ForeignKey(IncidentRoom, models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="one_visit_a_user")]

    def __str__(self):
        return f"{self.room_id} {self.user_id}"
