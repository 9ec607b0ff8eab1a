"""A text as words: what each may name, which particle is behind it, and what stands between it and the next."""

import re
from functools import lru_cache
from typing import NamedTuple

from importers.vocabulary import KIND_ONLY, rows, terms

# 4·19민주묘지역, 당산1·2동, C.C.M.M빌딩 and 마포역(5호선) are one word each.
_LETTERS = "가-힣A-Za-z0-9"
_WORD = re.compile(
    r"\d{1,2}(?:\s?[,·ㆍ]\s?\d{1,2})+번(?=\s?출)"
    rf"|[가-힣]+\d(?:\s?[,·ㆍ]\s?\d)+가?동[가-힣]*"
    r"|\d{1,4}동?\s?~\s?\d{1,4}동"
    rf"|[{_LETTERS}]+(?:(?:(?<=\d)[.·ㆍ]|(?<=[A-Z])[.&-])[{_LETTERS}]+)*"
    r"(?:(?<=역)\s?\((?:[가-힣0-9·]{1,8}선|\d{1,2}번?\s?출구)\))?"
)
_PARTICLES = sorted(terms("particles", "behind_name") + terms("behind_names"), key=len, reverse=True)
_PARTICLE = re.compile("(?:" + "|".join(_PARTICLES) + ")$")
# Where a longer particle ends the word its shorter ones do too: 에서는 and 는. Two syllables of a name stay.
_SHORTEST = 2
_HEADS = {ending: kind for kind, ending in rows("heads")}
_LONGEST_HEAD = max(map(len, _HEADS))
RELATIONS = {word: kind for kind, word in rows("relations")}
_LONGEST_RELATION = max(map(len, RELATIONS))
_AROUND = {beginning: kind for kind, beginning in rows("surroundings")}
_LONGEST_BEGINNING = max(map(len, _AROUND))
_ONLY = re.compile(f"(?:제?\\d+|{KIND_ONLY})*$")
_EXIT = re.compile(r"(?:제?\d{1,2}(?:\s?[,·]\s?\d{1,2})*번|\d{1,2}번?출(?:입)?구|출(?:입)?구)$")
# 101동, 601~608동: blocks of flats
_BLOCK = re.compile(r"제?\d{1,4}동?(?:\s?~\s?\d{1,4}동)?(?<=동)$")
_NUMBER = re.compile(r"[\d.,·]+$")
_AMOUNT = re.compile(r"[\d.,·]+[가-힣㎡A-Za-z]{1,3}$")
_MOMENT = re.compile(r"(?:\d{1,4}(?:년|월|일|시|분)|오전|오후|매주|매일|내년|올해|지난|오는|[월화수목금토일]요일).*$")


class Word(NamedTuple):
    """`start:end` of the text; `gap` is what stands between the word before it and this one."""

    start: int
    end: int
    text: str
    gap: str


class Name(NamedTuple):
    """What letters could name. `kind` and `ending` are of the table of heads, "" where it has none of them."""

    kind: str
    ending: str
    relation: str
    is_kind_only: bool


def words(text: str) -> list[Word]:
    """The words of `text` in order."""
    found, at = [], 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        found.append(Word(start, end, match.group(), text[at:start]))
        at = end
    return found


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[tuple[str, str], ...]:
    """(stem, particle) of the ways to read a word: as it is, and without the particle that it may end with."""
    match = _PARTICLE.search(word)
    if not match or (match.start() < _SHORTEST and word[: match.start()] not in RELATIONS):
        return ((word, ""),)
    return (word, ""), (word[: match.start()], match.group())


@lru_cache(maxsize=50_000)
def name_of(stem: str) -> Name:
    """What the letters of a stem say of it."""
    if stem.endswith(")"):
        return Name("station", "역", "exit", False)
    if stem in RELATIONS:
        return Name(_HEADS.get(stem, ""), stem if stem in _HEADS else "", RELATIONS[stem], True)
    if _EXIT.match(stem):
        return Name("", "", "exit", True)
    if _BLOCK.match(stem):
        return Name("", "", "block", True)
    if glued := _glued(stem):
        return name_of(glued)._replace(relation=RELATIONS[stem[len(glued) :]])
    for size in range(min(len(stem), _LONGEST_HEAD), 0, -1):
        ending = stem[-size:]
        if ending in _HEADS:
            return Name(_HEADS[ending], ending, "", _ONLY.match(stem[:-size]) is not None)
    return Name("", "", "", False)


def _glued(stem: str) -> str:
    """공원 of 공원앞: the name before a relation that is glued to it, or ""."""
    if stem in _HEADS:
        return ""
    for size in range(min(len(stem) - 2, _LONGEST_RELATION), 0, -1):
        if stem[-size:] in RELATIONS and (size > 1 or stem[-1] in "앞옆뒤") and stem[-size:] not in _HEADS:
            return stem[:-size]
    return ""


@lru_cache(maxsize=50_000)
def speaks_of(word: str) -> str:
    """The kind of the table of surroundings that a word begins like; a moment, a number, an amount; or ""."""
    for size in range(min(len(word), _LONGEST_BEGINNING), 0, -1):
        if kind := _AROUND.get(word[:size]):
            return kind
    if _NUMBER.match(word):
        return "number"
    if _MOMENT.match(word):
        return "moment"
    return "amount" if _AMOUNT.match(word) else ""
