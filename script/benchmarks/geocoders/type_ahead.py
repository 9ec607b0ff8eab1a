"""What people have typed so far when they look for an address: beginnings of names and numbers, and 초성."""

import random

from material.misspelling import LEADS
from material.register import Sample


def prefixes(sample: Sample, count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [_typed(rng, rng.choice(sample.addresses)) for _ in range(count)]


def _typed(rng: random.Random, a: dict) -> str:
    if rng.random() < 0.15:
        return initials(a["road"])[: rng.randint(2, 5)]
    if rng.random() < 0.15:
        return f"{a['gu']} {a['dong']}"[: rng.randint(2, 12)]
    text = f"{a['road']} {a['number']}"
    return text[: rng.randint(2, len(text))]


def initials(name: str) -> str:
    return "".join(LEADS[(ord(c) - 0xAC00) // 588] if "가" <= c <= "힣" else c for c in name)
