"""The one shape into which every provider's reply is read. What they send is hostile: clipped, and checked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

# South, west, north, east of the country: an opinion outside is a misread coordinate.
COUNTRY = (32.0, 123.0, 40.0, 133.0)
LONGEST = 200
MOST = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `text` as one would type it into a map, `kind` one of addresses.KINDS."""

    text: str
    kind: str

    @property
    def is_address(self) -> bool:
        return self.kind in ("road", "lot")


@dataclass(frozen=True, slots=True)
class Opinion:
    """One place that a provider answers with. WGS84 (EPSG:4326). Not `storable`: to be shown and forgotten."""

    provider: str
    title: str
    road_address: str
    lot_address: str
    lon: float
    lat: float
    storable: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A provider's reply as its adapter reads it, before anybody has looked at the values."""

    lon: object
    lat: object
    title: object = ""
    road_address: object = ""
    lot_address: object = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One outside geocoder. `find(get, config, question)` yields Found; `get(path, params, headers)` answers JSON.

    `needs`: the settings without which it is off. `requests`: how many one question may cost. `forbids_storing`:
    its terms do, and no setting can allow it. `pause_s`: seconds that its terms want between two questions of all of
    us. `credit`: what they want shown beside its answers, with the page to which it leads.
    """

    name: str
    title: str
    find: Callable[..., Iterable[Found]]
    needs: tuple[str, ...] = ("key",)
    requests: int = 1
    forbids_storing: bool = False
    pause_s: float = 0
    credit: tuple[str, str] = ("", "")


class Failed(Exception):
    """The provider did not answer the question; the message, for the clerk, says why."""


def opinions(provider: Provider, places: Iterable[Found], storable: bool) -> tuple[Opinion, ...]:
    """The first few usable ones. Raises TypeError or ValueError where a coordinate is no number."""
    read = (_opinion(provider, opinion, storable) for opinion in places)
    return tuple(opinion for opinion in read if opinion)[:MOST]


def _opinion(provider, place, storable) -> Opinion | None:
    lon, lat = float(place.lon), float(place.lat)
    south, west, north, east = COUNTRY
    if not (west <= lon <= east and south <= lat <= north):
        return None
    road, lot = _text(place.road_address), _text(place.lot_address)
    return Opinion(provider.title, _text(place.title) or road or lot, road, lot, lon, lat, storable)


def _text(value) -> str:
    return " ".join(value.replace("\x00", "").split())[:LONGEST] if isinstance(value, str) else ""
