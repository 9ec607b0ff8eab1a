"""Training the weights: reproducible, in pure Python, without network. See script/train-prose."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt
from random import Random
from typing import NamedTuple

from importers.extraction.context import DocumentContext, RowArea
from importers.extraction.notations import readable
from importers.extraction.pipeline import OF_TEXT
from importers.extraction.prose.decide import Model
from importers.extraction.prose.examples import Example
from importers.extraction.prose.model import Lattice, Weights
from importers.extraction.prose.prepare import Prepared, prepare
from importers.extraction.unit import TextUnit
from importers.records import DocumentRecord, Locator
from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.parsing.grammar import grammar

ROUNDS = 24
# Chosen by five-fold cross-validation over the four fifths; 0.05 to 0.25 differ by .03 of recall.
_RATE, _SMALL = 0.1, 1e-3
# Pull of each weight towards nought, a round.
_DECAY = 0.02
# Features of fewer candidates are chance.
_SEEN = 2
# Thresholds of the shipped model, by the same: sure 94 of 94 right, suggested at precision .70.
SURE, SUGGESTED = 0.97, 0.16
_FORCED, _FORBIDDEN = 60.0, -1e9


class Lesson(NamedTuple):
    """A line's lattice, its candidates' features by number, and what the answers allow: None where they say nothing."""

    lattice: Lattice
    features: list[list[int]]
    answers: list[bool | None]


def lessons(pairs: Sequence[tuple[Example, Prepared, list[tuple[int, int]]]], numbers: dict[str, int]) -> list[Lesson]:
    """`pairs` of examples with their candidates and these' spans in the written text."""
    found = []
    for example, prepared, spans in pairs:
        features = [[numbers[name] for name in names if name in numbers] for names in prepared.features]
        plain = [(candidate.start, candidate.end) for candidate in prepared.candidates]
        found.append(Lesson(Lattice(plain), features, [_answer(span, example, set(spans)) for span in spans]))
    return found


def _answer(span: tuple[int, int], example: Example, spans: set[tuple[int, int]]) -> bool | None:
    """Is the candidate a place? None: the answers leave it open, or name a place there that is no candidate."""
    if span in example.places:
        return True
    if any(_meet(span, place) for place in example.places):
        return False if all(place in spans for place in example.places if _meet(span, place)) else None
    if any(_meet(span, doubtful) for doubtful in example.open_spans):
        return None
    if any(_meet(span, dropped) for dropped in example.rejected):
        return False
    return False if example.whole else None


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def numbered(prepared: Sequence[Prepared], least: int = _SEEN) -> dict[str, int]:
    """A number for each feature that is not rare, in order of its name."""
    count = Counter(name for line in prepared for names in line.features for name in set(names))
    return {name: at for at, name in enumerate(sorted(name for name, n in count.items() if n >= least))}


def trained(
    course: Sequence[Lesson],
    size: int,
    seed: int = 1,
    rounds: int = ROUNDS,
    start: Sequence[float] | None = None,
    report: Callable[[int, float], None] | None = None,
) -> list[float]:
    """The weights by AdaGrad, averaged over the last half of the rounds; the same for the same lessons and seed."""
    weights, slopes = list(start or [0.0] * size), [1e-2] * size
    sums, averaged = [0.0] * size, 0
    order, chance = list(range(len(course))), Random(seed)  # noqa: S311 - an order, no secret
    for number in range(rounds):
        chance.shuffle(order)
        loss = sum(_learn(course[at], weights, slopes) for at in order)
        if report:
            report(number, loss)
        weights = [weight * (1 - _DECAY) for weight in weights]
        if number >= rounds // 2:
            averaged += 1
            sums = [a + b for a, b in zip(sums, weights, strict=True)]
    return [value / max(1, averaged) for value in sums]


def _learn(lesson: Lesson, weights: list[float], slopes: list[float]) -> float:
    """One step along the gradient of one line; returns its loss."""
    scores = [sum([weights[n] for n in names]) for names in lesson.features]
    expected, total = lesson.lattice.marginals(scores)
    allowed = [
        score if answer is None else score + _FORCED if answer else _FORBIDDEN
        for score, answer in zip(scores, lesson.answers, strict=True)
    ]
    wanted, of_answers = lesson.lattice.marginals(allowed)
    for names, is_expected, is_wanted in zip(lesson.features, expected, wanted, strict=True):
        slope = is_expected - is_wanted
        if abs(slope) > _SMALL:
            for n in names:
                slopes[n] += slope * slope
                weights[n] -= _RATE * slope / sqrt(slopes[n])
    return total - of_answers + _FORCED * sum(answer is True for answer in lesson.answers)


def learned(
    examples: Sequence[Example],
    lexicon: Lexicon,
    seed: int = 1,
    rounds: int = ROUNDS,
    say: Callable = lambda text: None,
) -> Model:
    """The model of `examples`, with the thresholds that cross-validation over the shipped lines chose."""
    pairs = [with_candidates(example, lexicon) for example in examples]
    numbers = numbered([prepared for _, prepared, _ in pairs])
    say(f"{len(pairs)} lines, {len(numbers)} features")
    weights = trained(lessons(pairs, numbers), len(numbers), seed, rounds)
    return Model(Weights({name: weights[at] for name, at in numbers.items()}), SURE, SUGGESTED)


def with_candidates(example: Example, lexicon: Lexicon) -> tuple[Example, Prepared, list[tuple[int, int]]]:
    """An example with its candidates and their spans in the written text."""
    unit = unit_of(example.text, lexicon)
    prepared = prepare(unit)
    return example, prepared, [unit.plain.original(c.start, c.end) for c in prepared.candidates]


def unit_of(text: str, lexicon: Lexicon) -> TextUnit:
    """A paragraph of its own, with what the finders find in it."""
    context = DocumentContext.of_file(grammar(lexicon), "")
    record = DocumentRecord("paragraph", Locator(), text)
    context.enter(record)
    plain = readable(text, in_table=False)
    unit = TextUnit(record, None, text, plain, plain.text, "", "", RowArea(), context)
    OF_TEXT.run(unit)
    return unit


def as_json(by: Model) -> str:
    """A model as its file: one feature a line, in order, so that two of them can be compared by eye."""
    weights = {name: round(weight, 3) for name, weight in sorted(by.weights.weights.items()) if abs(weight) >= 0.005}
    data = {"sure": by.sure, "suggested": by.suggested, "weights": weights}
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"
