"""Whoever takes part in a campaign, as the database names them."""

from dataclasses import dataclass
from typing import Self

MEMBER = "member-"


@dataclass(frozen=True, slots=True)
class Contributor:
    """A member of the campaign, else what tells one browser from another: the id of a device, or an address's hash.

    `str` gives the at most 40 characters that are stored, `parse` reads them. False where nobody is known.
    """

    member_id: int | None = None
    trace: str = ""

    @classmethod
    def of(cls, member_id: int | None, *traces: str) -> Self:
        """The member, else the first of `traces` that there is."""
        return cls(member_id) if member_id else cls(trace=next(filter(None, traces), ""))

    @classmethod
    def parse(cls, text: str) -> Self:
        number = text.removeprefix(MEMBER)
        return cls(int(number)) if number != text and number.isdecimal() else cls(trace=text)

    def __str__(self) -> str:
        return f"{MEMBER}{self.member_id}" if self.member_id else self.trace

    def __bool__(self) -> bool:
        return bool(self.member_id or self.trace)
