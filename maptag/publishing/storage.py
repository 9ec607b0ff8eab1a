"""Files on disk that are whole or not there: written under a temporary name, synced, then given their own."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from psycopg.errors import DiskFull

PART = ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def is_full(error: BaseException | None) -> bool:
    """Does `error`, or what caused it, say that a disk is full: ours or PostgreSQL's?"""
    while error is not None:
        if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in _FULL):
            return True
        error = error.__cause__ or error.__context__
    return False


class AtomicFileSystemStorage(FileSystemStorage):
    """A FileSystemStorage in which a name leads to the whole content, also after a crash or on a full disk.

    Nothing is left behind by a write that fails; `put` replaces a file in one step.
    """

    def put(self, name: str, content: File) -> str:
        """Store `content` as `name`, in place of what has that name. OSError when it can't be written."""
        return self._write(name, content, os.replace)

    def _save(self, name, content):
        while True:
            try:
                return self._write(name, content, os.link)
            except FileExistsError:
                name = self.get_available_name(name)

    def _write(self, name, content, publish) -> str:
        """Write the content under a temporary name in the same folder, then `publish(temporary, path)`."""
        path = Path(self.path(name))
        new_folders = [folder for folder in path.parents if not folder.exists()]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _part_of(path) as part:
                self._fill(part, content)
                publish(part, path)
            self._ensure_location_group_id(str(path))
            _sync_folders(path.parent, *new_folders)
        except OSError:
            _remove_empty(new_folders)
            raise
        return str(Path(name)).replace("\\", "/")

    def _fill(self, part: Path, content: File):
        with part.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk.encode() if isinstance(chunk, str) else chunk)
            if self.file_permissions_mode is not None:
                os.fchmod(file.fileno(), self.file_permissions_mode)
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=PART)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _sync_folders(*folders: Path):
    """A name survives a power cut once the folder that holds it is synced."""
    for folder in {*folders, *(folder.parent for folder in folders[1:])}:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_empty(folders: list[Path]):
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def put(storage: Storage, name: str, content: bytes):
    """Store `content` as `name` in place of what has that name, in any storage."""
    if hasattr(storage, "put"):
        storage.put(name, ContentFile(content))
    else:
        # Object stores make a file visible when it is whole, and have no rename.
        storage.delete(name)
        storage.save(name, ContentFile(content))


@contextmanager
def all_or_none(storage: Storage) -> Iterator[list[str]]:
    """Yields a list for the names of files that belong together: after an exception none of them is left."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            with suppress(OSError):
                storage.delete(name)
        raise


def folder_of(storage: Storage, name: str) -> tuple[list[str], list[str]]:
    """(folders, files) in the folder `name`; nothing where there is none, or can be none since its name is too long."""
    try:
        return storage.listdir(name)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return [], []
        raise


def files_below(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all files below `folder`, without parts of files that are being written."""
    folders, files = folder_of(storage, folder)
    prefix = f"{folder.rstrip('/')}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if not name.endswith(PART))
    for name in sorted(folders):
        yield from files_below(storage, f"{prefix}{name}")


def forget_parts(storage: Storage, older_than_s: float, now_s: float):
    """Remove what a process that was killed while writing has left; storages that are not on a disk leave nothing."""
    if not isinstance(storage, FileSystemStorage):
        return
    for part in Path(storage.location).rglob(f".*{PART}"):
        with suppress(FileNotFoundError):
            if now_s - part.stat().st_mtime > older_than_s:
                part.unlink()
