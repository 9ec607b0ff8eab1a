"""What looks like abuse: blocked senders are refused, suspicious reports wait in the spam queue for a person."""

import ipaddress
import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..encryption import fingerprint
from ..models import Block, Report

LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|shop|xyz|top|io)\b", re.IGNORECASE)
MANY_LINKS = 2


def suspicions(draft, sender) -> list[str]:
    """Machine words for why a person should look first; raises ValidationError for who is blocked outright."""
    suspicions = [name for name, holds in CHECKS if holds(draft, sender)]
    for block in _blocks(draft, sender):
        if not block.spam:
            raise ValidationError(_("지금은 제보를 받을 수 없습니다. 전화로 문의해 주세요."))
        suspicions.append(f"blocked_{block.kind}")
    return suspicions


def words_hash(text: str) -> str:
    """By which the same words are known again; what was written is encrypted and can't be compared."""
    return fingerprint(text, "words")


def _links(draft, _sender) -> bool:
    return len(LINK.findall(draft.text)) >= MANY_LINKS


def _repeated(draft, sender) -> bool:
    """The same words for the third time within an hour, from anywhere near."""
    since = timezone.now() - timedelta(hours=1)
    if len(draft.text) < 15 or not sender.network_hash:
        return False
    same = Report.objects.filter(
        network_hash=sender.network_hash, created_at__gte=since, text_hash=words_hash(draft.text)
    )
    return same.count() >= 2


CHECKS = [("links", _links), ("repeated", _repeated)]


def _blocks(draft, sender):
    now = timezone.now()
    for block in Block.objects.filter(Q(until=None) | Q(until__gt=now)):
        if _MATCHES[block.kind](block.value, draft, sender):
            yield block


def _network(value, _draft, sender) -> bool:
    try:
        address = ipaddress.ip_address(sender.network)
        address = getattr(address, "ipv4_mapped", None) or address
        return address in ipaddress.ip_network(value.strip(), strict=False)
    except ValueError:
        return False


def _contact(value, draft, _sender) -> bool:
    hashes = {fingerprint(contact, "contact") for contact in (draft.email, draft.phone) if contact}
    return fingerprint(value, "contact") in hashes


_MATCHES = {
    Block.Kind.NETWORK: _network,
    Block.Kind.DEVICE: lambda value, _draft, sender: bool(sender.device) and value == sender.device,
    Block.Kind.CONTACT: _contact,
    Block.Kind.WORD: lambda value, draft, _sender: value.lower() in draft.text.lower(),
}
