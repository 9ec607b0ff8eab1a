"""Where a mention lies: from a geocoder's candidate, or from a person's pin, to the fields that say so."""

import json

from django.contrib.gis.geos import GEOSGeometry, Point

from maptag.geocoding.types import Candidate, Match, Query

# The fields of Mention that a decision may change.
PLACEMENT = ("decision", "source", "geometry", "address", "position_type", "error_m")


def query_of(fields: dict) -> Query:
    """What to ask the geocoder about a mention, or about its evidence, from their `as_fields`."""
    near = {"near_sido": fields["near_sido"], "near_sigungu": fields["near_gu"], "near_dong": fields["near_dong"]}
    return Query(fields["text"], fields["kind"], fields["key"], **near)


def candidate_values(candidate: dict) -> dict:
    """Fields for a stored candidate."""
    return {
        "geometry": _geometry(candidate),
        "address": candidate["road_address"] or candidate["lot_address"] or candidate["name"],
        "position_type": candidate["position_type"],
        "error_m": candidate["error_m"],
    }


def geometry_values(point: Point, address: str) -> dict:
    """Fields for a place that a person pointed at."""
    return {"geometry": point, "address": address[:300], "position_type": "pin", "error_m": None}


def match_row(pk: int, match: Match, offer: Candidate | None = None) -> dict:
    """A Match as a row for `MentionQuerySet.store_matches`.

    The department's `offer` comes first among the candidates; certainty and place stay the geocoder's.
    """
    best = match.best.as_dict() if match.best else None
    placed = candidate_values(best) if best else {"geometry": None, "address": "", "position_type": "", "error_m": None}
    return {
        "id": pk,
        "grade": match.grade,
        "certainty": match.certainty,
        "precision": match.best.precision if match.best else "",
        "candidates": [candidate.as_dict() for candidate in _offered(match, offer)],
        "reasons": [str(reason) for reason in match.reasons],
        "match_flags": list(match.flags),
        "data_version": match.data_version,
        **placed,
        "geometry": placed["geometry"] and placed["geometry"].ewkt,
    }


def _offered(match: Match, offer: Candidate | None) -> list[Candidate]:
    """The candidates in the order in which a person sees them, each place once."""
    if offer is None:
        return list(match.candidates)
    return [offer, *(candidate for candidate in match.candidates if _place(candidate) != _place(offer))]


def _place(candidate: Candidate):
    return candidate.geometry or (candidate.lon, candidate.lat)


def _geometry(candidate: dict):
    if candidate.get("geometry"):
        return GEOSGeometry(json.dumps(candidate["geometry"]), srid=4326)
    if candidate["lon"] is None:
        return None
    return Point(candidate["lon"], candidate["lat"], srid=4326)
