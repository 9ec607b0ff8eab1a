"""Many reports, one case: one answer reaches all, and each can be split off again."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models

from .. import workflow
from ..workflow import Status
from .history import ReportEvent
from .reports import Report


class CaseManager(models.Manager):
    @transaction.atomic
    def merge(self, lead: Report, others, by, version=None) -> "Case":
        """Put `others` behind `lead` (into the case that it has already, if any): each becomes 중복.

        What followed one of the others follows the lead now. All or nothing: raises workflow.ActionRefused when one of
        them can't be merged, and workflow.ActionOvertaken when `version` of the lead is given and past.
        """
        others = [report for report in others if report.pk != lead.pk]
        case = self._case_of(lead, others, by, version)
        for report in others:
            case.take_in(report, by)
        case.note_on_lead([report.number for report in others], by)
        return case

    @transaction.atomic
    def follow(self, lead: Report, report: Report, by, note: str = "", *, internal: str = "", version=None) -> "Case":
        """Put `report` behind `lead`, with words for its reporter. Raises as `merge`; `version` is the report's."""
        case = self._case_of(lead, [report], by)
        case.take_in(report, by, note, internal=internal, version=version)
        case.note_on_lead([report.number], by)
        return case

    def _case_of(self, lead, others, by, version=None) -> "Case":
        # In one order, so that two handlers who merge the same reports wait for each other instead of dying together.
        ids = [lead.pk, *(report.pk for report in others)]
        list(Report.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
        lead.refresh_from_db()
        if version is not None and lead.version != version:
            raise workflow.ActionOvertaken(_t("다른 사람이 그 사이에 바꾸었습니다. 새로 고친 뒤 다시 해 주세요."))
        self._check_lead(lead, by)
        if not lead.published and any(report.published for report in others):
            raise workflow.ActionRefused(
                _t("%(number)s는 공개되지 않아 공개된 제보의 대표가 될 수 없습니다. 공개된 제보를 대표로 골라 주세요.")
                % {"number": lead.number}
            )
        return lead.case or self.create(lead=lead, created_by=by)

    def _check_lead(self, lead: Report, by):
        """One answer reaches all, so it has to come from a department that gives it."""
        if lead.follows_lead:
            raise workflow.ActionRefused(
                _t("%(number)s는 다른 제보에 묶여 있습니다. 그 대표 제보 %(lead)s를 골라 주세요.")
                % {"number": lead.number, "lead": lead.lead.number}
            )
        if not lead.may_handle(by):
            raise workflow.ActionRefused(
                _t("%(number)s는 다른 부서의 제보입니다. 그 부서로 먼저 넘겨 주세요.") % {"number": lead.number}
            )
        if lead.status == Status.WITHDRAWN:
            raise workflow.ActionRefused(_t("%(number)s는 철회된 제보라 묶을 수 없습니다.") % {"number": lead.number})


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

    def take_in(self, report: Report, by, note: str = "", *, internal: str = "", version=None):
        """One more report, with those that it stood for itself. Their reporters are told which leads them now."""
        with report.changing(version):
            own_case, before = report.case, report.status
            report.case, report.follows_lead = self, True
            data = {"lead": self.lead.number, "before": before}
            report.record(ReportEvent.Kind.MERGED, by, note, data=data)
        report.move_to(Status.DUPLICATE, by, internal=internal)
        self._repeat_answer(report, by)
        if own_case and own_case.pk != self.pk:
            self._take_over(own_case, by)

    def _repeat_answer(self, report: Report, by):
        """Who comes after the answer gets it too."""
        answer = self.lead.events.public().filter(to_status=self.lead.status).exclude(note="").last()
        if answer and self.lead.status in workflow.ANSWERED:
            data = {"lead": self.lead.number, "lead_status": self.lead.status, "voice": answer.who}
            report.record(ReportEvent.Kind.ANSWER, by, answer.note, data=data)

    def _take_over(self, other: "Case", by):
        for member in other.members().order_by("pk"):
            self._tell_of_lead(member, by)
        other.delete()

    def _tell_of_lead(self, member: Report, by):
        before = member.events.filter(kind=ReportEvent.Kind.MERGED).last().data["before"]
        with member.changing():
            member.case = self
            member.record(ReportEvent.Kind.MERGED, by, data={"lead": self.lead.number, "before": before})

    def note_on_lead(self, numbers: list[str], by):
        with self.lead.changing():
            self.lead.case = self
            audience = ReportEvent.Audience.STAFF
            self.lead.record(ReportEvent.Kind.MERGED, by, data={"merged": numbers}, audience=audience)

    @transaction.atomic
    def split(self, report: Report, by):
        """Let a report go its own way again, in the state that it had before."""
        if not report.follows_lead or report.case_id != self.pk:
            raise workflow.ActionRefused(_t("이 묶음에 있는 제보가 아닙니다."))
        before = report.events.filter(kind=ReportEvent.Kind.MERGED).last().data["before"]
        with report.changing():
            report.case, report.follows_lead = None, False
            report.record(ReportEvent.Kind.SPLIT, by, data={"lead": self.lead.number})
        report.move_to(_open_state(before), by)
        if not self.members().exists():
            with self.lead.changing():
                self.lead.case = None
            self.delete()

    def lose_lead(self, before: str):
        """The lead leaves, which was in the state `before`: of the others the oldest public one leads on.

        Where none is public the oldest does, and pages name nobody until `let_a_public_one_lead` finds one.
        """
        heir, *others = self.members().order_by(F("published").desc(), "created_at", "pk")
        self._put_first(heir, before, alone=not others)
        if not others:
            return self.delete()
        return [self._tell_of_lead(member, workflow.SYSTEM) for member in others]

    def let_a_public_one_lead(self):
        """What everybody may see does not stand behind what nobody may: called whenever one of the case is published,
        hidden or withdrawn."""
        case = Case.objects.select_for_update().get(pk=self.pk)
        lead = Report.objects.get(pk=case.lead_id)
        heir = case.members().filter(published=True).order_by("created_at", "pk").first()
        if lead.published or heir is None:
            return
        stays = lead.status in workflow.OPEN and lead.moderation != Report.Moderation.SPAM
        others = list(case.members().exclude(pk=heir.pk))
        case._put_first(heir, lead.status, alone=not (others or stays))
        case._step_back(lead, stays)
        for member in others:
            case._tell_of_lead(member, workflow.SYSTEM)
        if not (others or stays):
            case.delete()

    def _put_first(self, heir: Report, before: str, alone: bool):
        """`heir` leads from now on, in the state `before` of the one that led; `alone`: nobody follows it."""
        with heir.changing():
            heir.follows_lead, heir.case = False, None if alone else self
            data = {"lead": self.lead.number, "leads": not alone}
            heir.record(ReportEvent.Kind.SPLIT, workflow.SYSTEM, data=data)
        heir.move_to(before if before in workflow.ANSWERED else _open_state(before), workflow.SYSTEM)
        if not alone:
            self.lead = heir
            self.save(update_fields=["lead"])

    def _step_back(self, lead: Report, stays: bool):
        """The former lead follows the new one, or, being spam or answered, goes its own way."""
        before = lead.status
        with lead.changing():
            lead.case, lead.follows_lead = (self, True) if stays else (None, False)
            if stays:
                data = {"lead": self.lead.number, "before": before}
                lead.record(ReportEvent.Kind.MERGED, workflow.SYSTEM, data=data)
        if stays:
            lead.move_to(Status.DUPLICATE, workflow.SYSTEM)


def _open_state(before: str) -> str:
    return before if before in workflow.OPEN else Status.RECEIVED
