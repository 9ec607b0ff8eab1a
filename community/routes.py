"""The way between the reports of a shortlist: to the nearest next one, then without crossings (2-opt)."""

import itertools

from django.db import transaction

from maptag.geocoding.geodesy import metres

from .models import ShortlistItem

# 2-opt looks at all pairs: 60 stops, more than a day's round, take some milliseconds.
MOST = 60


def order(points: list[tuple[float, float]], start: tuple[float, float] | None = None) -> list[int]:
    """Indexes of `points` (lon, lat in WGS84) in the order to visit them, from `start` or from the first."""
    left = list(range(len(points)))
    if not left:
        return []
    way = [] if start else [left.pop(0)]
    here = start or points[way[0]]
    while left:
        nearest = min(left, key=lambda n: metres(here, points[n]))
        left.remove(nearest)
        way.append(nearest)
        here = points[nearest]
    return _uncrossed(way, points, start) if len(way) <= MOST else way


def length(points, way, start=None) -> float:
    """Metres as the crow flies."""
    stops = [*([start] if start else []), *(points[n] for n in way)]
    return sum(metres(a, b) for a, b in itertools.pairwise(stops))


def _uncrossed(way, points, start):
    best, better = length(points, way, start), True
    first = 0 if start else 1
    while better:
        better = False
        for i in range(first, len(way) - 1):
            for j in range(i + 1, len(way)):
                turned = way[:i] + way[i : j + 1][::-1] + way[j + 1 :]
                if (turned_length := length(points, turned, start)) < best - 0.5:
                    way, best, better = turned, turned_length, True
    return way


@transaction.atomic
def arrange(user, start=None) -> list[ShortlistItem]:
    """Put the user's shortlist into walking order."""
    items = list(user.shortlist.select_related("report"))
    way = order([item.report.point.coords for item in items], start)
    for position, n in enumerate(way):
        items[n].position = position
    ShortlistItem.objects.bulk_update(items, ["position"])
    return [items[n] for n in way]
