"""Zip containers (hwpx, xlsx, docx) opened with suspicion, and XML parsed without entities or network."""

import stat
import zipfile
import zlib

from importers.readers.faults import Unreadable

MAX_MEMBERS = 5_000
# The largest real workbook holds 23.6 MB of XML in 1.9 MB; a sheet of a million short rows holds about 90 MB.
# Pictures (BinData, media) are never unpacked, so only what we would unpack counts.
MAX_XML_BYTES = 200 * 1024 * 1024
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".alz", ".egg", ".jar")
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def open_archive(path) -> zipfile.ZipFile:
    """ZipFile of `path` after its directory was checked. Unreadable: broken, unsafe, too_large, encrypted."""
    try:
        archive = zipfile.ZipFile(path)
    except FAULTS as error:
        raise Unreadable("broken") from error
    _check_directory(archive.infolist())
    return archive


def _check_directory(members):
    if len(members) > MAX_MEMBERS:
        raise Unreadable("too_large")
    if any(_leaves_archive(member) for member in members):
        raise Unreadable("unsafe")
    if any(member.filename.lower().endswith(ARCHIVES) for member in members):
        raise Unreadable("unsafe")
    if sum(member.file_size for member in members if is_xml(member.filename)) > MAX_XML_BYTES:
        raise Unreadable("too_large")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted")


def _leaves_archive(member) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    mode = member.external_attr >> 16
    return ".." in parts or parts[0] == "" or ":" in parts[0] or stat.S_ISLNK(mode)


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".hpf", ".vml"))


def chunks(archive, name: str, size: int = 1 << 18):
    """Yield the bytes of a member; the declared size is also the limit of what is unpacked (zipfile stops there)."""
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(size):
                yield chunk
    except KeyError:
        return
    except FAULTS as error:
        raise Unreadable("broken") from error


def content(archive, name: str) -> bytes:
    """The whole member, b"" if there is none."""
    return b"".join(chunks(archive, name))


def parse(data: bytes):
    """Root element of XML without entities, DTD and network; None for empty data. Unreadable: broken, unsafe."""
    from lxml import etree

    if not data.strip():
        return None
    refuse_doctype(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True, huge_tree=True)  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise xml_fault(error) from error


def xml_fault(error) -> Unreadable:
    """libxml2 reports exhausted memory as one more syntax error."""
    from lxml import etree

    return Unreadable("too_large" if error.code == etree.ErrorTypes.ERR_NO_MEMORY else "broken")


def refuse_doctype(head: bytes):
    """Office files have no DOCTYPE; without one there are no entities to expand or to fetch."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head[:4096]:
        raise Unreadable("unsafe")


def local(element) -> str:
    """Tag without its namespace: HWPX has three namespace years, OOXML a strict and a transitional set."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element, name: str, default=None):
    """Attribute by its local name, whatever its namespace."""
    value = element.get(name)
    if value is not None:
        return value
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), default)
