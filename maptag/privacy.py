"""Personal data in text that is about to be published: found and masked."""

import re

RESIDENT_NUMBER = re.compile(r"(?<!\d)(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\s?[-–−]\s?([1-8])\d{6}(?!\d)")
# Only personal numbers: an office's 02-… or 1588-… is what the notice is there to tell.
MOBILE_NUMBER = re.compile(r"(?<!\d)(01[016789])[-.\s)]{0,2}\d{3,4}[-.\s]?(\d{4})(?!\d)")
ACCOUNT_NUMBER = re.compile(
    r"(계좌(?:번호)?\s*[:：]?\s*(?:[가-힣]{1,6}(?:은행|뱅크|금고|농협|수협)?\s*)?)\d[\d-]{8,18}\d"
)


def mask(text: str) -> str:
    """`text` with resident numbers, mobile numbers and account numbers masked, whether or not a checksum fits."""
    text = RESIDENT_NUMBER.sub(r"\1-\2******", text)
    text = MOBILE_NUMBER.sub(r"\1-****-\2", text)
    return ACCOUNT_NUMBER.sub(r"\1********", text)
