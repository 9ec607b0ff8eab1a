"""A made-up language for a test, as gettext's compiled catalogues have it."""

import struct
from pathlib import Path

HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def speak(language: str, texts: dict[str, str | tuple[str, str]], settings, folder: Path):
    """The site speaks `language` from now on; its scripts' texts are translated by `texts`: one form, or two."""
    catalogue = folder / language / "LC_MESSAGES/djangojs.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(_compiled(texts))
    settings.LOCALE_PATHS = [folder]
    settings.LANGUAGES = [("ko", "한국어"), (language, language)]
    settings.LANGUAGE_CODE = language


def _compiled(texts: dict[str, str | tuple[str, str]]) -> bytes:
    """https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html"""
    pairs = {"": HEADER} | {
        source if isinstance(text, str) else f"{source}\0{source}": text if isinstance(text, str) else "\0".join(text)
        for source, text in texts.items()
    }
    sources = [source.encode() for source in sorted(pairs)]
    blobs = sources + [pairs[source.decode()].encode() for source in sources]
    at, table = 28 + 8 * len(blobs), b""
    for blob in blobs:
        table += struct.pack("<2I", len(blob), at)
        at += len(blob) + 1
    header = struct.pack("<7I", 0x950412DE, 0, len(sources), 28, 28 + 8 * len(sources), 0, 28)
    return header + table + b"\0".join(blobs) + b"\0"
