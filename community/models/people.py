"""Citizens around a report: how to reach who sent it, who supports it, who follows what, who is kept out; and what
staff keep for themselves."""

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from mapsite import fields as models
from mapsite.accounts.models import Department

from ..encryption import EncryptedTextField


class Contact(models.Model):
    """How to reach the reporter: encrypted, apart from the report, seen by handlers alone and only through `see`."""

    report = models.OneToOneField("community.Report", models.CASCADE, related_name="contact")
    name = EncryptedTextField()
    email = EncryptedTextField()
    phone = EncryptedTextField()
    email_hash = models.CharField(max_length=32, blank=True, db_index=True)
    phone_hash = models.CharField(max_length=32, blank=True, db_index=True)

    class Meta:
        verbose_name = _("연락처")
        verbose_name_plural = _("연락처")

    def __str__(self):
        return f"{self.report_id}"


class Supporter(models.Model):
    """공감: "this concerns me too". One a device and report; `network_hash` goes after a month, as a report's does."""

    report = models.ForeignKey("community.Report", models.CASCADE, related_name="supporters")
    device = models.CharField(max_length=32)
    network_hash = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "device"], name="one_support_a_device")]

    def __str__(self):
        return f"{self.report_id}"


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        return self.exclude(confirmed_at=None).filter(stopped_at=None)

    def of_same_person(self, subscription):
        """All that goes to the address of `subscription`."""
        return self.filter(channel=subscription.channel, address_hash=subscription.address_hash)

    def of(self, report):
        """Whoever wants to hear of this report: by itself, its campaign, its category, or where it is."""
        by_subject = Q(report=report)
        if report.published:
            place = Q(gu=report.gu) & (Q(dong="") | Q(dong=report.dong)) & ~Q(gu="")
            category = Q(category=report.category_id) if report.category_id else Q(pk=None)
            campaign = Q(campaign=report.campaign_id) if report.campaign_id else Q(pk=None)
            anywhere = category & Q(gu="")
            by_subject |= Q(report=None) & (anywhere | campaign | (place & (Q(category=None) | category)))
        return self.active().filter(by_subject)


class Subscription(models.Model):
    """Somebody who wants to hear of a report, a category, an area or a campaign, by e-mail, Web Push or SMS.

    `address` is the e-mail address, telephone number or Web Push subscription (JSON). An e-mail address is used only
    after its owner confirmed it; `reporter` marks whoever left the address with their own report.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("이메일")
        PUSH = "push", _("알림")
        SMS = "sms", _("문자")

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", _("바로")
        DAILY = "daily", _("하루 한 번")
        WEEKLY = "weekly", _("한 주에 한 번")

    report = models.ForeignKey("community.Report", models.CASCADE, null=True, related_name="subscriptions")
    category = models.ForeignKey("community.Category", models.CASCADE, null=True, related_name="subscriptions")
    campaign = models.ForeignKey("community.Campaign", models.CASCADE, null=True, related_name="subscriptions")
    gu = models.CharField(max_length=30, blank=True)
    dong = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=8, choices=Channel)
    address = EncryptedTextField()
    address_hash = models.CharField(max_length=32)
    reporter = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.AT_ONCE)
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("받아보는 사람")
        verbose_name_plural = _("받아보는 사람")
        indexes = [
            models.Index(fields=["gu", "dong"], name="follower_place", condition=~Q(gu="")),
            models.Index(fields=["address_hash"], name="follower_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "category", "campaign", "gu", "dong", "channel", "address_hash"],
                nulls_distinct=False,
                name="follow_once",
            )
        ]

    def __str__(self):
        return f"{self.channel} {self.pk}"

    @property
    def key(self) -> str:
        """Confirms and unsubscribes without signing in: in every message for this subscription, and nowhere else."""
        return salted_hmac("community.follower", f"{self.pk}:{self.address_hash}", algorithm="sha256").hexdigest()[:40]

    def knows(self, key: str) -> bool:
        return constant_time_compare(self.key, key)

    @property
    def channel_note(self) -> str:
        """How this news arrives, as a sentence to its reader."""
        return _CHANNEL_NOTES[self.channel]

    @property
    def subject(self) -> str:
        """What is followed, in words."""
        if self.report_id:
            return f"{self.report.subject} ({self.report.number})"
        where = " ".join(filter(None, (self.gu, self.dong)))
        what = str(self.campaign or self.category or "")
        return " · ".join(filter(None, (where, what)))


_CHANNEL_NOTES = {
    Subscription.Channel.EMAIL: _("이메일로 받아보시는 소식입니다."),
    Subscription.Channel.PUSH: _("이 브라우저의 알림으로 받아보시는 소식입니다."),
    Subscription.Channel.SMS: _("문자로 받아보시는 소식입니다."),
}


class Block(models.Model):
    """Who or what is kept out: a network (CIDR), device, contact or word. `spam` only sends to the spam queue."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("접속 주소")
        DEVICE = "device", _("기기")
        CONTACT = "contact", _("연락처")
        WORD = "word", _("낱말")

    kind = models.CharField(_("종류"), max_length=8, choices=Kind)
    value = models.CharField(_("값"), max_length=200)
    spam = models.BooleanField(_("거절하지 않고 스팸함으로"), default=False)
    reason = models.CharField(_("까닭"), max_length=200, blank=True)
    until = models.DateTimeField(_("끝나는 때"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("차단")
        verbose_name_plural = _("차단")
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="block_once")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"


class SavedFilter(models.Model):
    """A list of reports that a handler comes back to; `query` is the query string of the list. Shared or one's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("이름"), max_length=60)
    query = models.CharField(max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="filter_name_once")]

    def __str__(self):
        return self.name


class ShortlistItem(models.Model):
    """One report on a handler's list for the field. `community.reports.routes.arrange` gives the way between them.

    `anchor`: the round starts or ends here, whatever is the shortest way between.
    """

    class Anchor(models.TextChoices):
        START = "start", _("첫 번째로")
        END = "end", _("마지막으로")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shortlist")
    report = models.ForeignKey("community.Report", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    anchor = models.CharField(max_length=5, choices=Anchor, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "at"]
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="shortlist_once")]

    def __str__(self):
        return f"{self.user_id} {self.report_id}"
