"""Addresses split over columns: which column of numbers belongs to which column of roads or dong."""

from collections.abc import Mapping
from dataclasses import dataclass

from importers.extraction import headers as header
from importers.extraction.features import Facts

_NAMES, _NUMBERS = 0.6, 0.7
# Share of the table's longest column from which another counts as filled.
_FILLED = 0.4
_TAKEN = frozenset({"gu", "sido", "dong", "ri", "road", "lat", "lon", "x", "y", "point"})
_ENOUGH = 3
# Of so many addresses some would have a second number in the same cell.
_SURELY, _BARE = 10, 0.95
_WHOLE = 0.4


@dataclass(frozen=True, slots=True)
class Pair:
    """A column of names (roads, or dong of lots) with that of their numbers, and of the numbers' second part."""

    name: int
    number: int
    of_road: bool
    sub: int | None = None


def join_numbers(facts: Mapping[int, Facts], roles: Mapping[int, str], headers: Mapping[int, str]) -> list[Pair]:
    """The pairs of a table's columns that make addresses, each number used once."""
    longest = max((fact.filled for fact in facts.values()), default=0)
    numbers = {
        column: fact
        for column, fact in facts.items()
        if fact.share("number") >= _NUMBERS and fact.filled >= _FILLED * longest and roles.get(column) not in _TAKEN
    }
    whole = any(fact.share("holds_address") >= _WHOLE for fact in facts.values())
    pairs, used = [], set()
    for name, of_road in _names(facts, roles):
        if whole and not of_road:
            continue  # the dong of the addresses, once more
        scores = {
            column: _score(name, column, fact, of_road, headers, roles)
            for column, fact in numbers.items()
            if column not in used
        }
        best = _chosen(scores)
        if best is None:
            continue
        sub = _second_part(best, facts, headers, used | {name})
        if of_road or _is_lot(numbers[best], headers.get(best, ""), sub is not None):
            used |= {best, sub}
            pairs.append(Pair(name, best, of_road, sub))
    return pairs


def second_parts(facts: Mapping[int, Facts], roles: Mapping[int, str], headers: Mapping[int, str]) -> dict[int, int]:
    """Column of whole addresses that all lack a second number → the column beside it that holds it."""
    bare = [column for column, fact in facts.items() if fact.filled >= _SURELY and fact.share("bare_address") >= _BARE]
    subs = {column: _second_part(column, facts, headers, {column}) for column in bare}
    return {column: sub for column, sub in subs.items() if sub == column + 1 and roles.get(sub, "") in ("", "sub")}


def _chosen(scores: Mapping[int, int]) -> int | None:
    """The best of the columns, if it is good enough or the only one that nothing speaks against."""
    best = max(scores, key=scores.get, default=None)
    if best is None or scores[best] >= _ENOUGH:
        return best
    possible = [column for column, score in scores.items() if score >= 0]
    return possible[0] if len(possible) == 1 else None


def _names(facts, roles):
    """(column, is it one of roads?) of the columns that lack only a number, roads first."""
    for column, fact in facts.items():
        if fact.share("road") >= _NAMES and fact.share("holds_address") < _NAMES:
            yield column, True
    for column, fact in facts.items():
        if fact.share("dong", "town") >= _NAMES and fact.share("road") < _NAMES:
            yield column, False


def _score(name, column, fact, of_road, headers, roles) -> int:
    """How well the numbers in `column` fit the names in `name`; _ENOUGH will do."""
    head, distance = headers.get(column, ""), column - name
    score = 3 if distance == 1 else 2 if 1 < distance <= 3 else 1 if distance == -1 else 0
    score += 2 * (fact.share("hyphen") >= 0.1)
    score += 3 * header.numbers_houses(head) + 2 * (roles.get(column) == ("main" if of_road else "address_lot"))
    score -= 6 * fact.is_sequence + 4 * (fact.share("year") >= 0.8) + 3 * (fact.filled > 4 and fact.distinct < 0.2)
    if fact.share("hyphen") < 0.1:  # what has hyphens counts nothing, whatever its header says
        score -= 4 * header.counts(head) + 5 * header.numbers_rows(head)
    return score - 5 * (fact.share("zero") > 0.02)


def _is_lot(fact: Facts, head: str, has_sub: bool) -> bool:
    """A bare number beside a dong counts people or houses more often than not."""
    return fact.share("hyphen") >= 0.1 or has_sub or (header.numbers_houses(head) and not header.counts(head))


def _second_part(number, facts, headers, used) -> int | None:
    """The column of the number's second part: a header says so, or half its numbers are 0 beside bare first ones."""
    if facts[number].share("hyphen") > 0.02:
        return None
    for column in (number + 1, number + 2, number - 1):
        fact, head = facts.get(column), headers.get(column, "")
        if fact is None or column in used or fact.share("integer") < 0.9 or fact.is_sequence:
            continue
        if header.role(head) == "sub" or (fact.share("zero") >= 0.05 and not header.counts(head)):
            return column
    return None
