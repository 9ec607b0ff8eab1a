"""Columns as a person types them, where their cells and headers left them open or were read wrongly."""

import hashlib
from collections.abc import Mapping, Sequence

from importers.extraction.coordinates import Coordinates
from importers.extraction.features import Facts
from importers.extraction.schema import MOSTLY, Schema
from importers.records import DocumentRecord

# What may be chosen, in the order of the menu; "" leaves the column to its cells.
TYPES = ("", "address", "gu", "dong", "road", "number", "sub", "location", "area", "lat", "lon", "name", "none")
_ROLES = {"none": "other", "name": "", "number": ""}


def shape_of(rows: Sequence[DocumentRecord]) -> str:
    """Equal for tables of the same shape: the same headers, or as many columns where there are none."""
    headers = rows[0].headers
    width = max((cell.column for row in rows[:5] for cell in row.cells), default=-1) + 1
    heads = [" ".join(headers[column].split()) for column in sorted(headers)] or [f"{width} columns"]
    return hashlib.sha256("\n".join(heads).encode()).hexdigest()


def chosen_types(schema: Schema) -> dict[int, str]:
    """The types of a schema's columns, as the menu names them."""
    types = {column: _type(role) for column, role in schema.roles.items()}
    types |= dict.fromkeys(schema.towns, "dong")
    if schema.title is not None:
        types.setdefault(schema.title, "name")
    return {column: kind for column, kind in types.items() if kind}


def _type(role: str) -> str:
    if role in ("address_road", "told", "way"):
        return "address"
    return {"main": "number", "address_lot": "address", "other": "none", "sido": "gu", "ri": "dong"}.get(role, role)


def by_choice(schema: Schema, types: Mapping[int, str]) -> Schema:
    """`schema` with the columns of `types` as they were chosen."""
    chosen = chosen_types(schema) | dict(types)
    first = {kind: column for column, kind in sorted(chosen.items(), reverse=True)}
    roles = {column: role for column, kind in chosen.items() if (role := _ROLES.get(kind, kind))}
    towns = {column for column, kind in chosen.items() if kind == "dong" and _is_town(schema.facts.get(column))}
    roles |= dict.fromkeys(towns, "address")
    numbers = [column for column, kind in chosen.items() if kind == "number"]
    roles |= dict.fromkeys(numbers, "main" if "road" in first else "address_lot")
    subs = dict.fromkeys(numbers, first["sub"]) if "sub" in first else {}
    coordinates = schema.coordinates
    if {"lat", "lon"} <= first.keys():
        coordinates = Coordinates((first["lon"], first["lat"]), True)
    return Schema(
        schema.headers,
        roles,
        frozenset(towns),
        subs,
        first.get("road"),
        coordinates,
        first.get("name", schema.title),
        schema.ends,
        schema.facts,
    )


def _is_town(fact: Facts | None) -> bool:
    return fact is not None and fact.share("town") >= MOSTLY
