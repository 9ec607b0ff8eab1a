"""Reverse geocoding: what is at a pin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from maptag.geocoding.geodesy import metres
from maptag.geocoding.resolve.lookup import FoundAddress, FoundLot
from maptag.geocoding.sql import queries
from maptag.geocoding.types import Candidate, Certainty, Precision

# On a hill or in the river's park the next house is far, and still says more than the dong.
FARTHEST_M = 1000.0
# Farther than this a pin is not at an address but near it: in a park, on the river.
AT_ADDRESS_M = 50.0
# An entrance may lie so far beyond the border of its building's gu; what is farther, across it, is another place.
BORDER_M = 20.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is at a pin. `addresses` and `lots`: the nearest first, `error_m` being their distance in metres."""

    sigungu: str
    legal_dong: str
    administrative_dong: str
    addresses: tuple[Candidate, ...]
    lots: tuple[Candidate, ...]


def reverse(lon: float, lat: float) -> Candidate | None:
    """The address of a pin (WGS84) with the name of its gu and dong; None outside all areas.

    `lon` and `lat` are the pin's own, `error_m` the distance in metres to the nearest address. Up to 50 m away that is
    the pin's; up to 1 km it is told in `reasons`, and the answer is the dong.
    """
    around = surroundings(lon, lat)
    name = " ".join(filter(None, (around.sigungu, around.legal_dong)))
    road, lot = (next(iter(candidate), None) for candidate in (around.addresses, around.lots))
    nearest = road or lot
    if nearest is None:
        return _in_dong(lon, lat, None, name) if name else None
    if min(candidate.error_m for candidate in (road, lot) if candidate) > AT_ADDRESS_M and name:
        nearest = min((candidate for candidate in (road, lot) if candidate), key=lambda candidate: candidate.error_m)
        reason = _("가장 가까운 주소는 %(m)s m 떨어진 ‘%(address)s’입니다.")
        reason %= {"m": f"{nearest.error_m:.0f}", "address": nearest.road_address or nearest.lot_address}
        return _in_dong(lon, lat, nearest.error_m, name, (reason,))
    lot_address = lot.lot_address if lot and (not road or lot.error_m < road.error_m) else nearest.lot_address
    return replace(nearest, lon=lon, lat=lat, lot_address=lot_address or (lot.lot_address if lot else ""), name=name)


def _in_dong(lon: float, lat: float, error_m: float | None, name: str, reasons: tuple[str, ...] = ()) -> Candidate:
    return Candidate(Certainty.BY_NAME, Precision.CENTRE, "dong", lon, lat, error_m, name=name, reasons=reasons)


def nearby(lon: float, lat: float) -> str:
    """The nearest address of a pin (WGS84) that is at none, with its distance, as a sentence; else empty."""
    nearest = reverse(lon, lat)
    return " ".join(nearest.reasons) if nearest and nearest.position_type == "dong" else ""


def surroundings(lon: float, lat: float) -> Surroundings:
    """Nearest road addresses and lots within 1 km of a pin (WGS84) in its gu, and the areas that it lies in."""
    params = {"lon": lon, "lat": lat}
    areas = {kind: (sigungu, dong) for _s, sigungu, dong, kind in queries.fetch("search", "areas_at", params)}
    sigungu = areas.get("gu", areas.get("legal", ("", "")))[0]
    addresses = [FoundAddress._make(row) for row in queries.fetch("search", "nearest_address", params)]
    lots = [FoundLot._make(row) for row in queries.fetch("search", "nearest_lot", params)]
    return Surroundings(
        sigungu,
        areas.get("legal", areas.get("eupmyeon", ("", "")))[1],
        areas.get("administrative", ("", ""))[1],
        _near(lon, lat, sigungu, addresses),
        _near(lon, lat, sigungu, lots),
    )


def _near(lon: float, lat: float, sigungu: str, rows: Sequence[FoundAddress | FoundLot]) -> tuple[Candidate, ...]:
    near = []
    for row in rows:
        candidate = row.candidate(Certainty.AS_WRITTEN)
        distance = metres((lon, lat), (candidate.lon, candidate.lat))
        if distance <= (FARTHEST_M if sigungu in ("", row.sigungu) else BORDER_M):
            near.append(replace(candidate, error_m=round(distance, 1)))
    return tuple(sorted(near, key=lambda candidate: candidate.error_m))
