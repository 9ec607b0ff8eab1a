"""Replies of outside geocoders, shaped as their documentation says."""

JUSO_ADDRESS = {
    "results": {
        "common": {"errorCode": "0", "errorMessage": "정상", "totalCount": "1"},
        "juso": [
            {
                "roadAddr": "서울특별시 중구 세종대로 110 (태평로1가)", "jibunAddr": "서울특별시 중구 태평로1가 31",
                "bdNm": "서울특별시청", "admCd": "1114010300", "rnMgtSn": "111402005001", "udrtYn": "0",
                "buldMnnm": "110", "buldSlno": "0",
            }
        ],
    }
}  # fmt: skip
JUSO_PLACE = {"results": {"common": {"errorCode": "0"}, "juso": [{"entX": "953901.0", "entY": "1952032.0"}]}}
VWORLD = {
    "response": {
        "status": "OK",
        "refined": {"text": "서울특별시 중구 세종대로 110 (태평로1가)"},
        "result": {"crs": "EPSG:4326", "point": {"x": "126.9783882", "y": "37.5666103"}},
    }
}
KAKAO = {
    "documents": [
        {
            "address_name": "서울 중구 세종대로 110", "address_type": "ROAD_ADDR", "x": "126.977829", "y": "37.566319",
            "address": {"address_name": "서울 중구 태평로1가 31"},
            "road_address": {"address_name": "서울 중구 세종대로 110", "building_name": "서울특별시청"},
        }
    ]
}  # fmt: skip
KAKAO_PLACE = {
    "documents": [
        {
            "place_name": "서울시청 본관", "address_name": "서울 중구 태평로1가 31",
            "road_address_name": "서울 중구 세종대로 110", "x": "126.978", "y": "37.5665",
        }
    ]
}  # fmt: skip
NAVER = {
    "status": "OK",
    "addresses": [
        {
            "roadAddress": "서울특별시 중구 세종대로 110 서울특별시청", "jibunAddress": "서울특별시 중구 태평로1가 31",
            "x": "126.9783882", "y": "37.5666103", "distance": 0.0,
        }
    ],
}  # fmt: skip
NOMINATIM = [
    {"lat": "37.5666791", "lon": "126.9782914", "name": "서울특별시청", "display_name": "서울특별시청, 세종대로"}
]
REPLIES = {
    "business.juso.go.kr/addrlink/addrLinkApi.do": JUSO_ADDRESS,
    "business.juso.go.kr/addrlink/addrCoordApi.do": JUSO_PLACE,
    "api.vworld.kr/req/address": VWORLD,
    "dapi.kakao.com/v2/local/search/address.json": KAKAO,
    "dapi.kakao.com/v2/local/search/keyword.json": KAKAO_PLACE,
    "maps.apigw.ntruss.com/map-geocode/v2/geocode": NAVER,
    "nominatim.example.go.kr/osm/search": NOMINATIM,
}
