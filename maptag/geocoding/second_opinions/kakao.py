"""Kakao Local: addresses, and by keyword what is no address or was not found as one."""

from collections.abc import Iterator

from .opinion import MOST, Found, Provider


def find(get, config, question) -> Iterator[Found]:
    headers = {"Authorization": f"KakaoAK {config['key']}"}
    params = {"query": question.text, "size": MOST}
    documents = get("address.json", params, headers)["documents"] if question.is_address else []
    yield from map(_address, documents)
    if not documents:
        yield from map(_place, get("keyword.json", params, headers)["documents"])


def _address(document) -> Found:
    road, lot = document.get("road_address") or {}, document.get("address") or {}
    names = (road.get("building_name"), road.get("address_name"), lot.get("address_name"))
    return Found(document["x"], document["y"], names[0] or document["address_name"], *names[1:])


def _place(document) -> Found:
    names = (document["place_name"], document.get("road_address_name"), document.get("address_name"))
    return Found(document["x"], document["y"], *names)


PROVIDER = Provider("kakao", "카카오맵", find, requests=2)
