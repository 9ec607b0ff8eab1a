"""Questions that categories and campaigns ask, as data, and the answers to them.

A question is {"key", "label", "kind", "required"?, "help"?, "choices"? [{"value", "label"}], "several"?, "min"?,
"max"?, "private"?, "shown_when"? {"key", "value"}}; `kind` is one of KINDS. Answers are {key: value}: text → str,
number → int or float, choice → str (list of str when "several"), yesno → bool, scale → int, photo → list of the
photos' ids. A question that is not shown has no answer.
"""

import math
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maptag.privacy import mask

KINDS = ("text", "number", "choice", "yesno", "photo", "scale")
KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
MOST_QUESTIONS, MOST_CHOICES, LONGEST_TEXT = 40, 60, 2000


def validate_questions(questions) -> None:
    """Raises ValidationError when `questions` is not a list of questions as described above."""
    if not isinstance(questions, list) or len(questions) > MOST_QUESTIONS:
        raise ValidationError(_("질문은 %(n)d개까지 목록으로 적어 주세요.") % {"n": MOST_QUESTIONS})
    earlier: dict[str, dict] = {}
    for question in questions:
        _validate_question(question, earlier)
        earlier[question["key"]] = question


def _validate_question(question, earlier):
    if not isinstance(question, dict) or not KEY.match(str(question.get("key", ""))):
        raise ValidationError(_("질문의 key는 영문 소문자로 시작해야 합니다."))
    key = question["key"]
    if key in earlier:
        raise ValidationError(_("질문 key가 겹칩니다: %(key)s") % {"key": key})
    if question.get("kind") not in KINDS or not str(question.get("label", "")).strip():
        raise ValidationError(_("질문의 종류와 이름을 확인해 주세요: %(key)s") % {"key": key})
    if question["kind"] == "choice":
        _validate_choices(question)
    when = question.get("shown_when")
    # Only an earlier question can decide: so there are no circles, and a form can be filled from top to bottom.
    if when is not None and (not isinstance(when, dict) or when.get("key") not in earlier or "value" not in when):
        raise ValidationError(_("shown_when은 앞선 질문을 가리켜야 합니다: %(key)s") % {"key": key})


def _validate_choices(question):
    choices = question.get("choices")
    if not isinstance(choices, list) or not 1 <= len(choices) <= MOST_CHOICES:
        raise ValidationError(_("고를 것을 1~%(n)d개 적어 주세요.") % {"n": MOST_CHOICES})
    values = [choice.get("value") for choice in choices if isinstance(choice, dict)]
    if len(set(values)) != len(choices) or not all(isinstance(v, str) and v for v in values):
        raise ValidationError(_("고를 것마다 서로 다른 value가 있어야 합니다."))


def shown(question: dict, answers: dict) -> bool:
    """Whether the answers given so far let this question appear."""
    when = question.get("shown_when")
    if not when:
        return True
    given = answers.get(when["key"])
    return when["value"] in given if isinstance(given, list) else given == when["value"]


def clean_answers(questions: list, answers) -> dict:
    """The answers to the questions shown, in their types. Raises ValidationError({key: message})."""
    if not isinstance(answers, dict):
        raise ValidationError(_("답변을 읽을 수 없습니다."))
    cleaned, errors = {}, {}
    for question in questions:
        if not shown(question, cleaned):
            continue
        try:
            value = _clean(question, answers.get(question["key"]))
        except ValidationError as error:
            errors[question["key"]] = error.message
            continue
        if value is not None:
            cleaned[question["key"]] = value
    if errors:
        raise ValidationError(errors)
    return cleaned


def _clean(question: dict, value):
    if value is None or value in ("", []):
        if question.get("required"):
            raise ValidationError(_("답해 주세요."))
        return None
    return _CLEANERS[question["kind"]](question, value)


def _text(question, value) -> str:
    text = str(value).replace("\x00", "").strip()
    if len(text) > question.get("max", LONGEST_TEXT):
        raise ValidationError(_("너무 깁니다."))
    return text


def _number(question, value) -> float | int:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        raise ValidationError(_("숫자로 적어 주세요.")) from None
    low, high = question.get("min", -1e12), question.get("max", 1e12)
    if not math.isfinite(number) or not low <= number <= high:
        raise ValidationError(_("%(low)g에서 %(high)g 사이로 적어 주세요.") % {"low": low, "high": high})
    return int(number) if number.is_integer() else number


def _choice(question, value):
    allowed = {choice["value"] for choice in question["choices"]}
    given = value if isinstance(value, list) else [value]
    if any(not isinstance(one, str) or one not in allowed for one in given):
        raise ValidationError(_("보기 가운데에서 골라 주세요."))
    if question.get("several"):
        return sorted(set(given), key=given.index)
    if len(given) > 1:
        raise ValidationError(_("하나만 골라 주세요."))
    return given[0]


def _yesno(_question, value) -> bool:
    said = {"true": True, "1": True, "yes": True, "on": True, "예": True}
    said |= {"false": False, "0": False, "no": False, "off": False, "아니요": False, "아니오": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in said:
        raise ValidationError(_("예 또는 아니요로 답해 주세요."))
    return said[str(value).lower()]


def _scale(question, value) -> int:
    number = _number({"min": question.get("min", 1), "max": question.get("max", 5)}, value)
    if not isinstance(number, int):
        raise ValidationError(_("보기 가운데에서 골라 주세요."))
    return number


def _photos(_question, value) -> list[str]:
    given = value if isinstance(value, list) else [value]
    if len(given) > 5 or not all(isinstance(one, str) and len(one) <= 40 for one in given):
        raise ValidationError(_("사진은 5장까지 넣을 수 있습니다."))
    return given


_CLEANERS = {"text": _text, "number": _number, "choice": _choice, "yesno": _yesno, "scale": _scale, "photo": _photos}
YES, NO = gettext_lazy("예"), gettext_lazy("아니요")


def answer_rows(questions: list, answers: dict, public: bool = False) -> list[tuple[str, str]]:
    """[(label, answer as text)] in the order of the questions; with `public`, without private ones and masked."""
    rows = []
    for question in questions:
        key = question["key"]
        if key not in answers or question["kind"] == "photo" or (public and question.get("private")):
            continue
        text = answer_text(question, answers[key])
        rows.append((question["label"], mask(text) if public else text))
    return rows


def answer_text(question: dict, value) -> str:
    """One answer in words: labels instead of values."""
    if isinstance(value, bool):
        return str(YES if value else NO)
    labels = {choice["value"]: choice["label"] for choice in question.get("choices", ())}
    if isinstance(value, list):
        return ", ".join(labels.get(one, str(one)) for one in value)
    return labels.get(value, str(value)) if isinstance(value, str) else f"{value:g}"
