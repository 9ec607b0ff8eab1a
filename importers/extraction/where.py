"""The area that a text in a document names, read without a model: a heading, a file name, a cell of gus."""

import re
from functools import lru_cache
from typing import NamedTuple

from importers.vocabulary import alternatives
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.parsing.grammar import Grammar

_DITTO_WORDS = alternatives("cells", "ditto")
_DITTO = re.compile(rf"^\s*{_DITTO_WORDS}\s*$")
_LONGEST_DITTO = 8
_OF_SIDO = alternatives("offices", "of_sido")
_SIDO_WORD = re.compile(rf"[가-힣]{{2,7}}(?:시|도)(?![가-힣])|[가-힣]{{2,7}}(?:시|도)(?={_OF_SIDO})")
_OF_GU = alternatives("offices", "of_gu")
_GU_WORD = re.compile(rf"[가-힣]{{1,8}}[구군시](?![가-힣])|[가-힣]{{1,4}}구(?={_OF_GU})")
_GU_ONLY = re.compile(r"^\s*(?:[가-힣]{2,7}\s)?(?:[가-힣]{2,4}시\s?)?[가-힣]{1,6}[구군시]\s*$")

# 구로01, 마을버스 강남08-1번: the gu, and two digits.
_ROUTE = re.compile(r"(?:마을버스\s?)?(?P<gu>[가-힣]{1,3})\s?\d\d(?:-\d)?번?")
_HALL = re.compile(r"(?<=[구군시])청$")


class Where(NamedTuple):
    """The area that something in a document names: an official 시도 and a gu, both maybe empty."""

    sido: str = ""
    sigungu: str = ""


NOWHERE = Where()


def is_ditto(text: str) -> bool:
    """Does the cell say "as above"?"""
    return len(text) <= _LONGEST_DITTO and _is_ditto_word(text)


@lru_cache(maxsize=2000)
def _is_ditto_word(text: str) -> bool:
    # Asked of every row's gu, of which a register has 25: in less than half the time of the match.
    return _DITTO.match(text) is not None


def is_route(text: str, lexicon) -> bool:
    """Is it the number of a bus of one of the city's gus?"""
    route = _ROUTE.fullmatch(text)
    return route is not None and route["gu"] + "구" in lexicon.home


def written_area(text: str, grammar: Grammar) -> Where:
    """강남구, 서울 강남구, 강남구청, 강남 (in a column of gus) → 강남구; 부산 → 부산광역시; else nowhere."""
    plain = _HALL.sub("", composed(text).strip())
    if plain in grammar.lexicon.sido and plain not in grammar.lexicon.gus:
        return Where(grammar.lexicon.sido[plain])
    for name in (plain, plain + "구"):
        area = grammar.areas.before(name, len(name))
        if area.sigungu and area.start == 0:
            return Where(area.sido, area.sigungu)
    return NOWHERE


def own_area(text: str, grammar: Grammar) -> Where:
    """The area of a cell that holds nothing else but a gu."""
    plain = composed(text).strip()
    if not _GU_ONLY.match(plain):
        return NOWHERE
    area = grammar.areas.before(plain, len(plain))
    return Where(area.sido, area.sigungu) if area.start == 0 and area.sigungu else NOWHERE


def only_area(text: str, grammar: Grammar) -> Where:
    """The area that a heading, title or file name is about: the only gu in it, the only 시도 that it spells out.

    부산 중구 is one of 부산, while 부산 alone is anything: a bank, a film festival.
    """
    plain, lexicon = composed(text), grammar.lexicon
    gu_words = [match for match in _GU_WORD.finditer(plain) if match.group() in lexicon.gus]
    gus = {lexicon.full_gu(word.group()) for word in gu_words}
    sigungu = gus.pop() if len(gus) == 1 else ""
    sidos = {grammar.areas.before(plain, word.end()).sido for word in gu_words} - {""} if sigungu else set()
    sidos = sidos or {lexicon.sido[word] for word in _SIDO_WORD.findall(plain) if word in lexicon.sido}
    return Where(lexicon.sido_around(sigungu, sidos.pop()) if len(sidos) == 1 else "", sigungu)
