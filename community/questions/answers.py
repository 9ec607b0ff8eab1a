"""Questions that categories and campaigns ask, as data, and the answers to them.

A question is {"key", "label", "kind", "required"?, "help"?, "choices"? [{"value", "label"}], "several"?, "min"?,
"max"?, "private"?, "retired"?, "shown_when"? {"key", "value"}}; `kind` is one of KINDS. Answers are {key: value}:
text → str, number → int or float, choice → str (list of str when "several"), yesno → bool, scale → int, photo → list
of the photos' ids. A question that is not shown has no answer. A retired question or choice was asked once: it is kept
for the answers that name it.
"""

import math
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..privacy import CONTROL, clean_text, public_text

KINDS = ("text", "number", "choice", "yesno", "photo", "scale")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS, MOST_CHOICES, LONGEST_TEXT, LONGEST_LABEL = 40, 60, 2000, 300


def validate_questions(questions) -> None:
    """Raises ValidationError when `questions` is not a list of questions as described above."""
    if not isinstance(questions, list) or len(questions) > MOST_QUESTIONS:
        raise ValidationError(_("질문은 %(n)d개까지 목록으로 적어 주세요.") % {"n": MOST_QUESTIONS})
    earlier: dict[str, dict] = {}
    for question in questions:
        _validate_question(question, earlier)
        earlier[question["key"]] = question


def _validate_question(question, earlier):
    key = question.get("key") if isinstance(question, dict) else None
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise ValidationError(_("질문의 key는 영문 소문자로 시작해야 합니다."))
    _validate_parts(question)
    label = question.get("label", "").strip()
    if key in earlier:
        raise ValidationError(_("질문 key가 겹칩니다: %(key)s") % {"key": key})
    if not label:
        raise ValidationError(_("비어 있는 질문이 있습니다. 질문을 적거나 빼 주세요."))
    if question.get("kind") not in KINDS:
        raise ValidationError(_("‘%(label)s’: 답의 종류를 골라 주세요.") % {"label": label})
    if len(label) > LONGEST_LABEL or len(question.get("help") or "") > LONGEST_LABEL:
        raise ValidationError(_("‘%(label)s’: 질문과 도움말은 300자까지입니다.") % {"label": label[:40]})
    if question["kind"] == "choice":
        _validate_choices(question)
    _validate_limits(question)
    if question.get("shown_when") is not None and not question.get("retired"):
        _validate_condition(question, earlier)


def _validate_parts(question):
    """Nothing but what the module's description names, each of its type: pages and files rely on it."""
    texts = [question.get("label", ""), question.get("help") or ""]
    if not all(isinstance(text, str) and not CONTROL.search(text) for text in texts):
        raise ValidationError(_("질문과 도움말은 글로 적어 주세요."))
    flags = [question.get(name) for name in _FLAGS]
    if question.keys() - _PARTS or not all(flag is None or isinstance(flag, bool) for flag in flags):
        raise ValidationError(_("‘%(label)s’: 알 수 없는 설정이 있습니다.") % {"label": texts[0][:40]})


_FLAGS = {"required", "several", "private", "retired"}
_PARTS = _FLAGS | {"key", "label", "kind", "help", "choices", "min", "max", "shown_when"}


def _validate_choices(question):
    choices, label = question.get("choices"), question["label"]
    if not isinstance(choices, list) or not 1 <= len(choices) <= MOST_CHOICES:
        raise ValidationError(_("‘%(label)s’: 보기를 1~%(n)d개 적어 주세요.") % {"label": label, "n": MOST_CHOICES})
    if not all(isinstance(choice, dict) and _said(choice, "value") and _said(choice, "label") for choice in choices):
        raise ValidationError(_("‘%(label)s’: 비어 있는 보기가 있습니다.") % {"label": label})
    labels = [choice["label"] for choice in choices if not choice.get("retired")]
    if len({choice["value"] for choice in choices}) != len(choices) or len(set(labels)) != len(labels):
        raise ValidationError(_("‘%(label)s’: 같은 보기가 두 번 있습니다.") % {"label": label})


def _said(choice, name) -> bool:
    text = choice.get(name)
    return isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_LABEL and not CONTROL.search(text)


# The widest range that min and max may have, and how far they may be apart.
_LIMITS = {"text": (0, LONGEST_TEXT, LONGEST_TEXT), "number": (-1e12, 1e12, 2e12), "scale": (0, 100, 10)}


def _validate_limits(question):
    bounds = [question[name] for name in ("min", "max") if question.get(name) is not None]
    if not bounds or question["kind"] not in _LIMITS:
        return
    lowest, highest, apart = _LIMITS[question["kind"]]
    whole = question["kind"] != "number"
    number_type = int if whole else int | float
    sound = all(isinstance(n, number_type) and not isinstance(n, bool) and lowest <= n <= highest for n in bounds)
    low, high = limits(question) if sound else (0, 0)
    if not sound or not low < high <= low + apart:
        raise ValidationError(
            _("‘%(label)s’: 가장 작은 값과 가장 큰 값을 확인해 주세요.") % {"label": question["label"]}
        )


def limits(question: dict) -> tuple[float, float]:
    """(min, max) of a question of text (characters), number or scale, with the defaults of its kind."""
    low, high = {"text": (0, LONGEST_TEXT), "number": (-1e12, 1e12), "scale": (1, 5)}[question["kind"]]
    bounds = question.get("min"), question.get("max")
    return low if bounds[0] is None else bounds[0], high if bounds[1] is None else bounds[1]


def _validate_condition(question, earlier):
    """Only an earlier question can decide: so there are no circles, and a form can be filled from top to bottom."""
    when, label = question["shown_when"], question["label"]
    decides = earlier.get(when.get("key")) if isinstance(when, dict) and isinstance(when.get("key"), str) else None
    if decides is None or decides.get("retired"):
        raise ValidationError(_("‘%(label)s’: 언제 보일지는 앞에 있는 질문으로 정해 주세요.") % {"label": label})
    # 1 is True in Python, but not for the browser that compares.
    if not any(type(answer) is type(when.get("value")) and answer == when["value"] for answer in _deciding(decides)):
        raise ValidationError(_("‘%(label)s’: 어떤 답일 때 보일지 다시 골라 주세요.") % {"label": label})


def _deciding(question) -> list:
    """The answers to `question` on which another question can wait."""
    if question["kind"] == "choice":
        return [choice["value"] for choice in question["choices"] if not choice.get("retired")]
    if question["kind"] == "scale":
        low, high = limits(question)
        return list(range(low, high + 1))
    return [True, False] if question["kind"] == "yesno" else []


def with_history(before: list, after: list, answered: dict[str, set]) -> list:
    """`after`, with what `before` asked and people answered: no answer loses its question, or the words of its choice.

    `answered` is {key: the values given, none where people may be answering just now}. A question or choice that was
    taken away stays as "retired": nobody is asked any more, results and files still know it. Raises ValidationError
    where a question with answers changes its kind.
    """
    kept = [question for question in after if not question.get("retired") or question["key"] in answered]
    by_key = {question["key"]: question for question in kept}
    for position, question in enumerate(before):
        if question["key"] not in answered:
            continue
        now = by_key.get(question["key"])
        if now is None:
            kept.insert(min(position, len(kept)), question | {"retired": True})
        else:
            _keep_answerable(question, now, answered[question["key"]])
    return kept


def _keep_answerable(before: dict, now: dict, values: set):
    if not values:
        return
    changed = now["kind"] != before["kind"] or (before.get("several") and not now.get("several"))
    if changed or (now["kind"] == "scale" and limits(now) != limits(before)):
        raise ValidationError(
            _("‘%(label)s’: 이미 답이 있어 답의 종류를 바꿀 수 없습니다. 새 질문을 더해 주세요.")
            % {"label": before["label"]}
        )
    if now["kind"] == "choice":
        there = {choice["value"] for choice in now["choices"]}
        gone = [c for c in before["choices"] if c["value"] in values and c["value"] not in there]
        now["choices"] = now["choices"] + [choice | {"retired": True} for choice in gone]


def asked(questions: list) -> list:
    """Those that are put to people today, with the choices that are offered today."""
    return [_offered(question) for question in questions if not question.get("retired")]


def _offered(question: dict) -> dict:
    if question["kind"] != "choice":
        return question
    return question | {"choices": [choice for choice in question["choices"] if not choice.get("retired")]}


def shown(question: dict, answers: dict) -> bool:
    """Whether the answers given so far let this question appear."""
    when = question.get("shown_when")
    if not when:
        return True
    answer = answers.get(when["key"])
    return when["value"] in answer if isinstance(answer, list) else answer == when["value"]


def unanswered(questions: list, answers: dict) -> list:
    """Those that have to be answered, are shown after these answers, and are not."""
    due = [question for question in asked(questions) if question.get("required") and shown(question, answers)]
    return [question for question in due if answers.get(question["key"]) in (None, "", [])]


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
    value = value.strip() if isinstance(value, str) else value
    if value is None or value in ("", []):
        if question.get("required") and not question.get("retired"):
            raise ValidationError(_("답해 주세요."))
        return None
    return _CLEANERS[question["kind"]](question, value)


def _text(question, value) -> str:
    if isinstance(value, list | dict):
        raise ValidationError(_("글로 적어 주세요."))
    text = clean_text(str(value), LONGEST_TEXT + 1)
    shortest, longest = limits(question)
    if len(text) > longest:
        raise ValidationError(_("%(n)d자까지 적을 수 있습니다.") % {"n": longest})
    if len(text) < shortest:
        raise ValidationError(_("%(n)d자 이상 적어 주세요.") % {"n": shortest})
    return text


def _number(question, value) -> float | int:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        raise ValidationError(_("숫자로 적어 주세요.")) from None
    low, high = limits(question)
    if not math.isfinite(number) or not low <= number <= high:
        raise ValidationError(_range_words(question) % {"low": low, "high": high})
    return int(number) if number.is_integer() else number


def _range_words(question) -> str:
    if question.get("min") is None:
        return _("%(high)g보다 크지 않은 수로 적어 주세요.")
    if question.get("max") is None:
        return _("%(low)g보다 작지 않은 수로 적어 주세요.")
    return _("%(low)g에서 %(high)g 사이로 적어 주세요.")


def _choice(question, value):
    allowed = {choice["value"] for choice in question["choices"]}
    values = value if isinstance(value, list) else [value]
    if any(not isinstance(item, str) or item not in allowed for item in values):
        raise ValidationError(_("보기 가운데에서 골라 주세요."))
    if question.get("several"):
        return sorted(set(values), key=values.index)
    if len(values) > 1:
        raise ValidationError(_("하나만 골라 주세요."))
    return values[0]


def _yesno(_question, value) -> bool:
    meanings = {"true": True, "1": True, "yes": True, "on": True, "예": True}
    meanings |= {"false": False, "0": False, "no": False, "off": False, "아니요": False, "아니오": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in meanings:
        raise ValidationError(_("예 또는 아니요로 답해 주세요."))
    return meanings[str(value).lower()]


def _scale(question, value) -> int:
    low, high = limits(question)
    number = _number({"kind": "number", "min": low, "max": high}, value)
    if not isinstance(number, int):
        raise ValidationError(_("보기 가운데에서 골라 주세요."))
    return number


def _photos(_question, value) -> list[str]:
    photo_ids = value if isinstance(value, list) else [value]
    if len(photo_ids) > 5 or not all(isinstance(photo_id, str) and len(photo_id) <= 40 for photo_id in photo_ids):
        raise ValidationError(_("사진은 5장까지 넣을 수 있습니다."))
    return photo_ids


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
        rows.append((question["label"], public_text(text) if public else text))
    return rows


def public_answers(questions: list, answers: dict) -> dict:
    """What of `answers` everybody may know, in its types; texts are masked."""
    open_ones = {question["key"] for question in questions if not question.get("private")}
    public = {key: value for key, value in answers.items() if key in open_ones}
    return {key: public_text(value) if isinstance(value, str) else value for key, value in public.items()}


def answer_text(question: dict, value) -> str:
    """One answer in words: labels instead of values."""
    if isinstance(value, bool):
        return str(YES if value else NO)
    labels = {choice["value"]: choice["label"] for choice in question.get("choices", ())}
    if isinstance(value, list):
        return ", ".join(labels.get(item, str(item)) for item in value)
    return labels.get(value, str(value)) if isinstance(value, str) else f"{value:.12g}"


def answer_cell(question: dict, value):
    """One answer as a table's cell: numbers as numbers, all else in words; None where there is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if value is None or is_number else answer_text(question, value)
