"""Cards and bank accounts."""

import re
from collections.abc import Iterator

from .findings import Kind, PersonalHit
from .near import near
from .vocabulary import bank_words, card_lengths, clues

CARD_WORD = re.compile(r"카드|card", re.IGNORECASE)
CARD_GROUPS = re.compile(
    r"(?<!\d)(?<!\d[- ])(?:\d{4}(?P<gap>[-. /_~*,]{1,3})\d{4}(?P=gap)\d{4}(?P=gap)\d{1,7}"
    r"|\d{4}(?P<gap2>[-. /_~*,]{1,3})\d{6}(?P=gap2)\d{4,5})(?![- ]?\d)"
)
CARD_BARE = re.compile(r"(?<![\d.])\d{13,19}(?![\d]|\.\d)")
CARD_APART = re.compile(r"(?<!\d)\d(?:[-. ]{0,3}\d){12,18}(?!\d)")
YEARS = re.compile(r"(?:(?:19|20)\d\d\D{0,3}){4}")
ACCOUNT = re.compile(r"(?<!\d)(?:\d{2,6}(?:[-. ]{1,3}\d{1,8}){1,4}|\d{10,16})(?!\d)")
ACCOUNT_WORD = re.compile(clues("account"), re.IGNORECASE)
# 123-45-67890 is a company's public number, 2026-01-01 a day, 02-… and 15xx-… a telephone.
NO_ACCOUNT = re.compile(
    r"\d{3}-\d\d-\d{5}|(?:19|20)\d\d[-. ]{1,3}\d{1,2}[-. ]{1,3}\d{1,2}(?:\D.*)?"
    r"|0(?:2|[3-7]\d)[-. ]{0,3}\d{3,4}[-. ]{0,3}\d{4}"
)
DIGITS = range(10, 17)


def cards(text: str, context: str = "") -> Iterator[PersonalHit]:
    """Card numbers: a known issuer's, of its length and with Luhn's check digit, or written in a card's groups."""
    for match in CARD_GROUPS.finditer(text):
        as_printed = (match["gap"] or match["gap2"]).strip() == "-" or _by_card(text, match, context)
        if is_card(match[0]) or (len(_digits(match[0])) >= 15 and as_printed):
            yield PersonalHit.whole(Kind.CARD, match, certain=is_card(match[0]))
    for match in CARD_BARE.finditer(text):
        if is_card(match[0]):
            yield PersonalHit.whole(Kind.CARD, match)
    for match in CARD_APART.finditer(text):
        if is_card(match[0]) and _by_card(text, match, context):
            yield PersonalHit.whole(Kind.CARD, match)


def _by_card(text, match, context) -> bool:
    return near(CARD_WORD, text, match, context, after=6)


def is_card(number: str) -> bool:
    """Whether issuer, length and Luhn's check digit (ISO/IEC 7812-1) fit."""
    digits = _digits(number)
    issuer = max((prefix for prefix in card_lengths() if digits.startswith(prefix)), key=len, default=None)
    if issuer is None or len(digits) not in card_lengths()[issuer] or YEARS.fullmatch(number):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def accounts(text: str, context: str = "") -> Iterator[PersonalHit]:
    """Account numbers: ten to sixteen digits beside a bank's name or a word for an account."""
    full, short = bank_words()
    for match in ACCOUNT.finditer(text):
        count = len(_digits(match[0]))
        if count not in DIGITS or NO_ACCOUNT.fullmatch(match[0]):
            continue
        named = any(near(clue, text, match, context, before=18, after=8) for clue in (full, ACCOUNT_WORD))
        if named or (count > 10 and near(short, text, match, before=5, after=5)):
            yield PersonalHit.whole(Kind.ACCOUNT, match, certain=named)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
