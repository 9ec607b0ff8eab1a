"""What speaks for and against a candidate, as names of features that a model weighs."""

import re
from collections.abc import Iterable

from importers.extraction.prose.candidates import PossiblePlace, begins, endings_on_map, known
from importers.extraction.prose.stretches import STOPS
from importers.extraction.prose.words import Word, name_of, speaks_of, stems
from importers.vocabulary import alternatives
from maptag.geocoding.gazetteer.lexicon import Lexicon

_TRAFFIC = re.compile(alternatives("structures", "traffic"))
_LABELLED = re.compile(
    rf"(?:{alternatives('labels', 'in_sentence')}|어디서?|출발|도착|집결|장\s*소|위\s*치|지역|구역|대상지?|곳)"
    r"\s?[:：/|]?\s*$"
)
_COUNTED = re.compile(r"\s?\(\s?(?:약\s?)?[\d,.]+\s?[가-힣㎡]{1,3}\)")
_ADDRESSED = re.compile(r"\s?\([^()]*\d\)")
_AMONG = re.compile(r"\s?(?:등|외)(?:\s|$)")
_OPENERS, _CLOSERS = "([<〈'\"‘“《「『", ")]>〉'\"’”》」』"
_BULLETS = "△▲○●■□▶▷◆◇•·ㆍ-–*※:：/|"
_TIME = re.compile(r"\s*[(|]?\s*\d{1,2}\s?[:.시월]\s?\d{0,2}")
_MODIFIER = re.compile(r"(?:은|는|을|를|이|가|에|에서|의|와|과|도|로|으로|까지|부터|된|한|할|하는|되는|있는|같은)$")
_TERM = re.compile(r"\)?\s?(까지|에\s?이르|을\s?잇|를\s?잇|구간|사이|간\b|방[향면]|따라)")
_LONGEST_ITEM = 4
_SOME = re.compile(r"등$|\d+(?:곳|개소|개교|개|면|동|구간)|곳곳|개소|여곳|두$|세$|네$")
_SIZES = (2, 3, 4, 5, 7, 9, 12, 16, 24)


class LineView:
    """A line as the features see it: its words, and what its text as a whole speaks of."""

    def __init__(self, text: str, words: list[Word], lexicon: Lexicon, seen: frozenset[str] = frozenset()):
        self.text, self.words, self.lexicon, self.seen = text, words, lexicon, seen
        self.gaps = [*(_gap(word.gap, at == 0) for at, word in enumerate(words)), _gap(text[words[-1].end :], True)]
        self.speak = [speaks_of(word.text) for word in words]
        self.topics = _topics(text, self.speak)
        self.separated = {at for at in range(1, len(words)) if _separates(self.gaps[at], words[at - 1])}
        self.lists = _lists(words, self.separated)
        self.stretches = []
        self._known = {}

    def known(self, name: str):
        """What the lexicon says of `name`, asked once."""
        if name not in self._known:
            self._known[name] = known(name, self.lexicon)
        return self._known[name]


def _separates(gap: str, before: Word) -> bool:
    """Does a comma, a mark or an "and" part two words?"""
    if gap in ("comma", "dot", "bullet", "close,", "open,", "closeopen"):
        return True
    return gap == "blank" and (before.text in ("및", "또는") or stems(before.text)[-1][1] in ("와", "과"))


def _lists(words: list[Word], separated: set[int]) -> dict[int, tuple[int, ...]]:
    """For the number of each word that begins or ends an item: the numbers of the words that end its list's items."""
    groups, before = [], None
    for at in sorted(separated):
        if before is None or at - before > _LONGEST_ITEM:
            groups.append([])
        groups[-1].append(at - 1)
        before = at
    found = {}
    for ends in groups:
        last = next((n for n in range(ends[-1] + 1, min(ends[-1] + 4, len(words))) if _ends_list(words, n)), None)
        whole = (*ends, last) if last is not None else tuple(ends)
        for end in ends:
            found[end] = found[end + 1] = whole
        if last is not None:
            found[last] = whole
    return found


def _ends_list(words: list[Word], at: int) -> bool:
    return name_of(stems(words[at].text)[-1][0]).kind != "" or bool(name_of(stems(words[at].text)[-1][0]).relation)


def _topics(text: str, speak: list[str]) -> tuple[str, ...]:
    kinds = [kind for kind in ("happen", "build", "close", "accident", "complain", "move", "act") if kind in speak]
    return (*kinds, "traffic") if _TRAFFIC.search(text) else tuple(kinds)


def _gap(gap: str, at_edge: bool) -> str:
    """What stands between two words, in a word."""
    sign = gap.strip()
    if not sign:
        return "edge" if at_edge else "line" if "\n" in gap else "blank" if gap else "none"
    first = sign[0]
    if first in ",，、":
        return "comma"
    if first in "·ㆍ" or sign == "·":
        return "dot"
    if first in _OPENERS:
        return "open" + ("," if "," in sign else "")
    if first in _CLOSERS:
        return "close" + ("open" if sign[-1] in _OPENERS else "," if len(sign) > 1 else "")
    if first in "~→↔":
        return "sign"
    if first == ".":
        return "stop"
    return "bullet" if first in _BULLETS else "mark"


def features(candidate: PossiblePlace, around: LineView) -> list[str]:
    """The names of what holds for a candidate."""
    found = [f"kind={candidate.kind}"]
    if candidate.points:
        found += _of_stretch(candidate, around)
    else:
        found += _of_name(candidate, around)
        found += _of_stretches_around(candidate, around)
    found += _of_context(candidate, around, found[0])
    return found


def _of_name(candidate: PossiblePlace, around: LineView) -> Iterable[str]:
    words, text = around.words, around.text
    name = text[candidate.start : candidate.end]
    end_of_head = candidate.end if candidate.head == candidate.last else words[candidate.head].end
    head = text[words[candidate.head].start : end_of_head]
    whole = text[candidate.start : end_of_head]
    told = name_of(head)
    tail = name_of(text[words[candidate.last].start : candidate.end])
    relation = tail.relation or told.relation or "-"
    shape = told.kind or ("relation" if told.relation else "-")
    on_map = around.known(whole)
    of_head = around.known(head)
    first = words[candidate.first].text if candidate.first < candidate.head else head
    yield f"head={shape}"
    yield f"ending={told.ending or head[-1]}"
    yield f"last2={head[-2:]}"
    two, three = endings_on_map(head, around.lexicon)
    starts = begins(first, around.lexicon)
    yield f"like={two}{three}"
    yield f"like={two}{three}&begins={starts:d}"
    yield f"begins={starts:d}&{shape}"
    yield f"begins={starts:d}&particle={candidate.particle}"
    yield f"rel={relation}"
    yield f"head={shape}&rel={relation}"
    yield f"words={candidate.head - candidate.first + 1}"
    yield f"tail={candidate.last - candidate.head}"
    yield f"size={next((n for n in _SIZES if len(whole) <= n), 99)}"
    yield f"headsize={min(len(head), 9)}"
    yield f"particle={candidate.particle}"
    yield f"head={shape}&particle={candidate.particle}"
    yield f"rel={relation}&particle={candidate.particle}"
    yield f"map={_category(on_map.place)}&{shape}"
    yield f"map={_category(on_map.place)}&rel={relation}"
    yield f"map={_category(on_map.place)}&words={candidate.head - candidate.first + 1}"
    yield f"headmap={_category(of_head.place)}"
    yield f"area={on_map.dong:d}{on_map.sigungu:d}{on_map.road:d}&rel={relation}"
    if told.is_kind_only:
        yield f"only={shape}&{candidate.head - candidate.first}"
        yield f"only={told.ending}"
    if candidate.first < candidate.head:
        yield from _of_first(candidate, first, around)
    for number in range(candidate.first, candidate.head):
        word = words[number].text
        inner, modifier = name_of(word), _MODIFIER.search(word)
        if modifier and inner.kind != "road":
            yield f"inner={modifier.group()}"
        if around.speak[number]:
            yield f"innerspeak={around.speak[number]}"
        if inner.kind:
            yield f"innerhead={inner.kind}&{shape}&{inner.is_kind_only:d}"
        if around.known(word).place:
            yield f"innermap&{told.is_kind_only:d}&{bool(of_head.place):d}"
    if around.text.count(name) > 1:
        yield "repeated"
    if name in around.seen:
        yield "seen"


def _of_first(candidate: PossiblePlace, first: str, around: LineView) -> Iterable[str]:
    told, on_map = name_of(first), around.known(first)
    what = _area_or_road(on_map) or on_map.place or told.kind or "-"
    yield f"first={what}"
    head = name_of(around.words[candidate.head].text)
    rest = around.text[around.words[candidate.first + 1].start : around.words[candidate.head].end]
    yield f"first={what}&rest={bool(around.known(rest).place):d}&whole={bool(around.known(first + ' ' + rest).place):d}"
    yield f"first={what}&only={head.is_kind_only:d}&{head.kind}"
    yield f"firstonly={told.is_kind_only:d}&{what}"
    yield f"firstword={first}" if len(first) < 3 else f"firstend={first[-1]}"


def _area_or_road(on_map) -> str:
    return "dong" if on_map.dong else "gu" if on_map.sigungu else "road" if on_map.road else ""


def _category(place: str) -> str:
    return place or "-"


def _of_stretch(candidate: PossiblePlace, around: LineView) -> Iterable[str]:
    text, lexicon = around.text, around.lexicon
    ends = [text[slice(*candidate.points[0])], text[slice(*candidate.points[-1])]]
    kinds = []
    for which, end in zip(("from", "to"), ends, strict=True):
        last = name_of(end.rsplit(" ", 1)[-1])
        joined = end.replace(" ", "")
        place = around.known(end)
        kind = last.kind or ("relation" if last.relation else "road" if joined in lexicon.roads else "-")
        kinds.append(kind)
        yield f"{which}={kind}"
        yield f"{which}map={_category(place.place)}{place.dong:d}{place.road:d}"
        yield f"{which}words={len(end.split())}&{kind}"
        yield f"{which}only={last.is_kind_only:d}"
        before = end.split()[0]
        if " " in end:
            first = around.known(before)
            yield f"{which}first={first.dong:d}{first.sigungu:d}{first.road:d}{name_of(before).kind}"
            if _MODIFIER.search(before):
                yield f"{which}modified"
    yield f"ends={'&'.join(kinds)}"
    stops = sum(kind in STOPS or bool(around.known(end).place) for kind, end in zip(kinds, ends, strict=True))
    term = term_of(candidate, text)
    yield f"stops={stops}&{candidate.shape}"
    yield f"stops={stops}&{term}"
    yield f"term={term}&{candidate.shape}"
    yield f"longest={max(len(end.split()) for end in ends)}&{stops}"
    yield f"vias={len(candidate.points) > 2:d}&{candidate.shape}&{term}"
    yield f"shape={candidate.shape}&points={min(len(candidate.points), 4)}"
    between = text[candidate.points[0][1] : candidate.points[1][0]].strip()
    yield f"between={between[:6]}&{candidate.shape}"
    if candidate.road:
        road = text[slice(*candidate.road)]
        where = "before" if candidate.road[0] < candidate.points[0][0] else "behind"
        inside = candidate.road[0] >= candidate.start
        yield f"road={where}&{inside:d}&{around.known(road).road:d}{name_of(road).kind}"
        yield f"road&{candidate.shape}"
    else:
        yield "noroad"
        yield f"noroad&{candidate.shape}"
    span = text[candidate.start : candidate.end]
    yield f"closed={span.count('(') - span.count(')')}"
    yield f"particle={candidate.particle}&stretch"
    yield f"until={text[candidate.end : candidate.end + 2].strip()}"


def term_of(candidate: PossiblePlace, text: str) -> str:
    """What ends a stretch behind its last point: 까지, 구간, 에 이르는 … or ""."""
    match = _TERM.match(text, candidate.points[-1][1])
    return match.group(1) if match else ""


def _of_stretches_around(candidate: PossiblePlace, around: LineView) -> Iterable[str]:
    """Is a name a point of what may be a stretch, and of which sort?"""
    sorts = {
        (stretch.shape, term_of(stretch, around.text), any(candidate.start == point[0] for point in stretch.points))
        for stretch in around.stretches
        if stretch.start <= candidate.start and candidate.end <= stretch.end
    }
    for shape, term, is_point in sorted(sorts):
        yield f"within={shape}&{term}&{is_point:d}"
    for shape in sorted({shape for shape, _, _ in sorts}):
        yield f"within={shape}"


def _of_context(candidate: PossiblePlace, around: LineView, kind: str) -> Iterable[str]:
    words, speak, gaps = around.words, around.speak, around.gaps
    first, last = candidate.first, candidate.last
    left, right = gaps[first], gaps[last + 1]
    glued = candidate.end < words[last].end and not candidate.particle
    yield f"left={left}"
    yield f"right={right}"
    yield f"left={left}&right={right}&{kind}"
    yield f"right={right}&particle={candidate.particle}"
    if glued:
        yield "glued"
    if first:
        before = words[first - 1].text
        what = _area_or_road(around.known(before)) or speak[first - 1] or name_of(before).kind or "-"
        yield f"before={what}&{left}"
        yield f"before={what}&{kind}&{left}"
        particle = stems(before)[-1][1]
        yield f"beforeparticle={particle}&{left}"
        yield f"beforeend={before[-1]}&{left}"
    if last + 1 < len(words):
        after = words[last + 1].text
        what = speak[last + 1] or name_of(after).kind or name_of(after).relation or "-"
        yield f"next={what}&{right}&{candidate.particle}"
        yield f"next={speak[last + 1]}&{kind}"
        yield f"nextword={after[:2]}&{right}"
        yield f"nextrel={name_of(stems(after)[-1][0]).relation}&{right}&{kind}"
    for step in range(2, 6):
        if last + step < len(words) and speak[last + step]:
            yield f"soon={speak[last + step]}&{candidate.particle}"
    for step in range(last + 1, min(last + 8, len(words))):
        if speak[step] in ("happen", "build", "close", "accident", "move", "act", "exist"):
            yield f"verb={speak[step]}&{candidate.particle}&{kind}"
            break
    for topic in around.topics:
        yield f"topic={topic}&{kind}"
        yield f"topic={topic}&particle={candidate.particle}"
    yield from _of_marks(candidate, around, kind)


def _of_marks(candidate: PossiblePlace, around: LineView, kind: str) -> Iterable[str]:
    text = around.text
    end = around.words[candidate.last].end
    if _LABELLED.search(text[max(0, candidate.start - 8) : candidate.start]):
        yield "labelled"
        yield f"labelled&{around.gaps[candidate.first]}"
    if _COUNTED.match(text, end):
        yield "counted"
    elif _ADDRESSED.match(text, end):
        yield "addressed"
    if _AMONG.match(text, end):
        yield f"among&{kind}"
    if _TIME.match(text, end):
        yield f"timed&{around.gaps[candidate.last + 1]}"
    yield from _of_list(candidate, around)


def _of_list(candidate: PossiblePlace, around: LineView) -> Iterable[str]:
    """What the other items of its list are like, and whether it begins and ends with an item."""
    first, last = candidate.first, candidate.last
    ends = around.lists.get(last) or around.lists.get(first) or ()
    if not ends:
        return
    begins, closes = first in around.separated, last + 1 in around.separated
    yield f"item={begins:d}{closes:d}&{min(len(ends), 4)}"
    own = name_of(stems(around.words[last].text)[-1][0])
    kinds = [_kind_of_item(around.words[end]) for end in ends if end != last]
    alike = sum(kind == (own.kind or own.relation) != "" for kind in kinds)
    yield f"alike={min(alike, 3)}&{own.kind or own.relation or '-'}"
    yield f"mates={sum(kind != '' for kind in kinds) * 2 >= len(kinds):d}&{begins:d}{closes:d}"
    others = [stems(around.words[end].text)[-1][0] for end in ends if end != last]
    yield f"onmap={min(2, sum(bool(around.known(other).place) for other in others))}&{begins:d}{closes:d}"
    after = around.words[ends[-1] + 1 : ends[-1] + 5]
    if any(_SOME.match(word.text) for word in after):
        yield f"some&{begins:d}{closes:d}"
    speak = next(
        (around.speak[n] for n in range(ends[-1] + 1, min(len(around.words), ends[-1] + 6)) if around.speak[n]), ""
    )
    yield f"listspeaks={speak}&{own.kind or own.relation or '-'}"


def _kind_of_item(word: Word) -> str:
    name = name_of(stems(word.text)[-1][0])
    return name.kind or name.relation
