"""A row is a place: what one row says of where is evidence for one mention, unless it names several places."""

import re
from dataclasses import replace

from importers.extraction.coordinates import Stated
from importers.extraction.mention import FoundPlace
from importers.extraction.schema import Schema
from importers.records import Record, column_letter

_ADDRESSES = ("road", "lot")
_ROW_ROLES = frozenset({"address", "address_road", "address_lot", "main", "location"})
# An address behind its venue, a lot behind its road address: "서울광장(중구 세종대로 110)".
_OPENS = re.compile(r"\s{0,2}[(（]\s{0,2}")


def sites_of_row(found: list[FoundPlace], record: Record, schema: Schema, table: int) -> list[FoundPlace]:
    """The mentions of a register's row, in order, each either a place or flagged as the evidence for one."""
    stated = schema.coordinates.point(record) if schema.coordinates else None
    if not stated and not _ROW_ROLES & set(schema.roles.values()):
        return found
    named = [mention for mention in found if "detail" not in mention.flags]
    leads = named if len(named) == 1 else _leads(named, record, schema)
    if not leads:
        return found if not stated else [*found, _stated_alone(record, schema, stated, table)]
    evidence = [mention for mention in named if all(mention is not lead for lead in leads)]
    for mention in evidence:
        mention.flags = (*mention.flags, "evidence")
    for lead, own in zip(leads, _shared_out(evidence, leads), strict=True):
        lead.evidence = tuple(own)
        lead.stated = stated if len(leads) == 1 else None
        lead.site = _site(lead, record, schema, table)
    return found


def _leads(named: list[FoundPlace], record: Record, schema: Schema) -> list[FoundPlace]:
    """The mentions that are each a place of its own: the road addresses of one cell, else its lots, else its spots."""
    for kinds in (("road",), ("lot",), ("place", "intersection", "segment", "area")):
        of_kind = [mention for mention in named if mention.kind in kinds]
        if not of_kind:
            continue
        spots = [mention for mention in of_kind if _role(mention, record, schema) == "location"] or of_kind
        leads = [mention for mention in of_kind if mention.cell == spots[0].cell]
        ends = [mention for mention in of_kind if record.cells[mention.cell].column in schema.ends]
        return _distinct(ends if len(ends) > len(leads) else leads)
    return []


def _role(mention: FoundPlace, record: Record, schema: Schema) -> str:
    return schema.roles.get(record.cells[mention.cell].column, "")


def _distinct(mentions: list[FoundPlace]) -> list[FoundPlace]:
    return list({mention.key: mention for mention in reversed(mentions)}.values())[::-1]


def _shared_out(evidence: list[FoundPlace], leads: list[FoundPlace]) -> list[list[FoundPlace]]:
    """Whose evidence is what: all of it the only place's, or one address each where there are as many."""
    if len(leads) == 1:
        return [evidence]
    addresses = [mention for mention in evidence if mention.kind in _ADDRESSES]
    return [[address] for address in addresses] if len(addresses) == len(leads) else [[] for _ in leads]


def _stated_alone(record: Record, schema: Schema, stated: Stated, table: int) -> FoundPlace:
    """The mention of a row that says where it is by its point alone."""
    column = schema.coordinates.columns[0]
    index = next(index for index, cell in enumerate(record.cells) if cell.column == column)
    name = _title(record, schema) or f"{stated.lat}, {stated.lon}"
    locator = replace(record.locator, column=column_letter(column), cell=f"{column_letter(column)}{record.locator.row}")
    end = len(record.cells[index].text)
    mention = FoundPlace(index, 0, end, name, "place", name, flags=("stated",), locator=locator, stated=stated)
    mention.site = _site(mention, record, schema, table)
    return mention


def _title(record: Record, schema: Schema) -> str:
    cell = record.cell_in(schema.title) if schema.title is not None else None
    return " ".join(cell.text.split()) if cell else ""


def _site(lead: FoundPlace, record: Record, schema: Schema, table: int) -> tuple | None:
    """What two rows that repeat one place have in common; None where a table is too small to repeat any."""
    if not schema.facts:
        return None
    name = record.cell_in(schema.title) if schema.title is not None else None
    point = (lead.stated.lon, lead.stated.lat) if lead.stated else None
    keys = [mention.key for mention in lead.evidence]
    written = record.cells[lead.cell].text
    return (table, name and name.text, lead.kind, lead.key, lead.near_gu, lead.near_sido, written, *keys, point)


def sites_of_text(found: list[FoundPlace], text: str) -> list[FoundPlace]:
    """The mentions of a text; an address in parentheses says where what stands before them lies."""
    lead = None
    for mention in found:
        behind = lead and lead.end <= mention.start and _OPENS.fullmatch(text, lead.end, mention.start)
        if behind and mention.kind in _ADDRESSES and mention.kind != lead.kind and not lead.evidence:
            lead.evidence = (mention,)
            mention.flags = (*mention.flags, "evidence")
            lead = None
        else:
            lead = mention
    return found
