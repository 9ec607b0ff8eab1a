"""Lines with answers, from which the model learns: annotated by hand, or what clerks accepted, dropped and drew.

A JSON line: {"text", "answers": [{"start", "end", "kind", "sure"}], "rejected": [{"start", "end"}], "whole"}. Where
`whole` is false (an installation's examples, which say nothing of the rest of a text), only the spans that are named
teach something. Lines in the form of {"text", "mentions": [{"start", "end", "kind", "doubt"}]} are read as well.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

SEED = "maptag-prose-1"
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A text with spans (characters of it): `places`, of which `kinds` tells the kinds; `open_spans`, of which nothing
    is known either way; `rejected`, which are none. `group`: the type of text."""

    text: str
    places: frozenset[tuple[int, int]] = frozenset()
    open_spans: tuple[tuple[int, int], ...] = ()
    rejected: tuple[tuple[int, int], ...] = ()
    whole: bool = True
    group: str = ""
    kinds: dict[tuple[int, int], str] = field(default_factory=dict, compare=False)

    @property
    def fold(self) -> int:
        """0 is the fifth that is kept aside; anyone gets the same for the same text."""
        return int(sha256((SEED + self.text).encode()).hexdigest(), 16) % FOLDS


def read(path: Path) -> list[Example]:
    """The examples of a JSON Lines file, or of a .txt with the places of each line in [brackets]."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if path.suffix == ".txt":
        return [bracketed(line) for line in lines if not line.startswith("# ")]
    return [_example(json.loads(line)) for line in lines]


def bracketed(line: str) -> Example:
    """The example of a line with its places in [brackets]; [?…] is arguable, \\[ a bracket of the text."""
    text, places, doubtful, begin, at = "", set(), [], None, 0
    while at < len(line):
        sign = line[at]
        if sign == "\\" and line[at + 1 : at + 2] in ("[", "]"):
            at += 1
            text += line[at]
        elif sign == "[":
            begin, is_sure = len(text), line[at + 1] != "?"
            at += not is_sure
        elif sign == "]" and begin is not None:
            places.add((begin, len(text))) if is_sure else doubtful.append((begin, len(text)))
            begin = None
        else:
            text += sign
        at += 1
    return Example(text, frozenset(places), tuple(doubtful))


def _example(line: dict) -> Example:
    answers = line.get("answers", line.get("mentions", []))
    sure = [answer for answer in answers if answer.get("sure", not answer.get("doubt"))]
    doubtful = [answer for answer in answers if answer not in sure]
    return Example(
        line["text"],
        frozenset(_spans(sure)),
        tuple(_spans(doubtful)),
        tuple(_spans(line.get("rejected", []))),
        line.get("whole", "mentions" in line),
        line.get("kind_of_text", ""),
        {(answer["start"], answer["end"]): answer["kind"] for answer in sure if answer.get("kind")},
    )


def _spans(answers: Iterable[dict]) -> Iterator[tuple[int, int]]:
    return ((answer["start"], answer["end"]) for answer in answers)


def kept_aside(examples: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """(those to learn from, the fifth that is kept aside to measure on)."""
    examples = list(examples)
    return [e for e in examples if e.fold], [e for e in examples if not e.fold]
