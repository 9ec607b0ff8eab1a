"""An ordered list of steps, each with the words that a text must hold for the step to have anything to do."""

from ahocorasick_rs import AhoCorasick

from importers.extraction.piece import Piece


class Steps:
    """`(step, words)` in order, the words parted by blanks (_ for one within); a step without words always runs."""

    def __init__(self, *steps):
        steps = [(step, [word.replace("_", " ") for word in words.split()]) for step, words in steps]
        self.order = tuple(step for step, _ in steps)
        self._always = tuple(step for step, words in steps if not words)
        self._unconditional = frozenset(index for index, (_, words) in enumerate(steps) if not words)
        self._owner = [index for index, (_, words) in enumerate(steps) for _ in words]
        words = [word for _, words in steps for word in words]
        self._words = AhoCorasick(words) if words else None

    def run(self, piece: Piece):
        """Run on `piece` what applies to its plain text."""
        for step in self._wanted(piece.text) if self._words else self.order:
            step(piece)

    def _wanted(self, text: str):
        hits = self._words.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return self._always
        wanted = self._unconditional.union(self._owner[index] for index, _, _ in hits)
        return [step for index, step in enumerate(self.order) if index in wanted]
