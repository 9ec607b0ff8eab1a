"""Address files as the ministry publishes them: `|`-delimited CP949 without a header, EPSG:5179."""

from zlib import crc32

# (building number, x, y) of 세종대로 in 중구, from 시청 towards 광화문, in EPSG:5179.
SEJONG = {110: (954030.0, 1952170.0), 124: (954020.0, 1952320.0), 136: (954010.0, 1952440.0)}
ROAD_CODE = "111402005001"
# A line of 건물DB.
JAHAMUN_BUILDING = (
    "1111010100|서울특별시|종로구|청운동||0|144|3|111103100012|자하문로|0|94|0|||1111010100101440003031291|01"
    "|1111051500|청운효자동|03047|||||||0|03047|0||"
)


def rnaddrkor(main: int, change: str = "", road: str = "세종대로", code: str = ROAD_CODE, previous: str = "") -> str:
    fields = [
        f"{code}0{main:05}00000", "1114010300", "서울특별시", "중구", "태평로1가", "", "0", "31", "0", code, road, "0",
        str(main), "0", "1114055000", "명동", "04524", previous, "20110729", "0", change, "", "서울특별시청", "",
    ]  # fmt: skip
    return "|".join(fields)


def entrance(main: int, x: float, y: float, change: str = "") -> str:
    fields = [
        f"{ROAD_CODE}0{main:05}00000", "1114010300", "서울특별시", "중구", "태평로1가", "", ROAD_CODE, "세종대로",
        "0", str(main), "0", "04524", "20110729", change, "1", "RM", "01", str(x), str(y),
    ]  # fmt: skip
    return "|".join(fields)


def related_lot(lot: int, main: int) -> str:
    fields = [
        "x", "1114010300", "서울특별시", "중구", "태평로1가", "", "0", str(lot), "2", ROAD_CODE, "0", str(main), "0",
        "",
    ]  # fmt: skip
    return "|".join(fields)


def write(path, lines, encoding="cp949"):
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def match_build(main: int, x: str = "", y: str = "", building=("954030", "1952170")) -> str:
    fields = ["1114010300", "서울특별시", "중구", "태평로1가", ROAD_CODE, "세종대로", "0", str(main), "0", "04524"]
    fields += ["1114010300100310000000001", "서울특별시청", "업무시설", "1114055000", "명동", "13", "5", "0", "1", ""]
    return "|".join([*fields, "", "", "0", *building, x, y, "Seoul", "Jung-gu", "", "", "0", ""])


def match_jibun(lot: int, main: int) -> str:
    fields = ["1114010300", "서울특별시", "중구", "태평로1가", "", "0", str(lot), "2", ROAD_CODE, "0", str(main), "0"]
    return "|".join([*fields, "1", "", "", "", "", "", "1114010300100310000000001", "1114010300"])


def entrc(main: int, x: float, y: float) -> str:
    fields = ["11140", "1", "1114010300", "서울특별시", "중구", "태평로1가", ROAD_CODE, "세종대로", "0", str(main), "0"]
    return "|".join([*fields, "서울특별시청", "04524", "업무시설", "1", "명동", str(x), str(y)])


def match_rs_entrc(main: int, x: float, y: float) -> str:
    return "|".join(["11140", "1", ROAD_CODE, "0", str(main), "0", "1114010300", "01", str(x), str(y), ""])


def build(main: int) -> str:
    fields = [
        "1114010300",
        "서울특별시",
        "중구",
        "태평로1가",
        "",
        "0",
        "31",
        "0",
        ROAD_CODE,
        "세종대로",
        "0",
        str(main),
        "0",
    ]
    fields += ["", "", "1114010300100310000000001", "01", "1114055000", "명동", "04524", "001", "", "", "20110729"]
    return "|".join([*fields, "", "서울특별시청", "0", "04524", "0", "", ""])


def road_name(number: str, road: str, gone: str = "", reason: str = "", history: str = "신규") -> str:
    """A line of TN_SPRD_RDNM: a road of 중구, its number of seven digits, and the code that it had or got."""
    fields = [
        "11140",
        number,
        "00",
        road,
        "Road",
        "서울특별시",
        "중구",
        "2",
        "",
        "",
        "1" if gone else "0",
        "이름의 유래",
    ]
    return "|".join([*fields, reason, history, "Seoul", "Jung-gu", "", "0001", "0100", "20100401", gone])


def address(sido, gu, dong, ri, lot, road, main, lon, lat) -> tuple[str, str]:
    """Lines of rnaddrkor and RNENTDATA for one address anywhere, its coordinates in degrees; lot as "산12-3"."""
    code = f"{crc32((sido + gu).encode()) % 100_000:05}{crc32(road.encode()) % 10_000_000:07}"
    mountain, (lot_main, _dash, lot_sub) = int(lot.startswith("산")), lot.removeprefix("산").partition("-")
    head = ["x", "1100000000", sido, gu, dong, ri]
    register = [*head, str(mountain), lot_main, lot_sub or "0", code, road, "0", str(main), "0", "", "", "01234", ""]
    entrance = [*head, code, road, "0", str(main), "0", "01234", "20110729", "", "1", "RM", "01", str(lon), str(lat)]
    return "|".join([*register, "20110729", "0", "", "", "", ""]), "|".join(entrance)


# Where a layout, known by its number of columns, says why a line is there.
_CHANGE = {24: 20, 14: 13, 19: 13, 33: 32, 20: 17, 11: 10, 31: 22}


def changed(line: str, reason: str) -> str:
    """The line as a daily change: 31 new, 34 changed, 63 deleted."""
    fields = line.split("|")
    fields[_CHANGE[len(fields)]] = reason
    return "|".join(fields)
