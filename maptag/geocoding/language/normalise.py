"""One spelling for the same characters, with a map back to the text as written.

NFD Hangul, full-width digits, the many dashes and tildes and the odd spaces of office documents become their plain
forms, so that the grammar knows one of each. Everything else stays, even where NFKC would change it: "①" must not
become a lot number, nor "㎡" a word.
"""

import re
import unicodedata
from dataclasses import dataclass

_SINGLE = (
    "\uff01-\uff5e"  # full-width ASCII
    "\u2010-\u2015\u2212\u2043\ufe63\u30fc\u2500"  # dashes
    "\u223c\u301c\u02dc\u2053"  # tildes
    "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces
    "\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad"  # without width
)
_ODD = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"  # decomposed Hangul syllables
    rf"|[{_SINGLE}]"
    r"|\?(?=[가-힣\d])"  # what became of an odd space on its way through CP949
)
# What these begin with: the search for one class takes a fifth of the time of that for the alternatives.
ODD_CHARACTERS = f"\u1100-\u1112?{_SINGLE}"
_MAYBE_ODD = re.compile(f"[{ODD_CHARACTERS}]")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63\u30fc\u2500"
TILDES = "\u223c\u301c\u02dc\u2053"


def _plain(odd: str) -> str:
    if odd[0] in _DASHES:
        return "-"
    if odd[0] in TILDES:
        return "~"
    if "\uff01" <= odd[0] <= "\uff5e":
        return chr(ord(odd[0]) - 0xFEE0)
    if len(odd) > 1:
        return unicodedata.normalize("NFC", odd)
    return " " if odd == "?" or odd.isspace() else ""


@dataclass(slots=True)
class Normalised:
    """`text` in plain characters; `offsets[i]` is where its character i begins in the original; None: the same."""

    text: str
    offsets: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that `text[start:end]` came from."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end] if end > start else self.offsets[start]


def normalised(text: str) -> Normalised:
    """Plain form of `text` with the map back. Text without odd characters, nearly all, costs one regex search."""
    return Normalised(text) if _is_plain(text) else _with_offsets(text)


def _is_plain(text: str) -> bool:
    return text.isascii() or not _MAYBE_ODD.search(text)


def _with_offsets(text: str) -> Normalised:
    plain, offsets, at = [], [], 0
    for odd in _ODD.finditer(text):
        offsets.extend(range(at, odd.start() + 1))
        plain += (text[at : odd.start()], _plain(odd.group()))
        if not plain[-1]:
            offsets.pop()
        at = odd.end()
    offsets.extend(range(at, len(text) + 1))
    return Normalised("".join((*plain, text[at:])), tuple(offsets))


def composed(text: str) -> str:
    """Plain form of a name, for look-ups where no span is needed."""
    return text if _is_plain(text) else _with_offsets(text).text
