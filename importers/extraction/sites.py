"""A row is a place: what one row says of where is evidence for one mention, unless it names several places."""

import re
from dataclasses import replace

from importers.extraction.coordinates import Stated
from importers.extraction.mention import FoundMention
from importers.extraction.schema import Schema
from importers.records import DocumentRecord, column_letter

_ADDRESSES = ("road", "lot")
# Which kind of mention a row is called by: its road address, else its lot, else its spot.
_RANKS = {"road": 0, "lot": 1}
_SPOTS = 2
_EVIDENCE = ("evidence",)
# An address behind its venue, a lot behind its road address: "서울광장(중구 세종대로 110)".
_OPENS = re.compile(r"\s{0,2}[(（]\s{0,2}")


def sites_of_row(
    mentions: list[FoundMention], record: DocumentRecord, schema: Schema, table: int
) -> list[FoundMention]:
    """The mentions of a register's row, in order, each either a place or flagged as the evidence for one."""
    if not schema.is_register:
        return mentions
    stated = schema.coordinates.point(record) if schema.coordinates else None
    if len(mentions) == 1 and "detail" not in mentions[0].flags:
        mentions[0].stated = stated
        if schema.facts:
            mentions[0].site = _site(mentions[0], record, schema, table)
        return mentions
    named = [mention for mention in mentions if "detail" not in mention.flags]
    leads = named if len(named) < 2 else _leads(named, record, schema)
    if not leads:
        return mentions if not stated else [*mentions, _stated_alone(record, schema, stated, table)]
    if len(leads) < len(named):
        _give_evidence(leads, named)
    if len(leads) == 1:
        leads[0].stated = stated
    if schema.facts:
        for lead in leads:
            lead.site = _site(lead, record, schema, table)
    return mentions


def _leads(named: list[FoundMention], record: DocumentRecord, schema: Schema) -> list[FoundMention]:
    """The mentions that are each a place of its own: the road addresses of one cell, else its lots, else its spots."""
    ranks = [_RANKS.get(mention.kind, _SPOTS) for mention in named]
    best = min(ranks)
    if ranks.count(best) == 1:
        return [named[ranks.index(best)]]
    of_kind = [mention for mention, rank in zip(named, ranks, strict=True) if rank == best]
    first = next((mention for mention in of_kind if _role(mention, record, schema) == "location"), of_kind[0])
    leads = [mention for mention in of_kind if mention.cell == first.cell]
    ends = [mention for mention in of_kind if record.cells[mention.cell].column in schema.ends]
    return list({mention.key: mention for mention in reversed(ends or leads)}.values())[::-1]


def _give_evidence(leads: list[FoundMention], named: list[FoundMention]):
    """Flag what is no lead as evidence: all of it the only place's, or one address each where there are as many."""
    if len(leads) == 1:
        lead = leads[0]
        lead.evidence = evidence = tuple([mention for mention in named if mention is not lead])
    else:
        evidence = [mention for mention in named if not any(mention is lead for lead in leads)]
    for mention in evidence:
        mention.flags += _EVIDENCE
    if len(leads) == 1:
        return
    addresses = [mention for mention in evidence if mention.kind in _ADDRESSES]
    if len(addresses) == len(leads):
        for lead, address in zip(leads, addresses, strict=True):
            lead.evidence = (address,)


def _role(mention: FoundMention, record: DocumentRecord, schema: Schema) -> str:
    return schema.roles.get(record.cells[mention.cell].column, "")


def _stated_alone(record: DocumentRecord, schema: Schema, stated: Stated, table: int) -> FoundMention:
    """The mention of a row that says where it is by its point alone."""
    column = schema.coordinates.columns[0]
    index = next(index for index, cell in enumerate(record.cells) if cell.column == column)
    name = _title(record, schema) or f"{stated.lat}, {stated.lon}"
    locator = replace(record.locator, column=column_letter(column), cell=f"{column_letter(column)}{record.locator.row}")
    end = len(record.cells[index].text)
    mention = FoundMention(index, 0, end, name, "place", name, flags=("stated",), locator=locator, stated=stated)
    mention.site = _site(mention, record, schema, table)
    return mention


def _title(record: DocumentRecord, schema: Schema) -> str:
    cell = record.cell_in(schema.title) if schema.title is not None else None
    return " ".join(cell.text.split()) if cell else ""


def _site(lead: FoundMention, record: DocumentRecord, schema: Schema, table: int) -> tuple:
    """What two rows that repeat one place have in common: the row's name, and all that it says of where."""
    name = record.cell_in(schema.title) if schema.title is not None else None
    written, stated = record.cells[lead.cell].text, lead.stated
    evidence = [mention.key for mention in lead.evidence]
    return (
        table,
        name and name.text,
        lead.key,
        lead.near_sigungu,
        lead.near_sido,
        written,
        stated and stated.lon,
        *evidence,
    )


def sites_of_text(mentions: list[FoundMention], text: str) -> list[FoundMention]:
    """The mentions of a text; an address in parentheses says where what stands before them lies."""
    lead = None
    for mention in mentions:
        behind = lead and lead.end <= mention.start and _OPENS.fullmatch(text, lead.end, mention.start)
        if behind and mention.kind in _ADDRESSES and mention.kind != lead.kind and not lead.evidence:
            lead.evidence = (mention,)
            mention.flags = (*mention.flags, "evidence")
            lead = None
        else:
            lead = mention
    return mentions
