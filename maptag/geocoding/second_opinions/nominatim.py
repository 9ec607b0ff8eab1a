"""Nominatim, best a server of one's own, on OpenStreetMap's data (ODbL).

The public server's policy: a User-Agent that names the application, one question a second at the most, nothing in bulk
or while typing, and the attribution shown. A question is one click of a person.
"""

from collections.abc import Iterator

from .opinion import MOST, Found, Provider


def find(get, config, question) -> Iterator[Found]:
    params = {"q": question.text, "format": "jsonv2", "countrycodes": "kr", "accept-language": "ko", "limit": MOST}
    for place in get("search", params):
        yield Found(place["lon"], place["lat"], place.get("name") or place["display_name"], place["display_name"])


CREDIT = ("© OpenStreetMap contributors", "https://www.openstreetmap.org/copyright")
PROVIDER = Provider("nominatim", "OpenStreetMap", find, ("url",), pause_s=1, credit=CREDIT)
