"""What the cells of a column look like: the shares by which a schema types it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from importers.extraction.where import is_ditto, is_route, written_area
from importers.vocabulary import CROSSING, EXIT, RELATION
from maptag.geocoding.language.normalise import normalised
from maptag.geocoding.parsing.grammar import Grammar
from maptag.geocoding.types import Hint

_NUMBER = re.compile(
    r"\s*(?:산|지하|공중)?\s?(?P<main>0(?=\d{3}\s*$)0{0,2}[1-9]\d{0,2}|[1-9]\d{0,4})(?P<sub>\s?[-–의]\s?\d{1,4})?\s*(?:번지|호|번)?"
    r"(?=\s*$|\s*[,(/]|\s+[가-힣A-Za-z(]|\s*(?:외|일대|일원)|-\s*$)"
)
_PHONE = re.compile(r"\s*\d{3,4}\s?-\s?\d{4}(?!\d)")
_ENDS_IN_DIGITS = re.compile(r"[동가리로길]\s?(?:산\s?)?\d")
_INTEGER = re.compile(r"\s*\d{1,5}(?:\.0)?\s*")
_YEAR = re.compile(r"\s*(?:19|20)\d\d년?\s*")
_ROAD_CELL = re.compile(r"(?:(?P<area>.*\S)\s)?(?P<road>[가-힣A-Za-z0-9.]+(?:로|길)(?:\s?\d+[가-하]?(?:번|안)?길)?)")
_HANGUL = re.compile(r"[가-힣]{2}")
_SPOT = re.compile(rf"{CROSSING}|{EXIT}|{RELATION}|[→⇄↔⇒➔×✕╳]|[로길]\s?\([^)]*[가-힣]")
_DECIMAL = re.compile(r"\s*(?P<value>-?\d{1,7}(?:\.\d+)?)\s*(?:°|도)?\s*")
_SHORTEST_NAME = 3
_LONGEST_NAME = 40
# Running text counts as such from here on: "해당세대가 2" is no lot in it.
_PROSE = 60
_HINTS = Hint(), Hint(prose=True)


@dataclass(slots=True)
class Facts:
    """One column of a table's sample: how many of its `filled` cells are what, and its texts in order."""

    column: int
    filled: int = 0
    counts: Counter = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)

    def share(self, *names: str) -> float:
        """Share of the filled cells that are one of `names`; a cell counts for each name that it fits."""
        return sum(self.counts[name] for name in names) / self.filled if self.filled else 0.0

    @property
    def distinct(self) -> float:
        """Share of different texts among the filled cells."""
        return len(set(self.texts)) / self.filled if self.filled else 0.0

    @property
    def length(self) -> float:
        """Characters of a cell, on average."""
        return sum(map(len, self.texts)) / self.filled if self.filled else 0.0

    @property
    def names_things(self) -> bool:
        """Texts that are neither areas nor addresses, short enough for a name."""
        elsewhere = self.share("gu", "sido", "dong", "town", "road", "holds_address")
        return self.share("text") >= 0.8 and elsewhere < 0.2 and self.length <= _LONGEST_NAME

    @property
    def is_sequence(self) -> bool:
        """1, 2, 3 …: the numbers of the rows."""
        values = [int(text) for text in self.texts if text.strip().isdecimal()]
        if len(values) < max(_SHORTEST_NAME, 0.9 * self.filled):
            return False
        steps = {after - before for before, after in pairwise(values)}
        return min(steps) > 0 and (len(steps) == 1 or values[-1] - values[0] < 3 * len(values))


class CellReader:
    """Says what a cell's text may be. Cells repeat within a column, so answers are remembered."""

    def __init__(self, grammar: Grammar):
        self.grammar = grammar
        self._seen: dict[str, frozenset[str]] = {}

    def facts(self, column: int, texts: Iterable[str]) -> Facts:
        """Facts of the non-blank `texts` of a column; 〃 says nothing."""
        facts = Facts(column)
        for text in texts:
            if not text.strip() or text.strip() in ("-", "–") or is_ditto(text):
                continue
            facts.filled += 1
            facts.texts.append(text)
            facts.counts.update(self.features(text))
        return facts

    def features(self, text: str) -> frozenset[str]:
        """Names of everything that `text` fits.

        sido, gu, dong, town (gu and dong), road, number, hyphen, integer, zero, year, decimal, lat, lon, text, digit
        (behind a letter that ends names), address (whole), bare_address (up to its main number), holds_address,
        strange (an address of which the tables know neither road nor dong), spot, place, route (of a bus).
        """
        features = self._seen.get(text)
        if features is None:
            features = self._seen[text] = frozenset(self._read(text))
        return features

    def _read(self, text: str):
        if decimal := _DECIMAL.fullmatch(text):
            yield "decimal"
            if "." in decimal["value"] and len(decimal["value"].split(".")[1]) >= 3:
                value = float(decimal["value"])
                yield "lat" if 33 <= value <= 39 else "lon" if 124 <= value <= 132 else "fraction"
        yield from self._numbers(text)
        if _HANGUL.search(text):
            yield "text"
        if _ENDS_IN_DIGITS.search(text):
            yield "digit"
        if not text.isascii() or "-" in text:
            yield from self._names(normalised(text).text)

    def _numbers(self, text: str):
        if (number := _NUMBER.match(text)) and not _PHONE.match(text):
            yield "number"
            if number["sub"]:
                yield "hyphen"
        if _INTEGER.fullmatch(text):
            yield "integer"
            if not float(text):
                yield "zero"
        if _YEAR.fullmatch(text):
            yield "year"

    def _names(self, plain: str):
        text = " ".join(plain.split())
        yield from self._areas(text)
        if len(text) <= _LONGEST_NAME and self._is_road(text):
            yield "road"
        hits = self.grammar.scan(plain, _HINTS[len(plain) > _PROSE]) if self.grammar.may_hold(plain) else ()
        hit = next((hit for hit in hits if self.is_known(hit.addresses[0])), None)
        if hits and not hit:
            yield "strange"
        if hit:
            yield "holds_address"
            if not _HANGUL.search(plain[: hit.start]):
                yield "address"
            if not hit.addresses[0].sub and hit.end == len(plain.rstrip()):
                yield "bare_address"
        if len(text) <= _LONGEST_NAME and _SPOT.search(text):
            yield "spot"
        if is_route(text, self.grammar.lexicon):
            yield "route"
        if len(text) >= _SHORTEST_NAME and text in self.grammar.lexicon.places:
            yield "place"

    def _areas(self, text: str):
        lexicon, reader = self.grammar.lexicon, self.grammar.areas
        if text in lexicon.sido and text not in lexicon.gus:
            yield "sido"
            return
        area = reader.before(text, len(text))
        if area.start == 0 and area.dong:
            yield "town" if area.sigungu else "dong"
        elif (area.start == 0 and area.sigungu) or (1 < len(text) < 14 and written_area(text, self.grammar).sigungu):
            yield "gu"

    def _is_road(self, text: str) -> bool:
        cell = _ROAD_CELL.fullmatch(text)
        if not cell or cell["road"].replace(" ", "") not in self.grammar.lexicon.roads:
            return False
        before = cell["area"] or ""
        return not before or self.grammar.areas.before(before, len(before)).start == 0

    def is_known(self, address) -> bool:
        """Do the tables know the road or the dong, or does the text say in which gu it is?"""
        lexicon = self.grammar.lexicon
        if address.kind == "road":
            return address.road in lexicon.roads or bool(address.sigungu)
        return bool(lexicon.dong_gus(address.dong) or address.sigungu)
