"""Road names, and those of stations, sorted for people who type: by letters, by 초성, in Latin letters, misspelt."""

import re
from bisect import bisect_left
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.gazetteer.naming import initials
from maptag.geocoding.language.edits import edits, jamo
from maptag.geocoding.parsing.english import romanised
from maptag.geocoding.typeahead.typed import fits, only_initials, ranges

# Two syllables have neighbours everywhere.
_SHORTEST_MISSPELT = 3


def beginning_with(key: str, lexicon: Lexicon) -> list[str]:
    """Roads whose name, 초성 or Latin form begins with what was typed, short names first."""
    if key.isascii():
        names = _between(_latin(lexicon), [(key, key + "\x7f")]) if key.isalpha() else []
    elif only_initials(key):
        names = _between(_initials(lexicon), [(key, key + "\uffff")])
    else:
        names = [name for name in _between(_letters(lexicon), ranges(key)) if fits(name, key)]
    return sorted(dict.fromkeys(names), key=lambda name: (not name.startswith(key), len(name), name))


def misspelt(key: str, lexicon: Lexicon) -> list[str]:
    """Roads and stations of the home city that begin with what was typed but for one slip of the pen."""
    if len(key) < _SHORTEST_MISSPELT or key.isascii():
        return []
    names = _at_home(lexicon)
    begun = [name[: len(key)] for name in names]
    near = process.extract(jamo(key), map(jamo, begun), scorer=OSA.distance, score_cutoff=2, limit=None)
    return sorted((names[at] for _name, _edits, at in near if edits(key, begun[at]) == 1), key=len)


def _between(names: list[tuple[str, str]], within) -> list[str]:
    return [
        name for low, high in within for _key, name in names[bisect_left(names, (low,)) : bisect_left(names, (high,))]
    ]


@lru_cache(maxsize=2)
def _letters(lexicon: Lexicon) -> list[tuple[str, str]]:
    return sorted((name, name) for name in lexicon.roads)


@lru_cache(maxsize=2)
def _initials(lexicon: Lexicon) -> list[tuple[str, str]]:
    return sorted((initials(name), name) for name in lexicon.roads)


@lru_cache(maxsize=2)
def _latin(lexicon: Lexicon) -> list[tuple[str, str]]:
    return sorted((re.sub(r"[^a-z]", "", romanised(name)), name) for name in lexicon.roads)


@lru_cache(maxsize=2)
def _at_home(lexicon: Lexicon) -> list[str]:
    stations = [name for name, category in lexicon.places.items() if category == "station"]
    return [*stations, *(name for name, gus in lexicon.roads.items() if gus & lexicon.home)]
