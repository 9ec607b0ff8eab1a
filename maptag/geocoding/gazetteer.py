"""The Lexicon of what is loaded: built once a data version and process."""

from functools import lru_cache

from django.conf import settings

from maptag.geocoding import queries
from maptag.geocoding.lexicon import Lexicon
from maptag.geocoding.models import DataVersion


def lexicon() -> Lexicon:
    """All known names, for the grammar. Costs one small query while the data version stays the same."""
    return _lexicon(DataVersion.objects.label())


@lru_cache(maxsize=2)
def _lexicon(version: str) -> Lexicon:
    return Lexicon.build(
        roads=queries.fetch("gazetteer", "roads"),
        areas=queries.fetch("gazetteer", "areas"),
        places=queries.fetch("gazetteer", "places"),
        home=settings.CITY_NAME,
    )
