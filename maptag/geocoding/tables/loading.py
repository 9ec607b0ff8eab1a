"""Loading address files into the tables: stage everything as text, merge in SQL, switch at once.

One transaction from the first line to the switch. What was refused is in the Report, with file, line and reason.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from maptag.geocoding import queries
from maptag.geocoding.models import Area, DataVersion, Lot, OsmPlace, Place, RegisteredRoad, Road, RoadAddress
from maptag.geocoding.naming import aliases, initials
from maptag.geocoding.tables import switch
from maptag.geocoding.tables.files import Refusal, Table, sources
from maptag.geocoding.tables.layouts import STAGED

_COPY_LINES = 5000
_PROGRESS_LINES = 500_000
_TEMPORARY = (
    "staged",
    "staged_file",
    "parsed",
    "road_names",
    "keyed",
    "votes",
    "located",
    "lots_said",
    "lot_points",
    "renamed",
    "named",
)
_KEPT_REFUSALS = 1000
_MODELS = {
    "areas": (Area,),
    "roads": (Road,),
    "addresses": (RoadAddress, Lot, RegisteredRoad),
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


def fault_reason(fault: str) -> str:
    """What to tell the operator about a row that SQL refused."""
    return {
        "number": _("건물번호가 숫자가 아닙니다."),
        "lot_number": _("지번이 숫자가 아닙니다."),
        "nothing": _("도로명주소도 지번도 없습니다."),
        "coordinate": _("좌표가 숫자가 아닙니다."),
        "far": _("좌표가 대한민국 밖입니다(좌표계를 확인해 주세요). 주소만 받았습니다."),
        "change": _("이동사유코드가 31, 34, 63 가운데 하나가 아닙니다."),
    }[fault]


@dataclass
class Report:
    """What a load did. `counts`: rows by dataset; `files`: (name, layout, kept, refused)."""

    files: list[tuple[str, str, int, int]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in refusals:
            self.refused += 1
            if len(self.refusals) < _KEPT_REFUSALS:
                self.refusals.append(refusal)


class Load:
    """One load of many files. `srid` is the CRS of official files; `changes` forces or forbids daily-change reading."""

    def __init__(self, srid: int | None = None, changes: bool | None = None, progress: Callable[[str], None] = print):
        self.srid, self.changes, self.progress = srid, changes, progress
        self.report = Report()
        self.datasets: set[str] = set()

    @transaction.atomic
    def run(self, paths: list[Path]) -> Report:
        self._make_staging()
        for number, source in enumerate(sources(paths)):
            with source.open() as stream, closing(Table(source, stream)) as table:
                self._stage(number, table)
        if self.datasets:
            self._merge()
        return self.report

    def _make_staging(self) -> None:
        columns = ", ".join(f"{name} text" for name in STAGED)
        with connection.cursor() as cursor:
            # They end with the transaction; a caller's own transaction may hold those of an earlier load.
            for name in _TEMPORARY:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMP TABLE staged (file int, line int, {columns}) ON COMMIT DROP")
            cursor.execute(
                "CREATE TEMP TABLE staged_file (file int, name text, layout text, role text, srid int, changes bool)"
                " ON COMMIT DROP"
            )

    def _stage(self, number: int, table: Table) -> None:
        rows = (f"{number}\t{row}" for row in table.rows())
        with connection.cursor() as cursor, cursor.copy("COPY staged FROM STDIN") as copy:
            while lines := list(islice(rows, _COPY_LINES)):
                copy.write("".join(lines))
                if table.kept % _PROGRESS_LINES == 0:
                    self.progress(_("%(file)s: %(kept)d줄째") % {"file": table.source.name, "kept": table.kept})
        self.report.refuse(table.refusals)
        layout = table.layout
        name = layout.name if layout else "-"
        self.report.files.append((table.source.name, name, table.kept, len(table.refusals)))
        self.progress(
            _("%(file)s: %(layout)s, %(kept)d줄") % {"file": table.source.name, "layout": name, "kept": table.kept}
        )
        if layout and table.kept:
            self._register(number, table)

    def _register(self, number: int, table: Table) -> None:
        layout = table.layout
        changes = self._is_change(number) if self.changes is None else self.changes
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO staged_file VALUES (%s, %s, %s, %s, %s, %s)",
                [number, table.source.name, layout.name, layout.role, self._srid(layout), changes],
            )
        if layout.role == "place":
            self.datasets.add("osm_places" if "osm" in layout.fixed else "places")
        elif layout.role in _ROLE_DATASET:
            self.datasets.add(_ROLE_DATASET[layout.role])

    def _srid(self, layout) -> int:
        srid = getattr(layout, "srid", 4326)
        return self.srid if self.srid and srid == 5179 else srid

    def _is_change(self, number: int) -> bool:
        """A daily-change file says in every row why it is there; a whole file leaves that column empty."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT bool_and(change IN ('31', '34', '63')) FROM staged WHERE file = %s", [number])
            return bool(cursor.fetchone()[0])

    def _merge(self) -> None:
        tables = {dataset: [model._meta.db_table for model in models] for dataset, models in _MODELS.items()}
        switch.begin([name for names in tables.values() for name in names])
        for dataset, names in tables.items():
            if dataset in self.datasets:
                self.progress(_("%(dataset)s: 합치는 중") % {"dataset": DataVersion.Dataset(dataset).label})
                getattr(self, f"_merge_{dataset}")()
            elif dataset in ("areas", "roads"):  # what follows is joined with them
                switch.keep(names[0])
                switch.build_indexes(names[0])
        self._count(tables)
        switch.commit([name for dataset in self.datasets for name in tables[dataset]])
        self._record_versions()

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
        for step in ("parse", "unknown_dongs", "refuse_far"):
            queries.run("staging", step)
        for name, line, fault in queries.fetch("staging", "refused"):
            self.report.refuse([Refusal(name, line, fault_reason(fault))])
        for step in (
            "official_sidos",
            "missing_sidos",
            "road_names",
            "name_roads",
            "keyed",
            "index_keyed",
            "analyze_keyed",
        ):
            queries.run("staging", step)
        for step in (
            "votes",
            "elect",
            "index_located",
            "merge_addresses",
            "renamed_roads",
            "rename_roads",
            "place_in_dongs",
            "distrust_other_gu",
            "settle_disputes",
            "distrust_misnumbered",
        ):
            queries.run("addresses", step)
        switch.build_indexes("geocoding_roadaddress")
        for step in ("lots_said", "distrust_far_lots", "lot_points", "merge_lots", "distrust_contradicted_lots"):
            queries.run("addresses", step)
        switch.build_indexes("geocoding_lot")
        queries.run("addresses", "register_roads")
        queries.run("addresses", "register_former_roads")
        switch.build_indexes("geocoding_registeredroad")

    def _count(self, tables: dict[str, list[str]]) -> None:
        with connection.cursor() as cursor:
            for dataset in self.datasets:
                cursor.execute(f"SELECT count(*) FROM {switch.NEXT}.{tables[dataset][0]}")  # noqa: S608 (our own names)
                self.report.counts[dataset] = cursor.fetchone()[0]

    def _record_versions(self) -> None:
        refusals = [[refusal.file, refusal.line, refusal.reason] for refusal in self.report.refusals[:100]]
        for dataset in sorted(self.datasets):
            DataVersion.objects.filter(dataset=dataset, active=True).update(active=False)
            DataVersion.objects.create(
                dataset=dataset,
                files=self.report.files,
                rows=self.report.counts[dataset],
                refused=self.report.refused,
                refusals=refusals,
            )


def refusal_counts(refusals: Iterable[Refusal]) -> Counter:
    """How many refused lines for each reason."""
    return Counter(refusal.reason for refusal in refusals)
