"""The words that the finders know, from the .tsv files beside this module; each file's head explains its columns."""

import csv
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t"))


@cache
def clues(concept: str) -> str:
    """The alternatives of a concept of clues.tsv, as a group that captures nothing."""
    return "(?:" + "|".join(row["pattern"] for row in rows("clues") if row["concept"] == concept) + ")"


@cache
def bank_words() -> tuple[re.Pattern, re.Pattern]:
    """(names that say a bank by themselves, short names that are also other words)."""
    full = [row["name"] for row in rows("banks") if row["alone"] == "yes"]
    short = [row["name"] for row in rows("banks") if row["alone"] == "no"]
    return _any_of(full), re.compile(rf"(?<![가-힣])(?:{_any_of(short).pattern})(?![가-힣])")


@cache
def card_lengths() -> dict[str, tuple[int, ...]]:
    """Leading digits of a card number → its lengths."""
    return {row["prefix"]: tuple(map(int, row["lengths"].split())) for row in rows("card_issuers")}


@cache
def mail_providers() -> frozenset[str]:
    """Domains where anybody gets a mailbox."""
    return frozenset(row["domain"] for row in rows("mail_providers"))


@cache
def name_parts() -> tuple[re.Pattern, frozenset[str]]:
    """(a family name at the start, syllables of given names)."""
    family = [row["text"] for row in rows("names") if row["part"] == "family"]
    syllables = frozenset("".join(row["text"] for row in rows("names") if row["part"] == "given"))
    return _any_of(family), syllables


def _any_of(texts) -> re.Pattern:
    return re.compile("|".join(re.escape(word) for word in sorted(texts, key=len, reverse=True)), re.IGNORECASE)
