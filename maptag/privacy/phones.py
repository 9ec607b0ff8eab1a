"""Telephone numbers: mobile, landline, Internet and safe numbers.

Numbering: 전기통신번호관리세칙 (01X mobile, 02 and 03X to 06X by area, 070 Internet, 050X safe). 15xx, 16xx and 18xx
numbers and 080 are a company's or an office's and are never private.
"""

import re
from collections.abc import Iterator

from .findings import Kind, PersonalHit
from .near import near
from .vocabulary import clues

GAP = r"(?:[-. ~_/,:*)\]]{1,5}\n? ?)?"
COUNTRY = rf"(?:(?:\+|(?<!\d)00)?82{GAP}\(?0?\)?{GAP}|\(?0\)?)"
BOUNDED = rf"(?<!\d){COUNTRY}"
MOBILE = re.compile(rf"(?P<head>{BOUNDED}1[016789])(?P<gap>{GAP})\d{{3,4}}(?P<gap2>{GAP})(?P<tail>\d{{4}})(?!\d)")
# 010 12 34 56 78, 0101234 5678: the first three together, the rest as anybody likes.
MOBILE_APART = re.compile(rf"(?<![A-Za-z=])(?P<head>{BOUNDED}1[016789])(?:[-. ]{{0,3}}\d){{7,8}}(?!\d)")
# 0 1 0 1 2 3 …: each by itself.
MOBILE_SPELT = re.compile(r"(?<!\d)(?<!\d[-. ])0[-. ]{1,3}1[-. ]{1,3}[016789](?:[-. ]{1,3}\d){7,8}(?![-. ]?\d)")
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])"
LANDLINE = re.compile(rf"(?P<head>{BOUNDED}{AREA}){GAP}\d{{3,4}}{GAP}\d{{4}}(?!\d)")
VIRTUAL = re.compile(rf"(?P<head>{BOUNDED}(?:70|50\d?)){GAP}\d{{3,4}}{GAP}\d{{4}}(?!\d)")
# Without its area code, or without the 0 that a spreadsheet took: only what stands by it tells.
SHORT = re.compile(r"(?<![\d.-])(?P<head>)(?:10[- ]?[2-9]\d{3}[- ]?\d{4}|[2-9]\d{2,3}-\d{4})(?![\d-])")
CALLING = re.compile(clues("calling"), re.IGNORECASE)


def mobiles(text: str, context: str = "") -> Iterator[PersonalHit]:
    for match in MOBILE.finditer(text):
        if not _goes_on(text, match) or match["gap"] or match["gap2"]:
            yield _hit(Kind.MOBILE, match, match.start("tail"))
    for match in MOBILE_APART.finditer(text):
        if not _goes_on(text, match):
            yield _hit(Kind.MOBILE, match, match.end())
    for match in MOBILE_SPELT.finditer(text):
        yield PersonalHit.whole(Kind.MOBILE, match)


def others(text: str, context: str = "") -> Iterator[PersonalHit]:
    """Landlines, Internet and safe numbers; with CALLING beside them also numbers without an area code."""
    for kind, pattern in ((Kind.VIRTUAL, VIRTUAL), (Kind.LANDLINE, LANDLINE)):
        for match in pattern.finditer(text):
            if not _goes_on(text, match):
                yield _hit(kind, match, match.end())
    for match in SHORT.finditer(text):
        if near(CALLING, text, match, context, before=12, after=8):
            kind = Kind.MOBILE if match[0].startswith("10") and len(match[0]) > 9 else Kind.LANDLINE
            yield _hit(kind, match, match.end(), certain=False)


def _goes_on(text, match) -> bool:
    """It is the rest of a longer number: 127.010…, 2026-010-…"""
    before = text[max(match.start() - 2, 0) : match.start()]
    return len(before) == 2 and before[0].isdigit() and before[1] in ".,-/"


def _hit(kind, match, last, certain=True) -> PersonalHit:
    return PersonalHit(kind, match.start(), match.end(), match.end("head"), last, certain=certain)
