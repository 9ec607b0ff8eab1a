"""What a file is, by its content: extensions lie (HWP 5 named .hwpx, HWPX named .hwp, a CSV named .xls)."""

import re

from importers.readers import archives
from importers.readers.faults import Unreadable
from importers.readers.ole import open_ole
from importers.readers.text.csv import utf16
from importers.readers.text.delimited import is_table
from importers.readers.text.quoting import NEWLINE

HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What we say no to by the first bytes; the value is the code of the message.
REFUSED = (
    (b"HWP Document File V", "hwp3"),
    (b"MZ", "executable"),
    (b"\x7fELF", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"#!/", "executable"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"ALZ\x01", "archive"),
    (b"EGGA", "archive"),
    # Markany, Fasoo, Softcamp: the document security of Korean offices wraps the whole file.
    (b"<DOCUMENT SAFER", "drm"),
    (b"\x9b DRMONE", "drm"),
    (b"SCDSA00", "drm"),
    (b"MarkAny", "drm"),
)
# BIFF 2 to 4 have no OLE container: a BOF record comes first.
OLD_XLS = re.compile(rb"\x09[\x00\x02\x04][\x04\x06\x08]\x00")
# A stream's name in the OLE directory tells what wrote the file.
OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
ZIP_MEMBERS = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "ppt"),
    ("Contents/content.hpf", "hwpx"),
    ("Contents/section0.xml", "hwpx"),
)
FORMATS = frozenset({"hwp", "hwpx", "xlsx", "xls", "docx", "pdf"})


def detect(path) -> str:
    """Format of the file at `path`: hwp, hwpx, xlsx, xls, docx, pdf, csv or text; never by its name.

    Unreadable: what else it is (image, executable, archive, hwp3, encrypted, html …), empty, broken, unknown.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\0 \t\r\n"):
        raise Unreadable("empty")
    if head.startswith(OLE):
        return _ole_format(path)
    if head.startswith(b"PK\x03\x04"):
        return _zip_format(path)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return _plain_format(head)


def _known(format_or_code: str) -> str:
    if format_or_code not in FORMATS:
        raise Unreadable(format_or_code)
    return format_or_code


def _ole_format(path) -> str:
    ole, cut = open_ole(path)
    with ole:
        # The header itself may be lost with the end of a cut file.
        if ole.exists("FileHeader") and ole.exists("DocInfo"):
            return "hwp"
        names = {entry[0].lower() for entry in ole.listdir() if len(entry) == 1}
    kind = next((what for name, what in OLE_STREAMS if name.lower() in names), None)
    return _known(kind or ("broken" if cut else "unknown"))


def _zip_format(path) -> str:
    with archives.open_archive(path) as archive:
        names = set(archive.namelist())
        kind = next((what for name, what in ZIP_MEMBERS if name in names), None)
        if kind is None and "mimetype" in names:
            mimetype = next(archives.chunks(archive, "mimetype", size=100), b"")
            kind = "hwpx" if b"hwp" in mimetype else "odf" if b"opendocument" in mimetype else None
    return _known(kind or "archive")


def _plain_format(head: bytes) -> str:
    for magic, code in REFUSED:
        # Two letters may begin a text too ("MZ세대 …"); what they mark has zeros in its header.
        if head.startswith(magic) and (len(magic) > 2 or b"\0" in head[:64]):
            raise Unreadable(code)
    if OLD_XLS.match(head):
        raise Unreadable("old_xls")
    text = _as_text(head)
    start = text.lstrip().lower()
    if start.startswith("<") and (code := _markup(start)):
        raise Unreadable(code)
    lines = NEWLINE.split(text)
    # The last line of a full head is cut.
    return "csv" if is_table(lines[:-1] if len(head) == HEAD and len(lines) > 1 else lines) else "text"


def _as_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if order := utf16(head):
        return head[: len(head) // 2 * 2].decode(order[0], "replace")
    # One or two are what a program left in a text; binary data has many.
    if head.count(b"\0") > 2 + len(head) / 1000:
        raise Unreadable("unknown")
    head = head.replace(b"\0", b"")
    text = min((head.decode(code, "replace") for code in ("utf-8", "cp949")), key=lambda text: text.count("\ufffd"))
    # Binary data decodes to a mess of control characters or of broken ones; a cut last character is one.
    strange = sum(1 for char in text if char < " " and char not in "\t\r\n\f") + text.count("\ufffd") - 2
    if strange > len(text) / 50:
        raise Unreadable("unknown")
    return text


def _markup(start: str) -> str | None:
    if "<hwpml" in start:
        return "hwpml"
    if "<html" in start or start.startswith(("<!doctype html", "<table", "<meta", "<style")):
        return "html"
    if "<svg" in start:
        return "image"
    return "xml" if start.startswith(("<?xml", "<!doctype")) else None
