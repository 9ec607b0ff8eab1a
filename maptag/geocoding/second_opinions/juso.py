"""juso.go.kr: the register itself. One request finds addresses, one more for each gives its entrance (EPSG:5179)."""

from collections.abc import Iterator

from django.contrib.gis.geos import Point

from .opinion import Failed, Found, Provider

MOST = 2
PARTS = ("admCd", "rnMgtSn", "udrtYn", "buldMnnm", "buldSlno")


def find(get, config, question) -> Iterator[Found]:
    params = {"keyword": question.text, "currentPage": 1, "countPerPage": MOST}
    for address in _results(get, "addrLinkApi.do", config["key"], params)[:MOST]:
        building = {name: address[name] for name in PARTS}
        for place in _results(get, "addrCoordApi.do", config["coordinate_key"], building)[:1]:
            if not (place["entX"] and place["entY"]):  # closed to the public
                continue
            lon, lat = _wgs84(place)
            yield Found(lon, lat, address.get("bdNm"), address.get("roadAddr"), address.get("jibunAddr"))


def _results(get, path, key, params) -> list[dict]:
    results = get(path, {"confmKey": key, "resultType": "json", **params})["results"]
    common = results["common"]
    if common["errorCode"] != "0":
        raise Failed(str(common.get("errorMessage", ""))[:100])
    return results["juso"] or []


def _wgs84(place) -> tuple[float, float]:
    point = Point(float(place["entX"]), float(place["entY"]), srid=5179)
    point.transform(4326)
    return point.x, point.y


PROVIDER = Provider("juso", "도로명주소 안내시스템", find, ("key", "coordinate_key"), requests=1 + MOST)
