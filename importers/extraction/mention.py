"""The FoundMention: a span of a DocumentRecord that names a place."""

from dataclasses import asdict, dataclass, field

from importers.extraction.coordinates import Stated
from importers.extraction.tiers import Tier
from importers.records import Locator
from maptag.geocoding.types import Address


@dataclass(slots=True)
class FoundMention:
    """One place named at `start:end` (characters) of the text of `record.cells[cell]`, or of the paragraph if `cell`
    is None.

    `kind` is one of maptag.geocoding.types.KINDS; `key` its normal form. `near_sido`, `near_sigungu` and `near_dong`
    are what the document says around it. `addresses` are the grammar's readings of a road or lot mention. `flags`:
    others (외 N필지), extent (일대), listed (a further lot of the one before it), range, weak (a completed dong), ditto
    (repeats the row above), joined (split columns), date (a lot that the spreadsheet had turned into a date),
    gu_from_context, beside (named in the same cell as a segment, or as the venue of an address in parentheses), detail
    (named beside an address in a cell of a location column: the same spot in other words, of which no one needs a
    second pin), evidence (says where the place of another mention lies), stated (nothing but a point in the document).

    `evidence`: what else the same row, or the parenthesis behind it, says of where this place is; `stated`: the point
    that the document gives for it; `site`: equal for rows of one table that repeat one place, None where no rows do.
    `tier`: whether it may be pinned unasked; `belief`: the code of a word that says why it is believed, "" where the
    writing itself says that it is a place.
    """

    cell: int | None
    start: int
    end: int
    text: str
    kind: str
    key: str
    near_sigungu: str = ""
    near_dong: str = ""
    addresses: tuple[Address, ...] = ()
    flags: tuple[str, ...] = ()
    locator: Locator = field(default_factory=Locator)
    near_sido: str = ""
    evidence: tuple["FoundMention", ...] = ()
    stated: Stated | None = None
    site: tuple | None = None
    tier: Tier = Tier.SURE
    belief: str = ""

    def as_fields(self) -> dict:
        """JSON-ready values by the names under which a review keeps them."""
        return {
            "cell": self.cell,
            "start": self.start,
            "end": self.end,
            "text": self.text[:500],
            "kind": self.kind,
            "key": self.key[:300],
            "near_sido": self.near_sido,
            "near_gu": self.near_sigungu[:60],
            "near_dong": self.near_dong[:60],
            "flags": list(self.flags),
            "locator": self.locator.as_dict(),
        }

    def as_stored(self) -> dict:
        """`as_fields` with the evidence, the stated point and how far it is believed."""
        stated = asdict(self.stated) if self.stated else None
        evidence = [other.as_fields() for other in self.evidence]
        believed = {"tier": str(self.tier), "belief": self.belief[:40]}
        return {**self.as_fields(), **believed, "evidence": evidence, "stated": stated}
