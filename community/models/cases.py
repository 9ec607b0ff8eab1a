"""Many reports, one case; and the room that several departments share during an incident."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mapsite.accounts.models import Department

from .. import workflow
from ..workflow import Status
from .history import ReportEvent
from .reports import Report


class CaseManager(models.Manager):
    @transaction.atomic
    def merge(self, lead: Report, others, by) -> "Case":
        """Put `others` behind `lead` (into the case that it has already, if any): each becomes 중복.

        What followed one of the others follows the lead now. All or nothing: raises workflow.Refused when one of
        them can't be merged.
        """
        lead.refresh_from_db()
        if lead.follows_lead:
            raise workflow.Refused(_t("다른 제보에 묶인 제보입니다. 대표 제보를 골라 주세요."))
        case = lead.case or self.create(lead=lead, created_by=by)
        # By number, so that two handlers who merge the same reports wait for each other instead of dying together.
        for report in sorted(others, key=lambda r: r.pk):
            if report.pk != lead.pk:
                case.take_in(report, by)
        with lead.changing():
            lead.case = case
            numbers = [r.number for r in others if r.pk != lead.pk]
            lead.record(ReportEvent.Kind.MERGED, by, data={"merged": numbers}, audience=ReportEvent.Audience.STAFF)
        return case


class Case(models.Model):
    """One matter behind many reports. `lead` is handled; the others keep their receipts and get its answers."""

    lead = models.OneToOneField(Report, models.CASCADE, related_name="led_case")
    title = models.CharField(_("제목"), max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CaseManager()

    class Meta:
        verbose_name = _("묶음")
        verbose_name_plural = _("묶음")

    def __str__(self):
        return self.title or self.lead.number

    def members(self):
        """The reports that the lead stands for."""
        return self.reports.filter(follows_lead=True)

    def take_in(self, report: Report, by):
        """One more report, with those that it stood for itself."""
        before = report.status
        report.move_to(Status.DUPLICATE, by, "")
        own_case = report.case
        with report.changing():
            report.case, report.follows_lead = self, True
            data = {"lead": self.lead.number, "before": before}
            report.record(ReportEvent.Kind.MERGED, by, data=data)
        if own_case and own_case.pk != self.pk:
            own_case.members().update(case=self)
            own_case.delete()

    @transaction.atomic
    def split(self, report: Report, by):
        """Let a report go its own way again, in the state that it had before."""
        if not report.follows_lead or report.case_id != self.pk:
            raise workflow.Refused(_t("이 묶음에 있는 제보가 아닙니다."))
        merged = report.events.filter(kind=ReportEvent.Kind.MERGED).last()
        before = merged.data.get("before") if merged else ""
        with report.changing():
            report.case, report.follows_lead = None, False
            report.record(ReportEvent.Kind.SPLIT, by, data={"lead": self.lead.number})
        report.move_to(before if before in workflow.OPEN else Status.RECEIVED, by)
        if not self.members().exists():
            with self.lead.changing():
                self.lead.case = None
            self.delete()


class IncidentRoom(models.Model):
    """A room for one incident (침수, 제설 …): handlers of several departments see the same map and timeline."""

    title = models.CharField(_("제목"), max_length=120)
    area = models.PolygonField(_("구역"), null=True, blank=True)
    category = models.ForeignKey("community.Category", models.SET_NULL, null=True, blank=True, verbose_name=_("유형"))
    departments = models.ManyToManyField(Department, related_name="rooms", verbose_name=_("부서"))
    reports = models.ManyToManyField(Report, related_name="rooms", blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("상황방")
        verbose_name_plural = _("상황방")
        ordering = ["-opened_at"]

    def __str__(self):
        return self.title

    def may_enter(self, user) -> bool:
        return user.is_administrator or (user.may_handle and self.departments.filter(pk=user.department_id).exists())

    def all_reports(self):
        """Those put in by hand, and what came since the opening in its area and category."""
        found = models.Q(rooms=self)
        if self.area or self.category_id:
            inside = models.Q(created_at__gte=self.opened_at)
            inside &= models.Q(point__within=self.area) if self.area else models.Q()
            inside &= models.Q(category=self.category_id) if self.category_id else models.Q()
            found |= inside
        return Report.objects.filter(found).exclude(moderation=Report.Moderation.SPAM).distinct()

    def timeline(self, after=None, most: int = 200) -> list:
        """RoomEntries and the ReportEvents of its reports, the latest first; with `after`, only later ones."""
        events = ReportEvent.objects.filter(report__in=self.all_reports().values("pk"), at__gte=self.opened_at)
        entries = self.entries.all()
        if after:
            events, entries = events.filter(at__gt=after), entries.filter(at__gt=after)
        events = events.exclude(kind=ReportEvent.Kind.CONTACT_SEEN).select_related("report", "by", "department")
        rows = [*events.order_by("-at")[:most], *entries.select_related("by", "department")[:most]]
        return sorted(rows, key=lambda row: row.at, reverse=True)[:most]

    def say(self, text: str, by, point=None) -> "RoomEntry":
        return self.entries.create(text=text[:2000], by=by, department=by.department, point=point)


class RoomEntry(models.Model):
    """One line in a room's timeline, with a place (EPSG:4326) if it has one."""

    room = models.ForeignKey(IncidentRoom, models.CASCADE, related_name="entries")
    text = models.TextField(max_length=2000)
    point = models.PointField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return self.text[:40]
