"""The one filter of characters: what XML 1.0 has no form for is in no text that we keep or send.

One such character makes a whole feed or Open311 answer unreadable; half a character and NUL can't be stored at all.
Stored texts pass it in `mapsite.fields`, and every writer of XML calls it again.
"""

import re

# Production 2 (Char) of XML 1.0: no other C0 than tab and line ends, no halves of characters, no U+FFFE, no U+FFFF.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_safe(text: str) -> str:
    """`text` without the characters that XML 1.0 can't hold."""
    # Nearly every text is printable, which is asked in a tenth of the time; none that is holds such a character.
    return text if text.isprintable() else UNWRITABLE.sub("", text)


def xml_safe_json(value):
    """The same for all texts and names in what JSON can hold (dict, list, str, …)."""
    if isinstance(value, str):
        return xml_safe(value)
    if isinstance(value, dict):
        return {xml_safe_json(name): xml_safe_json(inner) for name, inner in value.items()}
    return [xml_safe_json(inner) for inner in value] if isinstance(value, list | tuple) else value
