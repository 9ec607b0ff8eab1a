"""OLE containers (HWP 5, XLS), also cut ones."""

from io import BytesIO

from importers.readers.faults import Unreadable

SECTOR_ENTRIES = 128
MAX_PADDED = 128 * 1024 * 1024


def open_ole(path):
    """(OleFileIO, whether the file was cut). Unreadable: broken.

    olefile refuses a file that ends before its last sector, though the directory, which stands at the start of real
    documents, still leads to most streams: so the missing sectors are filled with zeros.
    """
    from olefile import OleFileIO

    try:
        return OleFileIO(path), False
    except Exception as error:
        try:
            return OleFileIO(BytesIO(_padded(path.read_bytes()))), True
        except Exception:
            raise Unreadable("broken") from error


def _padded(data: bytes) -> bytes:
    tables = int.from_bytes(data[44:48], "little")
    sector = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    size = (tables * SECTOR_ENTRIES * sector // 512 + 1) * sector
    return data.ljust(min(size, MAX_PADDED), b"\0")
