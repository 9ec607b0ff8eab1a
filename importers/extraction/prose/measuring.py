"""How well the tiers find what was annotated: precision, recall and F1, of exact spans and of what overlaps."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from importers.extraction.mention import FoundMention
from importers.extraction.prose.decide import Model, decide
from importers.extraction.prose.examples import Example
from importers.extraction.prose.training import unit_of
from importers.extraction.tiers import Tier
from maptag.geocoding.gazetteer.lexicon import Lexicon

_UNTOLD = re.compile(r"[\s.,·ㆍ()\[\]'\"~∼-]+")
# Of the longer text: a span that swallows the next line places nothing.
_ENOUGH = 0.6
BOTH, SURE = "both", "sure"


@dataclass(slots=True)
class HitCount:
    """Right, false and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self):
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"


@dataclass
class Scores:
    """Counts by (tier, exact or overlap, group); of lines that name no place, and of those that do."""

    counts: dict = field(default_factory=lambda: defaultdict(HitCount))
    empty: int = 0
    empty_with_sure: int = 0
    lines_with_place: int = 0
    lines_with_right: int = 0

    def add(self, example: Example, mentions: list[FoundMention], groups: tuple[str, ...] = ()):
        """HitCount one line's mentions; of each, its kind and the `groups` are counted too."""
        if example.whole and not example.places and not example.open_spans:
            self.empty += 1
            self.empty_with_sure += any(mention.tier is Tier.SURE for mention in mentions)
        if example.places:
            self.lines_with_place += 1
            pairs = ((place, mention) for place in example.places for mention in mentions)
            self.lines_with_right += any(_same(example.text, place, mention, "overlap") for place, mention in pairs)
        for tier, chosen in ((BOTH, mentions), (SURE, [m for m in mentions if m.tier is Tier.SURE])):
            for how in ("overlap", "exact"):
                self._add(example, list(chosen), tier, how, groups)

    def _add(self, example: Example, free: list[FoundMention], tier: str, how: str, groups):
        for place in sorted(example.places):
            hit = next((mention for mention in free if _same(example.text, place, mention, how)), None)
            kind = example.kinds.get(place) or (hit.kind if hit else "")
            for group in ("all", *groups, *([kind] if kind else [])):
                count = self.counts[tier, how, group]
                count.right, count.missed = count.right + (hit is not None), count.missed + (hit is None)
            if hit:
                free.remove(hit)
        for mention in free:
            if example.whole and not any(meets(mention, span) for span in example.open_spans):
                for group in ("all", *groups, mention.kind):
                    self.counts[tier, how, group].false += 1


def _same(text: str, place: tuple[int, int], mention: FoundMention, how: str) -> bool:
    if how == "exact":
        return (mention.start, mention.end) == place
    return meets(mention, place) and _overlap(text[slice(*place)], text[mention.start : mention.end])


def meets(mention: FoundMention, span: tuple[int, int]) -> bool:
    return mention.start < span[1] and span[0] < mention.end


def _overlap(one: str, other: str) -> bool:
    short, long = sorted((_squeezed(one), _squeezed(other)), key=len)
    return bool(short) and short in long and len(short) >= _ENOUGH * len(long)


def _squeezed(text: str) -> str:
    return _UNTOLD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def measured(examples: Iterable[Example], lexicon: Lexicon, by: Model, groups=lambda example: ()) -> Scores:
    """The scores of a model on annotated lines."""
    scores = Scores()
    for example in examples:
        unit = unit_of(example.text, lexicon)
        decide(unit, by)
        scores.add(example, unit.mentions, groups(example))
    return scores


def report(examples: Iterable[Example], lexicon: Lexicon, by: Model) -> str:
    """One line on how a model does."""
    scores = measured(examples, lexicon, by)
    sure, both = scores.counts[SURE, "overlap", "all"], scores.counts[BOTH, "overlap", "all"]
    return f"sure {sure}; with suggestions {both}; sure finds in {scores.empty_with_sure} of {scores.empty} empty lines"
