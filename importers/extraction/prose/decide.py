"""Which candidates of a text are places: sure, only suggested, or nothing; and why each is believed."""

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from importers.extraction.mention import FoundMention
from importers.extraction.prose.candidates import PossiblePlace
from importers.extraction.prose.model import Weights, probabilities
from importers.extraction.prose.prepare import MOVED, Prepared, is_address, parts, prepare
from importers.extraction.prose.stretches import key_of
from importers.extraction.prose.words import name_of
from importers.extraction.tiers import Tier
from importers.extraction.unit import TextUnit
from importers.vocabulary import INDOORS, alternatives, terms

_REASONS = (
    ("estate", ("rel=block", "head=home&rel=block", "ending=단지")),
    ("label", ("labelled",)),
    ("station", ("head=station",)),
    ("locative", tuple(f"rel={kind}" for kind in ("front", "beside", "near", "under", "end", "gate", "part", "exit"))),
    ("area", ("kind=area", "rel=extent")),
    ("closed", ("verb=close",)),
    ("road", ("kind=segment",)),
    ("gazetteer", tuple(f"map={kind}" for kind in ("station", "bus", "park", "attraction", "structure", "museum"))),
    ("list", ("alike=1", "alike=2", "alike=3")),
    ("happening", ("verb=happen", "verb=build", "verb=accident")),
    ("suffix", ("begins=1",)),
)
_OBJECT = frozenset(terms("prose_particles", "object"))
_ROOM = re.compile(
    r"\s?(?:\(?(?:지하|지상)\s?)?\d{1,2}(?:[~,]\s?\d{1,2})?층(?!\s?건물).*$"
    rf"|\s(?:{INDOORS}|{alternatives('houses', 'hall')})$"
)
_ARROW = re.compile(r"(?:에서|\))?\s*→")
# What was sure once in a document needs no more than this to be believed again.
_LIKELY = 0.5
_LABEL_NAMES = frozenset(("finder=label", "inside=label"))
SHIPPED = Path(__file__).with_name("weights.json")


_in_use = [SHIPPED]


def use(path: Path):
    """Decide by the weights of this file from now on: those of an installation that learned from its own examples."""
    _in_use[0] = path


class Model(NamedTuple):
    """Weights, and from which probability on a candidate is sure, or suggested."""

    weights: Weights
    sure: float
    suggested: float


class ChosenSpan(NamedTuple):
    """The number of a candidate that was chosen, and how probable exactly this span is."""

    number: int
    own: float


@cache
def model(path: Path = SHIPPED) -> Model:
    """The model of a file, as script/train-prose writes it."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Model(Weights(data["weights"]), data["sure"], data["suggested"])


def chosen(prepared: Prepared, by: Model) -> list[ChosenSpan]:
    """The best candidates that do not meet, from the most probable down to those that are only suggested."""
    spans = [(candidate.start, candidate.end) for candidate in prepared.candidates]
    own = probabilities(spans, prepared.features, by.weights.score)
    found = []
    for number in sorted((n for n, p in enumerate(own) if p >= by.suggested), key=lambda n: -own[n]):
        if not any(_meet(spans[number], spans[other.number]) for other in found):
            found.append(ChosenSpan(number, own[number]))
    return found


def decide(unit: TextUnit, by: Model | None = None):
    """Give the mentions of a text that its finders made their tiers, and add what the model alone believes.

    In the cell of a table, which has columns and rows to go by, the finders' mentions stay as they are.
    """
    by, weighed = by or model(_in_use[0]), set()
    for begin, end in parts(unit.text):
        prepared = prepare(unit, begin, end)
        choices = chosen(prepared, by) if prepared.candidates else []
        if unit.context.down_to is Tier.SUGGESTED:
            choices += closed_roads(prepared, choices, unit)
        weighed |= {_decided(unit, prepared, choice, by) for choice in choices}
    if unit.cell is None:
        _doubt_others(unit, weighed)


def _decided(unit: TextUnit, prepared: Prepared, choice: ChosenSpan, by: Model) -> int:
    """Add or weigh the mention of a choice; returns its identity, or 0 where a cell's finders have been there."""
    candidate, mention = prepared.candidates[choice.number], prepared.found[choice.number]
    span = unit.plain.original(candidate.start + prepared.offset, candidate.end + prepared.offset)
    if unit.cell is not None and (mention or any(m.start < span[1] and span[0] < m.end for m in unit.mentions)):
        return 0
    if mention is None:
        mention = _taken(unit, span, candidate.kind, _key(prepared.text, candidate, unit))
    elif candidate.points:
        mention.key = _key(prepared.text, candidate, unit)
    _weigh(mention, choice, prepared, by, unit)
    return id(mention)


def _weigh(mention: FoundMention, choice: ChosenSpan, prepared: Prepared, by: Model, unit: TextUnit):
    """Set a mention's tier and belief, and leave out its room."""
    candidate, names = prepared.candidates[choice.number], prepared.features[choice.number]
    without_room(mention)
    mention.belief = mention.belief or why(candidate, names)
    if former := _is_former(prepared.text, candidate):
        mention.flags = (*mention.flags, "former")
    is_sure = _is_sure(choice, names, by)
    if not is_sure and mention.text in unit.context.seen and choice.own >= _LIKELY:
        is_sure, mention.belief = True, "repeated"
    mention.tier = Tier.SURE if is_sure and not former and unit.cell is None else Tier.SUGGESTED
    if mention.tier is Tier.SURE:
        unit.context.seen.add(mention.text)


def _is_sure(choice: ChosenSpan, names: list[str], by: Model) -> bool:
    """A point of what may be a stretch is never sure; what stands behind a label is, unless the model says no."""
    if any(name.startswith("within=") for name in names):
        return False
    return choice.own >= (_LIKELY if _LABEL_NAMES & set(names) else by.sure)


def _doubt_others(unit: TextUnit, weighed: set[int]):
    """What a finder found and the model does not believe is offered only, but for addresses."""
    for mention in unit.mentions:
        if not is_address(mention) and id(mention) not in weighed:
            mention.tier = Tier.SUGGESTED


def without_room(mention: FoundMention):
    """서울갤러리 지하 1층 공연장 is in the 서울갤러리: floors and rooms lead no one to a house."""
    room = _ROOM.search(mention.text) if mention.kind == "place" else None
    if room:
        mention.text = mention.text[: room.start()]
        mention.end = mention.start + len(mention.text)
        mention.key = " ".join(mention.text.split())


def closed_roads(prepared: Prepared, choices: list[ChosenSpan], unit: TextUnit) -> list[ChosenSpan]:
    """Roads of the map as the object of closing, of which the model has seen too few to believe in each."""
    candidates, roads = prepared.candidates, unit.context.grammar.lexicon.roads
    taken = [candidates[choice.number] for choice in choices]
    spans = [(candidate.start, candidate.end) for candidate in taken]
    found = []
    for number, candidate in enumerate(candidates):
        name = prepared.text[candidate.start : candidate.end]
        if candidate.kind != "segment" or candidate.points or name not in roads:
            continue
        closes = any(name.startswith("verb=close") for name in prepared.features[number])
        alone = not any(name.startswith(("within=", "left=none", "glued")) for name in prepared.features[number])
        free = not any(_meet((candidate.start, candidate.end), span) for span in spans)
        if closes and alone and free and candidate.particle in _OBJECT:
            found.append(ChosenSpan(number, 0.0))
            spans.append((candidate.start, candidate.end))
    return found


def why(candidate: PossiblePlace, names: list[str]) -> str:
    """The code of what speaks most plainly for a candidate (the table of beliefs)."""
    said = set(names)
    if candidate.points:
        return "stretch"
    if candidate.kind == "intersection":
        return "crossing"
    return next((code for code, beginnings in _REASONS if any(n.startswith(beginnings) for n in said)), "context")


def _is_former(text: str, candidate: PossiblePlace) -> bool:
    """장소변경: A → B: A is where it is no more."""
    return bool(MOVED.search(text)) and _ARROW.match(text, candidate.end) is not None


def _taken(unit: TextUnit, span: tuple[int, int], kind: str, key: str) -> FoundMention:
    """Add a mention, in place of what finders made of a part of it or of more than it."""
    start, end = span
    for other in [mention for mention in unit.mentions if mention.start < end and start < mention.end]:
        unit.drop(other)
    unit.take_written(start, end, kind, key)
    return next(mention for mention in unit.mentions if mention.start == start)


def _key(text: str, candidate: PossiblePlace, unit: TextUnit) -> str:
    name = " ".join(text[candidate.start : candidate.end].split())
    if candidate.points:
        return key_of(candidate, text, unit.context.grammar.lexicon)
    if candidate.kind == "segment":
        head, _, relation = name.rpartition(" ")
        road = head if head and name_of(relation).relation else name
        return f"{road.replace(' ', '')}|~"
    return name


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]
