"""E-mail addresses, also written so that a program should not see them."""

import re
from collections.abc import Iterator

from .findings import Kind, PersonalHit
from .vocabulary import clues, mail_providers

AT = r"(?: ?@ ?| ?[(\[{] ?(?:at|앳|골뱅이|@) ?[)\]}] ?| ?골뱅이 ?)"
DOT = r"(?: ?\. ?| ?[(\[{] ?(?:dot|닷|점|\.) ?[)\]}] ?| ?(?:닷|점) ?)"
WORTH_READING = re.compile(rf"@|{clues('at_sign')}|[(\[{{] ?at ?[)\]}}]", re.IGNORECASE)
# The local part begins where no such character precedes: so a long run of letters is tried once.
MAIL = re.compile(
    rf"(?<![A-Za-z0-9_.+-])(?P<local>[A-Za-z0-9_][A-Za-z0-9_.+-]{{0,63}}){AT}"
    rf"(?P<domain>[A-Za-z0-9-]{{1,63}}(?:{DOT}[A-Za-z0-9-]{{1,63}}){{0,4}}?{DOT}(?:[A-Za-z]{{2,24}}|컴|넷|한국|co|kr))(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
# Without an ending the provider's name is enough: hong@naver, hong골뱅이네이버.
SHORT = re.compile(
    rf"(?<![A-Za-z0-9_.+-])(?P<local>[A-Za-z0-9_][A-Za-z0-9_.+-]{{0,63}}){AT}"
    rf"(?P<domain>{clues('mailbox')})",
    re.IGNORECASE,
)


def addresses(text: str, context: str = "") -> Iterator[PersonalHit]:
    if not WORTH_READING.search(text):
        return
    for pattern in (MAIL, SHORT):
        for match in pattern.finditer(text):
            start, end = match.span()
            yield PersonalHit(Kind.EMAIL, start, end, start + (len(match["local"]) > 1), match.end("local"))


def is_private(text: str) -> bool:
    """Whether an address is at a provider for everybody, rather than at an office's own domain."""
    domain = re.sub(DOT, ".", re.split(AT, text.lower())[-1])
    providers = mail_providers()
    return "." not in domain or any(domain == provider or domain.endswith(f".{provider}") for provider in providers)
