"""The gu that stands behind an address, or that a word before it stands for: misspelt (강남귀), or cut short (강남)."""

from dataclasses import replace
from typing import NamedTuple

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.language.edits import edits
from maptag.geocoding.language.normalise import composed
from maptag.geocoding.types import Address

_MARKS = ",()[] "
# 증구 is 중구, but 중 or 종 may be any word.
_SHORTEST = 3
_ENDING = "구"
_SHORTEST_WITHOUT_ENDING = 2
_WORDS_BEHIND = 2


def with_gu_behind(address: Address, lexicon: Lexicon) -> Address:
    """테헤란로 152, 강남구; 테헤란로 152 (부산 중구): the address in the area that its detail begins with."""
    for word in (word.strip(_MARKS) for word in address.detail.split()[:_WORDS_BEHIND]):
        if word in lexicon.home or (word in lexicon.gus and len(word) >= _SHORTEST):
            return replace(address, sigungu=lexicon.full_gu(word, lexicon.home))
        if word not in lexicon.sido:
            break
        address = replace(address, sido=address.sido or lexicon.sido[word])
    return address


class SigunguHint(NamedTuple):
    word: str
    gus: tuple[str, ...]
    is_short: bool

    def said(self, sigungu: str = "") -> dict[str, str]:
        """Values for a sentence about the word."""
        return {"word": self.word, "gu": sigungu or "·".join(self.gus)}


def sigungu_hint(text: str, address: Address, lexicon: Lexicon) -> SigunguHint | None:
    """What the last word before the name of an address without a gu says; dongs between them are passed over."""
    if address.sigungu:
        return None
    head, name, _rest = composed(text).partition(address.road or address.dong)
    before = [word.strip(_MARKS) for word in head.split()] if name else []
    word = next((word for word in reversed(before) if not lexicon.is_dong(word)), "")
    if not word or word in lexicon.gus or word in lexicon.sido:
        return None
    if len(word) >= _SHORTEST_WITHOUT_ENDING:
        whole = f"{word}구" if f"{word}구" in lexicon.home else f"{word}시"
        if whole in lexicon.gus:
            return SigunguHint(word, (whole,), True)
    long_enough = len(word) >= _SHORTEST or word[1:] == _ENDING
    near = sorted(sigungu for sigungu in lexicon.home if edits(word, sigungu) == 1) if long_enough else []
    return SigunguHint(word, tuple(near), False) if near else None
