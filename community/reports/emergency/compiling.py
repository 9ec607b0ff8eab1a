"""The signs of danger in *.tsv as regular expressions that Python and JavaScript read alike.

Text and patterns are decomposed (NFD): 쓰러져, 쓰러졌 and 쓰러진 differ in their last letters only, so a stem and an
ending meet as letters do, and a slip of the pen is one letter for another.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_LEAD, _VOWEL, _TAIL = "[\u1100-\u1112]", "[\u1161-\u1175]", "[\u11a8-\u11c2]"
SYLLABLE = f"{_LEAD}{_VOWEL}{_TAIL}?"
# What hasty thumbs and speech recognition write for one another: 났/낫, 개/게, 돼/되, 없/업, 않/안.
SLIPS = {"ᆻ": "ᆺ", "ᅢ": "ᅦ", "ᅤ": "ᅨ", "ᅫ": "ᅬ", "ᅰ": "ᅬ", "ᆹ": "ᆸ", "ᆭ": "ᆫ"}
# Vowels that sound alike (쓰러저); letters that slip over to the next syllable (나써요 for 났어요, 불나따 for 불났다).
# [pattern, replacement], after SLIPS, as JavaScript writes them.
_ALIKE = [["([\u110c-\u110e])\u1167", "$1\u1165"]]
_SLIPPED_OVER = [
    ["([\u1161-\u1175])\u110a\u1165", "$1\u11ba\u110b\u1165"],
    ["([\u11b8\u11ba])\u110a\u1165", "$1\u110b\u1165"],
    ["([\u1161-\u1175])\u1104\u1161(?= |\\||$)", "$1\u11ba\u1103\u1161"],
]
_TAILS = {"ㄴ": "ᆫ", "ㄹ": "ᆯ", "ㅁ": "ᆷ", "ㅂ": "ᆸ", "ㅆ": "ᆻ"}
_LETTER = re.compile("[\u1100-\u11ff]")
_TOKEN = re.compile(r"\(\?[:=!]|\[가-힣\]|\\.|\{[a-z_]+(?:~[a-z]+)?\}|.", re.DOTALL)
NAME = re.compile(r"\{([a-z_]+(?:~[a-z]+)?)\}")
_SPACE = " ?"
_GAP_LENGTH = 18
_ABOUT_LENGTH = 9
_ELLIPTIC_LENGTH = 30


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this file, by its header; lines that begin with # explain it."""
    with (_FOLDER / name).open(encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _gap_ends() -> str:
    """A gap has no subject of its own ("사람이 길에서 …", not "사람이 다니는 길에 표지판이 …") and no "not".

    A part of the body is no other subject: "할머니가 배가 아파서 …".
    """
    subjects = [
        f"(?!(?:{row['except'].replace(' ', '|')}))[{row['after']}]{row['particle']} " for row in rows("gaps.tsv")
    ]
    return "|".join([*subjects, "께서 ", "안 (?!에|쪽|으)", "안(?:나|났|난|다|타|새)"])


_GAP_ENDS = _gap_ends()


def slipped(letters: str) -> str:
    return _respelt(letters.translate(str.maketrans(SLIPS)), _ALIKE)


@cache
def spellings() -> list[list[str]]:
    """[[pattern, replacement]] in order, for what was typed (after SLIPS); $1 is the first group."""
    pairs = [
        [slipped(unicodedata.normalize("NFD", row[way])) for way in ("written", "meant")]
        for row in rows("spellings.tsv")
    ]
    return [*_ALIKE, *_SLIPPED_OVER, *pairs]


def respelt(letters: str) -> str:
    """Typed letters as the signs are spelt."""
    return _respelt(letters.translate(str.maketrans(SLIPS)), spellings())


def _respelt(letters: str, pairs: list[list[str]]) -> str:
    for written, meant in pairs:
        letters = re.sub(written, meant.replace("$1", r"\1"), letters)
    return letters


def pattern(source: str) -> str:
    """A sign as a regular expression over decomposed text; {names} stay, for `expanded` or emergency.js."""
    return slipped("".join(map(_translated, _TOKEN.findall(source))))


def _translated(piece: str) -> str:
    if piece == "[가-힣]":
        return SYLLABLE
    if piece == "…":
        return "{gap}"
    if piece == "!":
        return "{not_about}"
    if "가" <= piece <= "힣":
        letters = unicodedata.normalize("NFD", piece)
        return letters + ("{open}" if len(letters) == 2 else "") + _SPACE
    return _TAILS[piece] + _SPACE if piece in _TAILS else piece


def _stem(word: str) -> str:
    """A stem to which an ending may add the last letter."""
    return pattern(word).removesuffix(_SPACE).removesuffix("{open}")


def _ending(source: str) -> str:
    return pattern(source) if source[0] in _TAILS else "{open}" + _SPACE + pattern(source)


def _any_of(sources) -> str:
    """Alternatives by their first two letters: only words that may fit are tried (1 ms a sentence instead of 10)."""
    return _branches(sources, 2)


def _branches(sources, depth: int) -> str:
    if not depth:
        return f"(?:{'|'.join(sources)})"
    by_letter: dict[str, list[str]] = {}
    others = []
    for source in sources:
        if _LETTER.match(source):
            by_letter.setdefault(source[0], []).append(source[1:])
        else:
            others.append(source)
    branches = [letter + _branches(rests, depth - 1) for letter, rests in by_letter.items()]
    return f"(?:{'|'.join(others + branches)})"


@cache
def classes() -> dict[str, str]:
    """What the {names} in signs stand for, by name; they may name one another."""
    alternatives = {row["class"]: _any_of(map(pattern, row["words"].split())) for row in rows("words.tsv")}
    for row in rows("endings.tsv"):
        alternatives[f"{row['set']}~{row['form']}"] = _any_of(map(_ending, row["endings"].split()))
    for row in rows("stems.tsv"):
        alternatives |= _conjugated(row["verb"], row["stems"].split(), row["aeo"].split())
    unit = f"(?:{SYLLABLE}|[a-z0-9 ])"
    ends = pattern(_GAP_ENDS).replace("[open]", f"{_LEAD}{_VOWEL}").replace("[closed]", f"{_LEAD}{_VOWEL}{_TAIL}")
    alternatives["si"], alternatives["syeo"] = (f"(?:{{open}} ?(?:{pattern('으')})?{_stem(si)})" for si in "시셔")
    alternatives["si"] += "?"
    alternatives["open"] = f"(?!{_TAIL})"
    alternatives["gap"] = f"(?:(?!{ends}){unit}){{0,{_GAP_LENGTH}}}?"
    # From the sentence's beginning without a subject: "강에 빠졌어요" is somebody, "페트병이 강에 빠졌어요" is not.
    alternatives["elliptic"] = f"^(?:(?!{ends}){unit}){{0,{_ELLIPTIC_LENGTH}}}?"
    alternatives["not_about"] = f"(?!{unit}{{0,{_ABOUT_LENGTH}}}{{about}})"
    alternatives["not_maybe"] = f"(?!{unit}{{0,{_ABOUT_LENGTH}}}{{maybe}})"
    return alternatives


def _conjugated(verb: str, stems: list[str], connectives: list[str]) -> dict[str, str]:
    """{verb~set} for each set of endings, with -시- between stem and ending or without."""
    plain, joined = _any_of(map(_stem, stems)), _any_of(map(_stem, connectives))
    shapes = {row["set"]: [] for row in rows("endings.tsv")}
    return {f"{verb}~{shape}": _attached(shape, plain + "{si}", f"(?:{joined}|{plain}{{syeo}})") for shape in shapes}


def _attached(shape: str, plain: str, joined: str) -> str:
    by_form = {"stem": plain, "aeo": joined}
    forms = [row["form"] for row in rows("endings.tsv") if row["set"] == shape]
    return _any_of(f"{by_form[form]}{{{shape}~{form}}}" for form in forms)


def expanded(source: str) -> str:
    """A pattern whose {names} are replaced, as emergency.js does it."""
    while (after := NAME.sub(lambda name: classes()[name[1]], source)) != source:
        source = after
    return source
