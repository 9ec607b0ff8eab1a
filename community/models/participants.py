"""Who takes part in a campaign, and what they say about each other's entries."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from maptag.privacy import Audience
from maptag.publishing.public_fields import PublicCharField

from ..encryption import EncryptedTextField, fingerprint
from ..privacy import public_text
from .campaigns import Campaign, invitation


class CampaignMemberQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=CampaignMember.State.ACTIVE)

    def with_email(self, email: str):
        return self.filter(email_hash=fingerprint(email, "contact"))

    def with_token(self, token: str):
        """The member to whom a link leads, with what its page shows; None where it leads to nobody any more."""
        return self.select_related("campaign__department", "campaign__group").filter(token=token[:40]).first()

    def taking_part(self, token: str):
        """The member who holds `token` and may take part, None where nobody does."""
        token = token.replace("\x00", "")[:40]
        return self.active().filter(token=token).first() if token else None

    def search(self, text: str):
        """By a part of the nickname, or by the whole e-mail address: that is all that can be compared."""
        return self.filter(Q(nickname__icontains=text) | Q(email_hash=fingerprint(text, "contact")))


class CampaignMember(models.Model):
    """Somebody who was invited to a campaign or registered for it; the token in their link is their key.

    `email` goes as soon as nobody may write to them any more; its hash stays until the campaign is forgotten, so that
    who declined is not invited again and who was removed does not come back. `campaigns.members` changes `state`.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("초대함")
        UNCONFIRMED = "unconfirmed", _("메일 확인 전")
        WAITING = "waiting", _("승인 기다림")
        ACTIVE = "active", _("참여 중")
        DECLINED = "declined", _("초대 사양")
        REVOKED = "revoked", _("초대 취소")
        LEFT = "left", _("나감")
        REMOVED = "removed", _("내보냄")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members")
    token = models.CharField(max_length=40, unique=True, default=invitation, editable=False)
    nickname = PublicCharField(_("별명"), max_length=30, blank=True, audience=Audience.CITIZEN)
    email = EncryptedTextField(_("이메일"))
    email_hash = models.CharField(max_length=32, blank=True)
    state = models.CharField(_("상태"), max_length=12, choices=State, default=State.INVITED)
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_count = models.PositiveSmallIntegerField(default=0)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CampaignMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("참여자")
        verbose_name_plural = _("참여자")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "email_hash"], condition=~Q(email_hash=""), name="member_once_a_campaign"
            )
        ]

    def __str__(self):
        return self.nickname or f"{self.campaign_id}-{self.pk}"

    @property
    def masked_email(self) -> str:
        """Enough to tell people apart: the system writes to them, nobody has to."""
        return public_text(self.email)

    @property
    def link(self) -> str:
        """Their own page, with host."""
        return settings.SITE_URL + reverse("community:member", args=[self.token])

    @property
    def stop_link(self) -> str:
        """Where they say in one step that no more letters are wanted, with host."""
        return settings.SITE_URL + reverse("community:member_stop", args=[self.token])

    @property
    def has_expired(self) -> bool:
        """Too late to accept or confirm; who is a member already keeps their link."""
        unanswered = self.state in (self.State.INVITED, self.State.UNCONFIRMED)
        return unanswered and self.expires_at is not None and self.expires_at < timezone.now()

    @property
    def said_goodbye(self) -> bool:
        """They left or declined by themselves: their address went at once."""
        return self.state in (self.State.LEFT, self.State.DECLINED)

    @property
    def may_be_written_to(self) -> bool:
        states = (self.State.INVITED, self.State.UNCONFIRMED, self.State.WAITING, self.State.ACTIVE)
        return bool(self.email) and self.state in states


class BoardOptOut(models.Model):
    """Somebody who does not want to stand on a campaign's leader board; `who` as in `entries.contributor`."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="board_opt_outs")
    who = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "who"], name="opted_out_once")]

    def __str__(self):
        return f"{self.campaign_id} {self.pk}"


class Confirmation(models.Model):
    """What another person says about an entry: it is so, or it is not. Once a member, else a device."""

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="confirmations")
    member = models.ForeignKey(CampaignMember, models.SET_NULL, null=True, related_name="+")
    device = models.CharField(max_length=40)
    agrees = models.BooleanField()
    note = PublicCharField(max_length=300, blank=True, audience=Audience.CITIZEN)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "device"], name="one_voice_a_device")]

    def __str__(self):
        return f"{self.report_id} {'+' if self.agrees else '-'}"


class EditProposal(models.Model):
    """A change of an entry that somebody else proposes: the owner or staff accept it. Nothing is altered before.

    `changes` holds what differs: "text", "answers" (only the changed ones), "lon" and "lat" (WGS84) with "address".
    Whoever has `subscription` hears what became of it, with `reply`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("제안됨")
        ACCEPTED = "accepted", _("받아들임")
        DECLINED = "declined", _("받아들이지 않음")

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="proposals")
    changes = models.JSONField()
    note = models.CharField(_("설명"), max_length=300, blank=True)
    device = models.CharField(max_length=40)
    member = models.ForeignKey(CampaignMember, models.SET_NULL, null=True, related_name="+")
    subscription = models.ForeignKey("community.Subscription", models.SET_NULL, null=True, related_name="proposals")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reply = models.CharField(_("답"), max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.report_id} {self.state}"
