"""Zip files without today's date, so that rebuilding changes only what changed."""

import io
import re
import zipfile

STAMP = (2026, 6, 1, 9, 0, 0)
# openpyxl writes the moment of saving, whatever the properties say.
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def packed(members: dict[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A zip of the members in this order; `stored` ones uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def undated(data: bytes) -> bytes:
    """The same office document with fixed dates, of its members and in its properties."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["docProps/core.xml"] = MODIFIED.sub(rb"\g<1>2026-06-01T09:00:00Z", members["docProps/core.xml"])
    return packed(members)
