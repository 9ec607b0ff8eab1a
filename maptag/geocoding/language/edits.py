"""Known names that a misspelt one may stand for, by the edits (slips of the pen) that lead from one to the other."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from operator import ne

from rapidfuzz import process
from rapidfuzz.distance import OSA

# What never changes: 독서당로62가길 and 독서당로62길 are two roads, however alike.
_NUMBERS = re.compile(r"\d+(?:[가나다라마바사아자차카타파하](?=[가-힣]{1,2}$))?")
_TAIL = re.compile(r"(?:대?로|길)?\d.*$|(?:대?로|길|동)$")
# How many edits a name may hold, by its letters (jamo): three in a short name would be another name.
_LIMITS = ((6, 1), (12, 2), (99, 3))
# A stem of one syllable that lost another could be half the city.
_SHORTEST_STEM = 2


def jamo(name: str) -> str:
    """The name in its letters: one slip is mostly one of them."""
    return unicodedata.normalize("NFD", name)


def numbers(name: str) -> tuple[str, ...]:
    """The numbers in a name, with the letter of a branch: 62가 of 독서당로62가길."""
    return tuple(_NUMBERS.findall(name))


def edits(written: str, name: str) -> int:
    """How many edits make `written` of `name`: letters wrong, lost or too many; or one slip with a whole syllable.

    A syllable left out, typed twice or before its neighbour is one slip, and so are two neighbours that have exchanged
    their initials, vowels or finals (히괴로 for 회기로).
    """
    letters = OSA.distance(jamo(written), jamo(name))
    if letters <= 1:
        return letters
    return 1 if _one_syllable(written, name) or _exchanged(written, name) else letters


def _one_syllable(written: str, name: str) -> bool:
    if OSA.distance(written, name) > 1:
        return False
    if len(written) < len(name):
        return len(_TAIL.sub("", written)) >= _SHORTEST_STEM
    if len(written) > len(name):
        return any(a == b and written[:at] + written[at + 1 :] == name for at, (a, b) in enumerate(pairwise(written)))
    return sorted(written) == sorted(name)


def _exchanged(written: str, name: str) -> bool:
    wrong = [at for at, letters in enumerate(zip(written, name, strict=False)) if ne(*letters)]
    if len(written) != len(name) or len(wrong) != 2 or wrong[1] - wrong[0] != 1:
        return False
    (a, b), (c, d) = ([_parts(text[at]) for at in wrong] for text in (written, name))
    return any(_swap(a, b, part) == (c, d) for part in range(3))


def _parts(syllable: str) -> tuple[int, int, int]:
    code = ord(syllable) - 0xAC00
    return code // 588, code % 588 // 28, code % 28


def _swap(a: tuple, b: tuple, part: int) -> tuple[tuple, tuple]:
    return (*a[:part], b[part], *a[part + 1 :]), (*b[:part], a[part], *b[part + 1 :])


class NearNames:
    """`known`: names and the areas (gus) that have them; `wider`: the areas that a gu is part of.

    One pass over all names (Seoul's 15,000: 0.1 s), then each question looks at those of its area and numbers only.
    """

    def __init__(self, gus_by_name: Mapping[str, Iterable[str]], wider: Mapping[str, Iterable[str]]):
        self._names: dict[tuple, list[str]] = defaultdict(list)
        self._letters: dict[tuple, list[str]] = defaultdict(list)
        for name, gus in gus_by_name.items():
            kept, letters = numbers(name), jamo(name)
            for area in {area for sigungu in gus for area in (sigungu, *wider.get(sigungu, ()))}:
                self._names[area, kept].append(name)
                self._letters[area, kept].append(letters)

    def nearest(self, written: str, area: str, fewer: int = 0) -> tuple[list[str], int]:
        """The names of `area` with the fewest edits and how many those are; none beyond what its length allows.

        `fewer`: so many edits less are allowed (but one), where the area is a large one.
        """
        letters = jamo(written)
        length = sum(not letter.isdigit() for letter in letters)
        limit = max(1, next(edits for longest, edits in _LIMITS if length <= longest) - fewer)
        kept = (area, numbers(written))
        matches = process.extract(written, self._names.get(kept, ()), scorer=OSA.distance, score_cutoff=1, limit=None)
        # Two: neighbours that exchanged their letters.
        matches += process.extract(
            letters, self._letters.get(kept, ()), scorer=OSA.distance, score_cutoff=max(2, limit), limit=None
        )
        names = self._names.get(kept, ())
        costs = {names[index]: 0 for _choice, _distance, index in matches}
        costs = {name: edits(written, name) for name in costs}
        best = min(costs.values(), default=limit + 1)
        return [name for name, cost in costs.items() if cost == best] if best <= limit else [], best
