"""Spans of a text that may name a place: with high recall, for a model to choose among."""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from importers.extraction.prose.words import RELATIONS, Word, name_of, speaks_of, stems, words
from importers.vocabulary import terms
from maptag.geocoding.gazetteer.lexicon import Lexicon

LONGEST = 4
_AREA_END = re.compile(r"(?:제?\d[\d.·]*)?(?:동|가|읍|면|리|구|군|시)$")
# Relations and exits behind a name, in words of their own: 3번 출구 앞 횡단보도.
_LONGEST_TAIL = 4
_WHERE = frozenset(terms("prose_particles", "where"))
_ENDING = frozenset(terms("prose_particles", "ends_name"))
_SHORT_RELATIONS = frozenset(word for word in RELATIONS if len(word) == 1)
_CONJUNCTIONS = frozenset(terms("prose_particles", "conjunction"))
_OF_AREAS = frozenset(terms("prose_particles", "of_area"))
_CLAUSE_ENDS = terms("prose_particles", "ends_clause")


class PossiblePlace(NamedTuple):
    """`start:end` of the text over the words `first` to `last`, the particle behind it left out.

    `head` is the word that bears the name, words of relation behind it. `points` are the spans of a stretch's points,
    `road` that of its road.
    """

    start: int
    end: int
    kind: str
    first: int
    last: int
    head: int
    particle: str
    shape: str = "name"
    points: tuple[tuple[int, int], ...] = ()
    road: tuple[int, int] | None = None


class OnMap(NamedTuple):
    """What the lexicon says of a name: the kind of place on the map, "road", "dong", "gu", or "" (unknown)."""

    place: str
    road: bool
    dong: bool
    sigungu: bool

    @property
    def any(self) -> bool:
        return bool(self.place or self.road or self.dong or self.sigungu)


def known(name: str, lexicon: Lexicon) -> OnMap:
    """What the lexicon says of `name`, blanks left out where it has it only so."""
    joined = name.replace(" ", "")
    place = lexicon.places.get(name) or lexicon.places.get(joined) or ""
    if not place and joined[-1:] in "역":
        place = "station" if lexicon.places.get(joined) else ""
    return OnMap(
        place if len(joined) > 1 else "",
        joined in lexicon.roads,
        bool(lexicon.dong_gus(joined)),
        joined in lexicon.gus or joined in lexicon.sido,
    )


@lru_cache(maxsize=4)
def _stems_of(lexicon: Lexicon) -> frozenset[str]:
    """What names of the neighbourhood begin with: the dong, gu and stations without their endings."""
    areas = {_AREA_END.sub("", name) for name in (*lexicon.legal, *lexicon.administrative, *lexicon.gus)}
    stations = {name[:-1] for name, kind in lexicon.places.items() if kind == "station"}
    return frozenset(name for name in areas | stations if 1 < len(name) < 5)


@lru_cache(maxsize=4)
def _endings_of(lexicon: Lexicon) -> Counter:
    """How many names on the map end with two, and with three letters."""
    return Counter(name[-size:] for name in lexicon.places for size in (2, 3) if len(name) > size)


@lru_cache(maxsize=50_000)
def begins(name: str, lexicon: Lexicon) -> bool:
    """Does a name begin with that of a neighbourhood and go on: 길음시장, 방배열린문화센터?"""
    own = _stems_of(lexicon)
    return any(name[:size] in own for size in (2, 3, 4) if len(name) > size + 1)


@lru_cache(maxsize=50_000)
def endings_on_map(name: str, lexicon: Lexicon) -> tuple[int, int]:
    """Orders of magnitude (0 to 4) of how many names on the map end with its last two and three letters."""
    count = _endings_of(lexicon)
    return tuple(min(4, count[name[-size:]].bit_length() // 2) for size in (2, 3))


@lru_cache(maxsize=100_000)
def promises(word: str, lexicon: Lexicon) -> bool:
    """Does a word, with what is glued to it, look like the name of a place: on the map, or with a telling ending?"""
    for part in words(word):
        for stem, _ in stems(part.text):
            name = name_of(stem)
            if len(stem) < 3 or name.is_kind_only or not stem[-1].isalpha():
                continue
            if stem in lexicon.places or (len(name.ending) > 1 and begins(stem, lexicon)):
                return True
    return False


def names(
    text: str, line: list[Word], lexicon: Lexicon, pieces: list[tuple[int, int]] | None = None
) -> list[PossiblePlace]:
    """Names of any shape, with the words of relation behind them; only those in `pieces` of the text, if given."""
    spans = []
    for last, word in enumerate(line):
        if pieces is not None and not any(start <= word.start < end for start, end in pieces):
            continue
        after = line[last + 1].gap if last + 1 < len(line) else text[word.end :]
        for stem, particle in stems(word.text):
            behind = last and joins(word.gap) and name_of(line[last - 1].text).relation
            if (behind and stem.strip("0123456789")) or _may_end(stem, particle, word, after, lexicon):
                spans += _ending_at(last, stem, particle, text, line, lexicon)
    return spans


def _may_end(stem: str, particle: str, word: Word, after: str, lexicon: Lexicon) -> bool:
    if len(stem) < 2 and stem not in _SHORT_RELATIONS:
        return False
    name = name_of(stem)
    if name.relation or name.kind:
        return True
    if speaks_of(stem) in ("moment", "number", "amount"):
        return False
    if particle in _WHERE or known(stem, lexicon).any or begins(stem, lexicon):
        return True
    if particle and not after.strip():
        return False
    return not after.startswith(" ") or after.strip() != "" or (not particle and _is_listed(word))


def _is_listed(word: Word) -> bool:
    """Does punctuation stand before the word: one of a list, in brackets or in quotes?"""
    return word.gap.strip() != ""


def _ending_at(last: int, stem: str, particle: str, text: str, line: list[Word], lexicon: Lexicon):
    """The candidates that end with `stem` of the word `last`, one for each word with which they may begin."""
    end, head = line[last].start + len(stem), last
    while head and last - head < _LONGEST_TAIL and _is_tail(head, last, stem, line) and joins(line[head].gap):
        head -= 1
    if head == last and name_of(stem).relation and name_of(stem).is_kind_only:
        return
    for first in range(head, max(-1, head - LONGEST), -1):
        if first < head and not joins(line[first + 1].gap):
            return
        word = line[first]
        if first < head and _breaks(word.text, lexicon):
            return
        if first < head and (word.text.endswith(_CLAUSE_ENDS) and len(word.text) > 2 and speaks_of(word.text)):
            return
        if speaks_of(word.text) in ("number", "moment") or word.text.isdigit():
            continue
        yield PossiblePlace(word.start, end, kind_of_span(text[word.start : end], lexicon), first, last, head, particle)


def _breaks(word: str, lexicon: Lexicon) -> bool:
    """Has a word within a name a particle that ends one? 광화문은 and 및 do, 종로 and 한국은 of a name do not."""
    if word in _CONJUNCTIONS:
        return True
    stem, particle = stems(word)[-1]
    if particle in _OF_AREAS and (stem in lexicon.gus or stem in lexicon.sido or lexicon.dong_gus(stem)):
        return True
    return particle in _ENDING and not name_of(word).kind and not known(word, lexicon).any


def _is_tail(at: int, last: int, stem: str, line: list[Word]) -> bool:
    name = name_of(stem if at == last else line[at].text)
    return bool(name.relation) and name.is_kind_only


def joins(gap: str) -> bool:
    return gap in (" ", "  ")


def kind_of_span(name: str, lexicon: Lexicon) -> str:
    """The KINDS of a name: by its last word, and by what the lexicon knows."""
    from importers.extraction.finders.naming import kind_of

    last = name.rsplit(" ", 1)[-1]
    tail = name_of(last)
    if tail.relation == "extent" or tail.kind == "plain_area":
        return "area"
    kind = kind_of(name)
    if kind == "intersection" or tail.relation:
        return kind
    joined = name.replace(" ", "")
    if joined in lexicon.roads or tail.kind == "road":
        return "segment"
    if tail.kind == "dong" or joined in lexicon.gus:
        return "area"
    return "place"
