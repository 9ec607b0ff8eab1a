"""VWorld's address search. Its terms forbid storing what it answers."""

from collections.abc import Iterator

from .opinion import Failed, Found, Provider


def find(get, config, question) -> Iterator[Found]:
    """Addresses only: it knows no places."""
    if not question.is_address:
        return
    kind = "road" if question.kind == "road" else "parcel"
    params = {"service": "address", "request": "getcoord", "version": "2.0", "crs": "epsg:4326", "format": "json"}
    response = get("", {**params, "type": kind, "address": question.text, "key": config["key"]})["response"]
    if response["status"] == "ERROR":
        raise Failed(str(response.get("error", {}).get("text", ""))[:100])
    if response["status"] == "OK":
        point, text = response["result"]["point"], response.get("refined", {}).get("text")
        yield Found(point["x"], point["y"], **{"road_address" if kind == "road" else "lot_address": text})


PROVIDER = Provider("vworld", "브이월드", find, forbids_storing=True)
