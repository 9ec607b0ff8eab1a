"""Reading address files: any mix of plain files, .gz, .zip and folders, as rows for the staging table.

Nothing is read whole except GeoJSON. A line that does not fit its file's layout becomes a Refusal and the rest goes on.
"""

import csv
import gzip
import io
import json
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from maptag.geocoding.tables.layouts import STAGED, GeoLayout, Layout, geo_layout, header_layout, official_layout

SUFFIXES = (".csv", ".txt", ".geojson", ".json", ".gz", ".zip")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " ", "\0": "\ufffd"})
_SNIFFED_BYTES = 65536
_SNIFFED_LINES = 20
# A zip in a zip in a zip, as portals pack 시도 by 시도; deeper is a mistake or malice.
_DEEPEST_ZIP = 3
# So many refused lines of a file are kept one by one; all are counted.
KEPT_REFUSALS = 100_000


class BrokenFileError(ValueError):
    """An archive that cannot be read to its end; the argument is its name."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not loaded. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """One readable file: inside a zip, its name is "archive.zip/member.txt", in a zip in it "a.zip/b.zip/c.txt"."""

    name: str
    path: Path
    members: tuple[str, ...] = ()

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """BrokenFileError for an archive that is cut off or damaged, wherever in the block that shows."""
        try:
            with ExitStack() as opened:
                raw = _opened(opened, self.path, self.members)
                if self.name.lower().endswith(".gz"):
                    raw = opened.enter_context(gzip.open(raw))
                yield opened.enter_context(io.BufferedReader(raw, _SNIFFED_BYTES))
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise BrokenFileError(self.name) from error


def _opened(opened: ExitStack, path: Path, members: tuple[str, ...]):
    """The innermost file. A zip in a zip is unpacked to disk first, since reading one jumps to and fro."""
    stream = opened.enter_context(path.open("rb", buffering=0))
    for number, member in enumerate(members):
        archive = opened.enter_context(_archive(stream))
        stream = opened.enter_context(archive.open(member))
        if number < len(members) - 1:
            stream = opened.enter_context(_on_disk(stream))
    return stream


def _archive(stream) -> zipfile.ZipFile:
    # Korean programs write names in CP949 without saying so.
    return zipfile.ZipFile(stream, metadata_encoding="cp949")


@contextmanager
def _on_disk(stream):
    with tempfile.TemporaryFile() as spooled:
        shutil.copyfileobj(stream, spooled, 1 << 20)
        spooled.seek(0)
        yield spooled


def sources(paths: list[Path]) -> Iterator[Source]:
    """All files under the paths, in a stable order. FileNotFoundError names a path that is not there."""
    for path in paths:
        if path.is_dir():
            yield from sources(sorted(child for child in path.iterdir() if child.is_dir() or _is_wanted(child)))
        elif path.suffix.lower() == ".zip" and path.exists():
            yield from _members(path)
        elif path.exists():
            yield Source(path.name, path)
        else:
            raise FileNotFoundError(path)


def _is_wanted(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _members(path: Path) -> Iterator[Source]:
    try:
        with path.open("rb") as stream, _archive(stream) as archive:
            for members in _files_in(archive, ()):
                yield Source("/".join((path.name, *members)), path, members)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BrokenFileError(path.name) from error


def _files_in(archive: zipfile.ZipFile, outer: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for info in archive.infolist():
        if info.is_dir() or not _is_wanted(Path(info.filename)):
            continue
        if not info.filename.lower().endswith(".zip"):
            yield (*outer, info.filename)
        elif len(outer) + 1 < _DEEPEST_ZIP:
            with archive.open(info) as packed, _on_disk(packed) as stream, _archive(stream) as inner:
                yield from _files_in(inner, (*outer, info.filename))


class Table:
    """One file with its layout: iterate over `rows()`; what was refused is in `refusals` afterwards.

    `refusals` are the first KEPT_REFUSALS lines, `reasons` counts all of them.
    """

    def __init__(self, source: Source, stream: io.BufferedReader):
        self.source = source
        self.refusals: list[Refusal] = []
        self.reasons: Counter[str] = Counter()
        self.kept = 0
        head = stream.peek(_SNIFFED_BYTES)[:_SNIFFED_BYTES]
        self._encoding = _encoding(head)
        self._text = io.TextIOWrapper(stream, self._encoding, errors="replace", newline="")
        self.layout = self._detect(head.decode(self._encoding, errors="replace"))

    def close(self) -> None:
        self._text.close()

    def _detect(self, head: str) -> Layout | GeoLayout | None:
        if head.lstrip().startswith("{"):
            self._features = _features(self._text)
            return geo_layout(self._features[0].get("properties") or {}) if self._features else None
        lines = head.splitlines()[:_SNIFFED_LINES]
        if not lines:
            return None
        if "|" in lines[0]:
            return next(filter(None, (official_layout(line.split("|")) for line in lines)), None)
        self._delimiter = "\t" if "\t" in lines[0] else ","
        return header_layout(next(csv.reader(lines[:1], delimiter=self._delimiter)))

    def rows(self) -> Iterator[str]:
        """Lines for COPY in the order of STAGED, preceded by the line number."""
        if self.layout is None:
            self._refuse(0, _("알 수 없는 형식의 파일입니다. 열 수와 첫 줄을 확인해 주세요."))
        elif isinstance(self.layout, GeoLayout):
            yield from self._feature_rows()
        elif self.layout.header:
            yield from self._header_rows()
        else:
            yield from self._official_rows()

    def _refuse(self, line: int, reason: str) -> None:
        self.reasons[reason] += 1
        if len(self.refusals) < KEPT_REFUSALS:
            self.refusals.append(Refusal(self.source.name, line, reason))

    def _fault(self, fields: int, line: str) -> str:
        if "\ufffd" in line or "\0" in line:
            return _("읽을 수 없는 글자가 있습니다(%(encoding)s).") % {"encoding": self._encoding.upper()}
        return _("열이 %(expected)d개여야 하는데 %(found)d개입니다.") % {
            "expected": len(self.layout.columns),
            "found": fields,
        }

    def _official_rows(self) -> Iterator[str]:
        expected, picks = len(self.layout.columns), _picks(self.layout)
        fixed = _fixed(self.layout)
        for number, line in enumerate(self._text, 1):
            fields = line.rstrip("\r\n").replace("\\", "\\\\").replace("\t", " ").split("|")
            if len(fields) != expected or "\ufffd" in line or "\0" in line:
                if line.strip():
                    self._refuse(number, self._fault(len(fields), line))
                continue
            self.kept += 1
            fields.extend(fixed)
            yield f"{number}\t" + "\t".join([fields[pick] for pick in picks]) + "\n"

    def _header_rows(self) -> Iterator[str]:
        expected, picks = len(self.layout.columns), _picks(self.layout)
        fixed = _fixed(self.layout)
        reader = csv.reader(self._text, delimiter=self._delimiter)
        next(reader)
        for fields in reader:
            fields = [value.translate(_ESCAPED) for value in fields]
            if len(fields) != expected or any("\ufffd" in value for value in fields):
                if fields:
                    self._refuse(reader.line_num, self._fault(len(fields), "".join(fields)))
                continue
            self.kept += 1
            fields.extend(fixed)
            yield f"{reader.line_num}\t" + "\t".join([fields[pick] for pick in picks]) + "\n"

    def _feature_rows(self) -> Iterator[str]:
        for number, feature in enumerate(self._features, 1):
            properties, shape = feature.get("properties") or {}, feature.get("geometry")
            if not shape:
                self._refuse(number, _("도형이 없습니다."))
                continue
            values = {name: str(properties.get(key) or "") for name, key in self.layout.columns.items()}
            values |= self.layout.fixed | {"shape": json.dumps(shape)}
            self.kept += 1
            yield f"{number}\t" + "\t".join(values.get(name, "").translate(_ESCAPED) for name in STAGED) + "\n"


def _picks(layout: Layout) -> list[int]:
    """For every staging column, where it stands in a row that `_fixed` values and one empty string were added to."""
    names = [*layout.columns, *layout.fixed]
    return [names.index(name) if name in names else len(names) for name in STAGED]


def _fixed(layout: Layout) -> list[str]:
    return [*layout.fixed.values(), ""]


def _encoding(head: bytes) -> str:
    """UTF-8 where the head is UTF-8, else CP949. The last, perhaps cut, line does not count."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8"


def _features(text: io.TextIOBase) -> list[dict]:
    try:
        features = json.load(text).get("features")
    except (ValueError, AttributeError, RecursionError):
        return []
    return [feature for feature in features or [] if isinstance(feature, dict)]
