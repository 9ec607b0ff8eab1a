"""Characters that must not travel on: PostgreSQL refuses NUL, UTF-8 refuses lone surrogates."""

import re

# Everything that a table or a screen can't show; tab and line feed stay.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]")
# Private characters: the bullets of Hancom's and of symbol fonts, boxes on every other screen.
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
ESCAPED = re.compile(r"_x(000[0-9A-Fa-f])_", re.ASCII)


def clean(text: str) -> str:
    """`text` with line ends as "\\n", without control characters and without blank edges."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = PRIVATE.sub("•", text)
        text = UNWANTED.sub("", text.replace("\x0b", "\n").replace("\x85", "\n").replace("\u2028", "\n"))
    return text.strip(" \t\n\u3000\xa0")


def clean_spreadsheet(text: str) -> str:
    """`clean`, with the `_x000D_` by which OOXML writes a control character resolved."""
    if "_x00" in text:
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return clean(text)
