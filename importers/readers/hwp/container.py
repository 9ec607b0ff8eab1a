"""The OLE container of HWP 5: flags, sections, deflate, and the lock of distribution documents."""

import re
import struct
import zlib
from collections.abc import Iterator

from importers.readers.faults import Unreadable
from importers.readers.ole import open_ole

SECTION = re.compile(r"Section(\d+)")
MAX_SECTION = 128 * 1024 * 1024
COMPRESSED, PASSWORD, DISTRIBUTION, SCRIPT, DRM, CERTIFIED = 1, 2, 4, 8, 16, 256
DISTRIBUTION_RECORD = 28
RECORD_HEADER = 4
KEY_RECORD = 256


class Container:
    """An opened HWP 5 file. Unreadable: encrypted, drm, broken."""

    def __init__(self, path):
        self.ole, self.cut = open_ole(path)
        self.flags = self._flags()
        if self.flags & (PASSWORD | CERTIFIED):
            raise Unreadable("encrypted")
        if self.flags & DRM:
            raise Unreadable("drm")
        self.locked = bool(self.flags & DISTRIBUTION)

    def _flags(self) -> int:
        try:
            header = self.ole.openstream("FileHeader").read(40)
        except OSError:
            header = b""
        if header.startswith(b"HWP Document File") and len(header) == 40:
            return struct.unpack_from("<I", header, 36)[0]
        return COMPRESSED | (0 if self.ole.exists("BodyText") else DISTRIBUTION)

    def sections(self, on_partial) -> Iterator[bytes]:
        """Yield each section's records, inflated; `on_partial` is called where a section ends before its end."""
        storage = "ViewText" if self.locked else "BodyText"
        numbered = {}
        for entry in self.ole.listdir():
            if len(entry) == 2 and entry[0] == storage and (match := SECTION.fullmatch(entry[1])):
                numbered[int(match[1])] = entry
        if not numbered:
            raise Unreadable("broken")
        for number in sorted(numbered):
            yield self._section(numbered[number], on_partial)

    def _section(self, entry, on_partial) -> bytes:
        try:
            data = self.ole.openstream(entry).read()
        except OSError:
            on_partial()
            return b""
        if self.locked:
            data = unlock(data)
        return inflate(data, on_partial) if self.flags & COMPRESSED else data

    def has_macros(self) -> bool:
        """Whether scripts were written; every file carries an empty one of about 16 bytes."""
        name = "Scripts/DefaultJScript"
        return self.ole.exists(name) and self.ole.get_size(name) > 1024


def inflate(data: bytes, on_partial=lambda: None) -> bytes:
    """Raw deflate, to 128 MB at most; what a cut stream still gives is kept. Unreadable: too_large."""
    inflater = zlib.decompressobj(-15)
    try:
        text = inflater.decompress(data, MAX_SECTION)
    except zlib.error:
        on_partial()
        return _inflate_bytewise(data)
    if inflater.unconsumed_tail:
        raise Unreadable("too_large")
    if not inflater.eof:
        on_partial()
    return text


def _inflate_bytewise(data) -> bytes:
    """What stands before the damage: zlib drops the output of the call that met it, so the calls are small."""
    inflater, parts, size = zlib.decompressobj(-15), [], 0
    try:
        for start in range(0, len(data), 64):
            parts.append(inflater.decompress(data[start : start + 64], MAX_SECTION))
            size += len(parts[-1])
            if size > MAX_SECTION:
                raise Unreadable("too_large")
    except zlib.error:
        pass
    return b"".join(parts)


def unlock(data: bytes) -> bytes:
    """Body of a distribution document's section: AES-128-ECB, its key hidden in the first record."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import ECB

    if len(data) < RECORD_HEADER + KEY_RECORD or struct.unpack_from("<I", data)[0] & 0x3FF != DISTRIBUTION_RECORD:
        raise Unreadable("broken")
    seed = _unmask(data[RECORD_HEADER : RECORD_HEADER + KEY_RECORD])
    offset = 4 + (seed[0] & 15)
    body = data[RECORD_HEADER + KEY_RECORD :]
    body = body[: len(body) // 16 * 16]
    decryptor = Cipher(AES(seed[offset : offset + 16]), ECB()).decryptor()  # noqa: S305 - the format's own choice
    return decryptor.update(body) + decryptor.finalize()


def _unmask(record: bytes) -> bytes:
    """The key record is masked by Microsoft's rand(), seeded with the record's first four bytes."""
    state = struct.unpack_from("<I", record)[0]
    masked, mask, remaining = bytearray(record), 0, 0
    for index in range(len(masked)):
        if remaining == 0:
            state, mask = _rand(state)
            state, count = _rand(state)
            remaining, mask = (count & 15) + 1, mask & 0xFF
        if index >= 4:
            masked[index] ^= mask
        remaining -= 1
    return bytes(masked)


def _rand(state: int) -> tuple[int, int]:
    state = (state * 214013 + 2531011) & 0xFFFFFFFF
    return state, (state >> 16) & 0x7FFF
