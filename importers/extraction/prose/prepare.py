"""A text's candidates with their features: what the model weighs, in training and in finding alike."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from importers.extraction.mention import FoundMention
from importers.extraction.prose.candidates import PossiblePlace, names, promises
from importers.extraction.prose.features import LineView, features
from importers.extraction.prose.stretches import stretches
from importers.extraction.prose.words import words
from importers.extraction.tiers import Tier
from importers.extraction.unit import TextUnit
from maptag.geocoding.gazetteer.lexicon import Lexicon


class Prepared(NamedTuple):
    """Candidates of a text with the names of their features, and the mention that a finder made of the same span.

    `text` is the part of the unit's plain text that begins at `offset`; the candidates' spans are of it.
    """

    text: str
    offset: int
    candidates: list[PossiblePlace]
    features: list[list[str]]
    found: list[FoundMention | None]


_END = re.compile(r"[다요음함됨임]\.\s|\n|[!?]\s")
# 장소변경: A → B
MOVED = re.compile(
    r"(?:장소|위치|행사장|집결지|개최지|접수처)[^\n→]{0,8}(?:변경|이전)|→[^\n→]{2,30}(?:변경|이전|옮[겨깁])|변경[^\n→]{0,20}→"
)
# Letters of a text that are weighed together: features look at all of them for each candidate.
LONGEST = 1200


def parts(text: str) -> list[tuple[int, int]]:
    """A text in pieces that are not too long, cut behind sentences where it has any."""
    if len(text) <= LONGEST:
        return [(0, len(text))]
    cuts, begin = [0], 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        while end - begin > LONGEST:
            begin = cuts[-1] if cuts[-1] > begin else begin + LONGEST
            cuts.append(begin) if begin > cuts[-1] else None
        if end - cuts[-1] > LONGEST // 2:
            cuts.append(end)
    return list(pairwise([*cuts, len(text)])) if cuts[-1] < len(text) else list(pairwise(cuts))


def prepare(unit: TextUnit, begin: int = 0, end: int | None = None) -> Prepared:
    """The candidates of a part of `unit`, those of its finders among them; what overlaps an address is left out."""
    text, lexicon = unit.text[begin:end], unit.context.grammar.lexicon
    own = {_plain_span(unit, mention, begin): mention for mention in unit.mentions}
    own = {span: mention for span, mention in own.items() if span[0] >= 0 and span[1] <= len(text)}
    by_span = {span: mention for span, mention in own.items() if not is_address(mention)}
    fixed = [span for span, mention in own.items() if is_address(mention)]
    pieces = None if unit.context.down_to is Tier.SUGGESTED else _promising_pieces(text, by_span, lexicon)
    line = words(text) if pieces is None or pieces else []
    if not line:
        return Prepared(text, begin, [], [], [])
    around = LineView(text, line, lexicon, unit.context.seen)
    around.stretches = [] if "→" in text and MOVED.search(text) else stretches(text, line, lexicon)
    candidates = [*names(text, line, lexicon, pieces), *around.stretches]
    spans = {(candidate.start, candidate.end) for candidate in candidates}
    candidates += [_of_mention(span, mention, around) for span, mention in by_span.items() if span not in spans]
    kept = [candidate for candidate in candidates if not _meets(candidate, fixed)]
    found = [by_span.get((candidate.start, candidate.end)) for candidate in kept]
    weighed = [
        features(candidate, around) + _of_finders(candidate, mention, by_span, text)
        for candidate, mention in zip(kept, found, strict=True)
    ]
    return Prepared(text, begin, kept, weighed, found)


def is_address(mention: FoundMention) -> bool:
    """An address, or what the finder of addresses made of two: 강남대로 12 ~ 강남대로 30."""
    return bool(mention.addresses) or (mention.belief == "address" and mention.kind != "place")


def _promising_pieces(text: str, by_span: Iterable[tuple[int, int]], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The sentences in which something may be sure: with a mention, or a word that looks like a name of one's own.

    Of running text 3 % is such; it leaves out 1 of 20 that would be sure.
    """
    ends = [match.end() for match in _END.finditer(text)]
    return [
        (start, end)
        for start, end in zip([0, *ends], [*ends, len(text)], strict=True)
        if any(start <= at < end for at, _ in by_span)
        or any(promises(word, lexicon) for word in text[start:end].split())
    ]


def _plain_span(unit: TextUnit, mention: FoundMention, offset: int) -> tuple[int, int]:
    offsets = unit.plain.offsets
    if offsets is None:
        return mention.start - offset, mention.end - offset
    return bisect_left(offsets, mention.start) - offset, bisect_left(offsets, mention.end) - offset


def _of_mention(span: tuple[int, int], mention: FoundMention, around: LineView) -> PossiblePlace:
    """The candidate that stands for what a finder found, where no other has its span."""
    start, end = span
    numbers = [n for n, word in enumerate(around.words) if word.end > start and word.start < end] or [0]
    return PossiblePlace(start, end, mention.kind, numbers[0], numbers[-1], numbers[-1], "", "found")


def _meets(candidate: PossiblePlace, spans: list[tuple[int, int]]) -> bool:
    return any(candidate.start < end and start < candidate.end for start, end in spans)


def _of_finders(candidate: PossiblePlace, mention: FoundMention | None, by_span, text: str) -> list[str]:
    """What the finders say of a candidate: the same, a part of it, more than it, or nothing."""
    if mention:
        return [f"finder={mention.belief}", f"finder={mention.belief}&{candidate.kind}"]
    said = set()
    for (start, end), other in by_span.items():
        if candidate.start < end and start < candidate.end:
            inside = start <= candidate.start and candidate.end <= end
            around = candidate.start <= start and end <= candidate.end
            rest = text[candidate.end : end].strip() if inside and candidate.start == start else ""
            what = "inside" if inside else "around" if around else "across"
            said.add(f"{what}={other.belief}")
            if rest:
                said.add(f"rest={rest[-1]}")
    return sorted(said) or ["nofinder"]
