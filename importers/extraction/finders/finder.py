"""The Finder: what looks for one kind of place in a text, and the order in which several do."""

from collections.abc import Callable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from importers.extraction.unit import TextUnit
from importers.vocabulary import terms

_BELIEFS = dict(pair.split() for pair in terms("finder_beliefs"))


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for one kind of place.

    `kind` is what it mostly gives (maptag.geocoding KINDS, or "any"). `triggers`: one of these must stand in the text
    for `accept` to be worth its regular expressions; without triggers it always runs (running text went from 2.4 to
    over 5 MB/s). `accept` adds the mentions of a unit, and leaves alone what an earlier finder has taken. `examples`
    are (text, keys): the keys that a paragraph of that text gives, in order.
    """

    name: str
    kind: str
    triggers: tuple[str, ...]
    accept: Callable[[TextUnit], None]
    examples: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Finders:
    """Finders in the order in which they run."""

    def __init__(self, *finders: Finder):
        self.order = finders
        self._always = tuple(finder for finder in finders if not finder.triggers)
        self._beliefs = {finder.name: _BELIEFS.get(finder.name, "") for finder in finders}
        self._unconditional = frozenset(n for n, finder in enumerate(finders) if not finder.triggers)
        self._owner = [n for n, finder in enumerate(finders) for _ in finder.triggers]
        triggers = [trigger for finder in finders for trigger in finder.triggers]
        self._triggers = AhoCorasick(triggers) if triggers else None

    def run(self, unit: TextUnit):
        """Run on `unit` what applies to its plain text."""
        for finder in self._applicable(unit.text) if self._triggers else self.order:
            finder.accept(unit)
            for mention in unit.mentions:
                if not mention.belief:
                    mention.belief = self._beliefs[finder.name]

    def _applicable(self, text: str):
        hits = self._triggers.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return self._always
        applicable = self._unconditional.union(self._owner[index] for index, _, _ in hits)
        return [finder for index, finder in enumerate(self.order) if index in applicable]
