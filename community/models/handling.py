"""What handlers and the reporter do with a report beside moving it on. Each step is a history row."""

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import deadlines, workflow
from ..privacy import PERSONAL, named, public_text
from ..questions.answers import unanswered
from ..workflow import Party, Status
from .handovers import HandOver
from .history import ReportEvent, Task

Kind = ReportEvent.Kind
# What staff may do with a report before anybody works on it: look whether it may be public.
_BEFORE_WORK = (Kind.MODERATED, Kind.PHOTO, Kind.CONTACT_SEEN)


class ReportActions:
    """Part of Report. `by` is a User, workflow.REPORTER or workflow.SYSTEM; `version` as in `Report.changing`.

    All raise workflow.ActionRefused when `by` may not, and workflow.ActionOvertaken when somebody else was faster.
    """

    def may_handle(self, by) -> bool:
        return bool(workflow.parties(self, by) & {Party.OWN, Party.ADMINISTRATOR, Party.SYSTEM})

    def may_open(self, user) -> bool:
        """Whether a handler reads all of it: an open room shares what everybody may know, and staff's words."""
        return type(self).objects.openable(user).filter(pk=self.pk).exists()

    def _only_handlers(self, by):
        if not self.may_handle(by):
            raise workflow.ActionRefused(_("이 제보는 담당 부서만 다룰 수 있습니다."))

    @property
    def personal_data(self) -> list[str]:
        """In words, what about people the reporter wrote: why it was held, and what is masked in public."""
        return named(word.removeprefix(PERSONAL) for word in self.suspicions if word.startswith(PERSONAL))

    @property
    def signs_of_abuse(self) -> list[str]:
        return [word for word in self.suspicions if not word.startswith(PERSONAL)]

    def may_moderate(self, by) -> bool:
        return self.may_handle(by)

    def moderate(self, decision: str, by, reason: str = "", version: int | None = None) -> ReportEvent:
        """Publish, hide or put aside as spam (`Report.Moderation`). `reason` is told to the reporter."""
        with self.changing(version):
            if not self.may_moderate(by):
                raise workflow.ActionRefused(_("이 제보를 맡은 사람만 공개할지 정할 수 있습니다."))
            if decision == self.Moderation.HIDDEN and not reason.strip():
                raise workflow.ActionRefused(_("공개하지 않는 까닭을 적어 주세요. 제보하신 분께 그대로 전해집니다."))
            before, self.moderation = self.moderation, self.Moderation(decision)
            audience = None if decision != self.Moderation.SPAM else ReportEvent.Audience.STAFF
            return self.record(Kind.MODERATED, by, reason, audience=audience, data={"from": before, "to": decision})

    def assign(self, user, by, note: str = "", version: int | None = None) -> ReportEvent:
        """Give it to a handler (None: to nobody) of the responsible department."""
        with self.changing(version):
            self._only_handlers(by)
            if user and (not user.may_handle or (self.department_id and user.department_id != self.department_id)):
                raise workflow.ActionRefused(_("담당 부서의 처리 담당에게만 맡길 수 있습니다."))
            if user == self.assignee:
                raise workflow.ActionRefused(_("이미 그렇게 맡겨져 있습니다."))
            data = {"from": _name(self.assignee), "to": _name(user), "assignee": user.pk if user else None}
            self.assignee = user
            self.department_id = self.department_id or (user.department_id if user else None)
            return self.record(Kind.ASSIGNED, by, internal=note, data=data)

    # -- from department to department

    def hand_over(self, department, by, note: str = "", internal: str = "", version: int | None = None) -> ReportEvent:
        """To another department of the city; the state stays, the deadline too. The giver goes on reading it. The
        reports merged into this one go along: whoever answers them has to be able to split them off."""
        with self.changing(version):
            self._only_handlers(by)
            return self._go_to(department, by, note, internal)

    def _go_to(self, department, by, note: str, internal: str, **more) -> ReportEvent:
        event = self._change_department(department, by, note, internal, more)
        for merged_report in self.merged_reports() if self.case_id else ():
            with merged_report.changing():
                merged_report._change_department(department, by, note, internal, more)
        return event

    def _change_department(self, department, by, note, internal, more) -> ReportEvent:
        giver, self.department, self.assignee = self.department, department, None
        self.append(HandOver(report=self, giver=giver, receiver=department))
        data = {"from": giver.name if giver else "", "to": department.name} | more
        return self.record(Kind.HANDED_OVER, by, note, internal=internal, data=data)

    @property
    def last_handover(self) -> HandOver | None:
        """How it came to the department that it is with now."""
        latest = self.handovers.select_related("giver", "receiver").last()
        return latest if latest and latest.giver_id and latest.receiver_id == self.department_id else None

    def may_take_back(self, by) -> bool:
        """A handler of the department that gave it away, while the receiver has not begun."""
        latest = self.last_handover
        if latest is None or isinstance(by, Party) or not by.may_handle or by.department_id != latest.giver_id:
            return False
        return not self.events.filter(at__gt=latest.at, department=latest.receiver).exclude(kind=Kind.NOTE).exists()

    def take_back(self, by, internal: str = "", version: int | None = None) -> ReportEvent:
        """By the department that gave it away, before the receiver begins."""
        with self.changing(version):
            if not self.may_take_back(by):
                raise workflow.ActionRefused(
                    _("받은 부서가 이미 다루고 있어 되가져올 수 없습니다. 메모로 돌려 달라고 해 주세요.")
                )
            return self._go_to(by.department, by, "", internal, way="taken_back")

    def send_back(self, by, internal: str, version: int | None = None) -> ReportEvent:
        """To the department that it came from, which is told why."""
        with self.changing(version):
            self._only_handlers(by)
            latest = self.last_handover
            if latest is None:
                raise workflow.ActionRefused(_("다른 부서에서 넘어온 제보가 아닙니다."))
            if not internal.strip():
                raise workflow.ActionRefused(_("돌려보내는 까닭을 적어 주세요."))
            return self._go_to(latest.giver, by, "", internal, way="sent_back")

    # -- words

    def add_note(self, text: str, by) -> ReportEvent:
        """An internal note, for staff of any department that handles reports."""
        if isinstance(by, Party) or not by.may_handle:
            raise workflow.ActionRefused(_("처리 담당만 메모를 남길 수 있습니다."))
        return self.record(Kind.NOTE, by, internal=text)

    def ask(self, text: str, by) -> ReportEvent:
        """A question to the reporter, answered from the private page (`add`)."""
        self._only_handlers(by)
        return self.record(Kind.QUESTION, by, text)

    def answer(self, text: str, by, files=()) -> ReportEvent:
        """Public words on the way, without a change of state; the reports merged into this one get them too, with
        the same Attachments."""
        with self.changing():
            self._only_handlers(by)
            event = self.record(Kind.ANSWER, by, text)
            self._show_files(files, self._pass_on(event, by))
            return event

    def _pass_on(self, event: ReportEvent, by) -> list[ReportEvent]:
        """One answer reaches all: the reports merged into this one hear what their lead heard. Returns all rows."""
        # What one reporter writes is for their own department, not for the reporters of the others.
        note = "" if event.by_citizen else event.note
        data = {"lead": self.number, "lead_status": event.to_status}
        merged_reports = self.merged_reports() if self.case_id else ()
        repeated = [self._repeat(merged_report, by, note, data) for merged_report in merged_reports]
        return [event, *repeated]

    def _repeat(self, merged_report, by, note: str, data: dict) -> ReportEvent:
        # Another report's reporter is nobody to this one.
        who = workflow.SYSTEM if by == workflow.REPORTER else by
        return merged_report.record(ReportEvent.Kind.ANSWER, who, note, data=data)

    def _show_files(self, files, events):
        for file in files:
            file.report = self
            file.save()
            file.events.set(events)

    def add(self, text: str, data: dict | None = None) -> ReportEvent:
        """What the reporter adds from the private page or a program; whole for staff, masked for everybody else."""
        with self.changing():
            return self.record(Kind.ADDED, workflow.REPORTER, text, data=data or {})

    def owed_answers(self) -> list:
        """What the category asks of everybody, and was not asked here, because a handler chose it later."""
        if not self.is_open or self.campaign_id or not self.events.filter(kind=Kind.EDITED, data__has_key="category"):
            return []
        return unanswered(self.questions, self.whole_answers)

    def withdraw(self, note: str = "") -> ReportEvent:
        """By the reporter: it is gone from every public place with this transaction."""
        return self.move_to(Status.WITHDRAWN, workflow.REPORTER, note)

    def judge(self, fixed: bool, satisfaction: int | None = None, note: str = "") -> ReportEvent:
        """The reporter says whether it is really fixed; "no" reopens the report, once more for the handlers."""
        if self.status not in (Status.DONE, Status.REFUSED):
            raise workflow.ActionRefused(_("아직 답변이 끝나지 않은 제보입니다."))
        with transaction.atomic():
            if not fixed:
                again = Status.IN_PROGRESS if self.status == Status.DONE else Status.RECEIVED
                self.move_to(again, workflow.REPORTER, note)
            with self.changing():
                self.fixed, self.satisfaction = fixed, satisfaction
                data = {"fixed": fixed, "satisfaction": satisfaction}
                return self.record(Kind.VERDICT, workflow.REPORTER, note if fixed else "", data=data)

    # -- corrections

    def set_deadline(self, day, by, note: str = "", version: int | None = None) -> ReportEvent:
        """A later (or sooner) deadline, with the reason for staff."""
        with self.changing(version):
            self._only_handlers(by)
            if day == self.due_on:
                raise workflow.ActionRefused(_("기한이 그대로입니다. 다른 날을 골라 주세요."))
            before, self.due_on = self.due_on, day
            self.warned_at = self.overdue_at = None
            data = {"from": before and before.isoformat(), "to": day.isoformat()}
            return self.record(Kind.DEADLINE, by, internal=note, data=data)

    def change(self, by, *, category=None, lon_lat=None, place=None, text: str | None = None, version=None):
        """Correct the category, the pin or the public text; returns the ReportEvent.

        `place` (community.reports.places.PinnedPlace) is what stands at the new pin. What the citizen wrote stays in
        `text_original`.
        """
        with self.changing(version):
            self._only_handlers(by)
            data = self.reclassify(category) | self.relocate(lon_lat, place)
            if "category" in data and self.is_open:
                data |= self.set_due_anew()
            reworded, texts = self._reword(text)
            if not (data or reworded):
                raise workflow.ActionRefused(_("바뀐 것이 없습니다."))
            return self.record(Kind.EDITED, by, data=data | reworded, private=texts)

    def set_due_anew(self) -> dict:
        """By the working days of the category that it has now."""
        before = self.due_on
        self.due_on = deadlines.add_working_days(timezone.localdate(self.created_at), self.category.working_days)
        return {"due_on": [before and before.isoformat(), self.due_on.isoformat()]}

    def reclassify(self, category) -> dict:
        if category is None or category.pk == self.category_id:
            return {}
        before, self.category = self.category, category
        return {"category": [before.name if before else "", category.name]}

    def relocate(self, lon_lat, place) -> dict:
        if lon_lat is None or tuple(lon_lat) == self.point.coords:
            return {}
        before, pin = self.address, [list(self.point.coords), list(lon_lat)]
        self.move_pin(*lon_lat)
        if place is not None:
            self.stand_at(place)
        return {"point": pin, "place": [before, self.address]}

    def _reword(self, text: str | None) -> tuple[dict, str]:
        """({"text": True}, the words before and after as JSON), or nothing of both."""
        if text is None or public_text(text) == self.text:
            return {}, ""
        former = self.text
        self.text_original, self.text = self.whole_text, public_text(text)
        return self.reworded(former)

    def reworded(self, former: str) -> tuple[dict, str]:
        """For the history: that the text is another one, and for handlers both public ones as JSON."""
        return {"text": True}, json.dumps([former, self.text], ensure_ascii=False)

    @property
    def may_be_corrected(self) -> bool:
        """By the reporter: until somebody works on it."""
        if self.status != Status.RECEIVED or self.follows_lead or self.assignee_id or self.case_id:
            return False
        return not self.events.exclude(by=None).exclude(kind__in=_BEFORE_WORK).exists()

    # -- the rest

    def give_task(self, department, title: str, by, due_on=None) -> Task:
        """A part of the work for another department; this report stays with its own."""
        with self.changing():
            self._only_handlers(by)
            task = self.tasks.create(department=department, title=title, due_on=due_on, created_by=by)
            data = {"task": task.pk, "title": title, "department": department.name, "state": task.state}
            self.record(Kind.TASK, by, data=data | {"due_on": due_on and due_on.isoformat()})
            return task

    def see_contact(self, by):
        """The Contact or None. Looking is itself a row in the history."""
        self._only_handlers(by)
        contact = getattr(self, "contact", None)
        if contact:
            self.record(Kind.CONTACT_SEEN, by)
        return contact


# The first migration names the bases of its models, and landed migrations are never rewritten.
Handled = ReportActions


def _name(user) -> str:
    return str(user) if user else ""
