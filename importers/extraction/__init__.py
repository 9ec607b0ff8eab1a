"""Finding: which places does a document name? Pure functions over Records, no ORM.

for record, mentions in find(records, lexicon, filename="…"): …
"""

from importers.extraction.context import Context
from importers.extraction.mention import FoundPlace
from importers.extraction.pipeline import find, mentions, search

__all__ = ["Context", "FoundPlace", "find", "mentions", "search"]
