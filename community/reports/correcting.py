"""What a reporter corrects on the receipt: category, pin and words, until somebody works on it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import workflow
from ..models import Category, Report, ReportEvent
from ..privacy import clean_text
from ..protection import spam
from ..protection.limits import Sender
from ..questions.answers import clean_answers
from ..workflow import REPORTER
from . import places, submission

States = Report.Moderation


def correct(
    report: Report,
    *,
    category: Category | None = None,
    lon_lat=None,
    text: str | None = None,
    answers: dict | None = None,
) -> ReportEvent:
    """Check as a new report is checked, and store; what was public is looked at anew.

    `lon_lat` is WGS84; `answers` are those to the questions of another `category`, which asks what it asks of a new
    report: photos that answer one are the report's already. Raises ValidationError ({"answers.<key>": messages} where
    an answer is missing), or workflow.ActionRefused when somebody works on it already.
    """
    place = places.describe(*lon_lat) if lon_lat else None
    text = None if text is None else clean_text(text)
    if lon_lat and report.campaign_id and report.campaign.area:
        submission.check_area(report.campaign, *lon_lat)
    with report.changing():
        if not report.may_be_corrected:
            raise workflow.ActionRefused(_("담당 부서가 이미 살펴보고 있어 고칠 수 없습니다. 덧붙이기로 알려 주세요."))
        if text == "" and not (report.answers or report.photos.exists()):
            raise ValidationError(_("무슨 일인지 적어 주세요."))
        data = report.relocate(lon_lat, place) | _reclassified(report, category, answers or {})
        reworded, texts = _reworded(report, text)
        if not (data or reworded):
            raise ValidationError(_("바뀐 것이 없습니다."))
        data |= reworded | _looked_at_anew(report)
        return report.record(ReportEvent.Kind.EDITED, REPORTER, data=data, private=texts)


def answer_owed(report: Report, answers: dict) -> ReportEvent:
    """Add what was answered to the required questions of a category that a handler chose.

    Raises ValidationError ({"answers.<key>": messages}), or workflow.ActionRefused where nothing is asked any more.
    """
    with report.changing():
        questions = report.owed_answers()
        if not questions:
            raise workflow.ActionRefused(_("이미 답하셨거나, 더 여쭙지 않는 제보입니다."))
        answered = _answered_alone(questions, answers)
        report.answer_with(report.whole_answers | answered)
        labels = ", ".join(question["label"] for question in questions)
        words = _("바뀐 유형의 질문에 답했습니다: %(labels)s") % {"labels": labels}
        return report.record(ReportEvent.Kind.ADDED, REPORTER, words, data=_looked_at_anew(report))


def _answered_alone(questions: list, answers: dict) -> dict:
    """What was answered to these questions, which are shown whatever the others say."""
    try:
        return clean_answers([{**question, "shown_when": None} for question in questions], answers)
    except ValidationError as error:
        raise _by_field(error) from None


def _by_field(error: ValidationError) -> ValidationError:
    return ValidationError({f"answers.{key}": texts for key, texts in error.message_dict.items()})


def _reclassified(report: Report, category: Category | None, answers: dict) -> dict:
    """Another category has another department, another deadline and other questions."""
    if report.campaign_id or category is None or category.pk == report.category_id:
        return _rerouted(report)
    if not category.active:
        raise ValidationError(_("이제 받지 않는 유형입니다. 다른 유형을 골라 주세요."))
    answered = _answered(category, report.whole_answers | answers, answers)
    data = report.reclassify(category)
    report.answer_with(answered)
    return data | _rerouted(report) | report.set_due_anew()


def _answered(category: Category, answers: dict, new: dict) -> dict:
    """What the category asks of everybody who chooses it, with former answers where they fit."""
    try:
        return clean_answers(category.questions, _fitting(category.questions, answers) | new)
    except ValidationError as error:
        raise _by_field(error) from None


def _rerouted(report: Report) -> dict:
    """The rules of category and place may name another department."""
    if report.campaign_id:
        return {}
    before, due_on = report.department, report.due_on
    submission.route(report)
    report.due_on = due_on
    if before == report.department:
        return {}
    return {"department": [str(before or ""), str(report.department or "")]}


def _fitting(questions: list, answers: dict) -> dict:
    """Those of `answers` that these questions can have, too."""
    kept: dict = {}
    for question in questions:
        try:
            alone = {name: value for name, value in question.items() if name not in ("required", "shown_when")}
            kept |= clean_answers([alone], {question["key"]: answers.get(question["key"])})
        except ValidationError:
            continue
    return kept


def _reworded(report: Report, text: str | None) -> tuple[dict, str]:
    if text is None or text == report.whole_text:
        return {}, ""
    former = report.text
    submission.keep_words(report, text)
    return report.reworded(former)


def _looked_at_anew(report: Report) -> dict:
    """By the rule of what it is about now, and for what is said now. What was hidden or put aside stays so."""
    before = report.moderation
    if before in (States.HIDDEN, States.SPAM):
        return {}
    draft = submission.Draft(None, None, text=report.whole_text, nickname=report.nickname)
    subject = report.campaign or report.category
    report.suspicions = spam.suspicions(draft, Sender()) + submission.personal(draft, subject, report.whole_answers)
    submission.moderate(report)
    return {"moderation": [before, report.moderation]} if report.moderation != before else {}
