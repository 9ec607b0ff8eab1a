"""Danger to life in what a citizen writes: whom to call at once, before anything is sent.

The same rules run on the phone, without network (static/js/report/hints/emergency.js): `rules` is what it gets. A test
reads every sentence with both.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from .compiling import NAME, SLIPS, classes, expanded, pattern, respelt, rows, spellings
from .weighing import weigh, weights

# What each number is for; on the screen in this order.
NAMES = {
    "119": _("화재·구조·구급"),
    "112": _("범죄 신고"),
    "109": _("자살예방 상담"),
    "1366": _("여성긴급전화"),
}
# Between them the weights do not say whether police or ambulance: both are named.
UNSURE = 0.5
_MEANT = re.compile("[^a-z0-9|\u1100-\u1112\u1161-\u1175\u11a8-\u11c2]+")
_END = re.compile(r"[.!?。]+(?:\s|$)|[\n;]+")


@dataclass(frozen=True, slots=True)
class _Sign:
    services: tuple[str, ...]
    match: re.Pattern
    unless: re.Pattern | None
    earlier: re.Pattern | None

    def is_in(self, sentence: str, is_urgent: bool) -> bool:
        if not self.match.search(sentence) or (self.unless and self.unless.search(sentence)):
            return False
        return is_urgent or not (self.earlier and self.earlier.search(sentence))


def normal(text: str) -> str:
    """Decomposed letters, a to z and digits with single spaces; | between sentences."""
    letters = unicodedata.normalize("NFD", text.lower())
    return respelt(_MEANT.sub(" ", _END.sub("|", letters)))


def services(text: str) -> list[str]:
    """The telephone numbers that fit what `text` says, in the order of NAMES; none where nobody is in danger."""
    called = set()
    for sentence in normal(text).split("|"):
        called |= _called(sentence)
    return [number for number in NAMES if number in called]


def _called(sentence: str) -> set[str]:
    """Signs count when the words do not speak against them, and words alone when they weigh enough."""
    signs, (danger, crime), trained = _numbers(sentence), weigh(sentence), weights()
    if danger + (trained["sign"] if signs else 0) <= trained["least"]:
        return set()
    return signs or {number for number, is_meant in (("119", crime < UNSURE), ("112", crime > -UNSURE)) if is_meant}


def _numbers(sentence: str) -> set[str]:
    """Of the signs alone."""
    signs, urgent = _signs()
    is_urgent = bool(urgent.search(sentence))
    return {number for sign in signs if sign.is_in(sentence, is_urgent) for number in sign.services}


def has_sign(text: str) -> bool:
    return any(_numbers(sentence) for sentence in normal(text).split("|"))


@cache
def _signs() -> tuple[list[_Sign], re.Pattern]:
    signs = [
        _Sign(tuple(rule["services"]), _compiled(rule["match"]), _compiled(rule["unless"]), _compiled(rule["earlier"]))
        for rule in _rules()
    ]
    return signs, _compiled("{urgent}")


def _compiled(source: str) -> re.Pattern | None:
    return re.compile(expanded(source)) if source else None


def rules() -> dict:
    """What emergency.js needs; `classes` are the patterns that the {names} in `signs` stand for."""
    return {
        "names": [[number, str(name)] for number, name in NAMES.items()],
        "slips": SLIPS,
        "spellings": spellings(),
        "classes": _named(),
        "signs": _rules(),
        "weights": weights() | {"unsure": UNSURE},
    }


@cache
def _rules() -> list[dict]:
    return [_rule(row) for row in rows("signs.tsv")]


def _rule(row: dict[str, str]) -> dict:
    back = {name: "|".join(f"{{{word_class}}}" for word_class in row[name].split()) for name in ("unless", "earlier")}
    return {"services": row["services"].split(","), "match": pattern(row["sign"]), **back}


@cache
def _named() -> dict[str, str]:
    """The classes that the signs name, and those that these name."""
    named, open_names = (
        {},
        {"urgent", *weights()["names"]}.union(*(NAME.findall(" ".join(map(str, sign.values()))) for sign in _rules())),
    )
    while open_names:
        name = open_names.pop()
        named[name] = classes()[name]
        open_names.update(set(NAME.findall(named[name])) - named.keys())
    return dict(sorted(named.items()))
