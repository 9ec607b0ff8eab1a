"""What the columns of a table hold: typed by their cells, with the headers to break ties.

Roles: address, address_road, address_lot (whole addresses), gu, sido, dong, ri, road (parts of one), main, sub
(numbers), location (spots), area (dongs that the rows are about), told, way (text that names places), point, lat, lon,
x, y (coordinates), other (nothing about where).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from importers.extraction import headers as header
from importers.extraction.coordinates import Coordinates
from importers.extraction.features import CellReader, Facts
from importers.extraction.splits import join_numbers, second_parts
from importers.records import DocumentRecord

# Fewer rows say nothing about a column; most of a form's tables have three or four.
FEWEST_ROWS = 3
SAMPLE = 200
MOST_COLUMNS = 60
# Share of a column's filled cells, from which it is what they are.
MOSTLY, ADDRESSES, ROADS, SPOTS = 0.8, 0.4, 0.6, 0.4
# Cells that are longer on average are running text, which says for itself what in it is an address.
PROSE = 60
# A table of fewer spots is a form as often as a register.
FEWEST_SPOTS = 8
AREAS = ("sido", "gu", "dong", "ri")
# Roles whose cells only say something about the other cells of their row.
_CONTEXT_ROLES = frozenset({"other", "sub", "point", "lat", "lon", "x", "y", *AREAS})
_ADDRESS_ROLES = ("address", "address_road", "address_lot")
# A table with one of these has a place in each row.
_PLACING = frozenset({*_ADDRESS_ROLES, "main", "location"})
_READ_AS_TEXT = ("told", "way", "location", "address_lot", "main")


@dataclass(slots=True)
class Schema:
    """The roles of a table's columns (by number, from 0); made once a table.

    `road`: the column whose road the number in `main` belongs to; `subs`: number column → column of its second part;
    `towns`: columns that give gu and dong beside one of lots; `coordinates`: where a row says its point, if it does;
    `ends`: columns of both ends of a stretch; `title`: the column that names the rows, or None;
    `facts`: what the cells looked like.
    """

    headers: Mapping[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    towns: frozenset[int] = frozenset()
    subs: dict[int, int] = field(default_factory=dict)
    road: int | None = None
    coordinates: Coordinates | None = None
    title: int | None = None
    ends: frozenset[int] = frozenset()
    facts: dict[int, Facts] = field(default_factory=dict)
    areas: dict[int, str] = field(init=False)
    searched: dict[int, str | None] = field(init=False)
    ways: frozenset[int] = field(init=False)
    tells_places: bool = field(init=False)
    is_register: bool = field(init=False)

    def __post_init__(self):
        self.areas = {column: role for column, role in sorted(self.roles.items()) if role in AREAS}
        # None: the cells of this column only say something about the others of their row.
        self.searched = {c: None if role in _CONTEXT_ROLES else role for c, role in self.roles.items()}
        self.ways = frozenset(column for column, role in self.roles.items() if role == "way")
        self.is_register = self.coordinates is not None or not _PLACING.isdisjoint(self.roles.values())
        self.tells_places = any(role in _ADDRESS_ROLES or role == "location" for role in self.roles.values())


def by_headers(headers: Mapping[int, str], real: bool = True) -> Schema:
    """What the headers alone say; nothing where they are not `real` ones."""
    roles = {column: role for column, text in headers.items() if (role := header.role(text))} if real else {}
    roles |= _both_ends(headers) if real else {}
    split = {"address_lot", "main"} & set(roles.values())
    # 소재지 | 지번: the first gives the dong.
    towns = frozenset(
        column
        for column, role in roles.items()
        if (split and role == "address") or (role in ("address", "location") and _goes_on(column, headers))
    )
    ends = frozenset(_both_ends(headers)) if real else frozenset()
    return Schema(headers, roles, towns, _subs(headers, roles), _first(roles, "road"), ends=ends)


def by_content(headers: Mapping[int, str], real: bool, rows: Sequence[DocumentRecord], reader: CellReader) -> Schema:
    """The schema of a table with these rows, of which a sample spread over it is read."""
    by_header = by_headers(headers, real)
    sample = spread(rows)
    if len(sample) < FEWEST_ROWS:
        return by_header
    facts = {column: reader.facts(column, texts) for column, texts in _columns(sample).items()}
    roles = dict(by_header.roles)
    for column, fact in facts.items():
        if fact.filled >= FEWEST_ROWS and (
            role := _typed(fact, by_header.roles.get(column, ""), headers.get(column, ""))
        ):
            roles[column] = role
        elif fact.filled >= FEWEST_ROWS and _is_denied(fact, by_header.roles.get(column, "")):
            del roles[column]
        if fact.share("town") >= MOSTLY and roles.get(column) == "dong":
            del roles[column]  # 강남구 역삼동 says more than its dong
    _leave_agencies(roles, by_header.roles, facts)
    _leave_second_gus(roles, by_header.roles)
    coordinates = Coordinates.of(facts, headers, sample)
    roles |= coordinates.roles if coordinates else {}
    towns, road, subs = set(by_header.towns), by_header.road, dict(by_header.subs)
    for pair in join_numbers(facts, roles, headers):
        roles[pair.number] = "main" if pair.of_road else "address_lot"
        if pair.of_road:
            roles[pair.name], road = "road", pair.name
        elif roles.get(pair.name) != "dong":
            roles[pair.name] = "address"
            towns.add(pair.name)
        if pair.sub is not None:
            roles[pair.sub], subs[pair.number] = "sub", pair.sub
    for column, sub in second_parts(facts, roles, headers).items():
        roles[sub], subs[column] = "sub", sub
    for column, fact in facts.items():
        if column not in towns and not roles.get(column) and fact.share("town", "gu") >= MOSTLY:
            roles[column] = "gu"  # 강남구 역삼동 beside a column of road addresses
    _spots(roles, facts, coordinates)
    title = _title(roles, facts)
    if title is None and coordinates is None:
        _rows_of_dongs(roles, facts)
    return Schema(headers, roles, frozenset(towns), subs, road, coordinates, title, by_header.ends, facts)


def spread(rows: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """At most SAMPLE of the rows, as far from each other as they can be."""
    if len(rows) <= SAMPLE:
        return list(rows)
    step = len(rows) / SAMPLE
    return [rows[int(number * step)] for number in range(SAMPLE)]


def _columns(rows: Sequence[DocumentRecord]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.column < MOST_COLUMNS and cell.text:
                texts.setdefault(cell.column, []).append(cell.text)
    return texts


def _typed(fact: Facts, by_header: str, head: str) -> str:
    """The role of a column by its cells; "" where they leave it to the header."""
    if fact.share("route") >= ROADS:
        return "other"
    for role in ("sido", "gu", "dong"):
        if fact.share(role) >= MOSTLY and by_header not in AREAS:
            return role if role != "dong" or not by_header.startswith(("address", "location")) else ""
    if (
        fact.share("holds_address") >= ADDRESSES
        and by_header not in _READ_AS_TEXT
        and not by_header.startswith("address")
    ):
        is_text = fact.length > PROSE or 2 * fact.share("address") < fact.share("holds_address")
        return "address" if not is_text else "told" if by_header == "other" or fact.length <= PROSE else ""
    if not by_header and fact.share("road") >= ROADS:
        return "road"
    return ""


def _is_denied(fact: Facts, by_header: str) -> bool:
    """Does the header promise areas or roads of which the cells hold next to none: 동 | 101, 102, 103?"""
    if by_header == "road":
        return fact.share("road", "text") < 0.2
    if by_header == "address":  # 사업장명: not even one number
        return not fact.share("holds_address", *AREAS, "town", "road", "spot", "place", "number", "digit")
    return by_header in ("gu", "dong", "sido") and fact.share("sido", "gu", "dong", "town", "text") < 0.2


def _leave_agencies(roles, by_header, facts):
    """Of two columns of addresses the one that the header gives to an agency is not where the row is."""
    whole = [
        column for column, role in roles.items() if role.startswith("address") and by_header.get(column) != "other"
    ]
    if any(facts[column].share("holds_address") >= ADDRESSES for column in whole if column in facts):
        roles.update({column: "other" for column, role in roles.items() if by_header.get(column) == "other"})


def _leave_second_gus(roles, by_header):
    """Of several columns of gus the one that is headed so says where a row is, else the first: 강남구 | 강남구청."""
    gus = [column for column, role in roles.items() if role == "gu"]
    headed = [column for column in gus if by_header.get(column) == "gu"] or gus[:1]
    for column in gus:
        if column not in headed:
            roles[column] = by_header.get(column) or "other"


def _spots(roles, facts, coordinates):
    """Where no column says where the rows are, one of spots does; and no header keeps a cell from being read."""
    if coordinates or not _PLACING.isdisjoint(roles.values()):
        return
    for column, fact in facts.items():
        if roles.get(column, "other") != "other":
            continue
        is_list = fact.filled >= FEWEST_SPOTS and fact.length <= PROSE / 2
        if is_list and fact.share("spot") + fact.share("place") >= SPOTS:
            roles[column] = "location"
        elif fact.share("spot", "holds_address"):
            roles.pop(column, None)


def _rows_of_dongs(roles, facts):
    """Where rows have neither a name nor another place, each is about its own dong: 양천구 | 신월3동 | 23,112."""
    if _PLACING.isdisjoint(roles.values()):
        for column, fact in facts.items():
            if roles.get(column) == "dong" and fact.filled >= FEWEST_SPOTS and fact.distinct >= MOSTLY:
                roles[column] = "area"


def _title(roles, facts) -> int | None:
    """The column that names the rows: distinct texts that are neither areas nor addresses nor numbers."""
    names = [
        column
        for column, fact in facts.items()
        if fact.filled >= FEWEST_ROWS and roles.get(column, "") in ("", "location") and fact.names_things
    ]
    return max(names, key=lambda column: (facts[column].distinct > 0.7, -column), default=None)


def _both_ends(headers) -> dict[int, str]:
    """시점 | 종점 are places side by side; 시점 alone is a point in time."""
    ends = {"".join(text.split())[-2:]: column for column, text in headers.items()}
    pairs = (("시점", "종점"), ("기점", "종점"))
    return {ends[name]: "location" for pair in pairs if set(pair) <= ends.keys() for name in pair}


def _goes_on(column: int, headers) -> bool:
    """One header over two columns: 위치 | 위치 above 양천구 신정동 | 337-9."""
    return headers[column] == headers.get(column + 1) != headers.get(column - 1)


def _subs(headers, roles) -> dict[int, int]:
    """Number column → the column of its second part: 번지 | 호 | 도로명 | 건물본번 | 건물부번."""
    numbers = [column for column, role in roles.items() if role in ("main", "address_lot")]
    lots = [column + 1 for column in headers if (headers[column], headers.get(column + 1)) in header.LOT_AND_SUB]
    beside = {column: column + 1 for column in headers if roles.get(column + 1) == "sub" or column + 1 in lots}
    only = _first(roles, "sub")
    only = next(iter(lots), None) if only is None else only
    others = dict.fromkeys(headers, only) if len(numbers) < 2 and only is not None else {}
    return others | beside


def _first(roles, name: str) -> int | None:
    return next((column for column, role in roles.items() if role == name), None)
