"""Stretches of roads that a text may name: A ~ B, A → B → C, A에서 B를 지나 C까지, and their road."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from importers.extraction.prose.candidates import PossiblePlace, joins
from importers.extraction.prose.words import Word, name_of, speaks_of, stems
from importers.vocabulary import terms
from maptag.geocoding.gazetteer.lexicon import Lexicon

_SIGN = re.compile(r"\)?\s*[~→↔]\s*\(?$")
_HYPHEN = re.compile(r"[-·ㆍ]$")
_LONGEST_POINT = 4
_FARTHEST = 16
# Between a road and the bracket of its stretch: 올림픽대로 김포방향(…).
_BEFORE_BRACKET = 4
_OPENS = re.compile(r"\s?[(<\[:]\s?$|\s-\s$")
_ROADS = frozenset(("road", "water", "trail"))
_FROM = frozenset(terms("prose_particles", "from"))
_AMBIGUOUS = frozenset(terms("prose_particles", "ambiguous"))
_BEHIND_LAST = terms("prose_particles", "behind_last")
_AND = frozenset(("와", "과"))
_PASSING = terms("passing_words")
_BREAK = re.compile(r"[.!?;]\s|\n|다\.")
_NO_POINT = frozenset(("moment", "amount"))
_EXTENT = re.compile(r"\s(?:일원|일대)")
_REMARK = re.compile(r"\((?:도착|종료|출발|회차|[UＵ]턴|유턴|종점|기점)\)")
_COUNTS = re.compile(r"[\d.,:]+[가-힣㎡%mM]{0,2}$|[\d.:]+\s")
STOPS = frozenset(("station", "crossing", "bridge", "tunnel", "ramp", "market", "park", "temple", "school", "office"))
_ROUTE = re.compile(r"(?:국도|지방도)\s?\d+호선")


class _Line(NamedTuple):
    text: str
    words: list[Word]
    lexicon: Lexicon

    def gap_after(self, at: int) -> str:
        return self.words[at + 1].gap if at + 1 < len(self.words) else self.text[self.words[at].end :]

    def next_text(self, at: int) -> str:
        return self.words[at + 1].text if at + 1 < len(self.words) else ""


def stretches(text: str, words: list[Word], lexicon: Lexicon) -> list[PossiblePlace]:
    """All readings of the stretches in a line."""
    line = _Line(text, words, lexicon)
    found = {}
    for candidate in (*_by_signs(line), *_by_words(line)):
        found.setdefault((candidate.start, candidate.end, candidate.points), candidate)
    return list(found.values())


def is_road(word: str, lexicon: Lexicon) -> bool:
    """Does a word name a road, a stream or a trail?"""
    return word in lexicon.roads or (len(word) > 2 and name_of(word).kind in _ROADS and not name_of(word).is_kind_only)


def _by_signs(line: _Line) -> Iterator[PossiblePlace]:
    """A ~ B, A → B → C, A-B."""
    for chain in _chains(line):
        inner = [_inside(line, a, b) for a, b in pairwise(chain)]
        lasts = list(_lasts(line, chain[-1]))
        for begin, first, road, number in _firsts(line, _end_of_point(line, chain[0])):
            for at, end in lasts:
                points = (first, *inner, (line.words[chain[-1]].start, end))
                if all(_is_point(line.text[a:b]) for a, b in points):
                    yield from _closed(line, begin, end, number, at, chain[0] - 1, points, road)


def _chains(line: _Line) -> list[list[int]]:
    """Numbers of the words before which a sign stands, those of one route together."""
    chains, before = [], None
    for at in range(1, len(line.words)):
        gap = line.words[at].gap
        if not (_SIGN.match(gap) or (_HYPHEN.match(gap) and _is_hyphenated(line, at))) or _counts(line, at):
            continue
        route = before is not None and at - before <= _LONGEST_POINT + 1
        if route and all(joins(line.words[n].gap) or _is_remark(line, n) for n in range(before + 1, at)):
            chains[-1].append(at)
        else:
            chains.append([at])
        before = at
    return [chain for chain in chains if not _is_list(line, chain)]


def _counts(line: _Line, at: int) -> bool:
    """5시~8시, 18~24"""
    return any(_COUNTS.match(word.text) or speaks_of(word.text) in _NO_POINT for word in line.words[at - 1 : at + 1])


def _is_hyphenated(line: _Line, at: int) -> bool:
    sides = line.words[at - 1].text, bare(line.words[at].text)
    return all(name_of(side).kind in STOPS or is_road(side, line.lexicon) for side in sides)


def bare(word: str) -> str:
    """A word without its particle; the 로 of 교차로 and the 가 of 종로3가 are none."""
    stem, particle = stems(word)[-1]
    return word if particle in _AMBIGUOUS and name_of(word).kind not in ("", "short_school") else stem


def _is_list(line: _Line, chain: list[int]) -> bool:
    """A·B·C is a route only where the text goes on with 구간 or 잇는."""
    if not all("·" in line.words[at].gap or "ㆍ" in line.words[at].gap for at in chain):
        return False
    return not any(word.text.startswith(("구간", "잇는")) for word in line.words[chain[-1] + 1 : chain[-1] + 3])


def _is_remark(line: _Line, at: int) -> bool:
    """(출발), (U턴)"""
    return line.words[at].gap.endswith("(") and line.gap_after(at).startswith(")")


def _end_of_point(line: _Line, sign: int) -> int:
    """The last word of the point before a sign."""
    return sign - 2 if sign > 1 and _is_remark(line, sign - 1) else sign - 1


def _inside(line: _Line, sign: int, further: int) -> tuple[int, int]:
    last = _end_of_point(line, further)
    return line.words[sign].start, line.words[max(sign, last)].end


def _firsts(line: _Line, last: int):
    """(start, the first point, the road's span, number of the first word) of the ways to begin a stretch."""
    for at in range(last, max(-1, last - _LONGEST_POINT), -1):
        if at < last and not joins(line.words[at + 1].gap):
            return
        word, point = line.words[at], (line.words[at].start, line.words[last].end)
        yield word.start, point, _road_of_bracket(line, at), at
        if at < last and (road := _road_at(line, at)) and road[1] < line.words[last].start:
            behind = next(word for word in line.words[at + 1 :] if word.start >= road[1])
            yield word.start, (behind.start, point[1]), road, at
        if _OPENS.search(word.gap):
            for number, road in _roads_before(line, at):
                yield line.words[number].start, point, road, number


def _road_at(line: _Line, at: int) -> tuple[int, int] | None:
    word = line.words[at]
    stem = next((stem for stem, _ in stems(word.text) if is_road(stem, line.lexicon)), "")
    if route := _ROUTE.match(line.text, word.start):
        return route.span()
    return (word.start, word.start + len(stem)) if stem else None


def _roads_before(line: _Line, at: int):
    """(number of the word with which it begins, span) of the road before an opening bracket."""
    for number in range(at - 1, max(-1, at - 1 - _BEFORE_BRACKET), -1):
        if number < at - 1 and not joins(line.words[number + 1].gap):
            return
        if road := _road_at(line, number):
            yield number, road
            if number and joins(line.words[number].gap):
                if name_of(line.words[number].text).is_kind_only:
                    yield number - 1, (line.words[number - 1].start, road[1])
                elif before := _road_at(line, number - 1):
                    yield number - 1, before
            return
        word = line.words[number].text
        if name_of(word).kind == "trail" and number and joins(line.words[number].gap):
            yield number - 1, (line.words[number - 1].start, line.words[number].end)
            return


def _road_of_bracket(line: _Line, at: int) -> tuple[int, int] | None:
    """The road before the bracket that is still open at a word: the further stretches in it are of that road."""
    opened = line.text.rfind("(", 0, line.words[at].start)
    if opened < 0 or ")" in line.text[opened : line.words[at].start]:
        return None
    before = [n for n in range(at) if line.words[n].end <= opened]
    roads = list(_roads_before(line, before[-1] + 1)) if before else []
    return roads[0][1] if roads else None


def _lasts(line: _Line, first: int):
    """(number of the last word, end) of the ways to end a point that begins at `first`."""
    for at in range(first, min(len(line.words), first + _LONGEST_POINT)):
        if at > first and not joins(line.words[at].gap):
            return
        for stem, _particle in stems(line.words[at].text):
            yield at, line.words[at].start + len(stem)
        if line.words[at].text.endswith("간") and len(line.words[at].text) > 3:
            yield at, line.words[at].end - 1


def _closed(line: _Line, begin: int, end: int, first: int, last: int, head: int, points, road):
    """The candidate with its bracket closed, and with the road behind it."""
    opened = line.text[begin : points[0][0]].count("(")
    tail = line.text[end : end + 8]
    if opened and (close := re.match(r"(?:\s?(?:방[면향]|구간|간))?\)", tail)):
        end += close.end()
    yield _candidate(line, begin, end, first, last, head, points, road)
    if remark := _REMARK.match(tail):
        yield _candidate(line, begin, end + remark.end(), first, last, head, points, road)
    follows = not road and joins(line.gap_after(last)) and last + 1 < len(line.words)
    if behind := _road_at(line, last + 1) if follows else None:
        extent = _EXTENT.match(line.text, behind[1])
        yield _candidate(line, begin, extent.end() if extent else behind[1], first, last + 1, head, points, behind)


def _candidate(line: _Line, begin: int, end: int, first: int, last: int, head: int, points, road, shape=""):
    between = line.text[points[0][1] : points[1][0]]
    shape = shape or ("dots" if between[:1] in "·ㆍ" else "hyphen" if between == "-" else "sign")
    word = line.words[last]
    particle = line.text[end : word.end] if end < word.end else ""
    return PossiblePlace(begin, end, "segment", first, last, head, particle, shape, tuple(points), road)


def _is_point(name: str) -> bool:
    return len(name) > 1 and not _COUNTS.match(name) and speaks_of(name) not in _NO_POINT


def _by_words(line: _Line) -> Iterator[PossiblePlace]:
    """A에서 B까지, A부터 C를 지나 B에 이르는 D로, A와 B 사이."""
    for at, word in enumerate(line.words):
        stem, particle = stems(word.text)[-1]
        departs = particle in ("을", "를") and line.next_text(at).startswith(("출발", "시작"))
        if particle in _FROM or departs or particle in _AND:
            for last, end in _destinations(line, at, particle in _AND):
                yield from _from_to(line, at, word.start + len(stem), last, end)
        elif word.text.startswith(_PASSING) and (first := _list_before(line, at)) < at - 1:
            for last, end in _destinations(line, at, needs_both=False):
                yield from _from_to(line, first, line.words[first].end, last, end)


def _list_before(line: _Line, at: int) -> int:
    """숭례문, 시청역, 세종대로사거리를 지나: the number of the first that is passed."""
    first = at - 1
    while first > 0 and ("," in line.words[first].gap or joins(line.words[first].gap)) and at - first < _FARTHEST:
        first -= 1
        if speaks_of(line.words[first].text) == "moment" or name_of(line.words[first].text).kind == "":
            break
    commas = [n for n in range(first, at) if "," in line.words[n].gap]
    return commas[0] - 1 if commas else at


def _destinations(line: _Line, begin: int, needs_both: bool):
    """(number of the last word, end of the name) of what may be the other end of a stretch that begins before it."""
    for at in range(begin + 1, min(len(line.words), begin + _FARTHEST)):
        if _BREAK.search(line.words[at].gap):
            return
        word, (stem, particle) = line.words[at], stems(line.words[at].text)[-1]
        following = line.next_text(at)
        if needs_both and following.startswith("사이") and joins(line.words[at + 1].gap):
            yield at + 1, line.words[at + 1].start + 2
            return
        if following.startswith(_BEHIND_LAST) or (
            following.startswith(("이르", "잇")) and particle in ("에", "을", "를")
        ):
            yield at, word.start + len(stem if particle in ("에", "을", "를") else word.text)
            return
        if needs_both:
            continue
        if (until := word.text.rfind("까지")) > 1:
            yield at, word.start + until
            return
        if at - begin <= _LONGEST_POINT and name_of(stem).kind in STOPS and particle in ("은", "는", "의", ""):
            yield at, word.start + len(stem)


def _from_to(line: _Line, begin: int, first_end: int, last: int, end: int):
    vias, first_word = _vias(line, begin, last)
    last_of_name = last - 1 if line.words[last].text.startswith("사이") else last
    for number in range(max(first_word, last - _LONGEST_POINT + 1), last + 1):
        if all(joins(line.words[n].gap) for n in range(number + 1, last + 1)):
            target = line.words[number].start, line.words[last_of_name].end if last_of_name < last else end
            break
    else:
        return
    for start, point, road, at in _firsts(line, begin):
        points = ((point[0], first_end), *vias, target)
        if first_end <= point[0] or not all(_is_point(line.text[a:b]) for a, b in points):
            continue
        yield _candidate(line, start, end, at, last, begin, points, road, "words")
        yield from _with_road_behind(line, start, at, last, begin, points, road)


def _with_road_behind(line: _Line, start: int, first: int, last: int, head: int, points, road):
    """…에 이르는 여의서로, …을 잇는 국도 2호선, …까지 한강둔치 하부도로"""
    at = last + 1
    if at < len(line.words) and line.words[at].text.startswith(("이르", "잇", "사이")):
        at += 1
    for number in range(at, min(at + 2, len(line.words))):
        if not joins(line.words[number].gap):
            return
        behind = _road_at(line, number)
        if not behind and number > at and name_of(line.words[number].text).kind == "trail":
            behind = line.words[number].start, line.words[number].start + len(bare(line.words[number].text))
        if not road and behind:
            behind = (line.words[at].start, behind[1])
            yield _candidate(line, start, behind[1], first, number, head, points, behind, "words")


def _vias(line: _Line, begin: int, last: int) -> tuple[list[tuple[int, int]], int]:
    """The points between both ends, in order, and the number of the word behind them."""
    for at in range(last - 1, begin, -1):
        if line.words[at].text.startswith(_PASSING):
            first = begin + 2 if line.words[begin + 1].text.startswith(("출발", "시작")) else begin + 1
            points = []
            for number in range(begin + 1, at):
                if number + 1 == at or "," in line.gap_after(number):
                    points.append((line.words[first].start, _end_of_via(line, first, number)))
                    first = number + 1
            return points, at + 1
    return [], begin + 1


def _end_of_via(line: _Line, first: int, last: int) -> int:
    if line.words[last].text.startswith("등") and last > first:
        last -= 1
    return line.words[last].start + len(bare(line.words[last].text))


def key_of(candidate: PossiblePlace, text: str, lexicon: Lexicon) -> str:
    """road|A~B~C: no blanks in the road, administrative names before a point and remarks behind it left out."""
    road = "".join(text[slice(*candidate.road)].split()) if candidate.road else ""
    return f"{road}|{'~'.join(_point(text[a:b], lexicon) for a, b in candidate.points)}"


def _point(name: str, lexicon: Lexicon) -> str:
    parts = re.sub(r"\([^()]*\)", "", name).split()
    while len(parts) > 1 and (parts[0] in lexicon.sido or _is_scope(parts, lexicon)):
        del parts[0]
    if len(parts) > 1 and parts[-1] in ("방면", "방향"):
        del parts[-1]
    return " ".join(parts)


def _is_scope(parts: list[str], lexicon: Lexicon) -> bool:
    """평화동 삼천교, but not 길동 주민센터 and 북구 만덕동"""
    last = name_of(parts[-1])
    if len(parts) == 2 and (last.is_kind_only or last.relation):
        return False
    return _is_area(parts[0], lexicon) and not _is_area(parts[-1], lexicon)


def _is_area(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.gus or bool(lexicon.dong_gus(word)) or (word[-1:] in "리" and len(word) > 2)
