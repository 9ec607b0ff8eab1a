"""Files that go along with an answer: pictures made anew, documents known by their content and never by their name."""

import hashlib
import io
import re
import zipfile
from pathlib import PurePath

import olefile
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from ..models import Attachment
from ..privacy import clean_text
from .photos import decode

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 100
PDF, HWP, HWPX, PICTURE = "application/pdf", "application/x-hwp", "application/hwp+zip", "image/webp"
ENDINGS = {PDF: ".pdf", HWP: ".hwp", HWPX: ".hwpx", PICTURE: ".webp"}
ACCEPT = "image/*,.heic,.heif,.pdf,.hwp,.hwpx"
# What a PDF does by itself when it is opened. A letter to a citizen needs none of it.
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")


def receive(files, by, public: bool = False) -> list[Attachment]:
    """Unsaved Attachments of what was uploaded, all or none. Raises ValidationError that names the file."""
    if len(files) > MOST_FILES:
        raise ValidationError(_("파일은 한 번에 %(n)d개까지 붙일 수 있습니다.") % {"n": MOST_FILES})
    received, errors = [], []
    for file in files:
        try:
            received.append(_receive_one(file, by, public))
        except ValidationError as error:
            errors.append(f"{file.name[:60]}: {' '.join(error.messages)}")
    if errors:
        raise ValidationError(errors)
    return received


def _receive_one(file, by, public: bool) -> Attachment:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("파일은 하나에 10 MB까지 붙일 수 있습니다."))
    media_type = media_type_of(content)
    if media_type == PICTURE:
        # Drawn anew, as a report's photos are: no place, no camera, nothing behind the picture.
        content = decode(content)[1]["large"]
    attachment = Attachment(
        name=clean_name(file.name, ENDINGS[media_type]),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        public=public,
        by=by,
    )
    # Stored with the row: who is refused leaves no file behind.
    attachment.file = ContentFile(content, name=attachment.name)
    return attachment


def media_type_of(content: bytes) -> str:
    """A key of ENDINGS; PICTURE stands for all of them. Raises ValidationError for anything else."""
    if content[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        if _ACTIVE.search(content):
            raise ValidationError(_("스크립트나 다른 파일이 든 PDF는 붙일 수 없습니다. 다시 인쇄하듯 저장해 주세요."))
        return PDF
    if content.startswith(olefile.MAGIC) and _is_hwp(content):
        return HWP
    if content.startswith(b"PK") and _is_hwpx(content):
        return HWPX
    if content.startswith(_PICTURES) or content[4:8] == b"ftyp":
        return PICTURE
    raise ValidationError(_("사진, PDF, 한글(HWP·HWPX) 파일만 붙일 수 있습니다."))


def _is_hwp(content: bytes) -> bool:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            return container.openstream("FileHeader").read(17) == b"HWP Document File"
    except (OSError, ValueError):
        return False


def _is_hwpx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            return container.open("mimetype").read(100).strip() == HWPX.encode()
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


def clean_name(name: str, ending: str) -> str:
    """What it is offered to be saved as: without folders and signs that file systems refuse, with its true ending."""
    stem = PurePath(clean_text(name or "", 400).replace("\\", "/")).stem
    stem = re.sub(r'[<>:"|?*/\n\t]+', " ", stem).strip(" .")[:LONGEST_NAME]
    return f"{stem or _('붙임')}{ending}"


def forget(attachment: Attachment):
    """Delete the row and its file."""
    attachment.file.delete(save=False)
    attachment.delete()
