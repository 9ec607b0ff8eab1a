"""What citizens write, made fit for everybody's eyes."""

import re

from mapsite.characters import xml_safe
from maptag.privacy import mask

EMAIL = re.compile(r"\b([\w.+-])[\w.+-]*@([\w-]+\.[\w.-]+\w)")
# Staff publish their office's number on purpose; a citizen's landline is nobody's business.
LANDLINE = re.compile(r"(?<!\d)(0(?:2|[3-6]\d|70))[-.\s)]{1,2}\d{3,4}[-.\s]\d{4}(?!\d)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str, longest: int = 4000) -> str:
    """Without control characters and direction overrides (which would show words that are not there)."""
    return CONTROL.sub("", xml_safe(text.replace("\r\n", "\n"))).strip()[:longest]


def public_text(text: str) -> str:
    """`text` with telephone, resident and account numbers and e-mail addresses masked."""
    text = mask(clean_text(text))
    return LANDLINE.sub(r"\1-****-****", EMAIL.sub(r"\1***@\2", text))
