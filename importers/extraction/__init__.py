"""Finding: which places does a document name? Pure functions over Records, no ORM.

for record, mentions in find(records, lexicon, filename="…"): …
"""

from importers.extraction.context import DocumentContext
from importers.extraction.mention import FoundMention
from importers.extraction.pipeline import find, mentions, search

__all__ = ["DocumentContext", "FoundMention", "find", "mentions", "search"]
