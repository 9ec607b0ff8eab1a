"""Naver Cloud's geocoding."""

from collections.abc import Iterator

from .opinion import MOST, Failed, Found, Provider


def find(get, config, question) -> Iterator[Found]:
    headers = {"x-ncp-apigw-api-key-id": config["id"], "x-ncp-apigw-api-key": config["key"]}
    reply = get("geocode", {"query": question.text, "count": MOST}, headers)
    if reply["status"] != "OK":
        raise Failed(str(reply.get("errorMessage", ""))[:100])
    for address in reply["addresses"]:
        yield Found(address["x"], address["y"], "", address.get("roadAddress"), address.get("jibunAddress"))


PROVIDER = Provider("naver", "네이버 지도", find, ("id", "key"))
