"""What only a whole row tells: addresses split over columns, and cells that repeat the row above."""

import re

from importers.extraction.addresses import placed
from importers.extraction.context import is_ditto
from importers.extraction.piece import Piece
from maptag.geocoding.grammar import Hint
from maptag.geocoding.normalise import composed

_NUMBER_CELL = re.compile(
    r"^\s*(?:산|지하)?\s?\d{1,5}(?:\s?(?:-|의)\s?\d{1,4})?(?:\s?(?:번지|호|번))*(?:\s*외.{0,8}|\s*(?:일대|일원))?\s*$"
)
_DATE = re.compile(r"(?<=[동가리] )(?P<month>\d{1,2})월 ?(?P<day>\d{1,2})일\s*$")
_JOINED = ("address_lot", "address_road", "address", "main", "location")


def repeated(piece: Piece):
    """〃, 상동: what stands in the row above, once more."""
    if not is_ditto(piece.written):
        return
    letter = piece.record.cells[piece.cell].letter
    for above in piece.context.mentions_above:
        if above.locator.column == letter:
            flags = tuple(dict.fromkeys((*above.flags, "ditto")))
            piece.add(0, len(piece.written), above.text, above.kind, above.key, flags, above.addresses)


def joined(piece: Piece):
    """The number of a split address: 자치구 | 동 | 번지, or 도로명 | 본번 | 부번."""
    if piece.found or not _NUMBER_CELL.match(piece.text):
        return
    if piece.role not in _JOINED and not _follows_its_dong(piece):
        return
    name = _road_beside(piece) if piece.role in ("main", "address_road") else ""
    name = name or piece.row.dong
    if not name:
        return
    words = composed(f"{piece.row.gu} {name} {piece.text.strip()}{_sub_beside(piece)}").strip()
    for hit in _hits(words, piece)[:1]:
        found, flags = placed(hit, "", piece)
        piece.add(0, len(piece.written), words, found[0].kind, found[0].key, (*flags, "joined"), found)


def dated(piece: Piece):
    """역삼동 12월 3일: a spreadsheet read the lot 12-3 as a date before it was joined to its dong."""
    found = _DATE.search(piece.text)
    if piece.found or not found:
        return
    words = f"{piece.text[: found.start()]}{int(found['month'])}-{int(found['day'])}"
    for hit in piece.context.grammar.scan(words, Hint())[:1]:
        readings, flags = placed(hit, "", piece)
        if readings[0].kind == "lot":
            span = 0, len(piece.written)
            piece.add(*span, piece.written, "lot", readings[0].key, (*flags, "date"), readings)


def _follows_its_dong(piece: Piece) -> bool:
    """A table without headers: 역삼동 | 12-3. A bare number there counts something more often than not."""
    before = piece.record.cells[piece.cell - 1].text if piece.cell else ""
    return bool(piece.row.dong) and before == piece.row.dong and not piece.text.strip().isdecimal()


def _hits(words: str, piece: Piece):
    hint = Hint(kind="road" if piece.role == "address_road" else "")
    grammar = piece.context.grammar
    weak = grammar.weak(words, hint) if piece.role != "address_road" else None
    return grammar.scan(words, hint) or ([weak] if weak else [])


def _road_beside(piece: Piece) -> str:
    return _text_in(piece, piece.context.columns.road)


def _sub_beside(piece: Piece) -> str:
    sub = _text_in(piece, piece.context.columns.sub) if piece.role == "main" else ""
    return f"-{int(sub)}" if sub.isdecimal() and int(sub) else ""


def _text_in(piece: Piece, column: int | None) -> str:
    return next((cell.text.strip() for cell in piece.record.cells if cell.column == column), "")
