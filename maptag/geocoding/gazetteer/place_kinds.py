"""Kinds of places (vocabulary/place_kinds.tsv): who bears a shared name, and what a kind says of its points."""

from maptag.geocoding.types import PlaceKind
from maptag.geocoding.vocabulary import rows

STATION, STRUCTURE, PART, SIGHT, STOP, SHOP = "station", "structure", "part", "sight", "stop", "shop"


def _kind(row: dict[str, str]) -> PlaceKind:
    numbers = (float(row[name]) for name in ("merge_m", "error_m", "crossing_error_m"))
    return PlaceKind(row["kind"], row["tier"], *numbers)


_KINDS = {row["kind"]: _kind(row) for row in rows("place_kinds")}
ANY_KIND = _KINDS["*"]


def kind_of(category: str) -> PlaceKind:
    """The kind of a row's category; the common one where none of the table's is it."""
    return _KINDS.get(category, ANY_KIND)
