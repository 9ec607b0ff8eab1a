"""Loading address files into the tables: stage everything as text, merge in SQL, switch at once.

One transaction from the first line to the switch. What was refused is in the LoadReport, with file, line and reason.
"""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from maptag.geocoding.gazetteer.lexicon import SIDO_SHORT
from maptag.geocoding.gazetteer.naming import aliases, initials
from maptag.geocoding.models import (
    DataVersion,
    District,
    Lot,
    OsmPlace,
    Place,
    RegisteredDong,
    RegisteredRoad,
    Road,
    RoadAddress,
)
from maptag.geocoding.sql import queries
from maptag.geocoding.tables import switch
from maptag.geocoding.tables.archives import sources
from maptag.geocoding.tables.coverage import measure
from maptag.geocoding.tables.files import KEPT_REFUSALS, RegisterTable
from maptag.geocoding.tables.layouts import BUILDING_REGISTERS, STAGED
from maptag.geocoding.tables.refusals import LoadReport, store

_COPY_LINES = 5000
_PROGRESS_LINES = 500_000
_TEMPORARY = (
    "staged",
    "staged_file",
    "sido_names",
    "faults",
    "parsed",
    "road_names",
    "keyed",
    "changed",
    "replaced",
    "votes",
    "located",
    "lots_said",
    "lot_points",
    "renamed",
    "named",
)
_STAGING = (
    "parse",
    "missing_sidos",
    "unknown_dongs",
    "refuse_far",
    "road_names",
    "name_roads",
    "refuse_unnamed",
    "refused",
    "keyed",
    "index_keyed",
    "analyze_keyed",
)
_ADDRESSES = (
    "votes",
    "elect",
    "index_located",
    "keep_main_entrances",
    "changed",
    "analyze_changed",
    "replaced",
    "merge_addresses",
    "renamed_roads",
    "rename_roads",
    "place_in_dongs",
    "distrust_other_gu",
    "settle_disputes",
    "distrust_misnumbered",
)
_LOTS = ("lots_said", "distrust_far_lots", "lot_points", "merge_lots", "distrust_contradicted_lots")
_MODELS = {
    "areas": (District,),
    "roads": (Road,),
    "addresses": (RoadAddress, Lot, RegisteredRoad, RegisteredDong),
    "places": (Place,),
    "osm_places": (OsmPlace,),
}
_ROLE_DATASET = {
    "area": "areas",
    "boundary": "areas",
    "osm_road": "roads",
    "register": "addresses",
    "entrance": "addresses",
    "lot": "addresses",
    "road_name": "addresses",
}


class Load:
    """One load of many files. `srid` is the CRS of official files; `changes` forces or forbids daily-change reading."""

    def __init__(self, srid: int | None = None, changes: bool | None = None, progress: Callable[[str], None] = print):
        self.srid, self.changes, self.progress = srid, changes, progress
        self.report = LoadReport()
        self.datasets: set[str] = set()
        self.roles: set[str] = set()
        self.has_demolitions = False

    @transaction.atomic
    def run(self, paths: list[Path]) -> LoadReport:
        self._make_staging()
        void = []
        for number, source in enumerate(sources(paths)):
            with source.open() as stream:
                table = RegisterTable(source, stream)
                void.append(table.is_void)
                self._stage(number, table)
        self.report.is_void = bool(void) and all(void)
        if self.datasets:
            self._merge()
        return self.report

    def _make_staging(self) -> None:
        columns = ", ".join(f"{name} text" for name in STAGED)
        with connection.cursor() as cursor:
            # After a kill the server would work on to the end of its statement, minutes with the nation, and hold the
            # lock so long.
            cursor.execute("SET LOCAL client_connection_check_interval = '2s'")
            # They end with the transaction; a caller's own transaction may hold those of an earlier load.
            for name in _TEMPORARY:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMP TABLE staged (file int, line int, {columns}) ON COMMIT DROP")
            cursor.execute(
                "CREATE TEMP TABLE staged_file (file int, name text, layout text, role text, srid int, changes bool)"
                " ON COMMIT DROP"
            )
            cursor.execute("CREATE TEMP TABLE faults (file int, line int, fault text) ON COMMIT DROP")
        self._make_sido_names()

    def _make_sido_names(self) -> None:
        """Publishers write 서울시 or 서울, older files 강원도, 전라북도 or 부산직할시: one 시도 must not become two."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE sido_names (written text PRIMARY KEY, official text) ON COMMIT DROP")
            cursor.executemany("INSERT INTO sido_names VALUES (%s, %s)", sorted(sido_names().items()))
            cursor.execute("ANALYZE sido_names")

    def _stage(self, number: int, table: RegisterTable) -> None:
        rows = (f"{number}\t{row}" for row in table.rows())
        with connection.cursor() as cursor, cursor.copy("COPY staged FROM STDIN") as copy:
            while lines := list(islice(rows, _COPY_LINES)):
                copy.write("".join(lines))
                if table.kept % _PROGRESS_LINES == 0:
                    self.progress(_("%(file)s: %(kept)d줄째") % {"file": table.source.name, "kept": table.kept})
        self.report.add(table.refusals, table.reasons)
        layout = table.layout
        name = layout.name if layout else "-"
        self.report.files.append((table.source.name, name, table.kept, table.reasons.total()))
        self.progress(
            _("%(file)s: %(layout)s, %(kept)d줄") % {"file": table.source.name, "layout": name, "kept": table.kept}
        )
        if layout and table.kept:
            self._register(number, table)

    def _register(self, number: int, table: RegisterTable) -> None:
        layout = table.layout
        changes = self._is_change(number) if self.changes is None else self.changes
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO staged_file VALUES (%s, %s, %s, %s, %s, %s)",
                [number, table.source.name, layout.name, layout.role, self._srid(layout), changes],
            )
        self.roles.add(layout.role)
        self.has_demolitions |= changes and layout.name in BUILDING_REGISTERS
        if layout.role == "place":
            self.datasets.add("osm_places" if "osm" in layout.fixed else "places")
        elif layout.role in _ROLE_DATASET:
            self.datasets.add(_ROLE_DATASET[layout.role])

    def _srid(self, layout) -> int:
        srid = getattr(layout, "srid", 4326)
        return self.srid if self.srid and srid == 5179 else srid

    def _is_change(self, number: int) -> bool:
        """A daily-change file says in every row why it is there; a whole file leaves that column empty.

        Most rows decide, whatever they say: taken for a whole register, a daily file would empty its 시도.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT avg((change <> '')::int) >= 0.5 FROM staged WHERE file = %s", [number])
            return bool(cursor.fetchone()[0])

    def _merge(self) -> None:
        tables = {dataset: [model._meta.db_table for model in models] for dataset, models in _MODELS.items()}
        switch.begin([name for names in tables.values() for name in names], self._say_waiting)
        queries.run("areas", "refused")
        for dataset, names in tables.items():
            if dataset in self.datasets:
                self.progress(_("%(dataset)s: 합치는 중") % {"dataset": DataVersion.Dataset(dataset).label})
                getattr(self, f"_merge_{dataset}")()
            elif dataset in ("areas", "roads"):  # what follows is joined with them
                switch.keep(names[0])
                switch.build_indexes(names[0])
        self._report_faults()
        self._count(tables)
        self.progress(_("새 자료로 바꾸는 중"))
        if self.datasets & {"addresses", "areas", "roads"}:  # before the switch, which locks readers out
            measure(dict.fromkeys(self.datasets, switch.NEXT))
        switch.commit([name for dataset in self.datasets for name in tables[dataset]])
        self._record_versions()

    def _say_waiting(self) -> None:
        self.progress(_("다른 불러오기가 끝나기를 기다립니다."))

    def _merge_areas(self) -> None:
        queries.run("areas", "merge_areas")
        switch.build_indexes("geocoding_area")

    def _merge_roads(self) -> None:
        queries.run("areas", "merge_roads")
        switch.build_indexes("geocoding_road")

    def _merge_places(self) -> None:
        self._name_places()
        self._place_table("geocoding_place", osm=False)

    def _merge_osm_places(self) -> None:
        if "places" not in self.datasets:
            self._name_places()
        self._place_table("geocoding_osmplace", osm=True)

    def _place_table(self, table: str, osm: bool) -> None:
        sql = queries.statements("areas")["merge_places"].replace("{table}", table)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"osm": osm})
        switch.build_indexes(table)

    def _name_places(self) -> None:
        queries.run("areas", "strayed_places")
        names = queries.fetch("areas", "names")
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE named (name text, category text, name_key text, initials text) ON COMMIT DROP"
            )
            with cursor.copy("COPY named FROM STDIN") as copy:
                for name, category in names:
                    for key in aliases(name, category):
                        copy.write_row((name, category, key, initials(key)))

    def _merge_addresses(self) -> None:
        _run("staging", _STAGING)
        if self.has_demolitions:
            _run("staging", ("spare_estates", "spare_estates_keyed"))
        self.progress(_("주소: 줄을 다 살폈고, 앞선 자료와 합치는 중"))
        _run("addresses", _ADDRESSES)
        self.progress(_("주소: 색인을 만드는 중"))
        switch.build_indexes("geocoding_roadaddress")
        self.progress(_("주소: 지번을 합치는 중"))
        _run("addresses", _LOTS)
        switch.build_indexes("geocoding_lot")
        _run("addresses", ("register_roads", "register_former_roads"))
        switch.build_indexes("geocoding_registeredroad")
        _run("addresses", ("register_dongs",))
        switch.build_indexes("geocoding_registereddong")
        self._warn_of_shrinking()

    def _warn_of_shrinking(self) -> None:
        for sido, before, now in queries.fetch("addresses", "shrunk"):
            text = _("%(sido)s: 주소가 %(before)s건에서 %(now)s건으로 줄었습니다. 파일이 온전한지 확인해 주세요.")
            self.report.warnings.append(text % {"sido": sido, "before": f"{before:,}", "now": f"{now:,}"})

    def _report_faults(self) -> None:
        """All are counted in SQL and some fetched: with a wrong CRS it may be every line of the nation."""
        counts = queries.fetch("staging", "count_faults")
        self.report.add_faults(counts, queries.fetch("staging", "list_faults", {"limit": KEPT_REFUSALS}))

    def _count(self, tables: dict[str, list[str]]) -> None:
        with connection.cursor() as cursor:
            for dataset in self.datasets:
                cursor.execute(f"SELECT count(*) FROM {switch.NEXT}.{tables[dataset][0]}")  # noqa: S608 (our own names)
                self.report.counts[dataset] = cursor.fetchone()[0]

    def _record_versions(self) -> None:
        load = uuid4()
        for dataset in sorted(self.datasets):
            DataVersion.objects.filter(dataset=dataset, active=True).update(active=False)
            DataVersion.objects.create(
                dataset=dataset,
                load=load,
                files=self.report.files,
                rows=self.report.counts[dataset],
                refused=self.report.refused,
            )
        store(load, self.report.refusals)


def _run(file: str, steps: tuple[str, ...]) -> None:
    for step in steps:
        queries.run(file, step)


def sido_names() -> dict[str, str]:
    """Every way to write a 시도, and its official name of today."""
    names = {written: name for name, shorts in SIDO_SHORT.items() for written in (name, *shorts)}
    return names | {name.replace("광역시", "직할시"): name for name in SIDO_SHORT if "광역시" in name}
