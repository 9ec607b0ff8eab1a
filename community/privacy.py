"""What citizens write, made fit for everybody's eyes."""

import re

from django.utils.translation import gettext_lazy as _

from mapsite.characters import xml_safe
from maptag.privacy import Audience, Kind, find, mask, portable

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Before what a report is held for, in `Report.suspicions`; the rest there is of abuse.
PERSONAL = "personal_"
KINDS = {
    Kind.RESIDENT: _("주민등록번호"),
    Kind.MOBILE: _("휴대전화 번호"),
    Kind.LANDLINE: _("전화번호"),
    Kind.VIRTUAL: _("전화번호"),
    Kind.CARD: _("카드 번호"),
    Kind.ACCOUNT: _("계좌번호"),
    Kind.PASSPORT: _("여권 번호"),
    Kind.LICENCE: _("운전면허 번호"),
    Kind.PLATE: _("차량 번호"),
    Kind.EMAIL: _("이메일 주소"),
    Kind.HOME: _("이름과 동·호수"),
}


def clean_text(text: str, longest: int = 4000) -> str:
    """Without control characters and direction overrides (which would show words that are not there)."""
    return CONTROL.sub("", xml_safe(text.replace("\r\n", "\n"))).strip()[:longest]


def public_text(text: str) -> str:
    """`text` with what `maptag.privacy` finds in a citizen's words masked."""
    return mask(clean_text(text), Audience.CITIZEN)


def personal_kinds(*texts: str) -> list[Kind]:
    """Which kinds of personal data the texts hold, each once."""
    return list(dict.fromkeys(finding.kind for text in texts for finding in find(text, Audience.CITIZEN)))


def named(kinds) -> list[str]:
    """The kinds in words, each word once."""
    return list(dict.fromkeys(str(KINDS[Kind(kind)]) for kind in kinds))


def rules() -> dict:
    """What static/js/report/hints/personal.js needs to say the same on the phone."""
    return portable.rules() | {"names": {kind: str(name) for kind, name in KINDS.items()}}


def texts_of(answers: dict) -> list[str]:
    """The words among the answers to a form's questions."""
    return [value for value in answers.values() if isinstance(value, str)]
