"""The ways in which offices write one thing, made one before any finder reads the text, with a map back to it.

Arrows (-> <-> => ⇔ ⇄ ⇒) become → and ↔; a hyphen between two stops becomes ~; 사직로(161번지) becomes 사직로 161번지,
and [성산로]홍대입구역→신촌역 becomes 성산로(홍대입구역→신촌역), the form in which a stretch names its road.
"""

import re

from importers.vocabulary import alternatives
from maptag.geocoding.language.normalise import ODD_CHARACTERS, Normalised, normalised

# What some notation has; one search for all of it took a twelfth of a register's time.
_ODD_SIGNS = r"<>⇔⇄⇒➔➜\]"
_ODD_SIGN = re.compile(f"[{_ODD_SIGNS}]")
# Together with what is normalised: the one search that nearly every cell takes, in place of two (1.8 for 2.7 µs a row).
_UNUSUAL = re.compile(f"[{ODD_CHARACTERS}{_ODD_SIGNS}]")
_NUMBER_BEHIND = re.compile(r"\((?<=[로길].)\s?(?:지하)?\s?\d|\((?<=[로길]\s.)\s?(?:지하)?\s?\d")
_HYPHEN_BEHIND = re.compile(r"[역리교로]\s?-\s?[가-힣]")
_HYPHENATED = alternatives("stretches", "hyphenated")
_SIGNS = re.compile(
    r"(?P<both>\s?(?:<\s?[-=]+\s?>|[⇔⇄])\s?)|(?P<to>\s?(?:[-=]+>|[⇒➔➜])\s?)|(?P<from>\s?<[-=]+\s?(?=[가-힣]))"
    rf"|(?P<hyphen>(?<=[가-힣][역리교로])\s?-\s?(?=[가-힣]{{1,8}}{_HYPHENATED}(?![가-힣])))"
)
_NUMBER_IN_BRACKETS = re.compile(
    r"(?<=[로길])(?P<open>\s?\(\s?)(?P<number>(?:지하)?\s?\d{1,4}(?:-\d{1,4})?(?:번지|번)?)(?P<close>\s?\))"
)
_ROAD_IN_FRONT = re.compile(
    r"(?P<open>\[\s?)[가-힣0-9]{2,10}[로길](?P<close>\s?\]\s?)(?P<stretch>[^\[\]()<>〈〉\n]*?[→↔~][^\[\]()<>〈〉\n]*?)"
    r"(?P<end>(?=\s*(?:$|[\n,<〈(\[])))"
)


def readable(text: str, in_table: bool) -> Normalised:
    """Plain form of `text` in the notations that the finders know; a hyphen between stops means a stretch in tables."""
    if not _UNUSUAL.search(text):
        if not _is_rewritten(text):
            return Normalised(text)
        plain = Normalised(text)
    else:
        plain = normalised(text)
        if not _ODD_SIGN.search(plain.text) and not _is_rewritten(plain.text):
            return plain
    plain = _edited(plain, list(_sign_edits(plain.text, in_table)))
    plain = _edited(plain, [edit for match in _NUMBER_IN_BRACKETS.finditer(plain.text) for edit in _opened(match)])
    return _edited(plain, [edit for match in _ROAD_IN_FRONT.finditer(plain.text) for edit in _road_first(match)])


def _is_rewritten(text: str) -> bool:
    """Has the text a bracket or hyphen that is written otherwise? The numbers of 12-3 and (역삼동) are passed over."""
    if "(" in text and _NUMBER_BEHIND.search(text):
        return True
    hyphen = text.find("-")
    if hyphen < 1 or (text[hyphen - 1].isdecimal() and text.find("-", hyphen + 1) < 0):
        return False
    return _HYPHEN_BEHIND.search(text) is not None


def _sign_edits(text: str, in_table: bool):
    for match in _SIGNS.finditer(text):
        if match["hyphen"] and not in_table:
            continue
        sign = {"both": "↔", "to": "→", "from": "↔", "hyphen": "~"}[match.lastgroup]
        yield *match.span(), sign


def _opened(match: re.Match):
    yield *match.span("open"), " "
    yield *match.span("close"), ""


def _road_first(match: re.Match):
    start, end = match.span("open")
    yield start, end + 1, match.string[end]
    yield *match.span("close"), "("
    yield *match.span("end"), ")"


def _edited(plain: Normalised, edits: list[tuple[int, int, str]]) -> Normalised:
    """`plain` with its spans (start, end, new text) replaced; new text lies where the old began."""
    if not edits:
        return plain
    offsets = plain.offsets or range(len(plain.text) + 1)
    parts, kept, at = [], [], 0
    for start, end, new in edits:
        parts += (plain.text[at:start], new)
        kept += (*offsets[at:start], *[offsets[start]] * len(new))
        at = end
    parts.append(plain.text[at:])
    kept += offsets[at:]
    return Normalised("".join(parts), tuple(kept))
