"""One slip of the pen in a road's name: the ones that typists and scanners make."""

import random
import re
from collections.abc import Collection

STEM = re.compile(
    r"^(?P<stem>[가-힣]+?)(?P<tail>(?:대로|로|길)?\d*[가나다라마바사아자차카타파하]?(?:번)?(?:대로|로|길))$"
)
LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Letters that sound alike or are neighbours on the keyboard.
LIKE = {
    "ㄱ": "ㅋㄲ", "ㄷ": "ㅌㄸ", "ㅂ": "ㅍㅃ", "ㅈ": "ㅊㅉ", "ㅅ": "ㅆㅈ", "ㄴ": "ㅁㄹ", "ㅁ": "ㄴㅂ",
    "ㄹ": "ㄴㅎ", "ㅇ": "ㄹㅎ", "ㅎ": "ㅇㄹ", "ㅊ": "ㅈㅋ", "ㅋ": "ㄱㅌ", "ㅌ": "ㄷㅊ", "ㅍ": "ㅂㅎ",
    "ㅐ": "ㅔ", "ㅔ": "ㅐ", "ㅏ": "ㅓㅑ", "ㅓ": "ㅏㅗ", "ㅗ": "ㅓㅛ", "ㅜ": "ㅡㅠ", "ㅡ": "ㅜ",
    "ㅣ": "ㅡㅏ", "ㅕ": "ㅓㅛ", "ㅛ": "ㅗㅕ", "ㅑ": "ㅏ", "ㅠ": "ㅜ", "ㅘ": "ㅗㅏ", "ㅝ": "ㅓ",
    "ㅟ": "ㅣ", "ㅢ": "ㅣ", "ㅚ": "ㅐ", "ㅖ": "ㅔ", "ㅙ": "ㅚ", "ㅞ": "ㅔ", "ㅒ": "ㅖ",
}  # fmt: skip


def alike(rng: random.Random, stem: str) -> str:
    """One letter for another that looks or sounds like it: 테헤란 → 태헤란."""
    return _with_letter(rng, stem, lambda letter: rng.choice(LIKE.get(letter, letter)))


def any_letter(rng: random.Random, stem: str) -> str:
    """One vowel for any other: 테헤란 → 테호란."""
    at = rng.randrange(len(stem))
    lead, _vowel, tail = _letters(stem[at])
    return stem[:at] + _syllable(lead, rng.choice("ㅏㅓㅗㅜㅡㅣㅐㅔㅕ"), tail) + stem[at + 1 :]


def swapped(rng: random.Random, stem: str) -> str:
    """Two syllables change places, or two neighbouring syllables their vowels."""
    if len(stem) < 2:
        return stem
    at = rng.randrange(len(stem) - 1)
    if rng.random() < 0.5:
        return stem[:at] + stem[at + 1] + stem[at] + stem[at + 2 :]
    (a, b, c), (d, e, f) = _letters(stem[at]), _letters(stem[at + 1])
    return stem[:at] + _syllable(a, e, c) + _syllable(d, b, f) + stem[at + 2 :]


def final_consonant(rng: random.Random, stem: str) -> str:
    """A final consonant lost or added: 종로 → 조로."""
    at = rng.randrange(len(stem))
    lead, vowel, tail = _letters(stem[at])
    return stem[:at] + _syllable(lead, vowel, " " if tail != " " else rng.choice("ㄱㄴㅇㅁ")) + stem[at + 1 :]


def doubled(rng: random.Random, stem: str) -> str:
    at = rng.randrange(len(stem))
    return stem[:at] + stem[at] + stem[at:]


def dropped(rng: random.Random, stem: str) -> str:
    """A syllable lost, of a name that has at least three."""
    if len(stem) < 3:
        return stem
    at = rng.randrange(len(stem))
    return stem[:at] + stem[at + 1 :]


SLIPS = ((alike, 40), (any_letter, 15), (swapped, 15), (final_consonant, 15), (doubled, 8), (dropped, 7))


def misspelt(rng: random.Random, road: str, road_names: Collection[str]) -> str | None:
    """The road's name with one slip that makes no other road's name; None where the name has no stem to slip in."""
    parts = STEM.match(road)
    if not parts:
        return None
    functions, weights = zip(*SLIPS, strict=True)
    for slip in rng.choices(functions, weights, k=8):
        name = slip(rng, parts["stem"]) + parts["tail"]
        if name != road and name not in road_names:
            return name
    return None


def _with_letter(rng: random.Random, stem: str, other) -> str:
    at, which = rng.randrange(len(stem)), rng.randrange(2)
    letters = list(_letters(stem[at]))
    letters[which] = other(letters[which])
    return stem[:at] + _syllable(*letters) + stem[at + 1 :]


def _letters(syllable: str) -> tuple[str, str, str]:
    code = ord(syllable) - 0xAC00
    return LEADS[code // 588], VOWELS[code % 588 // 28], TAILS[code % 28]


def _syllable(lead: str, vowel: str, tail: str) -> str:
    return chr(0xAC00 + LEADS.index(lead) * 588 + VOWELS.index(vowel) * 28 + TAILS.index(tail))
