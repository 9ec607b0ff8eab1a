"""Where address files lie: plain, .gz, in a .zip or in zips in zips, in folders. Found in the order to read them in."""

import gzip
import io
import lzma
import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

BUFFER = 65536
SUFFIXES = (".csv", ".txt", ".geojson", ".json", ".gz", ".zip")
# A zip in a zip in a zip, as portals pack 시도 by 시도; deeper is a mistake or malice.
_DEEPEST_ZIP = 3
# Official text packs to a tenth; what inflates a hundredfold, and to more than this, is no address file.
LARGEST_UNCHECKED = 200_000_000
_MOST_INFLATED = 100
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError)
_DAY = re.compile(r"(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")


class BrokenFileError(ValueError):
    """An archive that cannot be read to its end; the message, for the operator, names it and says why."""


def _damaged(name: str) -> BrokenFileError:
    return BrokenFileError(_("깨졌거나 끝까지 내려받지 못한 파일입니다: %(path)s") % {"path": name})


@dataclass(frozen=True, slots=True)
class TableSource:
    """One readable file: inside a zip, its name is "archive.zip/member.txt", in a zip in it "a.zip/b.zip/c.txt".

    `members` are positions in the archives: names may repeat.
    """

    name: str
    path: Path
    members: tuple[int, ...] = ()

    @property
    def day(self) -> str:
        """The day of a daily file (AlterD.JUSUKR.20260402.…), innermost name first, as its digits; "" without one."""
        return next((days[-1] for part in reversed(self.name.split("/")) if (days := _DAY.findall(part))), "")

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """BrokenFileError for an archive that is cut off or damaged, wherever in the block that shows."""
        try:
            with ExitStack() as opened:
                raw = _opened(opened, self)
                if self.name.lower().endswith(".gz"):
                    raw = _Inflated(opened.enter_context(gzip.open(raw)), self)
                yield opened.enter_context(io.BufferedReader(raw, BUFFER))
        except _DAMAGED as error:
            raise _damaged(self.name) from error


class _Inflated(io.RawIOBase):
    """What comes out of a .gz, which does not say beforehand how much that will be."""

    def __init__(self, stream, source: TableSource):
        self._stream, self._name, self._read = stream, source.name, 0
        self._most = max(LARGEST_UNCHECKED, source.path.stat().st_size * _MOST_INFLATED)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = self._stream.readinto(buffer)
        self._read += count
        if self._read > self._most:
            raise _too_large(self._name)
        return count


def _too_large(name: str) -> BrokenFileError:
    return BrokenFileError(_("풀면 지나치게 커지는 압축 파일이라 읽지 않았습니다: %(path)s") % {"path": name})


def _opened(opened: ExitStack, source: TableSource):
    """The innermost file. A zip in a zip is unpacked to disk first, since reading one jumps to and fro."""
    stream = opened.enter_context(source.path.open("rb", buffering=0))
    for number, member in enumerate(source.members):
        archive = opened.enter_context(zipfile.ZipFile(stream))
        stream = opened.enter_context(archive.open(_checked(archive.infolist()[member], source.name)))
        if number < len(source.members) - 1:
            stream = opened.enter_context(_on_disk(stream))
    return stream


def _checked(info: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    """BrokenFileError for what cannot, or should not, be unpacked. zipfile stops at the declared size."""
    if info.flag_bits & _ENCRYPTED:
        raise BrokenFileError(_("암호가 걸린 압축 파일입니다. 암호를 풀어 다시 올려 주세요: %(path)s") % {"path": name})
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        # Windows packs what is over 2 GB with Deflate64.
        raise BrokenFileError(
            _("읽을 수 없는 압축 방식입니다. 압축을 풀어 폴더를 올려 주세요: %(path)s") % {"path": name}
        )
    if info.file_size > max(LARGEST_UNCHECKED, info.compress_size * _MOST_INFLATED):
        raise _too_large(name)
    return info


@contextmanager
def _on_disk(stream):
    with tempfile.TemporaryFile() as spooled:
        shutil.copyfileobj(stream, spooled, 1 << 20)
        spooled.seek(0)
        yield spooled


def sources(paths: list[Path]) -> list[TableSource]:
    """All files under the paths: what bears no day first, then the days in their order, of which the last one counts.

    FileNotFoundError names a path that is not there.
    """
    return sorted((source for path in paths for source in _sources(path, path)), key=lambda source: source.day)


def _sources(path: Path, root: Path) -> Iterator[TableSource]:
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if _is_wanted(child):
                yield from _sources(child, root)
    elif not path.exists():
        raise FileNotFoundError(path)
    else:
        name = _composed(str(path.relative_to(root)) if path != root else path.name)
        yield from _members(path, name) if _is_zip(path) else [TableSource(name, path)]


def _is_wanted(path: Path) -> bool:
    """A folder is read to its leaves, but links to folders are not followed: they may lead back up."""
    return not path.is_symlink() if path.is_dir() else _is_address_file(path.name)


def _is_address_file(name: str) -> bool:
    """macOS packs a "._name" beside each file."""
    return not PurePosixPath(name).name.startswith(".") and name.lower().endswith(SUFFIXES)


def _is_zip(path: Path) -> bool:
    if path.suffix.lower() == ".zip" or not path.is_file():  # of a pipe nothing may be read twice
        return path.suffix.lower() == ".zip"
    with path.open("rb") as stream:
        return stream.read(4) in _ZIP_MAGIC


def _members(path: Path, name: str) -> Iterator[TableSource]:
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            for members, inner in _files_in(archive, (), name):
                yield TableSource(inner, path, members)
    except _DAMAGED as error:
        raise _damaged(name) from error


def _files_in(archive: zipfile.ZipFile, outer: tuple[int, ...], name: str) -> Iterator[tuple[tuple[int, ...], str]]:
    for position, info in enumerate(archive.infolist()):
        member, inner = (*outer, position), f"{name}/{_member_name(info)}"
        if info.is_dir() or not _is_address_file(inner):
            continue
        if not inner.lower().endswith(".zip"):
            yield member, inner
        elif len(member) < _DEEPEST_ZIP:
            with ExitStack() as opened:
                packed = opened.enter_context(archive.open(_checked(info, inner)))
                nested = opened.enter_context(zipfile.ZipFile(opened.enter_context(_on_disk(packed))))
                yield from _files_in(nested, member, inner)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Windows writes Korean names in CP949 and macOS in UTF-8, neither saying so; zipfile takes both for CP437."""
    if info.flag_bits & _UTF8_NAME:
        return _composed(info.filename)
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "cp949"):
        try:
            return _composed(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return info.filename


def _composed(name: str) -> str:
    """As everybody writes it. What is no UTF-8 was unpacked on Linux from a Korean archive."""
    raw = os.fsencode(name)
    return unicodedata.normalize("NFC", name if raw.isascii() or _is_utf8(raw) else raw.decode("cp949", "replace"))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
