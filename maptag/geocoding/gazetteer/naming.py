"""How names of places are compared: keys without spaces and marks, aliases, 초성."""

import re

from maptag.geocoding.language.normalise import composed
from maptag.geocoding.vocabulary import rows

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_ORDINAL = re.compile(r"제(?=\d+동)")
_MARKS = re.compile(r"[^0-9a-z가-힣ㄱ-ㅎ+&]")
# Stops and bicycle stands are named after the exit they are at: "광화문역 1번출구 앞", "시청역(2호선) 9번출구 뒤".
_EXIT = re.compile(r"(?P<station>[가-힣0-9]+역)(?:\([^)]*\))?[\s.]*(?P<exit>\d{1,2})번\s?출입?구")
# 연세대학교 신촌캠퍼스 is what everybody calls 연세대학교.
_CAMPUS = re.compile(r"^(\S+대학교)\s\S*캠퍼스$")
_STOP_PARTS = re.compile(r"[.·,]")
# How offices shorten what the map spells out; both sides of a comparison are shortened.
SHORT_FORMS = tuple((row["long"], row["short"]) for row in rows("short_forms"))


def name_key(name: str) -> str:
    """Name as compared: "서울 시청(본관)" → "서울시청"."""
    bare = _BRACKETS.sub("", name) or name
    key = _ORDINAL.sub("", _MARKS.sub("", composed(bare).lower()))
    for long, short in SHORT_FORMS:
        key = key.replace(long, short)
    return key


def initials(name: str) -> str:
    """초성 of a name: "시청역" → "ㅅㅊㅇ"; what is not Hangul stays."""
    return "".join(
        INITIALS[(ord(character) - 0xAC00) // 588] if "가" <= character <= "힣" else character
        for character in _MARKS.sub("", composed(name).lower())
    )


def aliases(name: str, category: str) -> set[str]:
    """All keys by which a place is known: a station with 역, a stop's parts ("창경궁.서울대학교병원")."""
    if category == "station":
        key = name_key(name)
        return {key if key.endswith("역") else key + "역"}
    keys = {name_key(name)}
    if category == "bus_stop":
        # Not the short ones: "사당.인정아파트" is no place for 사당.
        keys |= {key for part in _STOP_PARTS.split(name) if len(key := name_key(part)) > 2}
    if campus := _CAMPUS.match(composed(name)):
        keys.add(name_key(campus[1]))
    if at_exit := _EXIT.search(composed(name)):
        keys.add(f"{name_key(at_exit['station'])}{at_exit['exit']}번출구")
    return {key for key in keys if len(key) > 1}
