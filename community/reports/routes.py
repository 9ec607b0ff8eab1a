"""The way between the reports of a shortlist: to the nearest next one, then without crossings (2-opt)."""

import itertools

from django.db import transaction

from maptag.geocoding.geodesy import metres

from ..models import ShortlistItem

# 2-opt looks at all pairs: 60 stops, more than a day's round, take some milliseconds.
MOST = 60
Anchor = ShortlistItem.Anchor


def order(points, start=None, first: int | None = None, last: int | None = None) -> list[int]:
    """Indexes of `points` (lon, lat in WGS84) in the order to visit them.

    The way begins at `start`, a place that is no stop itself, else with the first point; `first` and `last` are
    indexes of stops that stay where they are.
    """
    remaining = [n for n in range(len(points)) if n not in (first, last)]
    if not start and first is None and remaining:
        first = remaining.pop(0)
    way = [] if first is None else [first]
    here = points[first] if way else start
    while remaining:
        nearest = min(remaining, key=lambda n: metres(here, points[n]))
        remaining.remove(nearest)
        way.append(nearest)
        here = points[nearest]
    way += [] if last is None else [last]
    return _uncrossed(way, points, start, first is not None, last is not None) if len(way) <= MOST else way


def length(points, way, start=None) -> float:
    """Metres as the crow flies."""
    stops = [*([start] if start else []), *(points[n] for n in way)]
    return sum(metres(a, b) for a, b in itertools.pairwise(stops))


def _uncrossed(way, points, start, keep_first, keep_last):
    best, better = length(points, way, start), True
    beyond = len(way) - keep_last
    while better:
        better = False
        for i in range(int(keep_first), beyond - 1):
            for j in range(i + 1, beyond):
                turned = way[:i] + way[i : j + 1][::-1] + way[j + 1 :]
                if (turned_length := length(points, turned, start)) < best - 0.5:
                    way, best, better = turned, turned_length, True
    return way


def stops(user) -> list[ShortlistItem]:
    """The user's shortlist in its order: the one to start with, those between as they were put, the one to end with."""
    rank = {Anchor.START: 0, "": 1, Anchor.END: 2}
    items = user.shortlist.select_related("report__category", "report__campaign", "report__department")
    return sorted(items, key=lambda item: (rank[item.anchor], item.position, item.at))


@transaction.atomic
def arrange(user, start=None) -> list[ShortlistItem]:
    """Put the user's shortlist into the order of the shortest way; what was put by hand before is forgotten."""
    items = stops(user)
    fixed = {item.anchor: n for n, item in enumerate(items) if item.anchor}
    points = [item.report.point.coords for item in items]
    way = order(points, start, fixed.get(Anchor.START), fixed.get(Anchor.END))
    return _number([items[n] for n in way])


@transaction.atomic
def put(user, numbers: list[str]) -> list[ShortlistItem]:
    """The order by hand: receipt numbers of reports. Those that are not named keep their order, at the end."""
    place = {number: n for n, number in enumerate(numbers)}
    return _number(sorted(stops(user), key=lambda item: place.get(item.report.number, len(place))))


@transaction.atomic
def move(user, number: str, by: int) -> list[ShortlistItem]:
    """One stop `by` places on (or, negative, back)."""
    names = [item.report.number for item in stops(user)]
    if number in names:
        here = names.index(number)
        names.insert(min(max(here + by, 0), len(names) - 1), names.pop(here))
    return put(user, names)


@transaction.atomic
def anchor(user, number: str, end: str):
    """Start ("start") or end ("end") with this stop, or set it free (""); only one stop can be each."""
    if end:
        user.shortlist.filter(anchor=end).update(anchor="")
    user.shortlist.filter(report__number=number).update(anchor=end)


def _number(items):
    for position, item in enumerate(items):
        item.position = position
    ShortlistItem.objects.bulk_update(items, ["position"])
    return items
