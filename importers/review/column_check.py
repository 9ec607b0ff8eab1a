"""열 확인: the tables of an upload with the type of each column, and what their first rows give by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from importers.extraction import DocumentContext, search
from importers.extraction.choices import TYPES, chosen_types, shape_of
from importers.extraction.tables import Run, tables
from importers.models import ColumnTypes, Upload
from importers.records import DocumentRecord, column_letter
from maptag.geocoding.gazetteer.loaded import lexicon
from maptag.geocoding.parsing.grammar import grammar

# Of a document the first tables, of a table the first rows are shown; typing looks at some hundred.
MOST_TABLES, SHOWN_ROWS, TYPED_ROWS, READ_RECORDS = 5, 5, 200, 5000
LABELS = {
    "": _("자동"),
    "address": _("주소 전체"),
    "gu": _("시·군·구"),
    "dong": _("동·리"),
    "road": _("도로명"),
    "number": _("번호(건물번호·번지)"),
    "sub": _("부번"),
    "location": _("위치 설명"),
    "area": _("동 전체"),
    "lat": _("위도"),
    "lon": _("경도"),
    "name": _("이름"),
    "none": _("위치 아님"),
}


@dataclass(slots=True)
class Column:
    """`type` is what the table is read by; `name` that of the form's field."""

    number: int
    header: str
    type: str
    name: str

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen?) of the menu."""
        return [(value, LABELS[value], value == self.type) for value in TYPES]


@dataclass(slots=True)
class CheckedTable:
    """A table: where it stands, its columns, and (texts, places found) of its first rows."""

    shape: str
    where: str
    columns: list[Column]
    rows: list[tuple[list[str], list[str]]] = field(default_factory=list)

    @property
    def finds(self) -> bool:
        return any(places for _texts, places in self.rows)


def checked_tables(upload: Upload, chosen: Mapping[str, Mapping[int, str]] | None = None) -> list[CheckedTable]:
    """The first tables of `upload`, read by `chosen` or else by what its department said before."""
    types = ColumnTypes.of_department(upload.department_id) if chosen is None else chosen
    checked: dict[str, CheckedTable] = {}
    for run in _table_runs(upload):
        if len(checked) == MOST_TABLES:
            break
        shape = shape_of(run.records)
        if len(run.records) > 1 and shape not in checked:
            checked[shape] = _checked(upload, run.records[:TYPED_ROWS], shape, types)
    return list(checked.values())


def _table_runs(upload: Upload) -> Iterator[Run]:
    records = (row.as_record() for row in upload.records.all()[:READ_RECORDS])
    return (run for run in tables(records) if run.begins)


def _checked(upload: Upload, rows: list[DocumentRecord], shape: str, types) -> CheckedTable:
    context = DocumentContext.of_file(grammar(lexicon()), upload.name, types)
    searched = list(search(rows, context))
    kinds = chosen_types(context.schema) | dict(types.get(shape, {}))
    width = max(cell.column for row in rows for cell in row.cells) + 1
    columns = [
        Column(
            number, rows[0].headers.get(number, "") or column_letter(number), kinds.get(number, ""), f"{shape}-{number}"
        )
        for number in range(min(width, 40))
    ]
    where = " ".join(filter(None, (rows[0].locator.sheet, rows[0].title)))
    return CheckedTable(
        shape, where, columns, [_result(row, mentions, len(columns)) for row, mentions in searched[:SHOWN_ROWS]]
    )


def _result(row: DocumentRecord, mentions, width: int) -> tuple[list[str], list[str]]:
    texts = [cell.text if (cell := row.cell_in(number)) else "" for number in range(width)]
    return texts, [mention.text for mention in mentions if not {"evidence", "detail"} & set(mention.flags)]


def chosen_in(data: Mapping[str, str]) -> dict[str, dict[int, str]]:
    """The types in a form's fields, by shape; what is no field of ours is left out."""
    chosen: dict[str, dict[int, str]] = {}
    for name, value in data.items():
        shape, _dash, number = name.partition("-")
        if len(shape) == 64 and number.isdecimal() and len(number) < 4 and value in TYPES:
            chosen.setdefault(shape, {})[int(number)] = value
    return {shape: {column: kind for column, kind in types.items() if kind} for shape, types in chosen.items()}


def remember(upload: Upload, chosen: Mapping[str, Mapping[int, str]], by):
    """Keep the types for the department's next file of these shapes, where they say more than the cells do."""
    own = {
        table.shape: {column.number: column.type for column in table.columns} for table in checked_tables(upload, {})
    }
    for shape in own.keys() & chosen.keys():
        types = {column: kind for column, kind in chosen[shape].items() if own[shape].get(column, "") != kind}
        values = {"types": types, "by": by}
        ColumnTypes.objects.update_or_create(department=upload.department, shape=shape, defaults=values)


def headers_of(upload: Upload) -> list[str]:
    """What the columns are called that were looked at, each once."""
    return list(dict.fromkeys(column.header for table in checked_tables(upload) for column in table.columns))[:40]
