"""Titles of reports: where, and the first words of what was said ("세종대로 110 앞 – 보도블록이 깨져…")."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST_WORDS = 30
LONGEST = 120
# Nearer than this one stands in front of a house; farther away the house is only the next one.
IN_FRONT_M = 25
_HOUSE_NUMBER = re.compile(r"\d(-\d+)?$")
_SENTENCE_END = re.compile(r"[.!?。！？]\s|\n")


def title(report) -> str:
    """Of a report as it stands, from its public text alone; without words, what it is about."""
    place = report.place_name or place_name(report.address, report.gu)
    words_of_text = first_words(report.text) or report.subject
    return " – ".join(filter(None, (place, words_of_text)))[:LONGEST]


def place_name(address: str, gu: str, metres: float = 0) -> str:
    """An address without city and gu, and how a pin stands to it: "세종대로 110 앞", "세종대로 110 근처", "명동2가"."""
    name = address.removeprefix(settings.CITY_NAME).strip()
    name = (name.removeprefix(gu).strip() if gu else name) or gu
    if not _HOUSE_NUMBER.search(name):
        return name
    return (_("%s 앞") if metres <= IN_FRONT_M else _("%s 근처")) % name


def first_words(text: str) -> str:
    """The first sentence, cut at a word, with "…" where something follows."""
    text = text.strip()
    sentence = " ".join(_SENTENCE_END.split(text, maxsplit=1)[0].split())
    if len(sentence) > LONGEST_WORDS:
        cut = sentence[: LONGEST_WORDS + 1].rsplit(" ", 1)[0][:LONGEST_WORDS]
        return f"{cut.rstrip(' ,.·')}…"
    whole = len(sentence) >= len(text.rstrip(" .!?。！？"))
    return sentence if whole else f"{sentence.rstrip('.!?。！？')}…"
