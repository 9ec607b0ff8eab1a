"""What goes out: messages to people (outbox), webhooks to machines; and the keys of those who send to us."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models

from ..encryption import EncryptedTextField
from .people import Subscription


class MessageText(models.Model):
    """An editable Korean text of a message; without a row, `community.messaging.texts.DEFAULTS` holds."""

    slug = models.SlugField(_("쓰임"), max_length=40, unique=True)
    subject = models.CharField(_("제목"), max_length=200)
    body = models.TextField(_("내용"), max_length=4000)

    class Meta:
        verbose_name = _("알림 글")
        verbose_name_plural = _("알림 글")
        ordering = ["slug"]

    def __str__(self):
        return self.slug


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        """Those whose time has come."""
        return self.filter(state=Message.State.QUEUED, send_at__lte=timezone.now())

    def sendable(self):
        """Those that a person may send once more."""
        troubled = self.filter(state__in=[Message.State.FAILED, Message.State.UNCLEAR])
        return troubled.filter(subscription__isnull=False, subscription__stopped_at=None)


class Message(models.Model):
    """One message to one person. `community.messaging.outbox` is the only writer of its state.

    It goes to the address of a subscription, a campaign's member or a user, and only while that one may be written
    to. `once` makes the second message of the same event, person and channel impossible. UNCLEAR: a worker
    died while it was handing the message over; it is not sent again by itself, because nobody knows whether it arrived.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("기다리는 중")
        SENDING = "sending", _("보내는 중")
        SENT = "sent", _("보냄")
        FAILED = "failed", _("보내지 못함")
        CANCELLED = "cancelled", _("취소")
        UNCLEAR = "unclear", _("전달 여부를 알 수 없음")

    channel = models.CharField(max_length=8, choices=Subscription.Channel)
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="messages")
    report = models.ForeignKey("community.Report", models.CASCADE, null=True, related_name="messages")
    event = models.ForeignKey("community.ReportEvent", models.CASCADE, null=True, related_name="messages")
    member = models.ForeignKey("community.CampaignMember", models.CASCADE, null=True, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    to = EncryptedTextField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    digest = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    send_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("보낼 글")
        verbose_name_plural = _("보낼 글")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["send_at"], name="message_waiting", condition=Q(state="queued")),
            models.Index(fields=["taken_at"], name="message_taken", condition=Q(state="sending")),
        ]

    def __str__(self):
        return f"{self.subject} ({self.get_state_display()})"

    @property
    def is_wanted(self) -> bool:
        """Whether its recipient is still there, and has not said stop."""
        if self.member_id:
            return self.member.may_be_written_to
        if self.user_id:
            return self.user.is_active
        # What answers its own request (a confirmation) goes out though nothing is followed, or not yet.
        subscription = self.subscription
        if subscription is None:
            return False
        return not self.event_id or bool(subscription.confirmed_at and not subscription.stopped_at)

    @property
    def is_retried(self) -> bool:
        return self.state == self.State.QUEUED and self.attempts > 0

    @property
    def may_be_sent_again(self) -> bool:
        active = self.subscription is not None and self.subscription.stopped_at is None
        return active and self.state in (self.State.FAILED, self.State.UNCLEAR)


class ApiKeyManager(models.Manager):
    def issue(self, name: str, **fields) -> tuple["ApiKey", str]:
        """A new key and its text, which is shown this once: the database holds only its hash."""
        text = f"mt_{secrets.token_urlsafe(30)}"
        return self.create(name=name, hint=text[:8], key_hash=hash_key(text), **fields), text

    def find(self, text: str) -> "ApiKey | None":
        return self.filter(key_hash=hash_key(text), active=True).first() if text else None


class ApiKey(models.Model):
    """Lets a program send reports by Open311. `published` ones need no moderation."""

    name = models.CharField(_("이름"), max_length=80)
    hint = models.CharField(max_length=8, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    trusted = models.BooleanField(_("확인 없이 공개"), default=False)
    per_minute = models.PositiveIntegerField(_("분당 제보 수"), default=60)
    active = models.BooleanField(_("사용 중"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyManager()

    class Meta:
        verbose_name = _("API 키")
        verbose_name_plural = _("API 키")

    def __str__(self):
        return f"{self.name} ({self.hint}…)"


def hash_key(text: str) -> str:
    """A key has 240 random bits: a plain hash can't be guessed back."""
    return hashlib.sha256(text.encode()).hexdigest()


class Webhook(models.Model):
    """Another system that hears of every public event, signed with HMAC-SHA256 over its `secret`.

    `rotate` makes a new secret; the one before signs beside it for ROTATION, so that no delivery is lost meanwhile.
    """

    ROTATION = timedelta(days=7)

    name = models.CharField(_("이름"), max_length=80)
    url = models.URLField(_("주소"), max_length=300)
    secret = EncryptedTextField()
    previous_secret = EncryptedTextField()
    rotated_at = models.DateTimeField(null=True, editable=False)
    category = models.ForeignKey("community.Category", models.CASCADE, null=True, blank=True, verbose_name=_("유형"))
    campaign = models.ForeignKey(
        "community.Campaign", models.CASCADE, null=True, blank=True, verbose_name=_("시민 참여지도")
    )
    active = models.BooleanField(_("사용 중"), default=True)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("웹훅")
        verbose_name_plural = _("웹훅")

    def __str__(self):
        return self.name

    def rotate(self) -> str:
        """The new secret."""
        self.previous_secret, self.secret = self.secret, secrets.token_urlsafe(32)
        self.rotated_at = timezone.now()
        self.save(update_fields=["previous_secret", "secret", "rotated_at"])
        return self.secret

    @property
    def secrets(self) -> list[str]:
        """Those that sign now, the newest first."""
        lives = self.rotated_at and timezone.now() - self.rotated_at < self.ROTATION
        return [self.secret, *([self.previous_secret] if lives and self.previous_secret else [])]


class WebhookDelivery(models.Model):
    """One event on its way to one webhook; `payload` is the exact text that is signed."""

    class State(models.TextChoices):
        QUEUED = "queued", _("기다리는 중")
        SENT = "sent", _("보냄")
        FAILED = "failed", _("보내지 못함")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey("community.ReportEvent", models.CASCADE, related_name="+")
    payload = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="deliver_once")]

    def __str__(self):
        return f"{self.webhook_id} {self.event_id} {self.state}"
