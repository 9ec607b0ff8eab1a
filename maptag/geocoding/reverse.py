"""Reverse geocoding: what is at a pin."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from maptag.geocoding import queries
from maptag.geocoding.addresses import Candidate
from maptag.geocoding.geodesy import metres
from maptag.geocoding.lookup import FoundAddress, FoundLot

FARTHEST_M = 200.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is at a pin. `addresses` and `lots`: the nearest first, `error_m` being their distance in metres."""

    gu: str
    legal_dong: str
    administrative_dong: str
    addresses: tuple[Candidate, ...]
    lots: tuple[Candidate, ...]


def reverse(lon: float, lat: float) -> Candidate | None:
    """The nearest road address and lot within 200 m of a pin (WGS84), with the name of its gu and dong.

    `lon` and `lat` are the pin's own, `error_m` the distance in metres to the address. None outside all areas.
    """
    around = surroundings(lon, lat)
    name = " ".join(filter(None, (around.gu, around.legal_dong)))
    road, lot = (next(iter(found), None) for found in (around.addresses, around.lots))
    nearest = road or lot
    if nearest is None:
        return Candidate("D", "dong", lon, lat, None, name=name) if name else None
    lot_address = lot.lot_address if lot and (not road or lot.error_m < road.error_m) else nearest.lot_address
    return replace(nearest, lon=lon, lat=lat, lot_address=lot_address or (lot.lot_address if lot else ""), name=name)


def surroundings(lon: float, lat: float) -> Surroundings:
    """Nearest road addresses and lots within 200 m of a pin (WGS84), and the areas that it lies in."""
    params = {"lon": lon, "lat": lat}
    areas = {kind: (gu, dong) for _s, gu, dong, kind in queries.fetch("search", "areas_at", params)}
    addresses = [FoundAddress._make(row) for row in queries.fetch("search", "nearest_address", params)]
    lots = [FoundLot._make(row) for row in queries.fetch("search", "nearest_lot", params)]
    return Surroundings(
        areas.get("gu", areas.get("legal", ("", "")))[0],
        areas.get("legal", areas.get("eupmyeon", ("", "")))[1],
        areas.get("administrative", ("", ""))[1],
        _near(lon, lat, [found.candidate("A1") for found in addresses]),
        _near(lon, lat, [found.candidate("A1") for found in lots]),
    )


def _near(lon: float, lat: float, candidates: list[Candidate]) -> tuple[Candidate, ...]:
    near = []
    for candidate in candidates:
        distance = metres((lon, lat), (candidate.lon, candidate.lat))
        if distance <= FARTHEST_M:
            reason = _("핀에서 %(m)d m 떨어져 있습니다.") % {"m": distance}
            near.append(replace(candidate, error_m=round(distance, 1), reasons=(reason,)))
    return tuple(sorted(near, key=lambda candidate: candidate.error_m))
