"""Who may take part in a campaign: invited by its managers, or registered by themselves. Each holds a personal link.

Every change of a CampaignMember's state is here. Letters go by the outbox, in the transaction of the change.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, count

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from ..encryption import fingerprint
from ..messaging import texts, unconfirmed
from ..models import Campaign, CampaignMember, Message, Subscription
from ..models.campaigns import invitation
from ..privacy import clean_text, public_text
from ..protection import limits

State = CampaignMember.State
MOST_AT_ONCE = 500
# A group answers for itself alone: an account of it that falls into wrong hands is no good mail cannon.
MOST_A_DAY, MOST_A_DAY_BY_GROUP = 2000, 200
VALID_DAYS = (7, 14, 30)
CONFIRM_DAYS = 7
MAILS_A_DAY = 3
DAY = 86_400
LONGEST_NICKNAME = 30
_BETWEEN = re.compile(r"[,;\t<>\"'()]+|\s+")


@dataclass(slots=True)
class Invited:
    """What became of a list: how many were written to, who was left out and why.

    `tomorrow`: addresses that got their share of first letters today, from whomever.
    """

    sent: int = 0
    already: int = 0
    declined: int = 0
    tomorrow: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_addresses(text: str) -> tuple[list[str], list[str]]:
    """(addresses, lines that hold none): one a line, or CSV with names beside, or `이름 <address>`; each once."""
    addresses_by_key, unread = {}, []
    for line in clean_text(text.lstrip("\ufeff"), 200_000).split("\n"):
        addresses = [part for part in _BETWEEN.split(line) if "@" in part]
        good = [address for address in addresses if _is_email(address)]
        addresses_by_key |= {address.lower(): address for address in good}
        if line.strip() and (not good or len(good) < len(addresses)):
            unread.append(line.strip()[:200])
    return list(addresses_by_key.values()), unread


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254


# -- invited by the campaign's managers


def invite(campaign: Campaign, text: str, by, note: str = "", days: int = 14) -> Invited:
    """Write to everybody in `text` who was not asked yet. Raises ValidationError; then nobody was written to."""
    over = campaign.ends and campaign.ends < timezone.localdate()
    if campaign.state != Campaign.State.OPEN or over:
        raise ValidationError(_("참여를 받는 동안에만 초대할 수 있습니다. 지도를 시작하거나 기간을 늘려 주세요."))
    addresses, unread = read_addresses(text)
    if not addresses:
        raise ValidationError(_("초대할 분의 이메일 주소를 한 줄에 하나씩 적어 주세요."))
    if len(addresses) > MOST_AT_ONCE:
        raise ValidationError(_("한 번에 %(n)d명까지 초대할 수 있습니다.") % {"n": MOST_AT_ONCE})
    texts.check(note, frozenset())
    _check_daily(campaign, len(addresses), by)
    outcome = Invited(unread=unread)
    until = _until(campaign, days)
    for address in addresses:
        _invite_one(campaign, address, by, public_text(note)[:500], until, outcome)
    return outcome


def _check_daily(campaign: Campaign, number: int, by):
    most = MOST_A_DAY if by.has_department or by.is_administrator else MOST_A_DAY_BY_GROUP
    today = timezone.now() - timedelta(days=1)
    if CampaignMember.objects.filter(invited_by=by, sent_at__gte=today).count() + number > most:
        raise ValidationError(_("하루에 %(n)d통까지 보낼 수 있습니다. 나머지는 내일 보내 주세요.") % {"n": most})


def _until(campaign: Campaign, days: int):
    """An invitation does not outlive its campaign."""
    until = timezone.localtime() + timedelta(days=days if days in VALID_DAYS else VALID_DAYS[1])
    if campaign.ends and campaign.ends < until.date():
        until = until.replace(year=campaign.ends.year, month=campaign.ends.month, day=campaign.ends.day)
    return until.replace(hour=23, minute=59, second=59, microsecond=0)


@transaction.atomic
def _invite_one(campaign, address, by, note, until, outcome: Invited):
    member = _locked(campaign, address)
    if member.state == State.DECLINED:
        outcome.declined += 1
    elif member.state not in (State.REVOKED, State.REMOVED, State.LEFT):
        outcome.already += 1
    elif not _may_be_asked(member):
        outcome.tomorrow.append(address)
    else:
        # A link that was taken back stays dead: the new invitation has another.
        member.email, member.token, member.state = address, invitation(), State.INVITED
        member.expires_at, member.invited_by = until, by
        _write(member, "invitation", note)
        outcome.sent += 1


def _may_be_asked(member: CampaignMember) -> bool:
    try:
        unconfirmed.count_first_letter(member.email_hash)
    except limits.TooMany:
        return False
    return True


def _locked(campaign: Campaign, email: str) -> CampaignMember:
    """The row for an address in this campaign, held until the transaction ends."""
    rows = CampaignMember.objects.select_for_update()
    hashed = fingerprint(email, "contact")
    return rows.get_or_create(campaign=campaign, email_hash=hashed, defaults={"state": State.REVOKED})[0]


def resend(member: CampaignMember):
    """The same link once more, for as long as at first. Raises ValidationError."""
    if not member.may_be_written_to or member.state == State.WAITING:
        raise ValidationError(_("이분께는 다시 보낼 수 없습니다."))
    _count_mail(member)
    if member.state != State.ACTIVE and not _may_be_asked(member):
        raise ValidationError(_("이 주소로는 오늘 충분히 보냈습니다. 내일 다시 보내 주세요."))
    if member.state == State.INVITED:
        member.expires_at = _until(member.campaign, VALID_DAYS[1])
    elif member.state == State.UNCONFIRMED:
        member.expires_at = _until(member.campaign, CONFIRM_DAYS)
    with transaction.atomic():
        _write(member, _LETTERS[member.state])


_LETTERS = {State.INVITED: "invitation", State.UNCONFIRMED: "registration", State.ACTIVE: "membership"}


def _count_mail(member: CampaignMember):
    try:
        limits.count(f"member-{member.campaign_id}", member.email_hash, MAILS_A_DAY, DAY)
    except limits.TooMany:
        raise ValidationError(_("이 주소로는 오늘 충분히 보냈습니다. 내일 다시 보내 주세요.")) from None


def revoke(member: CampaignMember):
    """Take an unanswered invitation back: its link is dead at once."""
    if member.state != State.INVITED:
        raise ValidationError(_("아직 답하지 않은 초대만 취소할 수 있습니다."))
    _end(member, State.REVOKED)


@transaction.atomic
def remove(member: CampaignMember):
    """Their link is dead; their entries stay, without their name."""
    _end(member, State.REMOVED)
    member.entries.update(nickname="")


def _end(member: CampaignMember, state: str):
    """Nobody is written to any more, so the address goes; its hash tells them again."""
    member.state, member.email, member.nickname = state, "", ""
    member.save()
    member.messages.exclude(state=Message.State.SENT).update(state=Message.State.CANCELLED)
    # What was sent holds the address and the link as well.
    member.messages.update(to=b"", body="", link="")


@transaction.atomic
def approve(member: CampaignMember):
    """Let somebody in who registered."""
    if member.state != State.WAITING:
        raise ValidationError(_("승인을 기다리는 분이 아닙니다."))
    _join(member)
    _write(member, "membership")


# -- by themselves


def register(campaign: Campaign, email: str, nickname: str, sender) -> None:
    """Ask for a link by e-mail: a new one where citizens may register, else the one that was lost.

    Says nothing about whether the address was known. Raises ValidationError or limits.TooMany.
    """
    by_themselves = campaign.participation == Campaign.Participation.MEMBERS
    email = email.strip()
    with limits.counted("register", sender.network_hash, 10, 3600):
        if not _is_email(email):
            raise ValidationError({"email": _("이메일 주소를 다시 확인해 주세요.")})
        if by_themselves:
            # Before the address is looked up: what is wrong with a nickname must not depend on it.
            nickname = _nickname(nickname)
    member = campaign.members.with_email(email).first()
    if member is None or member.state in (State.LEFT, State.DECLINED):
        if by_themselves:
            _register_new(campaign, email, _free_nickname(campaign, nickname))
    elif _may_be_sent_again(member):
        _quietly(resend, member)


def _may_be_sent_again(member: CampaignMember) -> bool:
    """Whoever confirmed gets a lost link again. An address that nobody confirmed was asked once; an invitation that
    has expired is for its managers to renew."""
    if member.state == State.UNCONFIRMED:
        return member.has_expired
    return member.state != State.INVITED or not member.has_expired


def _quietly(act, member):
    """Whether an address had its mails for today is nobody's business."""
    try:
        act(member)
    except ValidationError:
        return


@transaction.atomic
def _register_new(campaign, email, nickname):
    member = _locked(campaign, email)
    member.email, member.nickname, member.token = email, nickname, invitation()
    member.state, member.expires_at = State.UNCONFIRMED, _until(campaign, CONFIRM_DAYS)
    try:
        _count_mail(member)
        unconfirmed.count_first_letter(member.email_hash)
    except (ValidationError, limits.TooMany):
        return
    _write(member, "registration")


def clean_nickname(campaign: Campaign, nickname: str, member: CampaignMember | None = None) -> str:
    """A nickname that no other member has. Raises ValidationError."""
    nickname = _nickname(nickname)
    others = campaign.members.filter(nickname__iexact=nickname)
    if (others.exclude(pk=member.pk) if member else others).exists():
        raise ValidationError({"nickname": _("다른 분이 쓰는 별명입니다. 다른 별명을 적어 주세요.")})
    return nickname


def _nickname(text: str) -> str:
    nickname = " ".join(public_text(text[:200]).split())
    if not 1 <= len(nickname) <= LONGEST_NICKNAME:
        raise ValidationError({"nickname": _("별명을 30자까지 적어 주세요. 실명이 아니어도 됩니다.")})
    return nickname


def _free_nickname(campaign: Campaign, nickname: str) -> str:
    """With a number behind it where somebody has it: to refuse it would tell that the address is a new one."""
    nicknames = {candidate.lower() for candidate in campaign.members.values_list("nickname", flat=True)}
    numbered = (f"{nickname[: LONGEST_NICKNAME - 6]} {n}" for n in count(2))
    return next(candidate for candidate in chain([nickname], numbered) if candidate.lower() not in nicknames)


@transaction.atomic
def accept(member: CampaignMember, nickname: str = ""):
    """An invitation is taken up, or a registered address confirmed; the next state is in `member`.

    What was mailed to an address before it was confirmed is good for confirming alone: the member's own link is a new
    one, and goes to the address that is theirs by now.
    """
    member.refresh_from_db(from_queryset=CampaignMember.objects.select_for_update(of=("self",)))
    if member.state not in (State.INVITED, State.UNCONFIRMED):
        raise ValidationError(_("이 링크는 이미 쓰였거나 더는 쓸 수 없습니다."))
    if member.has_expired:
        raise ValidationError(_("기한이 지난 링크입니다. 다시 보내 달라고 해 주세요."))
    was_invited = member.state == State.INVITED
    if was_invited:
        member.nickname = clean_nickname(member.campaign, nickname, member)
    member.token = invitation()
    if member.campaign.approval and not was_invited:
        member.state = State.WAITING
        member.save()
    else:
        _join(member)
        _write(member, "membership")


def _join(member: CampaignMember):
    member.state, member.joined_at = State.ACTIVE, timezone.now()
    member.save()


@transaction.atomic
def rename(member: CampaignMember, nickname: str):
    """Under their entries too, so that one person is one name."""
    member.nickname = clean_nickname(member.campaign, nickname, member)
    member.save(update_fields=["nickname"])
    member.entries.update(nickname=member.nickname)


@transaction.atomic
def leave(member: CampaignMember):
    """Decline an invitation, or leave: no letter any more; entries stay, without the name."""
    if member.state == State.ACTIVE:
        member.entries.update(nickname="")
    if member.may_be_written_to:
        _end(member, State.DECLINED if member.state == State.INVITED else State.LEFT)


# -- letters


def _write(member: CampaignMember, slug: str, note: str = ""):
    member.sent_at, member.sent_count = timezone.now(), member.sent_count + 1
    member.save()
    filled = values(member, note)
    message = Message.objects.create(
        once=f"member-{member.pk}-{member.sent_count}",
        channel=Subscription.Channel.EMAIL,
        member=member,
        to=member.email,
        link=filled["link"],
        **texts.letter(slug, filled),
    )
    jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)


def values(member: CampaignMember, note: str = "") -> dict:
    """What the texts of letters to members may name."""
    campaign = member.campaign
    return {
        "city": settings.CITY_NAME,
        "title": campaign.title,
        "summary": campaign.summary,
        "host": campaign.host,
        "nickname": member.nickname,
        "note": note,
        "due": formats.date_format(timezone.localtime(member.expires_at)) if member.expires_at else "",
        "link": member.link,
    }
