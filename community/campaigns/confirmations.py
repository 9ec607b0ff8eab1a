"""Two-person confirmation: whether others find an entry as its owner said. Nobody confirms their own."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ..contributors import Contributor
from ..models import Campaign, Confirmation, Entry
from ..privacy import public_text
from ..protection import limits

DAY = 86_400
# Cookies are free: from one address come a household's voices, not a crowd's.
MOST_FROM_ONE_ADDRESS = 3


def contributor(sender, member=None) -> Contributor:
    """Who it is that takes part: the member, else the device that we know, else the address."""
    if member:
        return Contributor(member.pk)
    return Contributor.of(None, sender.device if sender.recognised else "", sender.network_hash)


def check_may_speak(campaign: Campaign, member):
    """Raises ValidationError when somebody may not say anything about the entries of `campaign` today."""
    if not campaign.takes_entries:
        raise ValidationError(_("지금은 참여를 받지 않는 지도입니다."))
    if campaign.participation != Campaign.Participation.ANYONE and member is None:
        raise ValidationError(_("초대받거나 등록한 분만 할 수 있습니다. 받으신 링크로 한 번 들어온 뒤 다시 해 주세요."))


def confirm(entry: Entry, agrees: bool, sender, member=None, note: str = "") -> Confirmation:
    """Once a member or device, and none for one's own entry. Raises ValidationError or limits.TooMany."""
    if not entry.campaign.confirmations:
        raise ValidationError(_("이 지도는 다른 분의 확인을 받지 않습니다."))
    check_may_speak(entry.campaign, member)
    if _is_own(entry, sender, member):
        raise ValidationError(_("자기가 올린 것은 다른 분이 확인합니다."))
    who = contributor(sender, member)
    if entry.confirmations.filter(device=str(who)).exists():
        raise ValidationError(_("이미 확인해 주셨습니다."))
    if member is None:
        limits.count(f"voice-{entry.pk}", sender.network_hash, MOST_FROM_ONE_ADDRESS, DAY)
    try:
        with transaction.atomic():
            return _store(entry, who, agrees, member, public_text(note)[:300])
    except IntegrityError:
        raise ValidationError(_("이미 확인해 주셨습니다.")) from None


def _is_own(entry: Entry, sender, member) -> bool:
    if member and entry.member_id == member.pk:
        return True
    # Many people share a mobile network's address: it tells the owner only where no device is known.
    return entry.device in sender.devices if sender.devices else sender.network_hash == entry.network_hash


def _store(entry: Entry, who: Contributor, agrees: bool, member, note: str) -> Confirmation:
    confirmation = entry.confirmations.create(device=str(who), agrees=agrees, member=member, note=note)
    # Not through `changing`: whoever has the entry open must not be told that they were overtaken.
    name = "agree_count" if agrees else "disagree_count"
    Entry.objects.filter(pk=entry.pk).update(**{name: F(name) + 1})
    entry.refresh_from_db(fields=[name])
    return confirmation
