#!/usr/bin/env python3
"""Makes community/reports/emergency/weights.json from the sentences beside its tests; from the same ones the same file.

Run it as `python -m script.emergency_weights [--check]` after a change of the sentences or of the classes of words.
--check trains on four fifths of UNSEEN, which the signs were not written for, and prints what it makes of the rest.
"""

import json
import os
import random
import sys
from collections import Counter

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")

import django
import numpy

django.setup()

from community.reports.emergency import has_sign, normal, weighing  # noqa: E402
from tests.community.emergency.sentences import sentences  # noqa: E402

MOST, RAREST, PENALTY, ROUNDS, SEED = 4000, 2, 0.3, 250, 5
# By --check, of unseen sentences: 88 % of emergencies found and 4 % of complaints, all hard; signs alone 79 and 4.5 %.
# A sign weighs much: taken back by a stranger's words it would be missed by somebody in danger.
LEAST, SIGN = 1.0, 3.0
POLICE = {"112", "1366"}


def fitted(rows: list[set], labels: list[float]) -> tuple[dict[str, float], float]:
    """({feature: weight}, base) by gradient descent (Adam); a row counts with 1/√(its features)."""
    vocabulary = {name: n for n, name in enumerate(sorted(set().union(*rows)))}
    columns = [numpy.array([vocabulary[name] for name in sorted(row)], int) for row in rows]
    sizes = numpy.array([len(column) for column in columns])
    row_of, column_of = numpy.repeat(numpy.arange(len(rows)), sizes), numpy.concatenate(columns)
    scale, labels = 1 / numpy.sqrt(numpy.maximum(sizes, 1))[row_of], numpy.array(labels)
    weights = numpy.zeros(len(vocabulary) + 1)
    mean, square = numpy.zeros_like(weights), numpy.zeros_like(weights)
    for step in range(1, ROUNDS + 1):
        sums = numpy.bincount(row_of, scale * weights[column_of], minlength=len(rows)) + weights[-1]
        error = 1 / (1 + numpy.exp(-sums)) - labels
        slope = numpy.bincount(column_of, scale * error[row_of], minlength=len(vocabulary)) + PENALTY * weights[:-1]
        slope = numpy.append(slope, error.sum())
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= 0.05 * mean / (1 - 0.9**step) / (numpy.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return dict(zip(vocabulary, weights[:-1].tolist(), strict=True)), float(weights[-1])


def trained(samples: list[tuple[str, set]]) -> dict:
    """weights.json as it is written, from [(sentence, services)]."""
    names = weighing.all_names()
    rows = [features(text, tuple(names)) for text, _services in samples]
    counts = Counter(name for row in rows for name in row)
    rows = [{name for name in row if counts[name] >= RAREST} for row in rows]
    danger = [float(bool(services)) for _text, services in samples]
    heavy, _base = fitted(rows, danger)
    kept = set(sorted(heavy, key=lambda name: (-abs(heavy[name]) * counts[name] ** 0.5, name))[:MOST])
    rows = [row & kept for row in rows]
    of_danger, danger_base = fitted(rows, danger)
    urgent = [n for n, (_text, services) in enumerate(samples) if services]
    crime = [float(bool(samples[n][1] & POLICE)) for n in urgent]
    of_crime, crime_base = fitted([rows[n] for n in urgent], crime)
    each = {name: [round(of_danger[name], 2), round(of_crime.get(name, 0), 2)] for name in sorted(kept)}
    named = [name for name in names if f"{{{name}}}" in each]
    return {"names": named, "least": LEAST, "sign": SIGN, "base": [round(danger_base, 2), round(crime_base, 2)],
            "each": each}  # fmt: skip


_seen: dict[str, set] = {}


def features(text: str, names: tuple) -> set:
    if text not in _seen:
        _seen[text] = weighing.features(normal(text).replace("|", " "), names)
    return _seen[text]


def samples() -> list[tuple[str, set]]:
    return [*sentences("emergencies"), *sentences("harmless")]


def check(parts: int = 5):
    """How many of UNSEEN are right that were not trained with."""
    unseen = sentences("unseen")
    random.Random(SEED).shuffle(unseen)
    answers = []
    for part in range(parts):
        rest = [sample for n, sample in enumerate(unseen) if n % parts != part]
        model = trained(samples() + rest)
        weighing.weights = lambda model=model: model
        answers += [
            (weighing.weigh(normal(text).replace("|", " "))[0], has_sign(text), bool(services))
            for text, services in unseen[part::parts]
        ]
    for least in (0.5, 0.7, LEAST, 1.0, 1.2):
        for sign in (0.75, SIGN, 2.0):
            right = [label for weight, is_sign, label in answers if weight + sign * is_sign > least]
            number = sum(label for _weight, _sign, label in answers)
            print(f"least {least} sign {sign}: {sum(right) / number:.3f} found, "
                  f"{(len(right) - sum(right)) / (len(answers) - number):.3f} false", flush=True)  # fmt: skip


def main():
    if "--check" in sys.argv:
        check()
    else:
        text = json.dumps(trained(samples() + sentences("unseen")), ensure_ascii=False, separators=(",", ":"))
        weighing.WEIGHTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
