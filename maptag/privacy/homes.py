"""The number of a flat where a person's name stands beside it: together they tell who lives where."""

import re
from collections.abc import Iterator

from .findings import Kind, PersonalHit
from .vocabulary import clues, name_parts

FLAT = re.compile(
    r"(?<![\d가-힣A-Za-z])(?:(?:\d{1,4}|[가-하A-Z]) ?동 ?(?:지하 ?)?(?:\d{1,2} ?층 ?)?[BF]?\d{1,4} ?호"
    r"|(?:지하 ?)?\d{1,2} ?층 ?[BF]?\d{1,4} ?호|(?P<alone>[BF]?\d{2,4} ?호)|\d{2,4}- ?\d{3,4} ?호)"
    rf"(?!{clues('numbered')})"
)
WORD = re.compile(r"[가-힣]{2,8}")
# What follows a name, or says that one follows.
HONORIFIC = clues("honorific")
HONOURED = re.compile(rf"(?<![가-힣])(?P<name>[가-힣]{{2,4}}) ?{HONORIFIC}(?:[가-힣]{{0,3}})(?![가-힣])")
LABELLED = re.compile(rf"{clues('label')} ?[:은는]? ?(?P<name>[가-힣]{{2,4}})")
PARTICLE = re.compile(rf"{clues('particle')}?$")
BESIDE = 18


def homes(text: str, context: str = "") -> Iterator[PersonalHit]:
    for match in FLAT.finditer(text):
        if _name_beside(text, match):
            yield PersonalHit.whole(Kind.HOME, match, certain=False)


def _name_beside(text, flat) -> bool:
    """Whether a name stands within BESIDE characters, in the same line."""
    before = text[max(flat.start() - BESIDE, 0) : flat.start()].rpartition("\n")[2]
    after = text[flat.end() : flat.end() + BESIDE].partition("\n")[0]
    if any(
        is_name(match["name"])
        for part in (before, after)
        for pattern in (HONOURED, LABELLED)
        for match in pattern.finditer(part)
    ):
        return True
    # A room by itself, or the legal dong that an address adds in brackets, makes no name of what stands beside it.
    parts = () if flat["alone"] else (before, after.partition("(")[0])
    return any(_is_bare_name(word[0]) for part in parts for word in WORD.finditer(part))


def is_name(word: str) -> bool:
    """A family name and one or two more syllables."""
    family, _given = name_parts()
    family_name = family.match(word)
    return bool(family_name) and 1 <= len(word) - family_name.end() <= 2


def _is_bare_name(word: str) -> bool:
    """Without anything that says so: three syllables of which the last two are what people are called."""
    _family, syllables = name_parts()
    stem = word if len(word) == 3 else PARTICLE.sub("", word, count=1) if len(word) > 3 else ""
    return len(stem) == 3 and is_name(stem) and set(stem[1:]) <= syllables
