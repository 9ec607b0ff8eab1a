"""Writes OLE compound files (CFB version 3) as Hancom's word processor does: small streams in the mini stream.

The builder in tests/importers pads every stream to 4096 bytes instead, which our reader takes, but a FileHeader of HWP
has exactly 256.
"""

import struct
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5


@dataclass
class OleEntry:
    name: str
    kind: int
    data: bytes = b""
    start: int = END
    children: list["OleEntry"] = field(default_factory=list)
    left: int = FREE
    right: int = FREE
    child: int = FREE

    def packed(self, size: int) -> bytes:
        name = self.name.encode("utf-16-le")
        links = struct.pack("<HBBIII", len(name) + 2, self.kind, 1, self.left, self.right, self.child)
        return name.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", self.start, size)


@dataclass
class Chains:
    """Data cut into sectors of one size, with the table that links them."""

    sector: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Number of the first sector, or END for no data."""
        start, count = len(self.table), -(-len(data) // self.sector)
        self.table += [*range(start + 1, start + count), END] if count else []
        self.data += data.ljust(count * self.sector, b"\0")
        return start if count else END


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE file; "BodyText/Section0" names a stream in a storage. At most 109 FAT sectors: 7 MB."""
    root = _tree(streams)
    entries = _numbered(root)
    sectors, minis = Chains(SECTOR), Chains(MINI)
    for entry in entries:
        if entry.kind == STREAM:
            entry.start = (minis if len(entry.data) < CUTOFF else sectors).add(entry.data)
    root.data = bytes(minis.data)
    root.start = sectors.add(root.data)
    mini_table = sectors.add(struct.pack(f"<{len(minis.table)}I", *minis.table).ljust(SECTOR, b"\xff"))
    directory = sectors.add(b"".join(entry.packed(len(entry.data)) for entry in entries))
    return _file(sectors, directory, mini_table, -(-len(minis.table) * 4 // SECTOR))


def _tree(streams) -> OleEntry:
    root, storages = OleEntry("Root Entry", ROOT), {}
    for path, data in streams.items():
        storage, _, name = path.rpartition("/")
        if storage and storage not in storages:
            storages[storage] = OleEntry(storage, STORAGE)
            root.children.append(storages[storage])
        storages.get(storage, root).children.append(OleEntry(name, STREAM, data))
    return root


def _numbered(root: OleEntry) -> list[OleEntry]:
    """All entries in directory order, their links set; the directory fills whole sectors with empty ones."""
    entries = [root]
    for entry in entries:
        entries.extend(entry.children)
    number = {id(entry): index for index, entry in enumerate(entries)}
    for entry in entries:
        entry.child = _balanced(sorted(entry.children, key=_order), number)
    return entries + [OleEntry("", 0, start=0)] * (-len(entries) % 4)


def _order(entry) -> tuple[int, str]:
    return len(entry.name), entry.name.upper()


def _balanced(siblings, number) -> int:
    if not siblings:
        return FREE
    middle = len(siblings) // 2
    siblings[middle].left = _balanced(siblings[:middle], number)
    siblings[middle].right = _balanced(siblings[middle + 1 :], number)
    return number[id(siblings[middle])]


def _file(sectors, directory, mini_table, mini_sectors) -> bytes:
    used, fats = len(sectors.table), 1
    while used + fats > fats * SECTOR // 4:
        fats += 1
    table = [*sectors.table, *[FAT_SECTOR] * fats]
    table += [FREE] * (fats * SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fats, directory, 0, CUTOFF, mini_table, mini_sectors, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *range(used, used + fats), *[FREE] * (109 - fats))
    return header + bytes(sectors.data) + struct.pack(f"<{len(table)}I", *table)
