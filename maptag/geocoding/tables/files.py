"""Reading one address file as rows for the staging table.

Nothing is read whole except GeoJSON. A line that does not fit its file's layout becomes a Refusal and the rest goes on.
"""

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import shapely
from django.utils.translation import gettext as _

from maptag.geocoding.tables.archives import BUFFER, TableSource
from maptag.geocoding.tables.layouts import (
    STAGED,
    GeoLayout,
    RegisterLayout,
    bare_layout,
    geo_layout,
    header_layout,
    official_layout,
)

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " ", "\0": "\ufffd"})
_SNIFFED_LINES = 20
_BLOCK = 1 << 20
# The longest official line (건물명 변경이력 of 1,000 characters, twice) stays well below.
LONGEST_LINE = 20_000
LARGEST_GEOJSON = 500_000_000
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
# Days on which nothing changed.
_NO_DATA = "no data"
# So many refused lines of a file are kept one by one; all are counted.
KEPT_REFUSALS = 100_000
# West, south, east, north of the country with its waters.
_COUNTRY = shapely.box(120, 30, 136, 45)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not loaded. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    reason: str


class RegisterTable:
    """One file with its layout: iterate over `rows()`; what was refused is in `refusals` afterwards.

    `refusals` are the first KEPT_REFUSALS lines, `reasons` counts all of them. `is_void`: the ministry's "No Data".
    """

    def __init__(self, source: TableSource, stream: io.BufferedReader):
        self.source, self._stream = source, stream
        self.refusals: list[Refusal] = []
        self.reasons: Counter[str] = Counter()
        self.kept = 0
        self._head = stream.peek(BUFFER)[:BUFFER]
        self._encoding = _encoding(self._head)
        text = self._head.decode(self._encoding, errors="replace")
        self.is_void = text.strip(" \r\n\x1a").lower() == _NO_DATA
        self._has_names = False
        self.layout = self._detect(text)

    def _detect(self, head: str) -> RegisterLayout | GeoLayout | None:
        if head.lstrip().startswith("{"):
            self._features = _features(self._stream, self._encoding)
            return geo_layout(_properties(self._features[0])) if self._features else None
        lines = [line for line in head.splitlines()[:_SNIFFED_LINES] if line.strip()]
        if any("|" in line for line in lines):
            return next(filter(None, (official_layout(line.split("|")) for line in lines)), None)
        if not lines:
            return None
        self._delimiter = "\t" if "\t" in lines[0] else ","
        first = next(csv.reader(lines[:1], delimiter=self._delimiter))
        named = header_layout(first)
        self._has_names = named is not None
        return named or bare_layout(first)

    def rows(self) -> Iterator[str]:
        """Lines for COPY in the order of STAGED, preceded by the line number."""
        if self.layout is None:
            if not self.is_void:
                self._refuse(0, self._unknown())
        elif isinstance(self.layout, GeoLayout):
            yield from self._feature_rows()
        elif self.layout.header:
            yield from self._csv_rows()
        else:
            yield from self._official_rows()

    def _unknown(self) -> str:
        if self._head.startswith(_SEVEN_ZIP):
            return _("7z 압축 파일입니다. 압축을 풀어 폴더를 올려 주세요.")
        if not self._head.decode(self._encoding, errors="replace").strip():
            return _("빈 파일입니다.")
        return _("알 수 없는 형식의 파일입니다. 열 수와 첫 줄을 확인해 주세요.")

    def _refuse(self, line: int, reason: str) -> None:
        self.reasons[reason] += 1
        if len(self.refusals) < KEPT_REFUSALS:
            self.refusals.append(Refusal(self.source.name, line, reason))

    def _fault(self, fields: int, line: str) -> str:
        if len(line) > LONGEST_LINE:
            return _("너무 긴 줄입니다.")
        if "\ufffd" in line or "\0" in line:
            return _("읽을 수 없는 글자가 있습니다(%(encoding)s).") % {"encoding": self._encoding.upper()}
        return _("열이 %(expected)d개여야 하는데 %(found)d개입니다.") % {
            "expected": len(self.layout.columns),
            "found": fields,
        }

    def _lines(self) -> Iterator[str]:
        """Lines without their ends. One that is longer than LONGEST_LINE comes cut short.

        By blocks: iterating over a text stream takes half as long again, and holds a line of any length.
        """
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(self._encoding)("replace"), translate=True)
        rest, is_cut = "", False
        while data := self._stream.read(_BLOCK):
            first, *lines = decoder.decode(data).split("\n")
            rest = rest if is_cut else rest + first
            if not lines:
                rest, is_cut = rest[: LONGEST_LINE + 1], len(rest) > LONGEST_LINE
                continue
            yield rest
            yield from islice(lines, len(lines) - 1)
            rest, is_cut = lines[-1], False
        rest += decoder.decode(b"", final=True)
        if rest:
            yield from rest.split("\n")

    def _official_rows(self) -> Iterator[str]:
        expected, picks = len(self.layout.columns), _picks(self.layout)
        fixed = _fixed(self.layout)
        for number, line in enumerate(self._lines(), 1):
            fields = line.replace("\\", "\\\\").replace("\t", " ").split("|")
            # One test for what hardly any line has, the mending apart: this runs for every line of the nation.
            is_odd = len(fields) != expected or number == 1
            if is_odd or "\ufffd" in line or "\0" in line or " |" in line or "| " in line:
                fields = self._mended(number, line, fields)
                if fields is None:
                    continue
            self.kept += 1
            fields.extend(fixed)
            yield f"{number}\t" + "\t".join([fields[pick] for pick in picks]) + "\n"

    def _mended(self, number: int, line: str, fields: list[str]) -> list[str] | None:
        """The fields without spaces and without an empty one behind the last; None for a line that is no row."""
        fields = [field.strip() for field in fields]
        if len(fields) == len(self.layout.columns) + 1 and not fields[-1]:
            del fields[-1]
        if len(fields) != len(self.layout.columns) or "\ufffd" in line or "\0" in line or len(line) > LONGEST_LINE:
            if line.strip(" \x1a"):
                self._refuse(number, self._fault(len(fields), line))
            return None
        # The first line may hold the names of the columns.
        return None if number == 1 and not any(field.isdigit() for field in fields) else fields

    def _csv_rows(self) -> Iterator[str]:
        expected, picks = len(self.layout.columns), _picks(self.layout)
        fixed = _fixed(self.layout)
        lines = self._lines()
        skipped = next(number for number, line in enumerate(lines, 1) if line.strip()) if self._has_names else 0
        for number, fields in self._records(lines, skipped):
            fields = [value.strip().translate(_ESCAPED) for value in fields]
            if len(fields) != expected or any("\ufffd" in value for value in fields):
                if any(fields):
                    self._refuse(number, self._fault(len(fields), "".join(fields)))
                continue
            self.kept += 1
            fields.extend(fixed)
            yield f"{number}\t" + "\t".join([fields[pick] for pick in picks]) + "\n"

    def _records(self, lines: Iterator[str], skipped: int) -> Iterator[tuple[int, list[str]]]:
        """CSV records with the number of their last line."""
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=self._delimiter)
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error:
                self._refuse(reader.line_num + skipped, _("따옴표가 닫히지 않았거나 너무 긴 칸이 있습니다."))
                continue
            yield reader.line_num + skipped, fields

    def _feature_rows(self) -> Iterator[str]:
        for number, feature in enumerate(self._features, 1):
            shape = _shape(feature.get("geometry"), self.layout.dimension)
            if shape is None:
                self._refuse(number, _("도형이 없거나 깨졌거나, 대한민국 밖에 있습니다(경위도 좌표만 읽습니다)."))
                continue
            properties = _properties(feature)
            values = {name: str(properties.get(key) or "") for name, key in self.layout.columns.items()}
            values |= self.layout.fixed | {"shape": shape}
            self.kept += 1
            yield f"{number}\t" + "\t".join(values.get(name, "").translate(_ESCAPED) for name in STAGED) + "\n"


def _picks(layout: RegisterLayout) -> list[int]:
    """For every staging column, where it stands in a row that `_fixed` values and one empty string were added to."""
    names = [*layout.columns, *layout.fixed]
    return [names.index(name) if name in names else len(names) for name in STAGED]


def _fixed(layout: RegisterLayout) -> list[str]:
    return [*layout.fixed.values(), ""]


def _encoding(head: bytes) -> str:
    """By the mark at the beginning, else UTF-8 or CP949, whichever reads the more of the head: a damaged character
    must not decide for the other. The last, perhaps cut, line does not count."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    whole = head if len(head) < BUFFER else head[: head.rfind(b"\n") + 1] or head
    return min(("utf-8", "cp949"), key=lambda encoding: whole.decode(encoding, errors="replace").count("\ufffd"))


def _features(stream: io.BufferedReader, encoding: str) -> list[dict]:
    content = stream.read(LARGEST_GEOJSON + 1)
    if len(content) > LARGEST_GEOJSON:
        return []
    try:
        features = json.loads(content.decode(encoding)).get("features")
    except (ValueError, AttributeError, RecursionError):
        return []
    return [feature for feature in features if isinstance(feature, dict)] if isinstance(features, list) else []


def _properties(feature: dict) -> dict:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _shape(geometry: object, dimension: int) -> str | None:
    """A GeoJSON geometry of lines (1) or areas (2) as WKB in hexadecimal; None for what is none, or not in Korea."""
    shape = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore") if isinstance(geometry, dict) else None
    if shape is None or shape.is_empty or shapely.get_dimensions(shape) != dimension:
        return None
    return (
        shapely.to_wkb(shape, hex=True, output_dimension=2) if _COUNTRY.contains(shapely.box(*shape.bounds)) else None
    )
