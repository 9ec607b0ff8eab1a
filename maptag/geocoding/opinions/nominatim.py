"""A Nominatim server of one's own, on OpenStreetMap's data (ODbL)."""

from collections.abc import Iterator

from .opinion import MOST, Found, Provider


def find(get, config, question) -> Iterator[Found]:
    asked = {"q": question.text, "format": "jsonv2", "countrycodes": "kr", "accept-language": "ko", "limit": MOST}
    for place in get("search", asked):
        yield Found(place["lon"], place["lat"], place.get("name") or place["display_name"], place["display_name"])


PROVIDER = Provider("nominatim", "OpenStreetMap", find, ("url",))
