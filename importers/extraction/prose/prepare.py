"""A text's candidates with their features: what the model weighs, in training and in finding alike."""

import re
from bisect import bisect_left
from typing import NamedTuple

from importers.extraction.mention import FoundMention
from importers.extraction.prose.candidates import Candidate, names, promises
from importers.extraction.prose.features import Surroundings, features
from importers.extraction.prose.stretches import stretches
from importers.extraction.prose.words import words
from importers.extraction.tiers import Tier
from importers.extraction.unit import TextUnit
from maptag.geocoding.gazetteer.lexicon import Lexicon


class Prepared(NamedTuple):
    """Candidates of a text with the names of their features, and the mention that a finder made of the same span."""

    candidates: list[Candidate]
    features: list[list[str]]
    found: list[FoundMention | None]


_END = re.compile(r"[다요음함됨임]\.\s|\n|[!?]\s")
# 장소변경: A → B
MOVED = re.compile(
    r"(?:장소|위치|행사장|집결지|개최지|접수처)[^\n→]{0,8}(?:변경|이전)|→[^\n→]{2,30}(?:변경|이전|옮[겨깁])|변경[^\n→]{0,20}→"
)
NOTHING = Prepared([], [], [])


def prepare(unit: TextUnit) -> Prepared:
    """The candidates of `unit`, those of its finders among them; what overlaps an address is left out."""
    lexicon = unit.context.grammar.lexicon
    pieces = None if unit.context.down_to is Tier.SUGGESTED else _promising_pieces(unit, lexicon)
    line = words(unit.text) if pieces is None or pieces else []
    if not line:
        return NOTHING
    around = Surroundings(unit.text, line, lexicon, unit.context.seen)
    by_span = {_plain_span(unit, mention): mention for mention in unit.mentions if not is_address(mention)}
    fixed = [_plain_span(unit, mention) for mention in unit.mentions if is_address(mention)]
    around.stretches = [] if "→" in unit.text and MOVED.search(unit.text) else stretches(unit.text, line, lexicon)
    candidates = [*names(unit.text, line, lexicon, pieces), *around.stretches]
    spans = {(candidate.start, candidate.end) for candidate in candidates}
    candidates += [_of_mention(span, mention, around) for span, mention in by_span.items() if span not in spans]
    kept = [candidate for candidate in candidates if not _meets(candidate, fixed)]
    found = [by_span.get((candidate.start, candidate.end)) for candidate in kept]
    weighed = [
        features(candidate, around) + _of_finders(candidate, mention, by_span, around.text)
        for candidate, mention in zip(kept, found, strict=True)
    ]
    return Prepared(kept, weighed, found)


def is_address(mention: FoundMention) -> bool:
    """An address, or what the finder of addresses made of two: 강남대로 12 ~ 강남대로 30."""
    return bool(mention.addresses) or (mention.belief == "address" and mention.kind != "place")


def _promising_pieces(unit: TextUnit, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The sentences in which something may be sure: with a mention, or a word that looks like a name of one's own.

    Only 3 % of running text is such. What it leaves out of what was sure with all: 1 of 40.
    """
    own = [_plain_span(unit, mention) for mention in unit.mentions if not is_address(mention)]
    ends = [match.end() for match in _END.finditer(unit.text)]
    return [
        (start, end)
        for start, end in zip([0, *ends], [*ends, len(unit.text)], strict=True)
        if any(start <= at < end for at, _ in own)
        or any(promises(word, lexicon) for word in unit.text[start:end].split())
    ]


def _plain_span(unit: TextUnit, mention: FoundMention) -> tuple[int, int]:
    offsets = unit.plain.offsets
    if offsets is None:
        return mention.start, mention.end
    return bisect_left(offsets, mention.start), bisect_left(offsets, mention.end)


def _of_mention(span: tuple[int, int], mention: FoundMention, around: Surroundings) -> Candidate:
    """The candidate that stands for what a finder found, where no other has its span."""
    start, end = span
    numbers = [n for n, word in enumerate(around.words) if word.end > start and word.start < end] or [0]
    return Candidate(start, end, mention.kind, numbers[0], numbers[-1], numbers[-1], "", "found")


def _meets(candidate: Candidate, spans: list[tuple[int, int]]) -> bool:
    return any(candidate.start < end and start < candidate.end for start, end in spans)


def _of_finders(candidate: Candidate, mention: FoundMention | None, by_span, text: str) -> list[str]:
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
