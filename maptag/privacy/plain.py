"""Text as the finders read it: one width, one dash, one blank, nothing invisible; and the way back to the original."""

import html
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import chain

from .vocabulary import clues

DASHES = (
    "\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2053\u2212\u2500\u2796\u2e3a\u2e3b"
    "\u30fc\u3161\ufe58\ufe63\uff0d\uff70"
)
DOTS = "·•‧∙⋅・ㆍᆞ。．｡"
TILDES = "\u02dc\u223c\u301c\uff5e"
# They take no room: a number written around them looks whole.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff]+"
)
# One circled digit is a list's bullet; several in a row are a number.
CIRCLED = re.compile("[⓪①-⑨⓿❶-❾➀-➈➊-➒]{3,}")
MARKUP = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,10})\b[^<>]{0,4000}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});"
)
INLINE = frozenset({"a", "b", "em", "i", "strong", "u", "span", "sub", "sup"})
# What stands for a digit when somebody evades a filter, or reads a number out.
LOOKALIKES = {
    ord(char): digit
    for digit, chars in {
        "0": "OoQΟοОоՕօ〇○◯⭕ㅇ공영빵",
        "1": "lI|ıІӀ일一",
        "2": "이둘二",
        "3": "삼셋三",
        "4": "사넷四",
        "5": "오五",
        "6": "육륙六",
        "7": "칠七",
        "8": "팔八",
        "9": "구九",
    }.items()
    for char in chars
}
SPOKEN_DASH = re.compile(rf"(?<=\d)( ?{clues('dash')} ?)(?=\d)")

# Where a number or a plate goes on in the next line, as in a narrow cell.
JOINT = re.compile(r"(?<=[\d-])[ ]?\n[ ]?(?=[\d-])|(?<=\d[가-힣])[ ]?\n[ ]?(?=\d{4}(?!\d))")


@cache
def _one_to_one() -> dict:
    """Every character whose compatibility form, or digit value, is one other character."""
    table = {}
    for code in chain(range(0x80, 0x3100), range(0xA600, 0xAC00), range(0xFF00, 0xFFF0), range(0x10480, 0x1FC00)):
        char = chr(code)
        if unicodedata.decimal(char, None) is not None:
            table[code] = str(unicodedata.decimal(char))
        elif unicodedata.category(char) == "Zs":
            table[code] = " "
        elif 0xFF00 <= code <= 0xFFEF or 0x1D400 <= code <= 0x1D7FF:
            composed = unicodedata.normalize("NFKC", char)
            table[code] = composed if len(composed) == 1 else char
    table |= dict.fromkeys(map(ord, DASHES), "-") | dict.fromkeys(map(ord, DOTS), ".")
    return table | dict.fromkeys(map(ord, TILDES), "~") | {9: " ", 11: " ", 12: " ", 0x3164: " ", 0x2800: " "}


class Plain:
    """`text` of the same reading as `original`, with `span(i)`: which characters of the original the i-th came from."""

    def __init__(self, original: str, markup: bool = False):
        self.original = original
        self._pieces: list[tuple[int, int, int]] = []  # (start here, start in the original, length there; 0: as here)
        self.text = self._read(markup)
        self._starts = [piece[0] for piece in self._pieces]

    def _read(self, markup) -> str:
        parts, length, at = [], 0, 0
        for start, end, stands_for in _breaks(self.original, markup):
            parts.append(self.original[at:start])
            self._pieces.append((length, at, 0))
            length += start - at
            if stands_for:
                self._pieces.append((length, start, end - start))
                parts.append(stands_for)
                length += 1
            at = end
        self._pieces.append((length, at, 0))
        text = "".join([*parts, self.original[at:]]).translate(_one_to_one())
        return CIRCLED.sub(lambda run: "".join(str(unicodedata.digit(char)) for char in run[0]), text)

    def span(self, index: int) -> tuple[int, int]:
        here, there, length = self._pieces[bisect_right(self._starts, index) - 1]
        return (there, there + length) if length else (there + index - here, there + index - here + 1)

    def spoken(self) -> str:
        """`text`, as long, with letters and words that stand for digits read as digits."""
        digits = self.text.translate(LOOKALIKES)
        return digits if digits == self.text else SPOKEN_DASH.sub(lambda word: "-" * len(word[0]), digits)

    def joined(self) -> tuple[str, list[int]]:
        """`text` without the line breaks within numbers, and where each of its characters stands in `text`."""
        parts, places, at = [], [], 0
        for joint in [*JOINT.finditer(self.text), None]:
            end = joint.start() if joint else len(self.text)
            parts.append(self.text[at:end])
            places.extend(range(at, end))
            at = joint.end() if joint else end
        return "".join(parts), places


def _breaks(original, markup):
    """Yield (start, end, one character it stands for, or "") of what is not read as it is written."""
    pattern = _READ_OVER if markup else INVISIBLE
    for match in pattern.finditer(original):
        yield *match.span(), _stands_for(match) if markup else ""


_READ_OVER = re.compile(f"{MARKUP.pattern}|{INVISIBLE.pattern}")


def _stands_for(match) -> str:
    if match["tag"]:
        return "" if match["tag"].lower() in INLINE else "\n"
    if match[0].startswith("&"):
        char = html.unescape(match[0])
        return "" if INVISIBLE.fullmatch(char) else char if len(char) == 1 else " "
    return ""
