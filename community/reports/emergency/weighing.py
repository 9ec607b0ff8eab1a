"""How much the words of a sentence weigh for danger, beside the signs: a logistic regression over letters and words.

The signs alone found 79 % of hard emergencies that nobody had looked at, and 4.5 % of hard complaints; weighed with
these, 88 % and 4 %; of 100 everyday ones kept aside 86 became 98. `script/emergency_weights.py` makes weights.json.
"""

import json
import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .compiling import classes, expanded

WEIGHTS = Path(__file__).with_name("weights.json")
SHORTEST, LONGEST = 3, 6


def pieces(sentence: str) -> set[str]:
    """Runs of 3 to 6 letters (decomposed) of each word of a normal sentence; ^ and $ are a word's beginning and end."""
    runs = set()
    for word in sentence.split():
        word = f"^{word}$"
        for length in range(SHORTEST, LONGEST + 1):
            runs.update(word[start : start + length] for start in range(len(word) - length + 1))
    return runs


def features(sentence: str, names: Iterable[str]) -> set[str]:
    """Its pieces, and "{name}" for each of the classes `names` that it has a word of."""
    return pieces(sentence) | {f"{{{name}}}" for name in names if _class(name).search(sentence)}


@cache
def _class(name: str) -> re.Pattern:
    return re.compile(expanded(f"{{{name}}}"))


@cache
def weights() -> dict:
    """{"names": classes, "least": what makes danger, "sign": the weight of a sign, "base": [danger, crime],
    "each": {feature: [danger, crime]}}"""
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))


def weigh(sentence: str) -> list[float]:
    """[danger, crime]: how far above 0 it is a danger to life, and one for the police more than for an ambulance."""
    trained = weights()
    rows = [trained["each"][feature] for feature in features(sentence, trained["names"]) if feature in trained["each"]]
    scale = math.sqrt(max(len(rows), 1))
    return [base + math.fsum(row[n] for row in rows) / scale for n, base in enumerate(trained["base"])]


def all_names() -> list[str]:
    """Classes of words and verbs that may tell something: not those that only build others."""
    building = ("gap", "si", "syeo", "open", "elliptic", "not_about", "not_maybe", "p", "adv")
    return sorted(name for name in classes() if name not in building)
