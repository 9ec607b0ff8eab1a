"""The Lexicon of what is loaded: built once a data version and process."""

import gc
from functools import lru_cache

from django.conf import settings

from maptag.geocoding.gazetteer.lexicon import Lexicon
from maptag.geocoding.models import DataVersion
from maptag.geocoding.sql import queries


def lexicon(version: str = "") -> Lexicon:
    """All known names, for the grammar; of the active data, which costs one small query, where no version is given."""
    return _lexicon(version or DataVersion.objects.label())


@lru_cache(maxsize=2)
def _lexicon(version: str) -> Lexicon:
    built = Lexicon.build(
        roads=queries.fetch("gazetteer", "roads"),
        areas=queries.fetch("gazetteer", "areas"),
        places=queries.fetch("gazetteer", "places"),
        home=settings.CITY_NAME,
    )
    # Every full garbage collection walked the names: 0.2 s, of the 0.6 s that a batch of 5,000 addresses took.
    gc.collect()
    gc.freeze()
    return built
