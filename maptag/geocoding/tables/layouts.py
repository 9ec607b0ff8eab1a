"""The file layouts that `load_addresses` knows, as data: which column holds what.

A column's name is the staging column it goes to ("" is skipped). Official files (juso.go.kr) are `|`-delimited CP949
without a header and known by their number of columns and by what stands in a few of them; CSV by their header;
GeoJSON by the properties of its first feature.

`kind` is what tells rows of one layout apart: of entrances RM, the main one, and RS, one at the side; of lots 0, the
address's own, and the numbers of related ones. `ledger` is the building's name where the gu gives it none, `zone` its
postcode where the column of that name may still have the six digits of before 2015.
"""

import re
from dataclasses import dataclass, field, replace

from maptag.geocoding.vocabulary import rows


def _columns(text: str) -> tuple[str, ...]:
    return tuple("" if word == "-" else word for word in text.split())


def _headers(layout: str) -> tuple[str, ...]:
    return next(tuple(row["headers"].split()) for row in rows("file_headers") if row["layout"] == layout)


STAGED = _columns(
    "change sido gu dong ri mountain lot_main lot_sub road_code road_number road level main sub admin_dong postcode "
    "zone building ledger previous x y building_x building_y text lot_text code kind abolished name category route osm "
    "publisher shape"
)


@dataclass(frozen=True)
class RegisterLayout:
    """`role`: register (defines which addresses exist), entrance (points), lot (more lots of an address), road_name
    (what roads were called before), area, place.

    `checks` maps a column to the pattern that its value must have for the layout to be recognised.
    `fixed` are values that every row of the layout has.
    """

    name: str
    role: str
    columns: tuple[str, ...]
    checks: dict[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    fixed: dict[str, str] = field(default_factory=dict)
    srid: int = 5179

    def fits(self, fields: list[str]) -> bool:
        """Whether this may be a line of it; a separator behind the last column does not count."""
        fields = [field.strip() for field in fields]
        if len(fields) == len(self.columns) + 1 and not fields[-1]:
            del fields[-1]
        if len(fields) != len(self.columns):
            return False
        return all(re.fullmatch(pattern, fields[self.columns.index(name)]) for name, pattern in self.checks.items())


_ROAD_CODE, _NUMBER, _LEVEL = r"\d{12}", r"\d{1,5}", r"[012]"
_ROAD_CHECKS = {"road_code": _ROAD_CODE, "level": _LEVEL, "main": _NUMBER}
_ADDRESS_CHECKS = _ROAD_CHECKS | {"sido": r"\D*"}
_ROAD_NAME_CHECKS = {"code": r"\d{5}", "road_number": r"\d{7}", "kind": r"[01]?"}
_BUILDING = {"publisher": "행정안전부"}

OFFICIAL = (
    RegisterLayout(
        "rnaddrkor",
        "register",
        _columns(
            "- - sido gu dong ri mountain lot_main lot_sub road_code road level main sub - admin_dong postcode previous"
            " - - change ledger building -"
        ),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "jibun_rnaddrkor",
        "lot",
        _columns("- - sido gu dong ri mountain lot_main lot_sub road_code level main sub change"),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "RNENTDATA",
        "entrance",
        _columns("- - sido gu dong ri road_code road level main sub postcode - change - kind - x y"),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "entrc",
        "entrance",
        _columns("- - - sido gu dong road_code road level main sub building postcode - - admin_dong x y"),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    # Monthly changes have as many columns as RNENTDATA, and most of them alike: its third is no code.
    RegisterLayout(
        "entrc_mod",
        "entrance",
        _columns("- - - sido gu dong road_code road level main sub building postcode - - admin_dong x y change"),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "match_build",
        "register",
        _columns(
            "- sido gu dong road_code road level main sub postcode - building - - admin_dong - - - - - - - -"
            " building_x building_y x y - - - - - change"
        ),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "match_jibun",
        "lot",
        _columns("- sido gu dong ri mountain lot_main lot_sub road_code level main sub kind - - - - change - -"),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "match_rs_entrc",
        "entrance",
        _columns("- - road_code level main sub - - x y change"),
        _ROAD_CHECKS,
        fixed=_BUILDING | {"kind": "RS"},
    ),
    RegisterLayout(
        "build",
        "register",
        _columns(
            "- sido gu dong ri mountain lot_main lot_sub road_code road level main sub ledger - - - - admin_dong"
            " postcode - - change - previous building - zone - - -"
        ),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    RegisterLayout(
        "jibun",
        "lot",
        _columns("- sido gu dong ri mountain lot_main lot_sub road_code level main sub - change"),
        _ADDRESS_CHECKS,
        fixed=_BUILDING,
    ),
    # Loaded together with a register, or after it. `kind`: 0 in use, 1 not; `previous`: the road's code before.
    RegisterLayout(
        "TN_SPRD_RDNM",
        "road_name",
        _columns("code road_number - road - sido gu - - - kind - change previous - - - - - - abolished"),
        _ROAD_NAME_CHECKS,
    ),
    RegisterLayout(
        "road_code_total",
        "road_name",
        _columns("code road_number road - - sido gu - - - - - kind change previous - - - - abolished"),
        _ROAD_NAME_CHECKS,
    ),
)

# They have a line for each building, and several of an address.
BUILDING_REGISTERS = ("build", "match_build")

WITH_HEADER = (
    RegisterLayout(
        "address_points",
        "register",
        _columns("publisher gu road level main sub dong mountain lot_main lot_sub - x y text lot_text -"),
        header=_columns(
            "src gu road under bld_main bld_sub dong san lot_main lot_sub emd_by_point lon lat road_text "
            "jibun_text gu_ok"
        ),
        srid=4326,
    ),
    RegisterLayout(
        "beopjeongdong",
        "area",
        _columns("code sido gu dong ri - - abolished -"),
        header=_headers("beopjeongdong"),
    ),
    RegisterLayout(
        "beopjeongdong_names",
        "area",
        _columns("code text kind"),
        {"code": r"\d{10}", "kind": "존재|폐지"},
        header=_headers("beopjeongdong_names"),
    ),
    RegisterLayout(
        "subway_stations",
        "place",
        _columns("- name - route - - - - - y x - text - - - -"),
        header=_headers("subway_stations"),
        fixed={"category": "station", "publisher": "subway_stations"},
        srid=4326,
    ),
    RegisterLayout(
        "bus_stops",
        "place",
        _columns("- name x y"),
        header=_headers("bus_stops"),
        fixed={"category": "bus_stop", "publisher": "bus_stops"},
        srid=4326,
    ),
    RegisterLayout(
        "osm_poi",
        "place",
        _columns("name category kind x y -"),
        header=("name", "class", "subclass", "lon", "lat", "rank"),
        fixed={"osm": "1", "publisher": "OpenStreetMap"},
        srid=4326,
    ),
)


@dataclass(frozen=True)
class GeoLayout:
    """A GeoJSON layout: `marker` is the property that gives it away, `columns` maps staging columns to properties.

    `dimension` is that of its shapes: 1 for lines, 2 for areas.
    """

    name: str
    role: str
    marker: str
    columns: dict[str, str]
    fixed: dict[str, str] = field(default_factory=dict)
    dimension: int = 2


GEOJSON = (
    GeoLayout("boundary_gu", "boundary", "SIG_KOR_NM", {"code": "SIG_CD"}, {"kind": "gu"}),
    GeoLayout("boundary_legal", "boundary", "EMD_CD", {"code": "EMD_CD"}, {"kind": "legal"}),
    GeoLayout(
        "boundary_administrative",
        "boundary",
        "adm_cd2",
        {"code": "adm_cd2", "text": "adm_nm", "sido": "sidonm", "gu": "sggnm"},
        {"kind": "administrative"},
    ),
    GeoLayout("osm_roads", "osm_road", "name", {"name": "name"}, dimension=1),
)


def official_layout(fields: list[str]) -> RegisterLayout | None:
    return next((layout for layout in OFFICIAL if layout.fits(fields)), None)


def header_layout(fields: list[str]) -> RegisterLayout | None:
    """The layout whose columns are all there, in this file's order and with others between them."""
    names = tuple(name.strip().lstrip("\ufeff") for name in fields)
    layout = next((layout for layout in WITH_HEADER if set(layout.header) <= set(names)), None)
    if layout is None or layout.header == names:
        return layout
    column_of = dict(zip(layout.header, layout.columns, strict=True))
    return replace(layout, header=names, columns=tuple(column_of.get(name, "") for name in names))


def bare_layout(fields: list[str]) -> RegisterLayout | None:
    """A layout of WITH_HEADER without its header, where its columns tell it."""
    return next((layout for layout in WITH_HEADER if layout.checks and layout.fits(fields)), None)


def geo_layout(properties: dict) -> GeoLayout | None:
    return next((layout for layout in GEOJSON if layout.marker in properties), None)
