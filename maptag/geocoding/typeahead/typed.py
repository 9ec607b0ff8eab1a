"""Names that begin with what a person has typed so far, whose last syllable may still be growing.

테헤란 is typed ㅌ, 테, 텧, 테헤, 테헬, 테헤라, 테헤란: none of these but the last two begins the name letter by letter.
"""

from maptag.geocoding.gazetteer.naming import INITIALS, SHORT_FORMS, initials, name_key

_FIRST, _LAST = 0xAC00, 0xD7A3
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_TWO_KEYS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_SYLLABLES_AN_INITIAL = 588

Range = tuple[str, str]


def typed_key(text: str) -> str:
    """What was typed of a name, as names are compared: 남산초등 as 남산초, since 남산초등학교 is kept as 남산초교."""
    key = name_key(text)
    for long, short in SHORT_FORMS:
        begun = next((n for n in range(len(long) - 1, 1, -1) if key.endswith(long[:n])), 0)
        if begun and long[0] == short[0] and len(key) > begun:
            return key[:-begun] + short[0]
    return key


def only_initials(key: str) -> bool:
    """ㅅㅊㅇ, ㅇㅈㄹ3: 초성 and digits."""
    return any(letter in INITIALS for letter in key) and all(c in INITIALS or c.isdigit() for c in key)


def ranges(key: str) -> list[Range]:
    """Half-open ranges, in the order of code points, that hold every name that `key` may become; the likely first."""
    at = next((at for at, letter in enumerate(key) if letter in INITIALS), 0)
    if at:
        return [_with_initial(key[:at], key[at])]
    head, last = key[:-1], key[-1:]
    if not last or not _FIRST <= ord(last) <= _LAST:
        return [(key, head + chr(ord(last) + 1))] if last else []
    final = (ord(last) - _FIRST) % 28
    if not final:
        return [(key, head + chr(ord(last) + 28))]
    letters = _TWO_KEYS.get(_FINALS[final], " " + _FINALS[final])
    without = chr(ord(last) - final + _FINALS.index(letters[0]))
    return [(key, head + chr(ord(last) + 1)), _with_initial(head + without, letters[1])]


def _with_initial(head: str, initial: str) -> Range:
    first = _FIRST + INITIALS.index(initial) * _SYLLABLES_AN_INITIAL
    return head + chr(first), head + chr(first + _SYLLABLES_AN_INITIAL)


def fits(name: str, key: str) -> bool:
    """Do the 초성 in `key`, one or several behind its syllables, stand where the name has them?"""
    at = next((at for at, letter in enumerate(key) if letter in INITIALS), len(key))
    return initials(name[at : len(key)]) == key[at:]
