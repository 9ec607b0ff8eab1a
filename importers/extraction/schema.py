"""What a column holds, by its header."""

import re

# Exports of a database head their columns with its codes: RDNMADR, LNM_ADRES, road_addr, sgg_nm.
_ADR = r"addr?(?:ess?)?(?:es)?(?![a-z])"
# The first pattern that fits decides. A column of roads alone ("도로명") gives context; so do gu and dong. The column
# that names the register's rows (시설명, 상호) is a label of its own row, not a place in the document.
_ROLES = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        # 설치장소 유형, 단속구간 번호: about the place, not the place.
        (
            "other",
            r"(?:위치|장소|지점|구간|주소|소재지).*(?:(?<!지번)(?<!건물)번호|코드|유형|종류|구분|분류|여부|형태)$",
        ),
        ("other", r"관리기관|관리주체|관리부서|제공기관|운영기관|담당|위도|경도|좌표|우편번호"),
        ("sub", r"부번"),
        ("address_lot", r"지번본번"),
        ("main", r"본번|건물번호|^(?i:bld(?:ng)?_?(?:num|no|mnnm))$"),
        ("road", r"^새주소-?도로명$|^(?i:(?:road|rdn?)_?(?:nm|name))$"),
        (
            "address_road",
            rf"도로명주소|도로명\(?새주소|새주소|신주소|주소\(?(?:도로명|신)|^(?i:(?:road|rdnm?|new)_?{_ADR})",
        ),
        ("address_lot", rf"지번|구주소|대지위치|번지수?$|^(?i:b[eu]onji|(?:lnm?|lot|jibun|old)_?{_ADR})"),
        (
            "gu",
            r"^(?:자치구|구|시군구|시/?군/?구|구군|구별|행정구|지역구)(?:명칭?)?$"
            r"|^(?i:(?:sgg|signgu|gu)_?(?:nm|name))$",
        ),
        ("sido", r"^(?:시도|시/?도|광역시도)(?:명칭?)?$|^(?i:(?:sido|ctprvn)_?(?:nm|name))$"),
        ("ri", r"^(?:법정)?리명?$"),
        (
            "dong",
            r"^(?:동|읍면동|읍/?면/?동|법정동|행정동|법정읍면동|동별)(?:명칭?)?$"
            r"|^(?i:(?:b?emd|(?:bj|hj|adm|legal)?_?dong)_?(?:nm|name))$",
        ),
        ("road", r"^도로명?\(?(?:가로)?\)?명(?:이름|칭)?$|^도로명이름$|^가로명$|노선명"),
        ("address", rf"주소|소재지|소재|거주지|사업장|주사무소|^(?i:(?:street|site|postal|full|detail)?_?{_ADR})"),
        (
            "location",
            r"(?<!명\()(?<!이름\()위치|장소|^(?i:location|venue)|집결|[가-힣]{2}(?<!영업)(?<!은행)(?<!취급)(?<!개설)(?<!관할)(?<!판매)(?<!담당)지점|행진|지하철역|전진기지|출발지|도착지"
            r"|^(?:교육|행사|시험|면접|대회)장$|개최지|설치(?:운영)?(?:지역|구역)$"
            r"|(?<!소득|연령|나이|금액|가격|등급|점수|요금|시간|면적|급여|보수)구간(?!별)",
        ),
        # Sentences and lists about where: how to get there; the way round, what is cut off.
        ("way", r"^(?:주변)?교통(?:여건|편|안내|정보)?$|오시는길|찾아오|지하철|인근역|인접역|가까운역|대중교통"),
        (
            "told",
            r"우회|경유지"
            r"|(?:단수|정전|통제|침수|피해|소독|방역|공급|순찰|단속|정비)(?:지역|구역|대상지?)$|^대상지$",
        ),
        ("other", r"전화|연락처|홈페이지|누리집|면적|일자|일시|기간|비고|E-?mail|이메일"),
    )
)
_AREA_ROLES = frozenset({"gu", "sido", "dong", "ri", "main", "sub"})
# Roles whose cells only say something about the other cells of their row.
_CONTEXT_ROLES = frozenset({"other", "gu", "sido", "dong", "ri", "sub"})
_OF_PLACE = re.compile(r"소재지|위치|주소|토지|장소")
_SPACES = re.compile(r"\s+")
_LOT_AND_SUB = {("번지", "호"), ("번지", "호수"), ("beonji", "ho"), ("번지(beonji)", "호(ho)")}
# 새주소-도로명(road_nm_address): the same once more, in the words of the database.
_CODE = re.compile(r"(?<=.)\([A-Za-z][A-Za-z0-9_ ]*\)$")


def role(header: str) -> str:
    """The role of a column headed `header`, or ""; of "소재지 자치구", two rows of headers, the lower one decides."""
    words = header.split()
    if len(words) > 1 and _OF_PLACE.search(words[0]) and (found := _role(words[-1])) in _AREA_ROLES:
        return found
    return _role(_CODE.sub("", _SPACES.sub("", header)))


def _beside_lot(headers: dict[int, str]) -> int | None:
    """The column 호 right of 번지; elsewhere a 호 is a flat."""
    return next((n + 1 for n, text in headers.items() if (text, headers.get(n + 1)) in _LOT_AND_SUB), None)


def _both_ends(headers: dict[int, str]) -> dict[int, str]:
    """시점 | 종점 are places side by side; 시점 alone is a point in time."""
    ends = {"".join(text.split())[-2:]: column for column, text in headers.items()}
    pairs = (("시점", "종점"), ("기점", "종점"))
    return {ends[name]: "location" for pair in pairs if set(pair) <= ends.keys() for name in pair}


def _goes_on(column: int, headers: dict[int, str]) -> bool:
    """One header over two columns: 위치 | 위치 above 양천구 신정동 | 337-9."""
    return headers[column] == headers.get(column + 1) != headers.get(column - 1)


def _role(words: str) -> str:
    return next((name for name, pattern in _ROLES if pattern.search(words)), "")


class Columns:
    """The roles of a table's columns; made once a table, since the rows share their headers."""

    def __init__(self, headers: dict[int, str], real: bool = True):
        self.headers = headers
        self.roles = {column: found for column, text in headers.items() if (found := role(text))} if real else {}
        self.roles |= _both_ends(headers) if real else {}
        # 소재지 | 지번: the first gives the dong.
        split = {"address_lot", "main"} & set(self.roles.values())
        self.towns = frozenset(
            column
            for column, found in self.roles.items()
            if (split and found == "address") or (found in ("address", "location") and _goes_on(column, headers))
        )
        named = ("sido", "gu", "dong", "ri")
        self.areas = {column: found for column, found in sorted(self.roles.items()) if found in named}
        self.skipped = frozenset(column for column, found in self.roles.items() if found in _CONTEXT_ROLES)
        self.searched = {column: found for column, found in self.roles.items() if found not in _CONTEXT_ROLES}
        self.ways = frozenset(column for column, found in self.roles.items() if found == "way")
        self.tells_places = any(found.startswith("address") or found == "location" for found in self.roles.values())
        self.main = next((column for column, found in self.roles.items() if found == "main"), None)
        self.sub = next((column for column, found in self.roles.items() if found == "sub"), _beside_lot(headers))
        self._numbers = sum(found in ("main", "address_lot") for found in self.roles.values())
        self.road = next((column for column, found in self.roles.items() if found == "road"), None)

    def sub_of(self, column: int) -> int | None:
        """The column of the second part of the number in `column`: 번지 | 호 | 도로명 | 건물본번 | 건물부번."""
        beside = column + 1
        pair = self.headers.get(column), self.headers.get(beside)
        if self.roles.get(beside) == "sub" or pair in _LOT_AND_SUB:
            return beside
        return self.sub if self._numbers < 2 else None
