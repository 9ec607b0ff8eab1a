"""Correcting on the receipt: what was sent, and the page's part that sends it."""

import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import workflow
from ..models import Category, Photo, Report
from ..privacy import clean_text
from ..questions.answers import asked
from ..reports import correcting, photos, places
from .places import find
from .plain import PlainForm

LONGEST_ANSWERS = 100_000


@dataclass(slots=True)
class _Sent:
    """What came with the form: photos that were taken in, and sentences about those that were not."""

    photos: list[Photo] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def correct(request, report: Report) -> str:
    """Take the step over, and say what became of it. Raises ValidationError or workflow.ActionRefused."""
    before, was_published, sent = report.moderation, report.published, _Sent()
    try:
        with transaction.atomic():
            _take(request, report, sent)
    except (ValidationError, workflow.ActionRefused):
        _forget(sent)
        raise
    message = _("고쳤습니다.")
    if was_published and before != report.moderation:
        message = _("고쳤습니다. 공개하기 전에 담당자가 다시 확인합니다.")
    return " ".join([message, *sent.problems])


def answer_owed(request, report: Report) -> str:
    """Take over the answers to what a category asks that a handler chose. Raises as `correct`."""
    sent = _Sent()
    questions = report.owed_answers()
    try:
        with transaction.atomic():
            typed = {question["key"]: question["given"] for question in _plain(request, report.category).questions}
            answers = _with_photos(request, report, questions, typed, sent)
            correcting.answer_owed(report, answers)
    except ValidationError as error:
        _forget(sent)
        raise ValidationError([*_named(error, report.category), *sent.problems]) from None
    except workflow.ActionRefused:
        _forget(sent)
        raise
    return " ".join([_("담당 부서에 전했습니다."), *sent.problems])


def _forget(sent: _Sent):
    """Their rows went with the transaction, their files would stay."""
    for photo in sent.photos:
        photos.forget(photo)


def _take(request, report: Report, sent: _Sent):
    post = request.POST
    category = _category(report, post.get("category", ""))
    text = clean_text(post["text"]) if "text" in post else None
    answers = _answers(request, report, category, sent) if category else None
    try:
        correcting.correct(report, category=category, lon_lat=_new_place(post), text=text, answers=answers)
    except ValidationError as error:
        raise ValidationError([*_named(error, category), *sent.problems]) from None


def _named(error: ValidationError, category: Category | None) -> list[str]:
    """The sentences of `error`; those about an answer name the question as it stands on the page."""
    if not hasattr(error, "error_dict"):
        return error.messages
    labels = {f"answers.{question['key']}": question["label"] for question in category.questions} if category else {}
    pairs = [(name, text) for name, texts in error.message_dict.items() for text in texts]
    return [f"‘{labels[name]}’: {text}" if name in labels else text for name, text in pairs]


def _category(report: Report, slug: str) -> Category | None:
    if not slug or report.campaign_id:
        return None
    category = Category.objects.active().filter(slug=slug).first()
    if category is None:
        # The one that it has may be closed to new reports by now.
        if slug == report.category.slug:
            return None
        raise ValidationError(_("유형을 다시 골라 주세요."))
    return category if category.pk != report.category_id else None


def _new_place(post) -> tuple[float, float] | None:
    """Of the pin that was moved, or of the one place that the typed address means."""
    if post.get("lon") and post.get("lat"):
        return places.clean_point(post["lon"], post["lat"])
    address = clean_text(post.get("address", ""), 200)
    if not address:
        return None
    candidates = find(address)
    if len(candidates) != 1:
        raise ValidationError(_("그 주소를 하나로 알 수 없습니다. 도로 이름과 건물 번호까지 적어 주세요."))
    return places.clean_point(candidates[0]["lon"], candidates[0]["lat"])


def _answers(request, report: Report, category: Category, sent: _Sent) -> dict:
    """What was answered to the questions of `category`, by a script's field `answers` or by plain fields."""
    typed = _typed(request.POST)
    if typed is None:
        typed = {question["key"]: question["given"] for question in _plain(request, category).questions}
    return _with_photos(request, report, asked(category.questions), typed, sent)


def _with_photos(request, report: Report, questions: list, typed: dict, sent: _Sent) -> dict:
    """What of `typed` is an answer, and the photos that were sent for those of `questions` that want some."""
    for question in questions:
        if question["kind"] == "photo":
            typed[question["key"]] = _photos(request, report, question, sent)
    return {key: value for key, value in typed.items() if value not in (None, "", [])}


def _photos(request, report: Report, question: dict, sent: _Sent) -> list[str]:
    """Ids of the photos sent for `question`, else of those of the report that answer none."""
    files = request.FILES.getlist(f"answers.{question['key']}")[: photos.MOST_PHOTOS]
    if not files:
        return [str(pk) for pk in report.photos.filter(question="").values_list("pk", flat=True)[: photos.MOST_PHOTOS]]
    hidden = bool(question.get("private"))
    received = photos.receive_each(files, report=report, question=question["key"], hidden=hidden)
    sent.photos += received.photos
    sent.problems += received.problems
    for photo in received.photos:
        photo.taken_lon = photo.taken_lat = None
        photo.save(update_fields=["taken_lon", "taken_lat"])
    return [str(photo.pk) for photo in received.photos]


def _typed(post) -> dict | None:
    """What a script sent, by key; None without one."""
    text = post.get("answers", "")
    if not text:
        return None
    try:
        answers = json.loads(text) if len(text) <= LONGEST_ANSWERS else None
    except (ValueError, RecursionError):
        answers = None
    if not isinstance(answers, dict):
        raise ValidationError(_("답변을 읽을 수 없습니다."))
    return answers


def _plain(request, category: Category) -> PlainForm:
    plain = PlainForm(request)
    plain.category = category
    return plain


def owed(request, report: Report) -> dict | None:
    """The questions that `answer_owed` waits for, as templates/community/_questions.html takes them."""
    keys = {question["key"] for question in report.owed_answers()}
    if not keys:
        return None
    questions = [question for question in _plain(request, report.category).questions if question["key"] in keys]
    return {"questions": [question | {"condition": ""} for question in questions]}


def context(request, report: Report) -> dict:
    """What the page's part needs; after a refusal, with the questions and answers as they were sent."""
    if not report.may_be_corrected:
        return {"may_correct": False}
    categories = [] if report.campaign_id else list(Category.objects.active())
    chosen = next((category for category in categories if category.slug == request.POST.get("category")), None)
    others = [category for category in categories if category.pk != report.category_id]
    is_other = bool(chosen) and chosen.pk != report.category_id
    data = {
        "pin": _pin(request.POST, report),
        "category": report.category.slug if report.category else "",
        "questions": {category.slug: asked(category.questions) for category in others},
        "answers": _kept_answers(request.POST, report),
        "photos": report.photos.filter(question="").count(),
    }
    return {
        "may_correct": True,
        "categories": categories,
        "correct_data": data,
        "plain": _plain(request, chosen) if is_other and request.POST.get("step") == "correct" else None,
    }


def _pin(post, report: Report) -> dict:
    """Where the pin stands: as it was moved before the refusal, else as it is stored."""
    colour = (report.campaign or report.category).colour
    lon, lat = report.point.coords
    try:
        if post.get("lon") and post.get("lat"):
            lon, lat = places.clean_point(post["lon"], post["lat"])
    except ValidationError:
        pass
    return {"lon": lon, "lat": lat, "colour": colour}


def _kept_answers(post, report: Report) -> dict:
    try:
        return report.whole_answers | (_typed(post) or {})
    except ValidationError:
        return report.whole_answers
