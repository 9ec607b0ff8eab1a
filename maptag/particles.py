"""Korean particles that depend on the sound before them: ‘세종로’은(는) → ‘세종로’는."""

import re

_FORMS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_LEFT_OPEN = re.compile("|".join(map(re.escape, _FORMS)))
_SOUND = re.compile(r"[가-힣0-9A-Za-z]")
_NO_FINAL, _RIEUL = 0, 8
# Spoken 영 일 이 삼 사 오 육 칠 팔 구; a number that ends in 0 ends in 십, 백, 천, 만 or 영, all of them with a final.
_DIGITS = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))
# As a capital's name is spoken (엘, 엠, 엔, 알), or as an English word in small letters ends: hotel, farm, town.
_LETTERS = {"L": 8, "M": 16, "N": 4, "R": 8, "l": 8, "m": 16, "n": 4}


def agreed(sentence: str) -> str:
    """The sentence with every particle that was left open as the last sound before it asks for."""
    return _LEFT_OPEN.sub(lambda match: _form(match[0], _final(sentence[: match.start()])), sentence)


def _form(particle: str, final: int) -> str:
    with_final, without = _FORMS[particle]
    if particle == "(으)로" and final == _RIEUL:
        return without
    return with_final if final else without


def _final(before: str) -> int:
    """The final consonant (its number in a syllable's code, 0 for none) of the last sound; quotation marks are none."""
    sounds = _SOUND.findall(_without_brackets(before)[-12:])
    last = sounds[-1] if sounds else ""
    if "가" <= last <= "힣":
        return (ord(last) - 0xAC00) % 28
    return _DIGITS.get(last, _LETTERS.get(last, _NO_FINAL))


def _without_brackets(before: str) -> str:
    """What stands in brackets behind a name is not read: 시청역(1호선)은."""
    return re.sub(r"\([^()]*\)(?=[’”』」]?$)", "", before)
