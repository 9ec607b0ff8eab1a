"""All finders over one text, and the masked text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from .findings import Audience, Finding, Kind, PersonalHit
from .homes import homes
from .identity import identities, residents
from .mail import addresses, is_private
from .money import accounts, cards
from .phones import mobiles, others
from .plain import Plain
from .plates import plates
from .vocabulary import clues

# The first that claims a span has it. A mobile number is told before an account, a card before both.
FINDERS = (identities, cards, mobiles, others, accounts, addresses, plates, homes)
# An office's own numbers are there to be called.
OPEN_OFFICE = frozenset({Kind.LANDLINE, Kind.VIRTUAL})
# A column of numbers is no number: a phone's breaks twice in the narrowest cell.
MOST_JOINTS = 2
WORTH_READING = re.compile(
    rf"[\d@＠〇○◯①-⑨]|{clues('begins')}|{clues('at_sign')}"
    rf"|[(\[{{] ?at|[공영일이삼사오육륙칠팔구]{{6}}|[oOㅇ]-?[lIㅣ|일]",
    re.IGNORECASE,
)
HREF = re.compile(r"\shref=(?P<quote>[\"'])(?P<value>[^\"'<>]{0,4000})(?P=quote)")


def find(text: str, audience: Audience = Audience.CITIZEN, context: str = "") -> list[Finding]:
    """The personal data in `text`, in its order, without overlaps; positions are of `text` as given.

    `context` stands apart and belongs to it, as a column's heading does ("계좌번호").
    """
    return [finding for finding, _hidden in _findings(text, audience, context, markup=False)]


def find_html(text: str, audience: Audience = Audience.OFFICE) -> list[Finding]:
    """As `find`, in sanitised HTML: tags within a number and entities are read over."""
    return [finding for finding, _hidden in _findings(text, audience, "", markup=True)]


def mask(text: str, audience: Audience = Audience.OFFICE, context: str = "") -> str:
    """`text` with what is personal replaced by asterisks. Masked text stays as it is."""
    return _masked(text, audience, context, markup=False)


def mask_html(text: str, audience: Audience = Audience.OFFICE) -> str:
    """`mask` for sanitised HTML; a link that leads to something personal loses its address."""
    return _masked(HREF.sub(lambda link: _link(link, audience), text), audience, "", markup=True)


def _link(link, audience) -> str:
    value = unquote(link["value"].replace("&amp;", "&"))
    return "" if any(_findings(re.sub(r"^(?:tel|mailto):", "", value), audience, "", markup=True)) else link[0]


def _masked(text, audience, context, markup) -> str:
    parts, at = [], 0
    for _finding, hidden in _findings(text, audience, context, markup):
        for start, end in hidden:
            parts += [text[at:start], "*"]
            at = end
    return "".join([*parts, text[at:]]) if parts else text


def _findings(text, audience, context, markup) -> Iterator[tuple[Finding, list]]:
    """Yield (Finding, the spans of the original that one asterisk each replaces)."""
    if not WORTH_READING.search(text) and not _has_wide_digits(text):
        return
    plain = Plain(text, markup)
    for hit in _hits(plain, context):
        if audience == Audience.OFFICE and (hit.kind in OPEN_OFFICE or _is_office_mail(plain.text, hit)):
            continue
        hidden = _hidden(plain, hit)
        start, end = plain.span(hit.start)[0], plain.span(hit.end - 1)[1]
        yield Finding(hit.kind, start, end, hit.certain, _replaced(text, start, end, hidden)), hidden


def _has_wide_digits(text) -> bool:
    return not text.isascii() and any(char.isdigit() for char in text)


def _hits(plain, context) -> list[PersonalHit]:
    """What the finders claim, the first claim first; then without overlaps, in the order of the text."""
    claims = [hit for finder in FINDERS for hit in finder(plain.text, context)]
    spoken = plain.spoken()
    if spoken != plain.text:
        claims += [*residents(spoken, context), *mobiles(spoken, context)]
    if "\n" in plain.text:
        claims += _over_lines(plain, context)
    claimed = bytearray(len(plain.text))
    kept = []
    for hit in claims:
        if not any(claimed[hit.start : hit.end]):
            claimed[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _over_lines(plain, context) -> Iterator[PersonalHit]:
    """What is whole only without the line breaks in it."""
    text, places = plain.joined()
    if len(text) == len(plain.text):
        return
    for finder in FINDERS:
        for hit in finder(text, context):
            start, end = places[hit.start], places[hit.end - 1] + 1
            breaks = plain.text.count("\n", start, end) - text.count("\n", hit.start, hit.end)
            if 0 < breaks <= MOST_JOINTS and hit.kind not in (Kind.EMAIL, Kind.HOME):
                yield _moved(hit, places)


def _moved(hit, places) -> PersonalHit:
    def end(at):
        return places[at - 1] + 1

    moved = {"start": places[hit.start], "end": end(hit.end), "first": places[hit.first], "last": end(hit.last)}
    return replace(hit, **moved)


def _is_office_mail(text, hit) -> bool:
    return hit.kind == Kind.EMAIL and not is_private(text[hit.start : hit.end])


def _hidden(plain, hit) -> list[tuple[int, int]]:
    """Digits and letters of digits are hidden, what parts them stays; of a mailbox everything."""
    places = range(hit.first, hit.last)
    if hit.kind == Kind.PLATE:
        return [plain.span(i) for i in places if plain.text[i].isdigit()]
    if hit.kind == Kind.HOME:
        return [plain.span(i) for i in places if plain.text[i].isdigit() or "A" <= plain.text[i] <= "z"]
    return [
        plain.span(i) for i in places if plain.text[i].isalnum() or hit.kind == Kind.EMAIL or plain.text[i] in "○◯|⭕*"
    ]


def _replaced(text, start, end, hidden) -> str:
    parts, at = [], start
    for first, last in hidden:
        parts += [text[at:first], "*"]
        at = last
    return "".join([*parts, text[at:end]])
