"""A line's places as a choice among candidates that do not overlap: a semi-Markov model with one weight a feature.

The probability of a choice is proportional to exp of the sum of its candidates' scores. What is known of an answer may
be partial: some spans are places, some are not, and about the rest nothing is said.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import exp, log, log1p

_NEVER = -1e9


def _sum(a: float, b: float) -> float:
    """log(exp(a) + exp(b))"""
    if a < b:
        a, b = b, a
    return a + log1p(exp(b - a)) if b > _NEVER and a - b < 40 else a


class Lattice:
    """Candidates in order of their ends, and from where on each leaves the line to those before it."""

    def __init__(self, spans: Sequence[tuple[int, int]]):
        self.order = sorted(range(len(spans)), key=lambda n: (spans[n][1], spans[n][0]))
        ends = [spans[n][1] for n in self.order]
        self.before = [bisect_right(ends, spans[n][0]) for n in self.order]

    def marginals(self, scores: Sequence[float]) -> tuple[list[float], float]:
        """(the probability of each span, log of the sum over all choices)."""
        count = len(self.order)
        ahead = [0.0] * (count + 1)
        for at, n in enumerate(self.order):
            ahead[at + 1] = _sum(ahead[at], ahead[self.before[at]] + scores[n])
        total = ahead[count]
        behind = [0.0] * (count + 1)
        behind[count] = 1.0
        found = [0.0] * count
        for at in range(count, 0, -1):
            n, mass = self.order[at - 1], behind[at]
            if mass <= 1e-12:
                continue
            share = exp(min(0.0, ahead[self.before[at - 1]] + scores[n] - ahead[at])) * mass
            found[n] = share
            behind[self.before[at - 1]] += share
            behind[at - 1] += mass - share
        return found, total


class Weights:
    """One number a feature; features that the training did not see weigh nothing."""

    def __init__(self, weights: dict[str, float]):
        self.weights = weights

    def score(self, features: Sequence[str]) -> float:
        """The sum of the weights of what holds."""
        get = self.weights.get
        return sum([get(name, 0.0) for name in features])


def probabilities(
    spans: Sequence[tuple[int, int]], features: Sequence[Sequence[str]], score: Callable[[Sequence[str]], float]
) -> list[float]:
    """How probable it is, for each span, that it is a place of the line, exactly so."""
    return Lattice(spans).marginals([score(names) for names in features])[0]


def bits(probability: float) -> float:
    """Log-odds, for reports."""
    return log(max(probability, 1e-9) / max(1 - probability, 1e-9))
