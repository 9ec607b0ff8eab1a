"""One action on many reports: each by its own rules, and an account of what could not be done."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from ..messaging.texts import compose
from ..models import Batch, Report
from ..workflow import ActionRefused, Status

MOST = 500
_NOT_YOURS = gettext_lazy("다른 부서의 제보라 다룰 수 없습니다.")


@dataclass(slots=True)
class Outcome:
    """`changed`: numbers of the changed reports; `refused`: [(number, why)]."""

    changed: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def take(self, report, action):
        try:
            action(report)
        except ActionRefused as error:
            self.refused.append((report.number, str(error.message)))
        except ValidationError as error:
            self.refused.append((report.number, " ".join(error.messages)))
        else:
            self.changed.append(report.number)

    @property
    def numbers(self) -> list[str]:
        return [*self.changed, *(number for number, _why in self.refused)]


def move(ids, status: str, by, note: str = "") -> Outcome:
    """Placeholders in `note` are filled for each report."""
    label = Status(status).label
    return _each(ids, by, lambda report: report.move_to(status, by, compose(note, report, status=label)))


def assign(ids, user, by) -> Outcome:
    return _each(ids, by, lambda report: report.assign(user, by))


def hand_over(ids, department, by, note: str = "") -> Outcome:
    return _each(ids, by, lambda report: report.hand_over(department, by, compose(note, report)))


def moderate(ids, decision: str, by, reason: str = "") -> Outcome:
    return _each(ids, by, lambda report: report.moderate(decision, by, compose(reason, report)))


def _each(ids, by, action) -> Outcome:
    outcome = Outcome()
    seen = Report.objects.chosen(list(ids)[:MOST], by).values_list("pk", flat=True)
    chosen = Report.objects.filter(pk__in=list(seen))
    # What happens to a report of a case happens to others too: one after the other.
    for report in chosen.exclude(case=None).order_by("pk"):
        outcome.take(report, action)
    with Batch.of(chosen.filter(case=None)) as batch:
        for report in batch.reports:
            outcome.take(report, action)
    unseen = Report.objects.filter(pk__in=list(ids)[:MOST]).exclude(number__in=outcome.numbers)
    outcome.refused += [(number, str(_NOT_YOURS)) for number in unseen.values_list("number", flat=True)]
    return outcome
