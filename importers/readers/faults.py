"""What can be wrong with a document, and what its clerk should do about it.

Readers raise and warn with codes alone: they run in a child process without Django's settings, and importing
Django's translation there would add 0.06 s to every file. The words are looked up when somebody reads them.
"""

from dataclasses import dataclass, field


class Unreadable(Exception):
    """The file can't be read. `code` is a key of `messages.UNREADABLE`; `message` says in Korean what to do."""

    def __init__(self, code: str, **details):
        super().__init__(code, details)
        self.code = code
        self.details = details

    @property
    def message(self) -> str:
        from importers.readers.messages import UNREADABLE

        return str(UNREADABLE[self.code]) % self.details


@dataclass(frozen=True)
class ReadingWarning:
    """Something that the clerk should know about a file that was read. `code` is a key of `messages.WARNINGS`."""

    code: str
    details: dict = field(default_factory=dict)

    @property
    def message(self) -> str:
        from importers.readers.messages import WARNINGS

        return str(WARNINGS[self.code]) % self.details
