"""The shapes of numbers and addresses, for a reader elsewhere: static/js/report/hints/personal.js, on the phone.

What needs a vocabulary of names, as flats beside a person, is left to the server, which reads everything again. A test
reads every spelling with both.
"""

import re

from . import identity, money, phones, plates
from .detector import MOST_JOINTS, WORTH_READING
from .mail import MAIL, SHORT
from .plain import CIRCLED, DASHES, DOTS, INVISIBLE, JOINT, LOOKALIKES, SPOKEN_DASH, TILDES
from .vocabulary import bank_words, card_lengths

# (kind, pattern, what else must hold, whether it is also read with letters and words as digits); the first to claim a
# span has it, as in detector.FINDERS.
_SHAPES = (
    ("resident", identity.RESIDENT, "birthday", True),
    ("resident", identity.RESIDENT_SPELT, "birthday", True),
    ("resident", identity.RESIDENT_REVERSED, "birthday", True),
    ("resident", identity.RESIDENT_NAMED, "birthday", True),
    ("passport", identity.PASSPORT, "passport", False),
    ("passport", identity.PASSPORT_OLD, "passport_word", False),
    ("licence", identity.LICENCE, "", False),
    ("licence", identity.LICENCE_BARE, "licence", False),
    ("card", money.CARD_GROUPS, "card", False),
    ("card", money.CARD_BARE, "card", False),
    ("mobile", phones.MOBILE, "parted", True),
    ("mobile", phones.MOBILE_APART, "start", True),
    ("mobile", phones.MOBILE_SPELT, "", True),
    ("virtual", phones.VIRTUAL, "start", False),
    ("landline", phones.LANDLINE, "start", False),
    ("account", money.ACCOUNT, "account", False),
    ("email", MAIL, "", False),
    ("email", SHORT, "", False),
    ("plate", plates.MODERN, "plate", False),
    ("plate", plates.REGIONAL, "", False),
    ("plate", plates.DIPLOMAT, "", False),
    *(
        ("plate", shape, "vehicle", False)
        for shape in (plates.MOTORCYCLE, plates.MISSION, plates.TEMPORARY, plates.OLD)
    ),
)
_BESIDE = {
    "bank": bank_words()[0],
    "account": money.ACCOUNT_WORD,
    "no_account": money.NO_ACCOUNT,
    "licence": identity.LICENCE_WORD,
    "company": identity.COMPANY,
    "passport": identity.PASSPORT_WORD,
    "day": identity.DAY_CODE,
    "years": money.YEARS,
    "vehicle": plates.VEHICLE,
    "road": plates.ROAD_BEFORE,
}
_REFERENCE = re.compile(r"\(\?P=(\w+)\)")


def rules() -> dict:
    """Patterns as JavaScript reads them, and the tables that make a text's characters alike before."""
    return {
        "invisible": _source(INVISIBLE),
        "circled": _source(CIRCLED),
        "alike": {"-": DASHES, ".": DOTS, "~": TILDES},
        "spoken": {chr(code): digit for code, digit in LOOKALIKES.items()},
        "spoken_dash": _source(SPOKEN_DASH),
        "joint": _source(JOINT),
        "most_joints": MOST_JOINTS,
        "worth": _source(WORTH_READING),
        "issuers": {prefix: list(lengths) for prefix, lengths in card_lengths().items()},
        "counters": plates.COUNTERS,
        "beside": {name: _source(pattern) for name, pattern in _BESIDE.items()},
        "shapes": [_shape(*shape) for shape in _SHAPES],
    }


def _shape(kind, pattern, check, spoken) -> dict:
    flags = "giu" if pattern.flags & re.IGNORECASE else "gu"
    return {"kind": kind, "pattern": _source(pattern), "flags": flags, "check": check, "spoken": spoken}


def _source(pattern) -> str:
    r"""A group's name is written in another way there, and \w knows no Hangul."""
    source = pattern.pattern.replace("(?P<", "(?<").replace(r"\w", r"\p{L}\p{N}_")
    return _REFERENCE.sub(r"\\k<\1>", source)
