"""Road and lot mentions in one text."""

import re
from functools import lru_cache

from importers.extraction.piece import Piece
from maptag.geocoding.addresses import Address
from maptag.geocoding.grammar import Hint, Hit

_DIGIT_AFTER_NAME = re.compile(r"[가-힣]\s{0,4}\d|-(?:ro|gil|daero)\b")
_KINDS = {"address_road": "road", "address_lot": "lot"}
_TRUSTED = ("address", "address_road", "address_lot", "location")


def addresses(piece: Piece):
    """Road and lot addresses, the gu taken from what stands before or around where it is not written."""
    if not _DIGIT_AFTER_NAME.search(piece.text):
        return
    gu = ""
    for hit in _hits(piece):
        if piece.cell is None and hit.start < 3:
            gu = piece.context.broken_off
        found, flags = placed(hit, gu, piece)
        gu = found[0].gu or gu
        kind, key = _kind_and_key(found[0], flags)
        piece.take_written(*piece.plain.original(hit.start, hit.end), kind, key, flags, found)


def _kind_and_key(address: Address, flags: tuple[str, ...]) -> tuple[str, str]:
    """Numbers from … to … are a stretch of the road, or an area of lots."""
    if "range" not in flags:
        return address.kind, address.key
    if address.kind == "road":
        return "segment", f"{address.road}|{address.main}~{address.sub}"
    return "area", address.key


def _hits(piece: Piece) -> list[Hit]:
    grammar, hint = piece.context.grammar, _hint(piece)
    hits = grammar.scan(piece.text, hint)
    if not hits and piece.cell is not None and piece.role not in ("", "location"):
        weak = grammar.weak(piece.text, hint)
        return [weak] if weak else []
    if not hits and piece.cell is not None and not piece.context.columns.roles:
        weak = grammar.weak(piece.text, hint)
        return [weak] if weak and weak.addresses[0].gu else []
    return hits


def _hint(piece: Piece) -> Hint:
    return _made(piece.role, piece.row.gu, piece.context.document_gu)


@lru_cache(maxsize=1000)
def _made(role: str, *gus: str) -> Hint:
    return Hint(role not in _TRUSTED, _KINDS.get(role, ""), frozenset(gus) - {""})


def placed(hit: Hit, gu: str, piece: Piece) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """The readings and flags of a hit, in the gu that the text before it, the row or the document gives."""
    found = hit.addresses
    if found[0].gu:
        return found, hit.flags
    for near in (gu, piece.row.gu, piece.context.document_gu):
        found = tuple(piece.context.grammar.placed(address, near) for address in found)
    return found, (*hit.flags, "gu_from_context") if found[0].gu else hit.flags
