"""Numbers that the state gave to a person: resident and foreigner registration, passport, driver's licence."""

import datetime
import re
from collections.abc import Iterator

from .findings import Kind, PersonalHit
from .near import near
from .vocabulary import clues

# Any mark between the parts, and the words with which people read it out: "880101 뒷자리 1234567".
MARK = r"(?:(?:[^\w\n]|_){0,4}(?:(?<=-)\n ?)?(?:뒤|뒷자리|뒷 자리)?(?:[^\w\n]|_){0,4})"
RESIDENT = re.compile(
    rf"(?<!\d)(?P<year>\d\d)[-. /]?(?P<month>0[1-9]|1[0-2])[-. /]?(?P<day>0[1-9]|[12]\d|3[01])"
    rf"{MARK}(?P<century>[1-8])(?:\d{{6}}(?!\d)|[xX*●○■#]{{6}})"
)
RESIDENT_SPELT = re.compile(
    r"(?<!\d)(?<!\d[-. ])(?P<year>\d[-. ]\d)[-. ](?P<month>[01][-. ]\d)[-. ](?P<day>[0-3][-. ]\d)"
    r"[-. ]{1,3}(?P<century>[1-8])(?:[-. ]\d){6}(?![-. ]?\d)"
)
# The halves named, in either order: "뒷자리는 1234567이고 앞자리는 900101".
_BIRTHDAY = r"(?<!\d)(?P<year>\d\d)[-. /]?(?P<month>0[1-9]|1[0-2])[-. /]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
_REST = r"(?<!\d)(?P<century>[1-8])(?:\d{6}(?!\d)|[xX*●○■#]{6})"
_FRONT, _BACK, _WORDS = f"(?:{clues('front')})", f"(?:{clues('back')})", r"[^\d\n]{0,10}"
_APART = r"[^\d\n]{0,10}\n?[^\d\n]{0,10}"
RESIDENT_REVERSED = re.compile(rf"{_BACK}{_WORDS}{_REST}{_APART}{_FRONT}{_WORDS}{_BIRTHDAY}")
RESIDENT_NAMED = re.compile(rf"{_BIRTHDAY}{_APART}{_BACK}{_WORDS}{_REST}")
# A company's number has thirteen digits too; its first four are a registry's.
COMPANY = re.compile(clues("company"), re.IGNORECASE)
PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<letter>[MSRGDOPT][MSRDO]?)(?P<gap>[- ]?)(?P<digits>\d{8})|[MSRGD]\d{3}[A-Z]\d{4})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Before 2008 seven digits came after two letters, in other countries after one.
PASSPORT_OLD = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}[- ]?\d{7}(?![A-Za-z0-9])", re.IGNORECASE)
PASSPORT_WORD = re.compile(r"여권|passport", re.IGNORECASE)
DAY_CODE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
REGION = rf"(?:{clues('police')}|{clues('region')})"
LICENCE = re.compile(
    rf"(?<!\d)(?:(?:{REGION}[-. ]{{0,3}}|(?:1[1-9]|2[0-8])[-. ]{{1,3}})\d\d[-. ]{{1,3}}\d{{6}}[-. ]{{1,3}}\d\d)(?!\d)"
)
LICENCE_BARE = re.compile(r"(?<!\d)(?:1[1-9]|2[0-8])[-. ]?\d\d[-. ]?\d{6}[-. ]?\d\d(?!\d)")
LICENCE_WORD = re.compile(r"면허")


def identities(text: str, context: str = "") -> Iterator[PersonalHit]:
    yield from residents(text, context)
    for match in PASSPORT.finditer(text):
        named = near(PASSPORT_WORD, text, match, context)
        if named or not _is_code(match):
            yield PersonalHit.whole(Kind.PASSPORT, match, certain=named)
    for match in PASSPORT_OLD.finditer(text):
        if near(PASSPORT_WORD, text, match, context):
            yield PersonalHit.whole(Kind.PASSPORT, match)
    for match in LICENCE.finditer(text):
        yield PersonalHit.whole(Kind.LICENCE, match)
    for match in LICENCE_BARE.finditer(text):
        if near(LICENCE_WORD, text, match, context):
            yield PersonalHit.whole(Kind.LICENCE, match)


def _is_code(match) -> bool:
    """Of goods or of a day, as far as its form tells."""
    if not match[0].isupper():
        return True
    return bool(match["digits"]) and bool(match["gap"] or match["letter"] in "OPT" or DAY_CODE.match(match["digits"]))


def residents(text: str, context: str = "") -> Iterator[PersonalHit]:
    """Thirteen digits whose first six can be a birthday and whose seventh a century. No checksum: numbers given since
    October 2020 have none."""
    for pattern in (RESIDENT, RESIDENT_SPELT, RESIDENT_REVERSED, RESIDENT_NAMED):
        for match in pattern.finditer(text):
            if (
                _is_birthday(match)
                and not near(COMPANY, text, match, context, before=12)
                and not _is_place(text, match)
            ):
                yield PersonalHit.whole(Kind.RESIDENT, match)


def _is_birthday(match) -> bool:
    year, month, day = (int(re.sub(r"\D", "", match[name])) for name in ("year", "month", "day"))
    century = 1900 if match["century"] in "1256" else 2000
    try:
        return datetime.date(century + year, month, day) <= datetime.date.today()  # noqa: DTZ011 - a day either way
    except ValueError:
        return False


def _is_place(text, match) -> bool:
    """One of a pair of plane coordinates in metres, seven decimals; of degrees; the last part of an address."""
    before = text[max(match.start() - 2, 0) : match.start()]
    if match[0].isdigit() and (before.endswith(("/", "=")) or re.fullmatch(r"\d[.,]", before)):
        return True
    if match[0][6:7] != "." or match[0].count(".") != 1:
        return False
    beside = text[max(match.start() - 22, 0) : match.start()] + text[match.end() : match.end() + 22]
    return bool(re.search(r"\d{6}\.\d", beside))
