"""One action on many reports: each for itself, and an account of what could not be done."""

from dataclasses import dataclass, field

from .models import Report
from .texts import fill, values
from .workflow import Refused

MOST = 500


@dataclass(slots=True)
class Outcome:
    """`done`: numbers of the changed reports; `refused`: [(number, why)]."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def move(ids, status: str, by, note: str = "") -> Outcome:
    """Placeholders in `note` are filled for each report."""
    return _each(ids, by, lambda report: report.move_to(status, by, fill(note, values(report, link=""))))


def assign(ids, user, by) -> Outcome:
    return _each(ids, by, lambda report: report.assign(user, by))


def hand_over(ids, department, by, note: str = "") -> Outcome:
    return _each(ids, by, lambda report: report.hand_over(department, by, note))


def moderate(ids, decision: str, by, reason: str = "") -> Outcome:
    return _each(ids, by, lambda report: report.moderate(decision, by, reason))


def _each(ids, by, action) -> Outcome:
    outcome = Outcome()
    for report in Report.objects.chosen(list(ids)[:MOST], by).select_related("category", "campaign", "department"):
        try:
            action(report)
        except Refused as error:
            outcome.refused.append((report.number, str(error.message)))
        else:
            outcome.done.append(report.number)
    return outcome
