"""An ordered list of steps, each with the words that a text must hold for the step to have anything to do."""

from ahocorasick_rs import AhoCorasick

from importers.extraction.piece import Piece


class Steps:
    """`(step, words)` in order; a step without words always runs."""

    def __init__(self, *steps):
        self.order = [step for step, _ in steps]
        self._always = frozenset(index for index, (_, words) in enumerate(steps) if not words)
        self._owner = [index for index, (_, words) in enumerate(steps) for _ in words]
        words = [word for _, words in steps for word in words]
        self._words = AhoCorasick(words) if words else None

    def run(self, piece: Piece):
        """Run on `piece` what applies to its plain text."""
        if self._words is None:
            wanted = self._always
        else:
            hits = self._words.find_matches_as_indexes(piece.text, overlapping=True)
            wanted = self._always.union(self._owner[index] for index, _, _ in hits) if hits else self._always
        for index, step in enumerate(self.order):
            if index in wanted:
                step(piece)
