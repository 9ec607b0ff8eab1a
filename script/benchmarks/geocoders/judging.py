"""What became of questions whose answers are known."""

import math
from collections import Counter
from collections.abc import Sequence

from geocoders.ours import BenchAnswer
from material.questions import BenchQuestion

from maptag.geocoding import geodesy

# An entrance found twice is the same to the metre; this allows for rounding only.
SAME_POINT_M = 5.0
# An answer that calls itself near (grade C or D) is wrong beyond this; the longest roads' centres are as far away.
NEAR_M = 2000.0


def outcome(question: BenchQuestion, answer: BenchAnswer) -> str:
    """right, wrong, coarse (a point that says of itself that it is only near, and is) or unanswered."""
    if answer.lon is None:
        return "unanswered" if question.truth else "right"
    if answer.grade in ("C", "D"):
        return "coarse" if question.lon is not None and metres(question, answer) <= NEAR_M else "wrong"
    same = bool(question.truth) and answer.text == question.truth
    return "right" if same and metres(question, answer) <= SAME_POINT_M else "wrong"


def metres(question: BenchQuestion, answer: BenchAnswer) -> float:
    """Distance on the ground, good to a percent within a city."""
    return geodesy.metres((question.lon, question.lat), (answer.lon, answer.lat))


class Tally:
    """Outcomes by set, by shape and by grade, and some examples of what went wrong."""

    def __init__(self) -> None:
        self.sets: Counter = Counter()
        self.shapes: Counter = Counter()
        self.grades: Counter = Counter()
        self.examples: dict[tuple[str, str, str], list[str]] = {}
        self.gaps: list[float] = []

    def add(self, questions: Sequence[BenchQuestion], answers: Sequence[BenchAnswer]) -> None:
        for question, answer in zip(questions, answers, strict=True):
            verdict = outcome(question, answer)
            self.sets[question.set, verdict] += 1
            self.shapes[question.set, question.shape, verdict] += 1
            if question.set != "repair":
                self.grades[answer.grade[:1], verdict] += 1
            if verdict in ("wrong", "unanswered") or (question.truth and verdict == "coarse"):
                example = f"{question.text!r}: {answer.grade} {answer.text or '-'} for {question.truth or 'nothing'}"
                self.examples.setdefault((question.set, question.shape, verdict), []).append(example)
            if question.shape == "no such number" and answer.grade == "C":
                self.gaps.append(metres(question, answer))

    def share(self, which: str, *outcomes: str) -> float:
        total = sum(n for (name, _), n in self.sets.items() if name == which)
        return sum(self.sets[which, outcome_name] for outcome_name in outcomes) / total if total else math.nan

    def count(self, which: str) -> int:
        return sum(n for (name, _), n in self.sets.items() if name == which)

    def right_of_grade(self, grade: str) -> float:
        """Of the answers with this grade's first letter, the share that is right."""
        total = sum(n for (name, _), n in self.grades.items() if name == grade)
        return self.grades[grade, "right"] / total if total else math.nan
