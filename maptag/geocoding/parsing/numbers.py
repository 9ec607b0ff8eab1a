"""Building and lot numbers: what stands after a road or dong name, and what only looks like one."""

import re
from dataclasses import replace

# A number counts something else when one of these is glued to it, alone or with a particle ("8월", "3명이"). The token
# decides, not its first letter: a veto by prefix lost "도산대로 449건물".
UNITS = (
    "년|월|일|시|분|초|주|주년|주간|개월|개년|시간|세기|세대|가구|명|인|인분|원|천원|만원|억|억원|조|조원|만|천|백|십|천만|퍼센트"
    "|회|번|번째|번출구|출구|개|개소|개사|개교|개국|개동|곳|종|종류|가지|건|권|쪽|장|매|부|통|대|량|척|층|단지|단계|단|동|차|차로|차선|차례|호선"
    "|번선|등|등급|급|위|점|배|도|톤|리터|미터|킬로|킬로미터|센티|제곱미터|평|헥타르|학년|학기|학점|반|세|살|기|기가|조원|항|절|과목|과|팀|편"
    "|인승|인용|인치|볼트|와트|분기|분의|박|박자|라운드|강|승|패|골|득점|마리|그루|송이|병|잔|줄|칸|석|자리|자|획|글자|형|면|면수|가|구간|구역|공구"
    "|지점|지구|블록|블럭|호기|주택|계단|공원|노선|코스|번길|번안길|안길|길|가길|나길|다길|라길|마길|바길|사길|아길|자길|차길|카길|타길|파길|하길|월호|일자"
    "|안전센터장?|구조대|구급대"
)
PARTICLES = (
    "이|가|은|는|을|를|의|에|에서|에게|에는|에도|로|으로|로서|와|과|도|만|까지|부터|마다|씩|당|간|이상|이하|미만|초과|정도|여|내|내외|째"
    "|입니다|이다|이며|이고|인|이나|나|보다|중|말|초|경|전|후|동안|께|차|자|분|짜리|쯤|가량|인데|이내|이후|이전|남짓|이어서|이면|이라"
)
# 10-5종로3가역: the place behind, not five kinds.
_UNIT = re.compile(rf"(?!종로\d)(?:{UNITS})(?:{PARTICLES})?(?![가-힣])")
_SPACED_UNIT = re.compile(
    r" (?:명|원|만원|억원|천원|퍼센트|개소|여명|여개|개국|개월|학년|회|건|단지|구역|지구|블록|노선)"
    rf"(?:{PARTICLES})?(?![가-힣])"
)
_FOREIGN = re.compile(
    r"\s?[%‰℃㎡㎥㎞㎝㎜㎏°$₩]|[:/]\d|-?[xX*×○●□]|[a-zA-Z出一-龥]|-\d|가|\s[가-하]길(?![가-힣])"
    r"|(?:[·ㆍ]\d{1,2})+\s?(?:공단|단지|공구|지구|구역|호선|동|가)(?![가-힣])"
)
# 노해로13 길 3-2, 종로22길지하16, 노해로1 3길 2: the name goes on. 선유동1로 63, 당산동3 가 16: so does another's.
_LONGER_NAME = re.compile(r"(?:\s{1,2}\d{1,3})?\s{0,2}(?:[가-하]|번)?\s{0,2}안?길\s{0,2}(?:지하|공중)?\s{0,2}\d")
_ROAD_BEHIND = re.compile(r"\s?대?로(?:\d+[가-하]?안?길)?\s{0,2}(?:지하\s{0,2})?\d")
_STREET_BEHIND = re.compile(r"\s가\s{0,2}(?:산\s?)?\d")
_NOTHING_BEHIND = re.compile(r"\s*(?:\(|$)")
# 92,301호 is a room of number 92.
_DECIMAL = re.compile(r"\.\d|,\d{3}(?!\d)(?!(?:[,~-]\d+)*(?:호|동|층))")
_LOT_UNIT = re.compile(r"(?:번지|호(?!선)|필지|등\s?\d+\s?필지)")
# Behind a bare lot number: what numbers the things of one name, also when its word goes on (2차우성, 6단지아파트) …
PART = re.compile(r"(?:\s?[,·ㆍ~]\s?\d{1,3})*\s?(?:차(?!고)|단지|공원|구역|지구|블[록럭]|지점|공구|주구|호선|동\s?\d)")
# … and any other word but a particle, 외, 일대, 등.
GLUED = re.compile(rf"(?!(?:{PARTICLES}|번지.*|호|외.*|일대.*|일원.*|등|필지.*|소재.*)(?![가-힣]))[가-힣]")
YEAR = re.compile(r"(?:19|20)\d\d(?:\s+[가-힣]|['’”]|-\d{1,4}호)")
# 방학동 3·1운동 기념비
_DAYS = r"(?<!\d)(?:3[·ㆍ.]1|4[·ㆍ.]19|5[·ㆍ.]18|6[·ㆍ.]10|6[·ㆍ.]25|8[·ㆍ.]15)(?!\d)"
NO_NUMBER = re.compile(rf"0|{YEAR.pattern}|{_DAYS}")
# The land's use behind its number, as registers write it ("386-16도"): only where the gu is written.
_LAND_USE = re.compile(r"[대도전답임잡천구유제학공체철종](?![가-힣])")

# 〔지하〕 152 〔-3〕; 산 12 〔의 3〕 〔번지〕 〔3호〕
NUMBER = (
    r"(?:(?P<level>지하|공중|산)\s{0,2})?(?P<main>\d{1,5})(?!\d)"
    r"(?:\s{0,2}(?P<lot>번지)(?!로\d))?"
    r"(?:\s{0,2}(?P<dash>[-~의])\s{0,2}(?P<sub>\d{1,6})(?!\d)|(?(lot)\s{0,2}(?P<ho>\d{1,4})\s{0,2}호(?![가-힣])))?"
    r"(?P<end>\s{0,2}번지|호(?![가-힣\d]))?"
)
# What may follow the last of several lots: anything else makes the number another thing ("737, 3층").
_AFTER_LIST = (
    r"\s*(?:$|[,·ㆍ/)\]]|외|번지|필지|일대|일원|일부|각|및|등|앞|옆|맞은편|건너편|인근|주변|부근|사이|소재|토지"
    r"|상가|건물|구간|부지|도로|지상|임야|대지|에|의)"
)
NEXT_LOT = re.compile(rf"\s{{0,2}}(?:[,·ㆍ/]|및|와|과)\s{{0,2}}{NUMBER}(?={_AFTER_LIST})")
OTHERS = re.compile(
    r"\s{0,2}(?:외|등(?=\s?\d))\s{0,2}(?:(?P<count>\d{1,3})(?!\d)\s{0,2}(?:개\s?)?(?:필지|필|건|개|곳)?(?![가-힣])|(?![가-힣]))"
)
UP_TO = re.compile(r"\s?(?:번지\s?)?(?:에서|부터)\s?(?P<last>\d{1,5})(?:\s?번지?)?\s?까지")
EXTENT = re.compile(r"\s{0,2}(?:번지\s{0,2})?(?:일대|일원|부근|주변)(?![가-힣]{2})")


def _name_goes_on(text: str, number: re.Match, lot: bool) -> bool:
    """Is `number` a part of a road's name? Before a mere 로, which may be a particle, only if glued to the name."""
    end = number.end()
    if _LONGER_NAME.match(text, end):
        return True
    if number.start() == 0 or not text[number.start() - 1].isalpha():
        return False
    street = len(number["main"]) == 1 and _STREET_BEHIND.match(text, end)
    return bool(street or (lot and _ROAD_BEHIND.match(text, end)))


def counts_something(text: str, number: re.Match, lot: bool, glued_only: bool) -> bool:
    """Is `number` a date, a count, an amount, a decimal, a telephone number …?

    `glued_only`: where an area stands before the name, only a unit that touches the number counts.
    """
    end = number.end()
    if end == len(text) or _NOTHING_BEHIND.match(text, end):
        return False
    if _name_goes_on(text, number, lot):
        return True
    if _FOREIGN.match(text, end) or (not number["sub"] and _DECIMAL.match(text, end)):
        return True
    if lot and (_LOT_UNIT.match(text, end) or (glued_only and _LAND_USE.match(text, end))):
        return False
    if _UNIT.match(text, end):
        return not (number["sub"] and text.startswith("과 ", end))  # 우이동 5-1과 쌍문동 494-1 is no fifth 과
    return not glued_only and _SPACED_UNIT.match(text, end) is not None


def names_a_part(text: str, number: re.Match, placed: bool) -> bool:
    """목동2차우성, 방화동 2공원, 역삼동 2지점: a bare number glued to a word counts among things of one name."""
    if number["sub"] or number["lot"] or (number["end"] and (placed or number["end"] != "호")):
        return False
    if number["end"]:
        return True  # 상도동 1호 공원
    return PART.match(text, number.end()) is not None or (not placed and GLUED.match(text, number.end()) is not None)


def is_told(number: re.Match) -> bool:
    """Does what belongs to it say that this is a number of lots: 12-3, 12번지, 12 일대?"""
    return bool(number["sub"] or number["lot"] or number["end"] or EXTENT.match(number.string, number.end()))


def with_extent(text: str, end: int, number: re.Match, addresses, flags):
    """(end, addresses, flags) with what the text says of more numbers: 12에서 18까지, 외 3필지, 일대."""
    if (to := UP_TO.match(text, end)) and int(to["last"]) > int(number["main"]) and not number["sub"]:
        end, flags = to.end(), (*flags, "range")
        addresses = [replace(address, sub=int(to["last"])) for address in addresses]
    if others := OTHERS.match(text, end):
        end, flags = others.end(), (*flags, "others")
        addresses = [replace(address, others=int(others["count"] or 0)) for address in addresses]
    if extent := EXTENT.match(text, end):
        end, flags = extent.end(), (*flags, "extent")
    return end, addresses, flags
