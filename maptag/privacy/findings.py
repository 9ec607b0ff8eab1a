"""What is found: kinds of personal data, where one stands, and who wrote the text."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    RESIDENT = "resident"  # resident registration and foreigner numbers
    MOBILE = "mobile"
    LANDLINE = "landline"
    VIRTUAL = "virtual"  # 050 safe numbers and 070 Internet telephones
    CARD = "card"
    ACCOUNT = "account"
    PASSPORT = "passport"
    LICENCE = "licence"
    PLATE = "plate"
    EMAIL = "email"
    HOME = "home"  # the number of a flat beside a person's name


class Audience(StrEnum):
    """Who wrote the text, and so what is private in it.

    An office publishes its own telephone numbers and its own domain's addresses: they are what a notice is there to
    tell. A citizen's landline and mailbox are nobody's business.
    """

    CITIZEN = "citizen"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class PersonalHit:
    """A find in plain text: [start, end), of which the part [first, last) is shown no more.

    `certain` says that the form alone proves it.
    """

    kind: Kind
    start: int
    end: int
    first: int
    last: int
    certain: bool = True

    @classmethod
    def whole(cls, kind, match, certain=True) -> "PersonalHit":
        start, end = match.span()
        return cls(kind, start, end, start, end, certain=certain)


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` of the original is personal; `masked` may be shown in its place."""

    kind: Kind
    start: int
    end: int
    certain: bool
    masked: str
