"""One text of a record with everything that the steps need to know about it."""

import re
from bisect import bisect_left, insort_right
from dataclasses import dataclass, field
from operator import attrgetter

from importers.extraction.context import DocumentContext, RowArea
from importers.extraction.mention import FoundMention
from importers.records import DocumentRecord, Locator
from maptag.geocoding.language.normalise import Normalised

_start = attrgetter("start")
_AT_ONCE = re.compile(r"[ ,(\n]{1,3}$")


@dataclass(slots=True)
class TextUnit:
    """A paragraph (`cell` is None) or the cell of a row.

    `text` is the plain form of what is `written`. `role` is the column's; `label` the cell to the left where rows are
    label | value. `mentions`, in order of place, grows from finder to finder: a later one leaves alone what an
    earlier one has taken.
    """

    record: DocumentRecord
    cell: int | None
    written: str
    plain: Normalised
    text: str
    role: str
    label: str
    row: RowArea
    context: DocumentContext
    mentions: list[FoundMention] = field(default_factory=list)

    def neighbours(self, start: int) -> tuple[FoundMention | None, FoundMention | None]:
        """The mentions found before and after `start` of the written text."""
        at = bisect_left(self.mentions, start, key=_start)
        return self.mentions[at - 1] if at else None, self.mentions[at] if at < len(self.mentions) else None

    def take(self, start: int, end: int, kind: str, key: str, flags: tuple[str, ...] = ()):
        """Add the mention at `start:end` of the plain text, unless an earlier step has been there.

        What follows an address at once is the building there, a detail of the address and no place of its own.
        """
        start, end = self.plain.original(start, end)
        before, _ = self.neighbours(start)
        if not before or not before.addresses or not _AT_ONCE.match(self.written[before.end : start]):
            self.take_written(start, end, kind, key, flags)

    def take_place(self, start: int, end: int):
        """`take` a place whose key is its text, on one line."""
        self.take(start, end, "place", " ".join(self.text[start:end].split()))

    def take_written(self, start: int, end: int, kind: str, key: str, flags: tuple[str, ...] = (), addresses=()):
        """`take` for a span of the written text."""
        before, after = self.neighbours(start) if self.mentions else (None, None)
        if (not before or before.end <= start) and (not after or after.start >= end):
            self.add(start, end, self.written[start:end], kind, key, flags, addresses)

    def add(self, start: int, end: int, text: str, kind: str, key: str, flags: tuple[str, ...], addresses=()):
        """Add a mention whose `text` need not stand there as it is (split columns, 〃)."""
        if self.cell is not None and self.record.cells[self.cell].flags:
            flags += self.record.cells[self.cell].flags
        sigungu, sido = self._near(addresses)
        mention = FoundMention(
            self.cell, start, end, text, kind, key, sigungu, self.row.dong, addresses, flags, self.locator, sido
        )
        if self.mentions and self.mentions[-1].start > start:
            insort_right(self.mentions, mention, key=_start)
        else:
            self.mentions.append(mention)

    def _near(self, addresses) -> tuple[str, str]:
        """The gu and 시도 around a mention, or the 시도 of the address before it: "부산 중구 중앙대로 1, 3"."""
        document, row, lexicon = self.context.document, self.row, self.context.grammar.lexicon
        sigungu = row.sigungu or document.sigungu
        own, read = (addresses[0].sigungu or sigungu, addresses[0].sido) if addresses else (sigungu, "")
        around = row.sido or document.sido
        sido = lexicon.sido_around(own, around) if around else ""
        return sigungu, read if read not in ("", sido or lexicon.city) else sido

    def drop(self, mention: FoundMention):
        """Take back a mention that turned out to be part of another one."""
        self.mentions.remove(mention)

    def gaps(self) -> list[tuple[int, int]]:
        """The stretches of the written text that no step has taken."""
        starts = [0, *(mention.end for mention in self.mentions)]
        ends = [*(mention.start for mention in self.mentions), len(self.written)]
        return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]

    @property
    def locator(self) -> Locator:
        return self.record.locator_of(self.cell)
