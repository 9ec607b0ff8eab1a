"""How far a mention is believed: what may be pinned unasked, and what is only offered."""

from enum import StrEnum


class Tier(StrEnum):
    SURE = "sure"
    SUGGESTED = "suggested"
