"""The workflow as data: the states of a report, and who may lead it from one to the next.

Policy is the table TRANSITIONS; a category takes steps away with its `forbidden` list. `Report.move_to` enforces it.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RECEIVED = "received", _("접수")
    CONFIRMED = "confirmed", _("확인")
    IN_PROGRESS = "in_progress", _("처리중")
    DONE = "done", _("완료")
    REFUSED = "refused", _("불가")
    TRANSFERRED = "transferred", _("이관")
    DUPLICATE = "duplicate", _("중복")
    WITHDRAWN = "withdrawn", _("철회")


OPEN = (Status.RECEIVED, Status.CONFIRMED, Status.IN_PROGRESS)
ANSWERED = (Status.DONE, Status.REFUSED, Status.TRANSFERRED)
CLOSED = (*ANSWERED, Status.DUPLICATE, Status.WITHDRAWN)


class Party(models.TextChoices):
    """Who acts. OWN: a handler of the department that is responsible, or of any while none is.

    GROUP: who stands for the citizens' group that runs the campaign; CITIZEN: anybody else who is not staff.
    """

    OWN = "own", _("담당 부서")
    ADMINISTRATOR = "administrator", _("관리자")
    REPORTER = "reporter", _("제보자")
    SYSTEM = "system", _("시스템")
    GROUP = "group", _("시민 모임")
    CITIZEN = "citizen", _("다른 시민")


REPORTER, SYSTEM, CITIZEN = Party.REPORTER, Party.SYSTEM, Party.CITIZEN


class ActionRefused(Exception):
    """The step is not allowed; `message` says why, in Korean."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class ActionOvertaken(ActionRefused):
    """Somebody else changed the report after it was read."""


@dataclass(frozen=True, slots=True)
class Transition:
    """`note`: the citizen is told why, so the step needs words."""

    source: Status
    target: Status
    who: frozenset
    note: bool = False


_STAFF = frozenset({Party.OWN, Party.ADMINISTRATOR})
_SYSTEM = frozenset({Party.SYSTEM})
_BOTH = _STAFF | {Party.REPORTER}
_ADMINISTRATOR = frozenset({Party.ADMINISTRATOR})

TRANSITIONS = (
    Transition(Status.RECEIVED, Status.CONFIRMED, _STAFF | {Party.SYSTEM}),
    Transition(Status.RECEIVED, Status.IN_PROGRESS, _STAFF),
    Transition(Status.RECEIVED, Status.DONE, _STAFF, note=True),
    Transition(Status.RECEIVED, Status.REFUSED, _STAFF, note=True),
    Transition(Status.RECEIVED, Status.TRANSFERRED, _STAFF, note=True),
    Transition(Status.RECEIVED, Status.DUPLICATE, _STAFF | _SYSTEM),
    Transition(Status.RECEIVED, Status.WITHDRAWN, _BOTH),
    Transition(Status.CONFIRMED, Status.IN_PROGRESS, _STAFF),
    Transition(Status.CONFIRMED, Status.DONE, _STAFF, note=True),
    Transition(Status.CONFIRMED, Status.REFUSED, _STAFF, note=True),
    Transition(Status.CONFIRMED, Status.TRANSFERRED, _STAFF, note=True),
    Transition(Status.CONFIRMED, Status.DUPLICATE, _STAFF | _SYSTEM),
    Transition(Status.CONFIRMED, Status.WITHDRAWN, _BOTH),
    Transition(Status.IN_PROGRESS, Status.CONFIRMED, _STAFF),
    Transition(Status.IN_PROGRESS, Status.DONE, _STAFF, note=True),
    Transition(Status.IN_PROGRESS, Status.REFUSED, _STAFF, note=True),
    Transition(Status.IN_PROGRESS, Status.TRANSFERRED, _STAFF, note=True),
    Transition(Status.IN_PROGRESS, Status.DUPLICATE, _STAFF | _SYSTEM),
    Transition(Status.IN_PROGRESS, Status.WITHDRAWN, _BOTH),
    # Reopening: the reporter when it is not really fixed, staff when they see it themselves.
    Transition(Status.DONE, Status.IN_PROGRESS, _BOTH, note=True),
    Transition(Status.REFUSED, Status.IN_PROGRESS, _STAFF, note=True),
    Transition(Status.REFUSED, Status.RECEIVED, frozenset({Party.REPORTER}), note=True),
    Transition(Status.TRANSFERRED, Status.IN_PROGRESS, _STAFF, note=True),
    # Out of a case again (`Case.split`), or its lead because the former one left the public.
    Transition(Status.DUPLICATE, Status.RECEIVED, _STAFF | {Party.SYSTEM}),
    Transition(Status.DUPLICATE, Status.CONFIRMED, _STAFF | {Party.SYSTEM}),
    Transition(Status.DUPLICATE, Status.IN_PROGRESS, _STAFF | {Party.SYSTEM}),
    # Its lead had its answer already, and is not public any more.
    Transition(Status.DUPLICATE, Status.DONE, _SYSTEM),
    Transition(Status.DUPLICATE, Status.REFUSED, _SYSTEM),
    Transition(Status.DUPLICATE, Status.TRANSFERRED, _SYSTEM),
    Transition(Status.DUPLICATE, Status.WITHDRAWN, frozenset({Party.REPORTER})),
    Transition(Status.WITHDRAWN, Status.RECEIVED, _ADMINISTRATOR, note=True),
)
_BY_STEP = {(step.source, step.target): step for step in TRANSITIONS}


def parties(report, by) -> frozenset:
    """What `by` (a User, REPORTER or SYSTEM) is to this report."""
    if isinstance(by, Party):
        return frozenset({by})
    parties_of = set()
    if by.is_administrator:
        parties_of.add(Party.ADMINISTRATOR)
    if by.may_handle and report.department_id in (None, by.department_id):
        parties_of.add(Party.OWN)
    return frozenset(parties_of)


def party_of(user) -> Party:
    """As whom a User acts, in the words of the history."""
    if user.is_administrator:
        return Party.ADMINISTRATOR
    return Party.OWN if user.has_department else Party.GROUP


def allowed(report, by) -> list[Transition]:
    """The steps that `by` may take from where the report is, in the order of the table."""
    who = parties(report, by)
    from_here = (step for step in TRANSITIONS if step.source == report.status and step.who & who)
    return [step for step in from_here if not _forbidden(report, step) and not _merged(report, step)]


def check(report, target: str, by, note: str) -> Transition:
    """The step to `target`; raises ActionRefused with the reason when it is not allowed."""
    if report.status == target:
        raise ActionRefused(_("이미 ‘%(status)s’ 상태입니다.") % {"status": Status(target).label})
    step = _BY_STEP.get((report.status, target))
    if step is None or _forbidden(report, step):
        raise ActionRefused(
            _("‘%(a)s’ 상태에서 ‘%(b)s’ 상태로 바꿀 수 없습니다.")
            % {"a": Status(report.status).label, "b": Status(target).label}
        )
    if not step.who & parties(report, by):
        raise ActionRefused(_("이 제보의 상태를 바꿀 권한이 없습니다."))
    if target == Status.DUPLICATE and not report.follows_lead:
        raise ActionRefused(_("어느 제보와 같은지 대표 제보를 골라 주세요."))
    if _merged(report, step):
        raise ActionRefused(_("다른 제보에 묶여 있습니다. 따로 처리하려면 묶음에서 꺼내 주세요."))
    # The reporter's "no, it is as it was" says enough by itself: nobody puts words in their mouth.
    if step.note and by != Party.REPORTER and not note.strip():
        raise ActionRefused(_("제보하신 분께 드릴 말씀을 적어 주세요."))
    return step


def _forbidden(report, step) -> bool:
    category = report.category
    return category is not None and [step.source, step.target] in category.forbidden


def _merged(report, step) -> bool:
    """Merged reports go where their lead goes: `Case.split` lets them out first."""
    return report.follows_lead and step.source == Status.DUPLICATE and step.target != Status.WITHDRAWN
