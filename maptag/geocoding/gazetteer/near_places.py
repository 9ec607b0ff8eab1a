"""Names of places that a misspelt one may stand for: one slip, in a name whose beginning or end is right.

Measured on 600 names of the gazetteer in their gu, with one wrong letter: 580 of 581 right, none wrong. Of 600 names
that were taken out of it, 28 are one slip from another in the same gu (삼익빌라, 삼일빌라), most of them short.
"""

from collections import defaultdict
from functools import lru_cache

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.gazetteer.naming import name_key
from maptag.geocoding.language.edits import edits, numbers

# A slip in a name of three syllables makes another name.
SHORTEST = 4
_HALF = 2


class NearPlaces:
    """Name keys by their first and by their last two syllables: one slip leaves one of the two as it is.

    All names of Seoul by their letters take 40 ms a question, so 1 ms.
    """

    def __init__(self, lexicon: Lexicon):
        self.gus: dict[str, frozenset[str]] = {}
        self._alike: dict[tuple, set[str]] = defaultdict(set)
        for name, gus in lexicon.place_gus.items():
            key = name_key(name)
            if len(key) >= SHORTEST:
                self.gus[key] = self.gus.get(key, frozenset()) | gus
                self._alike[key[:_HALF], "", len(key)].add(key)
                self._alike["", key[-_HALF:], len(key)].add(key)

    def nearest(self, written: str, gus: frozenset[str]) -> list[str]:
        """The keys one slip from `written`, in any of the gus if some are given; sorted."""
        if len(written) < SHORTEST:
            return []
        lengths = range(len(written) - 1, len(written) + 2)
        alike = set()
        for length in lengths:
            alike |= self._alike.get((written[:_HALF], "", length), set())
            alike |= self._alike.get(("", written[-_HALF:], length), set())
        digits = numbers(written)
        return sorted(
            key
            for key in alike
            if (not gus or gus & self.gus[key])
            and key != written
            and numbers(key) == digits
            and edits(written, key) <= 1
        )


@lru_cache(maxsize=2)
def near_places(lexicon: Lexicon) -> NearPlaces:
    """Of a lexicon, made once: .6 s for Seoul's 64,000 names, at the first name that is not known."""
    return NearPlaces(lexicon)
